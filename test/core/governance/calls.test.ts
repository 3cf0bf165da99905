import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, fromHex0x, toHex0x } from '../../../core/bytes.ts';
import { FormatError } from '../../../core/errors.ts';
import { calldataOf, type GovernanceCall, SIGNATURES } from '../../../core/governance/calls.ts';
import { EVENT_SIGNATURES, eventTopic, readEvent } from '../../../core/governance/events.ts';
import { readCall } from '../../../core/governance/read-call.ts';
import { REFUSAL_CODES, REFUSAL_SIGNATURES, readRevert } from '../../../core/governance/reverts.ts';
import { addressFor } from '../../support/ledger-fixture.ts';
import { fcRuns } from '../../support/properties.ts';
import { agencyWord, registryAbi } from '../../support/registry-calls.ts';

const abi = registryAbi();
const signed = (name: string) => ({ key: addressFor(name), signature: `0x${'5a'.repeat(64)}1b` });
const hash = `0x${'c0'.repeat(32)}`;

const CALLS: [GovernanceCall, string, unknown[]][] = [
  [
    { method: 'propose-admission', agency: 'land', governance: signed('g'), validator: signed('v') },
    'proposeAdmission',
    [agencyWord('land'), signed('g').key, signed('v').key, ...[signed('g').signature, signed('v').signature]],
  ],
  [{ method: 'propose-suspension', agency: 'grid' }, 'proposeSuspension', [agencyWord('grid')]],
  [{ method: 'propose-reinstatement', agency: 'grid' }, 'proposeReinstatement', [agencyWord('grid')]],
  [{ method: 'propose-removal', agency: 'grid' }, 'proposeRemoval', [agencyWord('grid')]],
  [
    { method: 'propose-governance', agency: 'grid', key: signed('n') },
    'proposeGovernance',
    [agencyWord('grid'), signed('n').key, signed('n').signature],
  ],
  [
    { method: 'propose-validator', agency: 'grid', key: signed('n') },
    'proposeValidator',
    [agencyWord('grid'), signed('n').key, signed('n').signature],
  ],
  [
    { method: 'propose-successor', ledger: addressFor('l'), codeHash: hash, fromBlock: 9000 },
    'proposeSuccessor',
    [addressFor('l'), hash, 9000],
  ],
  [{ method: 'vote', motion: 7 }, 'vote', [7]],
  [{ method: 'withdraw', motion: 7 }, 'withdraw', [7]],
  [{ method: 'claim' }, 'claim', []],
  [{ method: 'add-operator', key: signed('o') }, 'addOperator', [signed('o').key, signed('o').signature]],
  [{ method: 'revoke-operator', address: addressFor('o') }, 'revokeOperator', [addressFor('o')]],
];

describe('calls of the registry', () => {
  it.each(CALLS)('%o have the bytes that the compiled contract takes, and read back', (call, name, args) => {
    const bytes = calldataOf(call);
    expect(toHex0x(bytes)).toBe(abi.encodeFunctionData(name, args));
    expect(readCall(bytes)).toEqual(call);
  });

  it('are all that change something, under their signatures', () => {
    const changing = abi.fragments.flatMap((fragment) =>
      fragment.type === 'function' && !('constant' in fragment && fragment.constant)
        ? fragment.format('sighash')
        : [],
    );
    expect(Object.values(SIGNATURES).sort()).toEqual(changing.sort());
    expect(CALLS.map(([call]) => call.method).sort()).toEqual(Object.keys(SIGNATURES).sort());
  });

  it('read from no other bytes: each other byte is another call or none', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...CALLS.map(([call]) => call)),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (call, place, flip) => {
          const bytes = calldataOf(call).slice();
          bytes[place % bytes.length]! ^= flip;
          try {
            expect(toHex0x(calldataOf(readCall(bytes)))).toBe(toHex0x(bytes));
          } catch (error) {
            expect(error).toBeInstanceOf(FormatError);
          }
        },
      ),
      fcRuns(300),
    );
  });

  it('do not read with anything before, behind or left out', () => {
    for (const [call] of CALLS) {
      const bytes = calldataOf(call);
      for (const wrong of [
        concat(bytes, new Uint8Array(32)),
        concat(bytes, Uint8Array.of(0)),
        bytes.slice(0, -1),
        bytes.slice(0, 3),
      ]) {
        expect(() => readCall(wrong), call.method).toThrow(FormatError);
      }
    }
  });
});

