import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { leafHash, rootOf } from '../../../core/merkle.ts';
import { parseRecord } from '../../../core/record.ts';
import { type RecordsRequestStatement, signRecordsRequest } from '../../../core/records-request.ts';
import { LedgerError } from '../../../server/ledger/errors.ts';
import { cutBatch } from '../../../server/sealing/batches.ts';
import { listAccess } from '../../../server/store/access-log.ts';
import { bytesFor } from '../../support/ledger-fixture.ts';
import { form, type SmallService, smallService } from '../small-service.ts';

let service: SmallService;
const RECORDS = 3;
beforeAll(async () => {
  service = await smallService();
  for (let i = 0; i < RECORDS; i++) {
    const made = await service.ask('/api/v1/records', { method: 'POST', body: form({ 'a.txt': `${i}` }) });
    expect(made.status).toBe(201);
  }
  cutBatch(service.services.store, { maxAgeMs: 0, maxSize: 100 }, Date.now());
});
afterAll(() => service.close());

let usual: SmallService['rest']['chain'];
beforeEach(() => {
  usual = service.rest.chain;
  return () => {
    service.rest.chain = usual;
  };
});

const statement = (change: Partial<RecordsRequestStatement> = {}): RecordsRequestStatement => ({
  agency: 'police',
  at: Math.floor(Date.now() / 1000),
  ledger: service.world.trust.ledger,
  nonce: randomBytes(16).toString('hex'),
  of: 'grid',
  sequence: 1,
  ...change,
});
const signed = (change: Partial<RecordsRequestStatement> = {}, key = 'police operator') =>
  signRecordsRequest(statement(change), bytesFor(key));
const ask = (body: unknown, sequence: number | string = 1) =>
  fetch(`${service.url}/api/v1/batches/${sequence}/records`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
async function refused(answer: Response, status: number, code: string, reason?: string): Promise<void> {
  const problem = (await answer.json()) as { code: string; reason?: string };
  expect([answer.status, problem.code, problem.reason]).toEqual([status, code, reason]);
}

describe('the records of a batch', () => {
  test('are handed out to an agency of the registry, as they were anchored, with no disclosure, and noted', async () => {
    const answer = await ask(signed());
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('application/x-ndjson');
    const lines = (await answer.text()).split('\n');
    expect(lines.pop()).toBe('');
    expect(lines).toHaveLength(RECORDS);
    const leaves = lines.map((line) => leafHash(Buffer.from(line)));
    const { root } = service.services.store.one<{ root: string }>('SELECT root FROM batches') ?? {};
    expect(Buffer.from(rootOf(leaves)).toString('hex')).toBe(root);
    for (const line of lines) {
      expect(parseRecord(Buffer.from(line)).agency).toBe('grid');
      expect(line).not.toContain('a.txt');
    }
    const [last] = listAccess(service.services.store, { limit: 1 });
    expect(last).toMatchObject({ actor: 'agency:police', action: 'batch-taken', subject: '1' });
  });

  test('go to nobody else, whoever may have signed', async () => {
    const no = 'records-request-refused';
    await refused(await ask({ ...signed(), agency: 'court' }), 403, no, 'request-signature-invalid');
    await refused(await ask(signed({}, 'court operator')), 403, no, 'request-key-unknown');
    await refused(await ask(signed({}, 'police governance')), 403, no, 'request-key-unknown');
    await refused(await ask(signed({ of: 'court' })), 403, no, 'request-other-agency');
    await refused(await ask(signed({ sequence: 2 })), 403, no, 'request-other-batch');
    const ledger = `0x${'1'.repeat(40)}`;
    await refused(await ask(signed({ ledger })), 403, no, 'request-other-chain');
    await refused(await ask({ please: true }), 403, no, 'member-invalid');
  });

  test('are asked for once with a request, and soon after it was signed', async () => {
    const no = 'records-request-refused';
    const request = signed();
    await (await ask(request)).text();
    await refused(await ask(request), 403, no, 'request-repeated');
    const { at } = statement();
    await refused(await ask(signed({ at: at + 400 })), 403, no, 'request-time');
    // Before the service began: whether it was used, nobody knows any more.
    await refused(await ask(signed({ at: at - 200 })), 403, no, 'request-time');
  });

  test('are known by their number, and only where they are', async () => {
    await refused(await ask(signed({ sequence: 9 }), 9), 404, 'batch-not-found');
    await refused(await ask(signed(), '1e0'), 404, 'batch-not-found');
    await refused(await ask(signed(), '-1'), 404, 'batch-not-found');
  });

  test('are not refused for good where the own node cannot say whose key it is', async () => {
    service.rest.chain = {
      ...usual,
      operatorAgency: async () => {
        throw new LedgerError('ledger-unreachable', 'away');
      },
    };
    await refused(await ask(signed()), 503, 'chain-unavailable', 'ledger-unreachable');
  });

  test('go out one batch at a time to each agency', async () => {
    const admitted = await service.services.handingOut.admit(signed(), 1);
    expect((await ask(signed())).status).toBe(429);
    expect((await ask(signed({ agency: 'court' }, 'court operator'))).status).toBe(200);
    admitted.end();
    expect((await ask(signed())).status).toBe(200);
  });
});
