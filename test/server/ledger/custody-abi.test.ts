import { Interface } from 'ethers';
import { expect, test } from 'vitest';
import { en } from '../../../language/refusals.ts';
import { actInterface, HANDOFF_ACTS, LEDGER_ACTS, readRevert } from '../../../server/ledger/custody-abi.ts';
import { abis } from '../../support/custody-calls.ts';

/** What the service calls is what the compiler made, and every refusal has words. */

test.each([
  ['EvidenceLedger', LEDGER_ACTS, abis.ledger],
  ['CaseHandoff', HANDOFF_ACTS, abis.handoff],
] as const)('every act and refusal of %s is in the compiled contract', (_name, fragments, abi) => {
  // A constructor has no selector, and is nobody's to call.
  const callable = abi.fragments.filter(({ type }) => type === 'function' || type === 'error');
  const compiled = new Set(callable.map((fragment) => fragment.format('sighash')));
  for (const fragment of new Interface(fragments).fragments) {
    expect(compiled).toContain(fragment.format('sighash'));
  }
});

test('every refusal that an act can meet has words', () => {
  const names = actInterface.fragments.flatMap((each) =>
    each.type === 'error' ? [(each as unknown as { name: string }).name] : [],
  );
  for (const name of names) expect(Object.keys(en)).toEqual(expect.arrayContaining([name, `${name}.next`]));
  // Nothing is missing: what the contracts have beyond these concerns anchors, views, or a cast that cannot fail.
  const others = [abis.ledger, abis.handoff].flatMap((abi) =>
    abi.fragments.flatMap((each) =>
      each.type === 'error' ? [(each as unknown as { name: string }).name] : [],
    ),
  );
  expect(new Set(others.filter((name) => !names.includes(name)))).toEqual(
    new Set([
      'EvidenceLedgerWrongSequence',
      'EvidenceLedgerInvalidSize',
      'EvidenceLedgerEmptyRoot',
      'EvidenceLedgerUnknownOpinion',
      'SafeCastOverflowedUintDowncast',
    ]),
  );
});

test('a revert is read with its values by name; one that is none stays as it is', () => {
  const data = actInterface.encodeErrorResult('CaseHandoffLate', [7, 100, 200]);
  expect(readRevert(data)).toEqual({
    error: 'CaseHandoffLate',
    values: { handoff: '7', answerBy: '100', time: '200' },
  });
  expect(readRevert('0x12345678')).toEqual({ error: 'Unknown', values: { data: '0x12345678' } });
  expect(readRevert(undefined)).toEqual({ error: 'Unknown', values: { data: '' } });
});
