import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepHeader } from '../../../server/store/headers.ts';
import { form, type SmallService, smallService } from '../small-service.ts';

let service: SmallService;
beforeAll(async () => {
  service = await smallService();
});
afterAll(() => service.close());

type Report = {
  verdict: string;
  checks: { name: string; outcome: string }[];
  claims?: unknown;
  files: { given: object; matches: number | null; name?: string }[];
  next?: string;
  requestId?: string;
};

const ask = async (init: RequestInit, signedIn = false) => {
  const response = await fetch(`${service.url}/api/v1/verifications`, {
    method: 'POST',
    ...init,
    headers: {
      ...init.headers,
      ...(signedIn ? { authorization: `Bearer ${service.token('officer')}` } : {}),
    },
  });
  return { status: response.status, report: (await response.json()) as Report & { code?: string } };
};
const json = (body: unknown) => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8');

test('a receipt and the digests of its file are verified, as an object or as text', async () => {
  const [record] = service.world.grid.records;
  const [receipt] = service.world.grid.receipts;
  const { size, sha256, sm3 } = record!.files[0]!;
  const files = [{ size, sha256, sm3 }];
  for (const given of [JSON.parse(text(receipt!)) as object, text(receipt!)]) {
    const { status, report } = await ask(json({ receipt: given, files }));
    expect([status, report.verdict]).toEqual([200, 'VERIFIED']);
  }
  const other = [{ size: 1, sha256: 'a'.repeat(64), sm3: 'b'.repeat(64) }];
  expect((await ask(json({ receipt: text(receipt!), files: other }))).report.verdict).toBe('MISMATCH');
  expect((await ask(json({ receipt: ` ${text(receipt!)}`, files }))).report.verdict).toBe('INVALID');
  expect((await ask(json({ receipt: { nonsense: [null] }, files }))).report.verdict).toBe('INVALID');
});

test('a receipt nested too deeply to be written down again is INVALID, and no failure of the service', async () => {
  const depth = 100_000;
  const body = `{"receipt":{"a":${'['.repeat(depth)}${']'.repeat(depth)}}}`;
  const { status, report } = await ask({ headers: { 'content-type': 'application/json' }, body });
  expect([status, report.verdict]).toEqual([200, 'INVALID']);
});

test('an uploaded file is hashed, and nothing of it is kept', async () => {
  const [receipt] = service.world.grid.receipts;
  const bytes = Buffer.alloc(2_000_000, 'large');
  const body = new FormData();
  body.append('receipt', new Blob([receipt as BlobPart]), 'r.json');
  body.append('file', new Blob([bytes]), 'large.bin');
  body.append('file', new Blob(['small']), 'small.txt');
  const { report } = await ask({ body });
  expect(report.files.map(({ given }) => given)).toEqual(
    [bytes, Buffer.from('small')].map((content) => ({
      size: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
      sm3: createHash('sm3').update(content).digest('hex'),
    })),
  );
  expect(report.verdict).toBe('MISMATCH');
  expect(service.content()).toEqual([]);
  expect(service.temporary()).toEqual([]);
  expect(service.openDescriptors()).toEqual([]);
});

test('a receipt beyond any size is invalid, not an error', async () => {
  const body = new FormData();
  body.append('receipt', new Blob(['x'.repeat(6 * 1024 * 1024)]), 'r.json');
  const { status, report } = await ask({ body });
  expect([status, report.verdict]).toEqual([200, 'INVALID']);
});

test('a record ID alone tells a stranger whether it holds, not what it says', async () => {
  const [record] = service.world.grid.records;
  const [receipt] = service.world.grid.receipts;
  service.rest.receiptFor = () => ({ kind: 'receipt', bytes: receipt! });
  const { size, sha256, sm3 } = record!.files[0]!;
  const stranger = (await ask(json({ recordId: 'a'.repeat(64) }))).report;
  expect([stranger.verdict, stranger.next]).toEqual(['UNDETERMINED', 'give-file']);
  for (const { name, outcome } of stranger.checks) {
    expect([name, outcome]).toEqual([name, name === 'files.match' ? 'unknown' : 'pass']);
  }
  // Neither what the record says, nor how much of it there is, nor where it lies among others.
  const members = ['verdict', 'checks', 'files', 'next', 'recordId', 'interval', 'sealedBy'];
  expect(Object.keys(stranger).sort()).toEqual(members.sort());
  expect(stranger.checks.flatMap(Object.keys).filter((key) => !['name', 'outcome'].includes(key))).toEqual(
    [],
  );
  const question = json({ recordId: 'a'.repeat(64), files: [{ size, sha256, sm3 }] });
  const officer = (await ask(question, true)).report;
  expect(officer.verdict).toBe('VERIFIED');
  expect(officer).toHaveProperty('claims');
});

