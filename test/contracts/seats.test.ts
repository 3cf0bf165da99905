import { describe, expect, test } from 'vitest';
import { addressOf, bytes32, DAY, found, MOTION, NAMES, NEVER, ROLE, STATUS } from './support/consortium.ts';

const names = (sent: { events: { name: string }[] }) => sent.events.map((event) => event.name);

describe('an admission', () => {
  test('gives the seat when the new validator claims it, and not before', async () => {
    const c = await found(4);
    const passed = await c.pass(await c.propose.admission('grid', 'tax'), 'telecom', 'reform');
    const until = BigInt((await c.chain.time()) + 30 * DAY);
    expect(names(passed)).toEqual(['MotionVoted', 'MotionPassed', 'AgencyAdmitted']);
    expect([...passed.events[2]!.args]).toEqual([
      bytes32('tax'),
      addressOf('tax governance'),
      addressOf('tax validator'),
      until,
    ]);
    expect(await c.status('tax')).toBe(STATUS.admitted);
    expect(await c.view('threshold')).toBe(3n);
    expect(await c.validators()).toHaveLength(4);
    expect(await c.view('agencyIds')).toHaveLength(4);
    await expect(c.propose.suspension('tax', 'grid')).rejects.toThrow('AgencyRegistryNotVoter');
    await expect(c.addOperator('tax', 'tax operator')).rejects.toThrow('AgencyRegistryNotGovernance');

    const claimed = await c.claim('tax validator');
    expect(names(claimed)).toEqual(['ValidatorSetChanged', 'AgencySeated', 'EpochStarted']);
    expect([...claimed.events[0]!.args[1]]).toEqual(await c.validators());
    expect(claimed.events[0]!.args[0]).toBe(2n);
    expect([...claimed.events[1]!.args]).toEqual([bytes32('tax'), addressOf('tax validator')]);
    expect(await c.validators()).toEqual(
      [...NAMES.slice(0, 4), 'tax'].map((name) => addressOf(`${name} validator`)),
    );
    expect(await c.view('agencyIds')).toEqual([...NAMES.slice(0, 4), 'tax'].map(bytes32));
    expect(await c.view('threshold')).toBe(4n);
    expect(await c.view('voterCount')).toBe(5n);
    expect((await c.view('agency', bytes32('tax'))).claimUntil).toBe(0n);
    for (const role of ['governance', 'validator'] as const) {
      const key = await c.view('keyRecord', addressOf(`tax ${role}`));
      const now = [BigInt(claimed.blockNumber), BigInt(await c.chain.time())];
      expect([...key]).toEqual([bytes32('tax'), ROLE[role], ...now, NEVER, NEVER]);
    }
    await c.addOperator('tax', 'tax operator');
    await c.anchor('tax operator', 1);
    await c.propose.suspension('tax', 'grid');
    await expect(c.claim('tax validator')).rejects.toThrow(
      `AgencyRegistryNoClaim(${addressOf('tax validator')},${bytes32('tax')})`,
    );
  });

  test('can be claimed by nobody else', async () => {
    const c = await found(1);
    await c.propose.admission('grid', 'tax');
    for (const key of ['tax governance', 'grid validator', 'grid operator', 'nobody']) {
      await expect(c.claim(key)).rejects.toThrow('AgencyRegistryNoClaim');
    }
  });

  test('lapses after 30 days, to the second, and can then be decided again with other keys', async () => {
    for (const late of [0, 1]) {
      const c = await found(1);
      await c.propose.admission('grid', 'tax');
      const until = (await c.chain.time()) + 30 * DAY;
      await expect(c.propose.admission('grid', 'tax', 'tax again')).rejects.toThrow(
        `AgencyRegistryStatus(${bytes32('tax')},${STATUS.admitted})`,
      );
      await c.chain.nextBlockAt(until - 1 + late);
      if (late === 0) {
        await c.claim('tax validator');
        continue;
      }
      await expect(c.claim('tax validator')).rejects.toThrow('AgencyRegistryNoClaim');
      await c.propose.admission('grid', 'tax', 'tax again');
      await expect(c.claim('tax validator')).rejects.toThrow('AgencyRegistryNoClaim');
      await c.claim('tax again validator');
      expect((await c.view('agency', bytes32('tax'))).governance).toBe(addressOf('tax again governance'));
    }
  });

  test('can be decided again in the very second in which it lapses, and not before', async () => {
    const c = await found(1);
    await c.propose.admission('grid', 'tax');
    const until = (await c.chain.time()) + 30 * DAY;
    await c.chain.nextBlockAt(until - 1);
    await expect(c.propose.admission('grid', 'tax', 'tax again')).rejects.toThrow('AgencyRegistryStatus');
    await c.chain.nextBlockAt(until);
    await c.propose.admission('grid', 'tax', 'tax again');
  });

  test('that was never claimed can be taken back, and its keys stay used', async () => {
    const c = await found(4);
    await c.pass(await c.propose.admission('grid', 'tax'), 'telecom', 'reform');
    const taken = await c.pass(await c.propose.removal('grid', 'tax'), 'telecom', 'reform');
    expect(names(taken)).toEqual(['MotionVoted', 'MotionPassed', 'AdmissionCancelled']);
    expect(await c.status('tax')).toBe(STATUS.none);
    await expect(c.claim('tax validator')).rejects.toThrow('AgencyRegistryNoClaim');
    await expect(c.propose.admission('grid', 'tax')).rejects.toThrow('AgencyRegistryKeyUsed');
    await c.pass(await c.propose.admission('grid', 'tax', 'tax again'), 'telecom', 'reform');
    await c.claim('tax again validator');
  });

  test('is refused for an id that is taken, was taken, or is none', async () => {
    const c = await found(2);
    await expect(c.propose.admission('grid', 'telecom', 'new')).rejects.toThrow(
      `AgencyRegistryStatus(${bytes32('telecom')},${STATUS.active})`,
    );
    await expect(c.propose.admission('grid', 'Tax')).rejects.toThrow('AgencyRegistryInvalidId');
    await c.pass(await c.propose.removal('grid', 'telecom'), 'telecom');
    await expect(c.propose.admission('grid', 'telecom', 'new')).rejects.toThrow(
      `AgencyRegistryStatus(${bytes32('telecom')},${STATUS.removed})`,
    );
  });

  test('of one id by two motions happens once', async () => {
    const c = await found(4);
    const first = await c.propose.admission('grid', 'tax');
    const second = await c.propose.admission('police', 'tax', 'other tax');
    await c.pass(first, 'telecom', 'reform');
    await c.vote('telecom', second);
    await expect(c.vote('reform', second)).rejects.toThrow(
      `AgencyRegistryStatus(${bytes32('tax')},${STATUS.admitted})`,
    );
  });
});