describe('what the registry refuses with', () => {
  it('is known by the compiled contract, and complete but for its founding and its ledger’s rights', () => {
    const names = abi.fragments.flatMap((one) => (one.type === 'error' ? one.format('sighash') : []));
    const elsewhere = [
      'AgencyRegistryFounders(uint256)',
      'AgencyRegistryNoOperator(bytes32)',
      'AgencyRegistryNoRights(address,bytes32,uint8)',
    ];
    const ours = names.filter((name) => name.startsWith('AgencyRegistry') && !elsewhere.includes(name));
    expect([...REFUSAL_SIGNATURES].sort()).toEqual(ours.sort());
    expect(new Set(REFUSAL_CODES).size).toBe(REFUSAL_CODES.length);
  });

  const revert = (name: string, args: unknown[]) => readRevert(fromHex0x(abi.encodeErrorResult(name, args)));

  it('reads as a code and its values', () => {
    expect(revert('AgencyRegistryVoted', [3, agencyWord('grid')])).toEqual({
      code: 'registry-voted',
      values: { motion: 3, agency: 'grid' },
    });
    expect(revert('AgencyRegistryStatus', [agencyWord('grid'), 3])).toEqual({
      code: 'registry-status',
      values: { agency: 'grid', status: 'suspended' },
    });
    expect(revert('AgencyRegistryKeyUsed', [addressFor('k'), agencyWord('grid'), 2])?.values.role).toBe(
      'operator',
    );
  });

  it.each([
    ['unknown', 0],
    ['passed', 2],
    ['withdrawn', 3],
    ['expired', 4],
    ['void', 5],
  ])('tells a motion that is %s from one that is late', (status, number) => {
    expect(revert('AgencyRegistryMotionNotOpen', [5, number])?.code).toBe(`registry-motion-${status}`);
    expect(REFUSAL_CODES).toContain(`registry-motion-${status}`);
  });

  it('is nothing where the data is another error’s or cut off', () => {
    expect(readRevert(fromHex0x('0x'))).toBeUndefined();
    expect(revert('AgencyRegistryFounders', [0])).toBeUndefined();
    const cut = fromHex0x(abi.encodeErrorResult('AgencyRegistryVoted', [3, agencyWord('grid')])).slice(
      0,
      -32,
    );
    expect(readRevert(cut)).toBeUndefined();
  });
});

describe('the registry’s events', () => {
  it('are those of the compiled contract, ValidatorSetChanged aside', () => {
    const names = abi.fragments.flatMap((one) => (one.type === 'event' ? one.format('sighash') : []));
    expect([...EVENT_SIGNATURES, 'ValidatorSetChanged(uint64,address[])'].sort()).toEqual(names.sort());
  });

  const log = (name: string, args: unknown[]) => {
    const { topics, data } = abi.encodeEventLog(name, args);
    return { topics: topics.map(fromHex0x), data: fromHex0x(data) };
  };

  it('read with their values, indexed ones first', () => {
    expect(
      readEvent(log('MotionProposed', [4, agencyWord('grid'), agencyWord('land'), 1, 2, 1_790_000_000])),
    ).toEqual({
      event: 'motion-proposed',
      values: {
        motion: 4,
        proposer: 'grid',
        subject: 'land',
        kind: 'admit',
        epoch: 2,
        deadline: 1_790_000_000,
      },
    });
    expect(readEvent(log('OperatorAdded', [agencyWord('grid'), addressFor('o')]))).toEqual({
      event: 'operator-added',
      values: { agency: 'grid', operator: addressFor('o') },
    });
  });

  it('are nothing where another event is, and refused where a value is missing', () => {
    expect(readEvent(log('ValidatorSetChanged', [2, [addressFor('v')]]))).toBeUndefined();
    const { topics } = log('MotionPassed', [1]);
    expect(() => readEvent({ topics: topics.slice(0, 1), data: new Uint8Array() })).toThrow(
      expect.objectContaining({ code: 'event-invalid' }),
    );
    expect(toHex0x(eventTopic('motion-passed'))).toBe(toHex0x(topics[0]!));
  });
});
