import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressOfKey } from '../../core/signature.ts';
import { type Consortium, consortium } from '../support/consortium.ts';
import { agencyKeys, testKey } from '../support/founding.ts';
import { agencyWord } from '../support/registry-calls.ts';

/** Attack 6: one agency alone against the registry, on a network of four. */

let net: Consortium;
const governance = (id: string) => agencyKeys(id).governance;
const from = (id: string) => addressOfKey(governance(id));
const call = (id: string, name: string, args: readonly unknown[]) =>
  net.transact(governance(id), net.nodes.registry, net.registryCall(name, args));
const agency = async (id: string) => {
  const [found] = await net.view('agency', [agencyWord(id)]);
  return found as { status: bigint; validator: string };
};
const NEWCOMER = { governance: testKey('newcomer g'), validator: testKey('newcomer v') };
const admission = async () => [
  agencyWord('customs'),
  addressOfKey(NEWCOMER.governance),
  addressOfKey(NEWCOMER.validator),
  await net.possession('customs', 'governance', NEWCOMER.governance),
  await net.possession('customs', 'validator', NEWCOMER.validator),
];

beforeAll(async () => {
  net = await consortium();
});
afterAll(() => net?.close());

describe('one agency alone', () => {
  it('admits a member: its motion stays open with one vote, and there is no seat to claim', async () => {
    expect((await call('grid', 'proposeAdmission', await admission())).succeeded).toBe(true);
    expect((await agency('customs')).status).toBe(0n);
    expect(await net.refusal(addressOfKey(NEWCOMER.validator), 'claim', [])).toBe('AgencyRegistryNoClaim');
    expect((await call('grid', 'vote', [1])).succeeded).toBe(false);
    expect(await net.refusal(from('grid'), 'vote', [1])).toBe('AgencyRegistryVoted');
  });

  it('floods with motions: one open motion an agency', async () => {
    expect(await net.refusal(from('grid'), 'proposeSuspension', [agencyWord('police')])).toBe(
      'AgencyRegistryMotionOpen',
    );
    expect((await call('grid', 'proposeSuspension', [agencyWord('police')])).succeeded).toBe(false);
    expect((await call('grid', 'withdraw', [1])).succeeded).toBe(true);
  });

  it('removes another: refused, four seats are the least', async () => {
    expect(await net.refusal(from('grid'), 'proposeRemoval', [agencyWord('court')])).toBe(
      'AgencyRegistrySeats',
    );
    expect(await net.view('getValidators')).toHaveLength(1);
    expect((await agency('court')).status).toBe(2n);
  });

  it('replaces another’s validator: one vote does nothing, and the key it named has nothing to claim', async () => {
    const before = await agency('court');
    const key = testKey('grid’s own, for court');
    const args = [agencyWord('court'), addressOfKey(key), await net.possession('court', 'validator', key)];
    expect((await call('grid', 'proposeValidator', args)).succeeded).toBe(true);
    expect(await net.refusal(addressOfKey(key), 'claim', [])).toBe('AgencyRegistryNoClaim');
    expect((await agency('court')).validator).toBe(before.validator);
    const [number] = await net.view('motionCount');
    expect((await call('grid', 'withdraw', [number])).succeeded).toBe(true);
  });

  it('claims a seat with another’s key, or without one’s own: refused', async () => {
    for (const key of [governance('grid'), agencyKeys('grid').operator, testKey('stranger')]) {
      expect(await net.refusal(addressOfKey(key), 'claim', [])).toBe('AgencyRegistryNoClaim');
    }
    // A key that someone else holds cannot even be named: its possession has to be proved.
    const foreign = addressOfKey(agencyKeys('police').validator);
    const proof = await net.possession('grid', 'validator', testKey('not the police'));
    expect(await net.refusal(from('grid'), 'proposeValidator', [agencyWord('grid'), foreign, proof])).toBe(
      'AgencyRegistryPossession',
    );
    const used = await net.possession('grid', 'validator', agencyKeys('police').validator);
    expect(await net.refusal(from('grid'), 'proposeValidator', [agencyWord('grid'), foreign, used])).toBe(
      'AgencyRegistryKeyUsed',
    );
  });

  it('keeps a vote from before its suspension: the epoch voids it, and it votes no more', async () => {
    expect((await call('telecom', 'proposeSuspension', [agencyWord('police')])).succeeded).toBe(true);
    const [kept] = await net.view('motionCount');
    expect((await call('court', 'proposeSuspension', [agencyWord('telecom')])).succeeded).toBe(true);
    const [suspending] = await net.view('motionCount');
    for (const id of ['grid', 'police']) expect((await call(id, 'vote', [suspending])).succeeded).toBe(true);
    // Its own vote stood in the motion that is open: after the suspension nobody can carry that motion on.
    expect(await net.refusal(from('court'), 'vote', [kept])).toBe('AgencyRegistryMotionNotOpen');
    expect(await net.refusal(from('telecom'), 'proposeSuspension', [agencyWord('police')])).toBe(
      'AgencyRegistryNotVoter',
    );
    // Suspended, it keeps its seat: the chain goes on with all four.
    const [validators] = await net.view('getValidators');
    expect(validators).toHaveLength(4);
    await net.nodes.checkAll();
  });
});