describe('a suspension', () => {
  test('takes the rights and leaves the seat', async () => {
    const c = await found(4);
    await c.pass(await c.propose.suspension('grid', 'police'), 'telecom', 'reform');
    expect(await c.status('police')).toBe(STATUS.suspended);
    expect(await c.validators()).toHaveLength(4);
    expect(await c.view('setVersion')).toBe(1n);
    expect(await c.view('threshold')).toBe(3n);
    expect(await c.view('voterCount')).toBe(3n);
    await expect(c.view('anchoringRights', addressOf('police operator'))).rejects.toThrow(
      `AgencyRegistryNoRights(${addressOf('police operator')},${bytes32('police')},${STATUS.suspended})`,
    );
    await expect(c.anchor('police operator', 1)).rejects.toThrow();
    expect(await c.view('answeringRights', addressOf('police operator'))).toBe(bytes32('police'));
  });

  test('is refused when those left could decide nothing', async () => {
    for (const [seats, bearable] of [
      [1, 0],
      [2, 0],
      [3, 1],
      [4, 1],
      [5, 1],
      [6, 2],
      [7, 2],
    ] as const) {
      const c = await found(seats);
      const targets = NAMES.slice(0, seats).reverse();
      const needed = Number(await c.view('threshold'));
      for (const target of targets.slice(0, bearable)) {
        await c.pass(await c.propose.suspension('grid', target), ...NAMES.slice(1, needed));
      }
      await expect(c.propose.suspension('grid', targets[bearable]!)).rejects.toThrow(
        `AgencyRegistryVoters(${seats - bearable - 1},${needed})`,
      );
    }
  });

  test('is refused for an agency that is suspended, admitted, removed or unknown', async () => {
    const c = await found(6);
    const voters = ['telecom', 'reform', 'police'];
    await c.pass(await c.propose.suspension('grid', 'tax'), ...voters);
    await c.pass(await c.propose.admission('grid', 'land'), ...voters);
    for (const [name, status] of [
      ['tax', STATUS.suspended],
      ['land', STATUS.admitted],
      ['nobody', STATUS.none],
    ] as const) {
      await expect(c.propose.suspension('grid', name)).rejects.toThrow(
        `AgencyRegistryStatus(${bytes32(name)},${status})`,
      );
    }
    await c.pass(await c.propose.removal('grid', 'tax'), ...voters);
    await expect(c.propose.suspension('grid', 'tax')).rejects.toThrow('AgencyRegistryStatus');
  });
});

