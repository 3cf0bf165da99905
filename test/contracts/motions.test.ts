import { describe, expect, test } from 'vitest';
import { addressOf, bytes32, DAY, found, MOTION, NAMES, STATUS } from './support/consortium.ts';

describe('a motion', () => {
  test('passes with ceil(2N/3) of all seats, its proposal being the first vote', async () => {
    for (const [seats, needed] of [
      [1, 1],
      [2, 2],
      [3, 2],
      [4, 3],
      [5, 4],
      [6, 4],
      [7, 5],
    ] as const) {
      const c = await found(seats);
      expect(await c.view('threshold')).toBe(BigInt(needed));
      const motion = await c.propose.validator('grid', 'grid', 'next');
      for (const name of NAMES.slice(1, needed)) {
        expect(await c.motionStatus(motion)).toBe(MOTION.open);
        await c.vote(name, motion);
      }
      expect(await c.motionStatus(motion)).toBe(MOTION.passed);
    }
  });

  test('says in its record and its events what is asked, by whom, until when, and how the vote stands', async () => {
    const c = await found(4);
    const asked = await c.asGovernance('grid', 'proposeSuspension', [bytes32('police')]);
    const deadline = BigInt((await c.chain.time()) + 14 * DAY);
    expect(asked.events.map((event) => event.name)).toEqual(['MotionProposed', 'MotionVoted']);
    expect([...asked.events[0]!.args]).toEqual([1n, bytes32('grid'), bytes32('police'), 2n, 1n, deadline]);
    expect([...asked.events[1]!.args]).toEqual([1n, bytes32('grid'), 1n, 3n]);
    const motion = await c.view('motion', 1n);
    expect(motion.proposer).toBe(bytes32('grid'));
    expect(motion.subject).toBe(bytes32('police'));
    expect([motion.kind, motion.votes, motion.epoch, motion.deadline]).toEqual([2n, 1n, 1n, deadline]);
    expect([motion.passed, motion.withdrawn]).toEqual([false, false]);
    expect(await c.view('hasVoted', 1n, bytes32('grid'))).toBe(true);
    expect(await c.view('hasVoted', 1n, bytes32('police'))).toBe(false);
    expect((await c.view('agency', bytes32('grid'))).lastMotion).toBe(1n);
    const passed = await c.pass(1n, 'telecom', 'police');
    expect(passed.events.map((event) => event.name)).toEqual([
      'MotionVoted',
      'MotionPassed',
      'AgencySuspended',
      'EpochStarted',
    ]);
    expect([...passed.events[0]!.args]).toEqual([1n, bytes32('police'), 3n, 3n]);
    expect([...passed.events[1]!.args]).toEqual([1n]);
    expect([...passed.events[3]!.args]).toEqual([2n]);
    expect((await c.view('motion', 1n)).passed).toBe(true);
  });

  test('takes one vote from each agency', async () => {
    const c = await found(4);
    const motion = await c.propose.suspension('grid', 'police');
    await expect(c.vote('grid', motion)).rejects.toThrow(`AgencyRegistryVoted(1,${bytes32('grid')})`);
    await c.vote('telecom', motion);
    await expect(c.vote('telecom', motion)).rejects.toThrow('AgencyRegistryVoted');
  });

  test('is for the governance keys of active agencies alone', async () => {
    const c = await found(4);
    const motion = await c.propose.suspension('grid', 'police');
    for (const key of ['grid operator', 'grid validator', 'nobody']) {
      for (const [method, argument] of [
        ['vote', motion],
        ['withdraw', motion],
        ['proposeRemoval', bytes32('police')],
      ] as const) {
        const send = c.chain.send(c.registry, addressOf(key), method, [argument]);
        await expect(send).rejects.toThrow(`AgencyRegistryNotVoter(${addressOf(key)})`);
      }
    }
  });

  test('is the only open one of its proposer, who may take it back', async () => {
    const c = await found(4);
    const first = await c.propose.suspension('grid', 'police');
    await expect(c.propose.suspension('grid', 'police')).rejects.toThrow(
      `AgencyRegistryMotionOpen(${bytes32('grid')},${first})`,
    );
    const other = await c.propose.suspension('telecom', 'reform');
    await expect(c.asGovernance('telecom', 'withdraw', [first])).rejects.toThrow(
      `AgencyRegistryNotProposer(${first},${bytes32('telecom')})`,
    );
    const { events } = await c.asGovernance('grid', 'withdraw', [first]);
    expect(events.map((event) => [event.name, ...event.args])).toEqual([['MotionWithdrawn', first]]);
    expect(await c.motionStatus(first)).toBe(MOTION.withdrawn);
    expect(await c.motionStatus(other)).toBe(MOTION.open);
    for (const method of ['vote', 'withdraw']) {
      await expect(c.asGovernance('grid', method, [first])).rejects.toThrow(
        `AgencyRegistryMotionNotOpen(${first},${MOTION.withdrawn})`,
      );
    }
    expect(await c.propose.suspension('grid', 'police')).toBe(3n);
  });

  test('expires after 14 days, to the second', async () => {
    const c = await found(4);
    const motion = await c.propose.suspension('grid', 'police');
    const deadline = (await c.chain.time()) + 14 * DAY;
    await c.chain.nextBlockAt(deadline - 1);
    await c.vote('telecom', motion);
    await c.chain.nextBlockAt(deadline);
    await expect(c.vote('police', motion)).rejects.toThrow(
      `AgencyRegistryMotionNotOpen(${motion},${MOTION.expired})`,
    );
    await c.chain.pass(1);
    expect(await c.motionStatus(motion)).toBe(MOTION.expired);
    expect(await c.status('police')).toBe(STATUS.active);
    await c.propose.suspension('grid', 'police');
  });

  test('that was never put, or has passed, takes no vote', async () => {
    const c = await found(1);
    await expect(c.vote('grid', 0n)).rejects.toThrow(`AgencyRegistryMotionNotOpen(0,${MOTION.unknown})`);
    await expect(c.vote('grid', 7n)).rejects.toThrow(`AgencyRegistryMotionNotOpen(7,${MOTION.unknown})`);
    const passed = await c.propose.validator('grid', 'grid', 'next');
    await expect(c.vote('grid', passed)).rejects.toThrow(
      `AgencyRegistryMotionNotOpen(${passed},${MOTION.passed})`,
    );
  });

  test('counts votes of suspended seats in N, and gives them none', async () => {
    const c = await found(4);
    await c.pass(await c.propose.suspension('grid', 'police'), 'telecom', 'reform');
    expect(await c.view('threshold')).toBe(3n);
    const motion = await c.propose.validator('grid', 'grid', 'next');
    await expect(c.vote('police', motion)).rejects.toThrow('AgencyRegistryNotVoter');
    await expect(c.propose.suspension('police', 'grid')).rejects.toThrow('AgencyRegistryNotVoter');
    await c.vote('telecom', motion);
    expect(await c.motionStatus(motion)).toBe(MOTION.open);
    await c.vote('reform', motion);
    expect(await c.motionStatus(motion)).toBe(MOTION.passed);
  });

  test('about its own proposer counts the proposer like any other', async () => {
    const c = await found(5);
    await c.pass(await c.propose.removal('grid', 'grid'), 'telecom', 'reform', 'police');
    expect(await c.status('grid')).toBe(STATUS.removed);
  });
});