test('no stranger learns by a record ID whether a guessed file is of the record', async () => {
  const [record] = service.world.grid.records;
  const [receipt] = service.world.grid.receipts;
  let lookedUp = 0;
  service.rest.receiptFor = () => {
    lookedUp += 1;
    return { kind: 'receipt', bytes: receipt! };
  };
  const recordId = 'a'.repeat(64);
  const { size, sha256, sm3 } = record!.files[0]!;
  const upload = new FormData();
  upload.append('recordId', recordId);
  upload.append('file', new Blob(['guessed']), 'guessed.txt');
  const right = json({ recordId, files: [{ size, sha256, sm3 }] });
  const wrong = json({ recordId, files: [{ size, sha256: 'c'.repeat(64) }] });
  const answers = await Promise.all([right, wrong, { body: upload }].map((question) => ask(question)));
  const [one] = answers.map(({ status, report: { requestId: _, ...said } }) => ({ status, ...said }));
  for (const { status, report } of answers) {
    const { requestId: _, ...said } = report;
    expect({ status, ...said }).toEqual(one);
  }
  expect(one).toMatchObject({ status: 401, code: 'receipt-or-sign-in' });
  expect(one!.next).toMatch(/with the receipt, or sign in/);
  expect(lookedUp).toBe(0);
  expect((await ask({ body: upload }, true)).report.verdict).toBe('MISMATCH');
});

test('what is unknown is NOT_FOUND, and an outage never speaks against the evidence', async () => {
  const question = json({ recordId: 'a'.repeat(64) });
  service.rest.receiptFor = () => ({ kind: 'unknown' });
  expect((await ask(question)).report).toMatchObject({ verdict: 'NOT_FOUND', next: 'check-number' });
  service.rest.receiptFor = () => ({ kind: 'pending', state: 'batched' });
  expect((await ask(question)).report).toMatchObject({ verdict: 'UNDETERMINED', next: 'try-later' });
  service.rest.receiptFor = () => {
    throw new Error('the database is gone');
  };
  const { status, report } = await ask(question);
  expect([status, report.verdict, report.next]).toEqual([200, 'UNDETERMINED', 'try-later']);
  expect(JSON.stringify(report)).not.toContain('database');
});

test('a file alone is looked up for those who may read records, and for nobody else', async () => {
  const { status, report } = await ask(json({ files: [{ size: 1, sha256: 'c'.repeat(64) }] }));
  expect([status, report.code]).toEqual([401, 'receipt-or-sign-in']);
  keepHeader(
    service.services.store,
    { number: 1, hash: `0x${'0'.repeat(64)}`, rlp: new Uint8Array(1), time: 1 },
    0,
  );
  const made = await service.ask('/api/v1/records', { method: 'POST', body: form({ a: 'looked up' }) });
  const { recordId } = (await made.json()) as { recordId: string };
  let asked = '';
  service.rest.receiptFor = (id) => {
    asked = id;
    return { kind: 'pending', state: 'received' };
  };
  const sha256 = createHash('sha256').update('looked up').digest('hex');
  await ask(json({ files: [{ size: 9, sha256 }] }), true);
  expect(asked).toBe(recordId);
});

test.each([
  ['both a receipt and a record ID', { receipt: {}, recordId: 'a'.repeat(64) }],
  ['a digest of another length', { receipt: {}, files: [{ size: 1, sha256: 'ab' }] }],
  ['members that nobody knows', { receipt: {}, trust: {} }],
])('%s is refused', async (_title, body) => {
  expect((await ask(json(body))).report.code).toBe('request-invalid');
});