describe('a reinstatement', () => {
  async function suspended() {
    const c = await found(4);
    await c.pass(await c.propose.suspension('grid', 'police'), 'telecom', 'reform');
    return c;
  }

  test('gives the rights back when the validator shows that it lives', async () => {
    const c = await suspended();
    const granted = await c.pass(await c.propose.reinstatement('grid', 'police'), 'telecom', 'reform');
    const until = BigInt((await c.chain.time()) + 30 * DAY);
    expect(names(granted)).toEqual(['MotionVoted', 'MotionPassed', 'ReinstatementGranted']);
    expect([...granted.events[2]!.args]).toEqual([bytes32('police'), until]);
    expect(await c.status('police')).toBe(STATUS.suspended);
    await expect(c.claim('telecom validator')).rejects.toThrow('AgencyRegistryNoClaim');
    const claimed = await c.claim('police validator');
    expect(names(claimed)).toEqual(['AgencyReinstated', 'EpochStarted']);
    expect((await c.view('agency', bytes32('police'))).reinstateUntil).toBe(0n);
    expect(await c.status('police')).toBe(STATUS.active);
    expect(await c.view('voterCount')).toBe(4n);
    expect(await c.view('setVersion')).toBe(1n);
    await c.anchor('police operator', 1);
    await expect(c.claim('police validator')).rejects.toThrow('AgencyRegistryNoClaim');
  });

  test('is not claimed without a decision, nor a second time after another suspension', async () => {
    const c = await suspended();
    await expect(c.claim('police validator')).rejects.toThrow(
      `AgencyRegistryNoClaim(${addressOf('police validator')},${bytes32('police')})`,
    );
    await c.pass(await c.propose.reinstatement('grid', 'police'), 'telecom', 'reform');
    await c.claim('police validator');
    await c.pass(await c.propose.suspension('grid', 'police'), 'telecom', 'reform');
    await expect(c.claim('police validator')).rejects.toThrow('AgencyRegistryNoClaim');
  });

  test('can be taken back until it is claimed', async () => {
    const c = await suspended();
    await c.pass(await c.propose.reinstatement('grid', 'police'), 'telecom', 'reform');
    const taken = await c.pass(await c.propose.suspension('grid', 'police'), 'telecom', 'reform');
    expect(names(taken)).toEqual(['MotionVoted', 'MotionPassed', 'ReinstatementCancelled']);
    expect((await c.view('agency', bytes32('police'))).reinstateUntil).toBe(0n);
    expect(await c.view('voterCount')).toBe(3n);
    await expect(c.claim('police validator')).rejects.toThrow('AgencyRegistryNoClaim');
    await expect(c.propose.suspension('grid', 'police')).rejects.toThrow('AgencyRegistryStatus');
  });

  test('lapses after 30 days, to the second', async () => {
    for (const late of [0, 1]) {
      const c = await suspended();
      await c.pass(await c.propose.reinstatement('grid', 'police'), 'telecom', 'reform');
      const until = (await c.chain.time()) + 30 * DAY;
      await c.chain.nextBlockAt(until - 1 + late);
      if (late === 0) await c.claim('police validator');
      else {
        await expect(c.claim('police validator')).rejects.toThrow('AgencyRegistryNoClaim');
        await c.chain.pass(1);
        await expect(c.propose.suspension('grid', 'police')).rejects.toThrow('AgencyRegistryStatus');
      }
    }
  });

  test('cannot be taken back any more once it has lapsed', async () => {
    const c = await suspended();
    await c.pass(await c.propose.reinstatement('grid', 'police'), 'telecom', 'reform');
    await c.chain.nextBlockAt((await c.chain.time()) + 30 * DAY);
    await expect(c.propose.suspension('grid', 'police')).rejects.toThrow('AgencyRegistryStatus');
  });

  test('is refused for an agency that is not suspended', async () => {
    const c = await found(4);
    for (const name of ['police', 'nobody']) {
      await expect(c.propose.reinstatement('grid', name)).rejects.toThrow(
        `AgencyRegistryStatus(${bytes32(name)}`,
      );
    }
  });

  test('of an agency whose validator is lost comes after a new validator', async () => {
    const c = await suspended();
    await c.pass(await c.propose.validator('grid', 'police', 'police next'), 'telecom', 'reform');
    await c.pass(await c.propose.reinstatement('grid', 'police'), 'telecom', 'reform');
    await c.claim('police next');
    expect(await c.status('police')).toBe(STATUS.suspended);
    await expect(c.claim('police validator')).rejects.toThrow('AgencyRegistryNoClaim');
    await c.claim('police next');
    expect(await c.status('police')).toBe(STATUS.active);
  });
});

