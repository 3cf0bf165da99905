import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Motion } from '../../../core/governance/state.ts';
import * as schemas from '../../../server/http/schemas.ts';
import { addressFor } from '../../support/ledger-fixture.ts';
import { type SmallService, smallService } from '../small-service.ts';

let service: SmallService;
beforeAll(async () => {
  service = await smallService();
});
afterAll(() => service.close());

const seat = (id: string) => ({
  id,
  status: 'active' as const,
  governance: addressFor(`${id} g`),
  validator: addressFor(`${id} v`),
  nextValidator: null,
  claimUntil: 0,
  reinstateUntil: 0,
  lastMotion: 0,
});
const motion: Motion = {
  number: 7,
  kind: 'admit',
  status: 'open',
  proposer: 'grid',
  subject: 'land',
  votes: 1,
  votedBy: ['grid'],
  epoch: 1,
  deadline: 1_791_000_000,
  governance: addressFor('land g'),
  validator: addressFor('land v'),
  ledger: null,
  codeHash: null,
  fromBlock: 0,
};
const IDS = ['court', 'grid', 'newer', 'police'];
const reading = {
  block: 12,
  time: 1_790_000_000,
  state: {
    validators: IDS.map((id) => addressFor(`${id} v`)),
    version: 1,
    epoch: 1,
    threshold: 3,
    voters: 4,
    seats: IDS.map(seat),
    motions: [motion, { ...motion, number: 6, status: 'void' as const }],
  },
};

describe('GET /api/v1/governance', () => {
  test('gives seats and motions in the form that the API documents, with what an open one would do', async () => {
    service.rest.governance = async () => reading;
    const response = await service.ask('/api/v1/governance');
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const given = await response.json();
    expect(schemas.governance.parse(given)).toEqual(given);
    expect(given.motions[0]).toMatchObject({ needed: 3, deadline: '2026-10-03T04:00:00.000Z' });
    expect(given.motions[0].effect).toMatchObject({
      quorum: { before: 3, after: 4 },
      claimBy: motion.validator,
    });
    expect(given.motions[1].effect).toBeNull();
    const names = given.seats.map((one: { id: string; name: unknown }) => [one.id, one.name !== null]);
    expect(names).toContainEqual(['grid', true]);
    expect(names).toContainEqual(['newer', false]);
  });

  test('is for whoever is signed in, of any role, and nobody else', async () => {
    service.rest.governance = async () => reading;
    for (const role of ['officer', 'auditor', 'operator'] as const) {
      const headers = { authorization: `Bearer ${service.token(role)}` };
      expect((await service.ask('/api/v1/governance', { headers })).status).toBe(200);
    }
    expect((await fetch(`${service.url}/api/v1/governance`)).status).toBe(401);
  });

  test('says so when the node does not answer', async () => {
    const other = await smallService();
    const response = await other.ask('/api/v1/governance');
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ code: 'chain-unavailable', reason: 'ledger-unreachable' });
    await other.close();
  });
});
