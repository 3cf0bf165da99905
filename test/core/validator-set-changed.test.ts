import { AbiCoder, Interface } from 'ethers';
import { describe, expect, it } from 'vitest';
import { concat, fromHex0x } from '../../core/bytes.ts';
import { readValidatorSetChanged } from '../../core/validator-set-changed.ts';
import { addressFor } from '../support/ledger-fixture.ts';

const abi = new Interface(['event ValidatorSetChanged(uint64 indexed version, address[] validators)']);

function logOf(version: number | bigint, validators: string[]) {
  const { topics, data } = abi.encodeEventLog('ValidatorSetChanged', [version, validators]);
  return { topics: topics.map(fromHex0x), data: fromHex0x(data) };
}

const validators = ['a', 'b', 'c', 'd'].map(addressFor);
const good = logOf(2, validators);
const code = (name: string) => expect.objectContaining({ code: name });

describe('the ValidatorSetChanged event', () => {
  it('reads as Solidity writes it, for 1 to 64 validators', () => {
    expect(readValidatorSetChanged(good)).toEqual({ version: 2, validators });
    for (const count of [1, 64]) {
      const set = Array.from({ length: count }, (_, i) => addressFor(`v${i}`));
      expect(readValidatorSetChanged(logOf(7, set)).validators).toEqual(set);
    }
  });

  it('is told from other events by topic 0', () => {
    const other = { ...good, topics: [new Uint8Array(32), ...good.topics.slice(1)] };
    expect(() => readValidatorSetChanged(other)).toThrow(code('event-other'));
    expect(() => readValidatorSetChanged({ ...good, topics: [] })).toThrow(code('event-other'));
  });

  it('is refused in another layout, without validators, with more than 64, the zero address, or one twice', () => {
    const words = (...values: (string | number)[]) =>
      fromHex0x(
        AbiCoder.defaultAbiCoder().encode(
          values.map((v) => (typeof v === 'string' ? 'address' : 'uint256')),
          values,
        ),
      );
    const [a, b] = validators as [string, string];
    const dirty = good.data.slice();
    dirty[64] = 1;
    const refused = [
      { ...good, data: new Uint8Array() },
      { ...good, data: concat(good.data, new Uint8Array(32)) },
      { ...good, data: good.data.slice(0, -1) },
      { ...good, data: words(64, 0, 1, a) },
      { ...good, data: words(31, 1, a) },
      { ...good, data: words(32, 3, a, b) },
      { ...good, data: dirty },
      { ...good, topics: good.topics.slice(0, 1) },
      { ...good, topics: [...good.topics, new Uint8Array(32)] },
      logOf(0, validators),
      logOf(2n ** 63n, validators),
      logOf(2, []),
      logOf(
        2,
        Array.from({ length: 65 }, (_, i) => addressFor(`v${i}`)),
      ),
      logOf(2, [a, `0x${'0'.repeat(40)}`]),
      logOf(2, [a, b, a]),
    ];
    for (const log of refused) expect(() => readValidatorSetChanged(log)).toThrow(code('event-invalid'));
  });
});