describe('a removal', () => {
  test('takes seat, vote, validator and every key at once and for good', async () => {
    const c = await found(6);
    await c.addOperator('telecom', 'telecom second');
    await c.revokeOperator('telecom', 'telecom operator');
    const revoked = await c.view('keyRecord', addressOf('telecom operator'));
    const removed = await c.pass(await c.propose.removal('grid', 'telecom'), 'reform', 'police', 'court');
    expect(names(removed)).toEqual([
      'MotionVoted',
      'MotionPassed',
      'ValidatorSetChanged',
      'AgencyRemoved',
      'EpochStarted',
    ]);
    expect(await c.validators()).toEqual(
      ['grid', 'tax', 'reform', 'police', 'court'].map((name) => addressOf(`${name} validator`)),
    );
    expect(await c.view('threshold')).toBe(4n);
    expect(await c.view('voterCount')).toBe(5n);
    expect(await c.view('agencyIds')).toHaveLength(6);
    const now = [BigInt(removed.blockNumber), BigInt(await c.chain.time())];
    const agency = await c.view('agency', bytes32('telecom'));
    expect([agency.status, agency.removedBlock, agency.removedTime]).toEqual([STATUS.removed, ...now]);
    for (const key of ['telecom governance', 'telecom second', 'telecom validator']) {
      const record = await c.view('keyRecord', addressOf(key));
      expect([record.untilBlock, record.untilTime]).toEqual(now);
    }
    expect(await c.view('keyRecord', addressOf('telecom operator'))).toEqual(revoked);
    for (const view of ['anchoringRights', 'answeringRights']) {
      await expect(c.view(view, addressOf('telecom second'))).rejects.toThrow(
        `AgencyRegistryNoRights(${addressOf('telecom second')},${bytes32('telecom')},${STATUS.removed})`,
      );
    }
    await expect(c.propose.suspension('telecom', 'grid')).rejects.toThrow('AgencyRegistryNotVoter');
    await expect(c.claim('telecom validator')).rejects.toThrow('AgencyRegistryNoClaim');
    for (const ask of ['removal', 'suspension', 'reinstatement'] as const) {
      await expect(c.propose[ask]('grid', 'telecom')).rejects.toThrow(
        `AgencyRegistryStatus(${bytes32('telecom')},${STATUS.removed})`,
      );
    }
    for (const ask of ['governance', 'validator'] as const) {
      await expect(c.propose[ask]('grid', 'telecom', 'new')).rejects.toThrow('AgencyRegistryStatus');
    }
  });

  test('never leaves three where there were four', async () => {
    const c = await found(5);
    await c.pass(await c.propose.removal('grid', 'court'), 'telecom', 'reform', 'police');
    await expect(c.propose.removal('grid', 'police')).rejects.toThrow('AgencyRegistrySeats(3,4)');
  });

  test('is possible among fewer than four, but for the last', async () => {
    const c = await found(3);
    await c.pass(await c.propose.removal('grid', 'reform'), 'telecom');
    await c.pass(await c.propose.removal('grid', 'telecom'), 'telecom');
    await expect(c.propose.removal('grid', 'grid')).rejects.toThrow('AgencyRegistrySeats(0,1)');
    expect(await c.validators()).toEqual([addressOf('grid validator')]);
  });

  test('of a suspended agency takes its seat and no vote', async () => {
    const c = await found(6);
    const voters = ['telecom', 'reform', 'police'];
    await c.pass(await c.propose.suspension('grid', 'tax'), ...voters);
    await c.pass(await c.propose.suspension('grid', 'court'), ...voters);
    await expect(c.propose.removal('grid', 'police')).rejects.toThrow('AgencyRegistryVoters(3,4)');
    await c.pass(await c.propose.removal('grid', 'tax'), ...voters);
    expect(await c.view('voterCount')).toBe(4n);
    expect(await c.status('court')).toBe(STATUS.suspended);
  });

  test('is held against the threshold of the seats that remain', async () => {
    const c = await found(5);
    await c.pass(await c.propose.suspension('grid', 'court'), 'telecom', 'reform', 'police');
    await c.pass(await c.propose.removal('grid', 'police'), 'telecom', 'reform', 'police');
    expect(await c.view('voterCount')).toBe(3n);
    expect(await c.view('threshold')).toBe(3n);
  });

  test('ends what was granted and not claimed', async () => {
    const c = await found(6);
    const voters = ['telecom', 'reform', 'police'];
    await c.pass(await c.propose.validator('grid', 'tax', 'tax next'), ...voters);
    await c.pass(await c.propose.suspension('grid', 'tax'), ...voters);
    await c.pass(await c.propose.reinstatement('grid', 'tax'), ...voters);
    await c.pass(await c.propose.removal('grid', 'tax'), ...voters);
    for (const key of ['tax next', 'tax validator']) {
      await expect(c.claim(key)).rejects.toThrow('AgencyRegistryNoClaim');
    }
    expect(await c.validators()).toHaveLength(5);
  });

  test('of an unknown agency is refused', async () => {
    const c = await found(5);
    await expect(c.propose.removal('grid', 'nobody')).rejects.toThrow(
      `AgencyRegistryStatus(${bytes32('nobody')},${STATUS.none})`,
    );
  });
});

