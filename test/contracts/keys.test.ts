import { describe, expect, test } from 'vitest';
import { addressOf, bytes32, found, MOTION, NEVER, possession, ROLE, STATUS } from './support/consortium.ts';

describe('operator keys', () => {
  test('are added by their agency alone, at once, with a span that begins there', async () => {
    const c = await found(2);
    const { blockNumber, events } = await c.addOperator('grid', 'grid second');
    expect(events.map((event) => event.name)).toEqual(['OperatorAdded']);
    expect([...events[0]!.args]).toEqual([bytes32('grid'), addressOf('grid second')]);
    const key = await c.view('keyRecord', addressOf('grid second'));
    expect([...key]).toEqual([
      bytes32('grid'),
      ROLE.operator,
      BigInt(blockNumber),
      BigInt(await c.chain.time()),
      NEVER,
      NEVER,
    ]);
    await c.anchor('grid second', 1);
    expect(await c.view('motionCount')).toBe(0n);
  });

  test('are revoked by their agency alone, at once and for good', async () => {
    const c = await found(2);
    const { blockNumber, events } = await c.revokeOperator('grid', 'grid operator');
    expect(events.map((event) => event.name)).toEqual(['OperatorRevoked']);
    const key = await c.view('keyRecord', addressOf('grid operator'));
    expect([key.untilBlock, key.untilTime]).toEqual([BigInt(blockNumber), BigInt(await c.chain.time())]);
    await expect(c.anchor('grid operator', 1)).rejects.toThrow('AgencyRegistryNoRights');
    await expect(c.view('anchoringRights', addressOf('grid operator'))).rejects.toThrow(
      `AgencyRegistryNoRights(${addressOf('grid operator')},${bytes32('grid')},${STATUS.none})`,
    );
    await expect(c.view('answeringRights', addressOf('grid operator'))).rejects.toThrow('NoRights');
    await expect(c.revokeOperator('grid', 'grid operator')).rejects.toThrow('AgencyRegistryNotOperator');
    await expect(c.addOperator('grid', 'grid operator')).rejects.toThrow('AgencyRegistryKeyUsed');
  });

  test('of another agency, in other roles, or of nobody are not to be revoked', async () => {
    const c = await found(2);
    for (const key of ['telecom operator', 'grid governance', 'grid validator', 'nobody']) {
      await expect(c.revokeOperator('grid', key)).rejects.toThrow(
        `AgencyRegistryNotOperator(${bytes32('grid')},${addressOf(key)})`,
      );
    }
  });

  test('are managed by governance keys alone', async () => {
    const c = await found(2);
    const proof = c.prove('grid', ROLE.operator, 'grid second');
    for (const key of ['grid operator', 'grid validator', 'nobody']) {
      const send = c.chain.send(c.registry, addressOf(key), 'addOperator', [addressOf('grid second'), proof]);
      await expect(send).rejects.toThrow(`AgencyRegistryNotGovernance(${addressOf(key)})`);
      const revoke = c.chain.send(c.registry, addressOf(key), 'revokeOperator', [addressOf('grid operator')]);
      await expect(revoke).rejects.toThrow('AgencyRegistryNotGovernance');
    }
  });

  test('of a suspended agency are still its own business, those of a removed one are ended', async () => {
    const c = await found(5);
    await c.pass(await c.propose.suspension('telecom', 'grid'), 'reform', 'police', 'court');
    await c.addOperator('grid', 'grid second');
    await c.revokeOperator('grid', 'grid operator');
    await c.pass(await c.propose.removal('telecom', 'grid'), 'reform', 'police', 'court');
    await expect(c.addOperator('grid', 'grid third')).rejects.toThrow('AgencyRegistryNotGovernance');
    await expect(c.revokeOperator('grid', 'grid second')).rejects.toThrow('AgencyRegistryNotGovernance');
  });
});

