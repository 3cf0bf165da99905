import { Interface, type ParamType } from 'ethers';
import { expect, test } from 'vitest';
import {
  describeRevert,
  LEDGER_FRAGMENTS,
  ledgerInterface,
  REGISTRY_FRAGMENTS,
} from '../../../server/ledger/abi.ts';
import { ledgerAbi, registryAbi } from '../../support/registry-calls.ts';

/** A constructor has no selector, and is nobody's to call. */
const callable = (abi: Interface) =>
  abi.fragments.filter(({ type }) => type === 'function' || type === 'error');
const minimal = (abi: Interface) => new Set(callable(abi).map((fragment) => fragment.format('sighash')));

test.each([
  ['EvidenceLedger', LEDGER_FRAGMENTS, ledgerAbi()],
  ['AgencyRegistry', REGISTRY_FRAGMENTS, registryAbi()],
] as const)(
  'every call and error that the service knows of %s is in the compiled contract',
  (_, fragments, abi) => {
    const compiled = minimal(abi);
    for (const fragment of new Interface(fragments).fragments) {
      expect(compiled).toContain(fragment.format('sighash'));
      const same = callable(abi).find((other) => other.format('sighash') === fragment.format('sighash'));
      // Return values, views and all: what is decoded here is what the compiler laid out.
      const outputs = (of: unknown) =>
        (of as { outputs?: ParamType[] }).outputs?.map((type) => type.format('sighash'));
      expect(outputs(fragment)).toEqual(outputs(same));
    }
  },
);

test('a revert is named with its values, and what is unknown stays hex', () => {
  const data = ledgerInterface.encodeErrorResult('EvidenceLedgerWrongSequence', [
    `0x${'67'.repeat(32)}`,
    2,
    1,
  ]);
  expect(describeRevert(data)).toBe(`EvidenceLedgerWrongSequence(0x${'67'.repeat(32)}, 2, 1)`);
  expect(describeRevert('0xdeadbeef00')).toBe('reverted with 0xdeadbeef00');
  expect(describeRevert(undefined)).toBe('reverted without data');
});