describe('a new governance key', () => {
  test('takes over at once, and the old one is ended', async () => {
    const c = await found(4);
    const done = await c.pass(await c.propose.governance('telecom', 'grid', 'grid new'), 'reform', 'police');
    expect(names(done)).toEqual(['MotionVoted', 'MotionPassed', 'GovernanceReplaced', 'EpochStarted']);
    expect([...done.events[2]!.args]).toEqual([
      bytes32('grid'),
      addressOf('grid governance'),
      addressOf('grid new'),
    ]);
    const now = [BigInt(done.blockNumber), BigInt(await c.chain.time())];
    const old = await c.view('keyRecord', addressOf('grid governance'));
    expect([old.untilBlock, old.untilTime]).toEqual(now);
    const key = await c.view('keyRecord', addressOf('grid new'));
    expect([...key]).toEqual([bytes32('grid'), ROLE.governance, ...now, NEVER, NEVER]);
    await expect(c.propose.suspension('grid', 'police')).rejects.toThrow('AgencyRegistryNotVoter');
    await expect(c.addOperator('grid', 'grid second')).rejects.toThrow('AgencyRegistryNotGovernance');
    await c.chain.send(c.registry, addressOf('grid new'), 'proposeSuspension', [bytes32('police')]);
  });

  test('can be given to a suspended agency, not to one without a seat', async () => {
    const c = await found(4);
    await c.pass(await c.propose.suspension('telecom', 'grid'), 'reform', 'police');
    await c.pass(await c.propose.governance('telecom', 'grid', 'grid new'), 'reform', 'police');
    await c.pass(await c.propose.admission('telecom', 'tax'), 'reform', 'police');
    for (const name of ['tax', 'nobody']) {
      for (const ask of ['governance', 'validator'] as const) {
        await expect(c.propose[ask]('telecom', name, 'new')).rejects.toThrow(
          `AgencyRegistryStatus(${bytes32(name)}`,
        );
      }
    }
  });
});

describe('a full registry', () => {
  test('holds 64 seats and neither admits nor seats another', async () => {
    const c = await found(2);
    const { chain } = c;
    const { founder, registryArtifact, consortium } = await import('./support/consortium.ts');
    const ids = Array.from({ length: 63 }, (_, i) => `a${i}`);
    const registry = await chain.deploy(registryArtifact(), [ids.map(founder)]);
    const full = consortium(chain, registry, c.ledger, c.handoff);
    const voters = ids.slice(1, 42);
    await full.pass(await full.propose.admission('a0', 'tax'), ...voters);
    await full.pass(await full.propose.admission('a0', 'land'), ...voters);
    await full.claim('tax validator');
    expect(await full.validators()).toHaveLength(64);
    await expect(full.claim('land validator')).rejects.toThrow('AgencyRegistryFull(64)');
    await expect(full.propose.admission('a0', 'more')).rejects.toThrow('AgencyRegistryFull(64)');
    expect(await full.motionStatus(2n)).toBe(MOTION.passed);
  });
});