describe('proof of possession', () => {
  test('is bound to the key, the agency, the role, the registry and the chain', async () => {
    const c = await found(2);
    const at = c.registry.address;
    const add = (signature: string) => c.asGovernance('grid', 'addOperator', [addressOf('new'), signature]);
    const refused = `AgencyRegistryPossession(${bytes32('grid')},${ROLE.operator},${addressOf('new')})`;
    await expect(add(possession(at, 'grid', ROLE.operator, 'other'))).rejects.toThrow(refused);
    await expect(add(possession(at, 'telecom', ROLE.operator, 'new'))).rejects.toThrow(refused);
    await expect(add(possession(at, 'grid', ROLE.validator, 'new'))).rejects.toThrow(refused);
    await expect(add(possession(c.ledger.address, 'grid', ROLE.operator, 'new'))).rejects.toThrow(refused);
    await expect(add(possession(at, 'grid', ROLE.operator, 'new', 1))).rejects.toThrow(refused);
    await add(possession(at, 'grid', ROLE.operator, 'new'));
  });

  test('is refused in any other spelling', async () => {
    const c = await found(1);
    const good = c.prove('grid', ROLE.operator, 'new');
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
    const highS = (order - BigInt(`0x${good.slice(66, 130)}`)).toString(16).padStart(64, '0');
    const flipped = good.endsWith('1b') ? '1c' : '1b';
    for (const bad of ['0x', good.slice(0, -2), `${good}00`, good.slice(0, 66) + highS + flipped]) {
      await expect(c.asGovernance('grid', 'addOperator', [addressOf('new'), bad])).rejects.toThrow(
        'AgencyRegistryPossession',
      );
    }
  });

  test('never makes the zero address a key', async () => {
    const c = await found(1);
    const zero = `0x${'00'.repeat(20)}`;
    for (const signature of ['0x', `0x${'00'.repeat(65)}`, `0x${'00'.repeat(64)}1b`]) {
      await expect(c.asGovernance('grid', 'addOperator', [zero, signature])).rejects.toThrow(
        'AgencyRegistryPossession',
      );
    }
  });

  test('signs what the registry says, as a wallet shows it', async () => {
    const c = await found(1);
    const { getBytes, verifyMessage } = await import('ethers');
    const hash = await c.view('possessionHash', bytes32('grid'), ROLE.operator, addressOf('new'));
    const signature = c.prove('grid', ROLE.operator, 'new');
    expect(verifyMessage(getBytes(hash as string), signature)).toBe(addressOf('new'));
  });

  test('is asked of every key that a motion brings', async () => {
    const c = await found(1);
    const ok = [
      c.prove('tax', ROLE.governance, 'tax governance'),
      c.prove('tax', ROLE.validator, 'tax validator'),
    ];
    const keys = [bytes32('tax'), addressOf('tax governance'), addressOf('tax validator')];
    await expect(c.asGovernance('grid', 'proposeAdmission', [...keys, ok[1], ok[1]])).rejects.toThrow(
      `AgencyRegistryPossession(${bytes32('tax')},${ROLE.governance}`,
    );
    await expect(c.asGovernance('grid', 'proposeAdmission', [...keys, ok[0], ok[0]])).rejects.toThrow(
      `AgencyRegistryPossession(${bytes32('tax')},${ROLE.validator}`,
    );
    const wrong = c.prove('grid', ROLE.operator, 'new');
    const replace = [bytes32('grid'), addressOf('new'), wrong];
    await expect(c.asGovernance('grid', 'proposeGovernance', replace)).rejects.toThrow(
      'AgencyRegistryPossession',
    );
    await expect(c.asGovernance('grid', 'proposeValidator', replace)).rejects.toThrow(
      'AgencyRegistryPossession',
    );
  });
});

describe('a key that was ever used', () => {
  test.each([1, 4])('is refused in every role for every agency, at once, among %i seats', async (seats) => {
    const c = await found(seats);
    await c.revokeOperator('grid', 'grid operator');
    for (const key of ['grid governance', 'grid operator', 'grid validator']) {
      await expect(c.addOperator('grid', key)).rejects.toThrow('AgencyRegistryKeyUsed');
      await expect(c.propose.governance('grid', 'grid', key)).rejects.toThrow('AgencyRegistryKeyUsed');
      await expect(c.propose.validator('grid', 'grid', key)).rejects.toThrow('AgencyRegistryKeyUsed');
      for (const role of ['governance', 'validator'] as const) {
        const keys = { governance: 'tax governance', validator: 'tax validator', [role]: key };
        const args = [
          bytes32('tax'),
          addressOf(keys.governance),
          addressOf(keys.validator),
          c.prove('tax', ROLE.governance, keys.governance),
          c.prove('tax', ROLE.validator, keys.validator),
        ];
        await expect(c.asGovernance('grid', 'proposeAdmission', args)).rejects.toThrow(
          'AgencyRegistryKeyUsed',
        );
      }
    }
  });

  test('is used from the passing of its motion on, even if it never comes to count', async () => {
    const c = await found(1);
    await c.propose.validator('grid', 'grid', 'never claimed');
    const key = await c.view('keyRecord', addressOf('never claimed'));
    expect([key.role, key.fromBlock, key.fromTime, key.untilBlock]).toEqual([
      ROLE.validator,
      NEVER,
      NEVER,
      NEVER,
    ]);
    await expect(c.addOperator('grid', 'never claimed')).rejects.toThrow('AgencyRegistryKeyUsed');
  });

  test('fails the passing vote when it was taken while the motion was open', async () => {
    const c = await found(4);
    for (const kind of ['governance', 'validator'] as const) {
      const motion = await c.propose[kind]('grid', 'telecom', `wanted ${kind}`);
      await c.vote('reform', motion);
      await c.addOperator('police', `wanted ${kind}`);
      await expect(c.vote('court', motion)).rejects.toThrow('AgencyRegistryNotVoter');
      await expect(c.vote('police', motion)).rejects.toThrow('AgencyRegistryKeyUsed');
      expect(await c.motionStatus(motion)).toBe(MOTION.open);
      await c.asGovernance('grid', 'withdraw', [motion]);
    }
  });

  test.each([1, 4])('cannot be both keys of an admission among %i seats', async (seats) => {
    const c = await found(seats);
    const key = addressOf('both');
    const proofs = [c.prove('tax', ROLE.governance, 'both'), c.prove('tax', ROLE.validator, 'both')];
    await expect(
      c.asGovernance('grid', 'proposeAdmission', [bytes32('tax'), key, key, ...proofs]),
    ).rejects.toThrow(`AgencyRegistryKeyUsed(${key},${bytes32('tax')},${ROLE.governance})`);
  });
});