describe('an epoch', () => {
  test('starts with every change of seats or governance keys, and voids what was open', async () => {
    const c = await found(6);
    const voters = ['telecom', 'reform', 'police'];
    let epoch = 1n;
    async function voids(change: () => Promise<unknown>) {
      const open = await c.propose.suspension('court', 'tax');
      await change();
      epoch += 1n;
      expect(await c.view('epoch')).toBe(epoch);
      expect(await c.motionStatus(open)).toBe(MOTION.void);
      await expect(c.vote('grid', open)).rejects.toThrow(
        `AgencyRegistryMotionNotOpen(${open},${MOTION.void})`,
      );
    }
    await c.pass(await c.propose.admission('grid', 'land'), ...voters);
    await voids(() => c.claim('land validator'));
    await voids(async () => c.pass(await c.propose.suspension('grid', 'land'), ...voters, 'tax'));
    await c.pass(await c.propose.reinstatement('grid', 'land'), ...voters, 'tax');
    await voids(() => c.claim('land validator'));
    await voids(async () => c.pass(await c.propose.governance('grid', 'land', 'land new'), ...voters, 'tax'));
    await voids(async () => c.pass(await c.propose.removal('grid', 'land'), ...voters, 'tax'));
  });

  test('does not start with a decision that changes no voter', async () => {
    const c = await found(4);
    const voters = ['telecom', 'reform'];
    const open = await c.propose.suspension('police', 'grid');
    await c.pass(await c.propose.validator('grid', 'grid', 'grid next'), ...voters);
    await c.claim('grid next');
    await c.pass(await c.propose.admission('grid', 'court'), ...voters);
    await c.pass(await c.propose.removal('grid', 'court'), ...voters);
    await c.addOperator('grid', 'grid second');
    expect(await c.view('epoch')).toBe(1n);
    expect(await c.motionStatus(open)).toBe(MOTION.open);
  });

  test('leaves granted claims standing: what was decided was decided', async () => {
    const c = await found(6);
    const voters = ['telecom', 'reform', 'police'];
    await c.pass(await c.propose.admission('grid', 'land'), ...voters);
    await c.pass(await c.propose.validator('grid', 'telecom', 'telecom next'), ...voters);
    await c.pass(await c.propose.removal('grid', 'tax'), ...voters);
    await c.claim('land validator');
    await c.claim('telecom next');
    expect(await c.status('land')).toBe(STATUS.active);
  });
});
