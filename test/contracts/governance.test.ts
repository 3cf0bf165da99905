import { describe, expect, it } from 'vitest';
import { fromHex0x, toHex0x } from '../../core/bytes.ts';
import { effectOf } from '../../core/governance/effect.ts';
import { readRegistry } from '../../core/governance/state.ts';
import { quorum } from '../../core/qbft.ts';
import { type Consortium, DAY, found } from './support/consortium.ts';

/** What is told before a vote is what the contract does after it. */

async function registryOf({ chain, registry }: Consortium) {
  const view = async (input: Uint8Array) =>
    fromHex0x(
      (await chain.rpc('eth_call', [{ to: registry.address, data: toHex0x(input) }, 'latest'])) as string,
    );
  return readRegistry(view, await chain.time());
}

/** Proposes, notes the effect that is foretold, lets it pass and be claimed, and holds the contract against it. */
async function carriedOut(
  all: Consortium,
  propose: () => Promise<bigint>,
  voters: string[],
  claim?: string,
): Promise<ReturnType<typeof effectOf>> {
  const number = Number(await propose());
  const before = await registryOf(all);
  const motion = before.motions.find((one) => one.number === number);
  expect(motion).toMatchObject({ status: 'open', votes: 1 });
  const effect = effectOf(motion!, before);
  await all.pass(BigInt(number), ...voters);
  expect(effect.claimBy === null).toBe(claim === undefined);
  if (claim !== undefined) await all.claim(claim);
  const after = await registryOf(all);
  expect(after.validators).toEqual(effect.validators.after);
  expect(after.version).toBe(effect.version.after);
  expect(after.voters).toBe(effect.voters.after);
  expect(after.threshold).toBe(effect.quorum.after);
  expect(quorum(after.validators.length)).toBe(effect.quorum.after);
  return effect;
}

describe('the effect that is foretold', () => {
  it('is what the contract does: a fifth joins, rests, comes back, changes keys and goes', async () => {
    const all = await found(4);
    const { propose } = all;
    const joined = await carriedOut(
      all,
      () => propose.admission('grid', 'court'),
      ['telecom', 'reform'],
      'court validator',
    );
    expect(joined).toMatchObject({ mayBeDown: { before: 1, after: 1 }, quorum: { before: 3, after: 4 } });
    const three = ['telecom', 'reform', 'court'];
    await carriedOut(all, () => propose.suspension('grid', 'police'), three);
    await carriedOut(all, () => propose.reinstatement('grid', 'police'), three, 'police validator');
    await carriedOut(all, () => propose.governance('grid', 'police', 'police new governance'), three);
    await carriedOut(
      all,
      () => propose.validator('grid', 'police', 'police new validator'),
      three,
      'police new validator',
    );
    await carriedOut(all, () => propose.removal('grid', 'telecom'), ['reform', 'court', 'police new']);
  });

  it('names the seats that are voted in and not yet taken, and forgets them when the time is over', async () => {
    const all = await found(4);
    await all.pass(await all.propose.admission('grid', 'court'), 'telecom', 'reform');
    const waiting = (await registryOf(all)).seats.find(({ id }) => id === 'court');
    expect(waiting).toMatchObject({ status: 'admitted', lastMotion: 0 });
    expect(waiting!.claimUntil).toBeGreaterThan(await all.chain.time());
    await all.chain.pass(45 * DAY);
    expect((await registryOf(all)).seats.map(({ id }) => id)).not.toContain('court');
  });

  it('shows who voted, and what became of a motion', async () => {
    const all = await found(4);
    await all.propose.suspension('telecom', 'grid');
    const [open] = (await registryOf(all)).motions;
    expect(open).toMatchObject({ kind: 'suspend', subject: 'grid', proposer: 'telecom', status: 'open' });
    expect(open!.votedBy).toEqual(['telecom']);
    await all.vote('grid', 1n);
    expect((await registryOf(all)).motions[0]!.votedBy).toEqual(['grid', 'telecom']);
    await all.chain.pass(15 * DAY);
    expect((await registryOf(all)).motions[0]!.status).toBe('expired');
  });
});
