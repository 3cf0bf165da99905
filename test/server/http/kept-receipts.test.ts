import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readAcknowledgement, signAcknowledgement } from '../../../core/acknowledgement.ts';
import { canonicalBytes } from '../../../core/canonical.ts';
import { RECEIPT_MEDIA_TYPE } from '../../../core/receipt.ts';
import { openTrust } from '../../../core/trust.ts';
import { LedgerError } from '../../../server/ledger/errors.ts';
import { openAlerts } from '../../../server/store/alerts.ts';
import { findFile } from '../../../server/store/files.ts';
import { receiptOver } from '../../cli/support/evidence.ts';
import { addressFor, bytesFor } from '../../support/ledger-fixture.ts';
import { paperWorld } from '../../support/paper-world.ts';
import { form, type SmallService, smallService } from '../small-service.ts';

const RECEIPTS = '/api/v1/receipts';
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

let service: SmallService;
let folder: string;
/** A receipt over files whose bytes exist; two of them have the same. */
const contents = { 'photo.jpg': 'a photo', 'twin.jpg': 'a photo', '笔录.txt': '证言' };
let receipt: Uint8Array;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'jianzheng-kept-'));
  service = await smallService();
  receipt = readFileSync(receiptOver(service.world, folder, contents).receipt);
});
afterAll(async () => {
  await service.close();
  rmSync(folder, { recursive: true });
});
const chain = () => ({ ...service.rest.chain });
let usual: ReturnType<typeof chain>;
beforeEach(() => {
  usual = chain();
});
afterEach(() => {
  service.rest.chain = usual;
  expect(service.temporary()).toEqual([]);
  expect(service.openDescriptors()).toEqual([]);
});

type Kept = {
  receiptSha256: string;
  recordId: string;
  agency: string;
  heldFiles: number[];
  acknowledgement: unknown;
};
type Problem = { code: string; reason?: string; report?: { verdict: string; checks: { outcome: string }[] } };

const post = (bytes: Uint8Array, type = RECEIPT_MEDIA_TYPE) =>
  service.ask(RECEIPTS, { method: 'POST', body: Buffer.from(bytes), headers: { 'content-type': type } });
function upload(bytes: Uint8Array, files: Readonly<Record<string, string>>, receiptLast = false) {
  const body = receiptLast ? form(files) : new FormData();
  body.append('receipt', new Blob([Buffer.from(bytes)]), 'r.json');
  if (!receiptLast)
    for (const [name, text] of Object.entries(files)) body.append('files', new Blob([text]), name);
  return service.ask(RECEIPTS, { method: 'POST', body });
}
async function refused(answer: Response, status: number, code: string): Promise<Problem> {
  const problem = (await answer.json()) as Problem;
  expect([answer.status, problem.code]).toEqual([status, code]);
  return problem;
}
const listed = async (query = '') =>
  ((await (await service.ask(`${RECEIPTS}${query}`)).json()) as { items: Kept[] }).items;

describe('a receipt that is handed to the service', () => {
  test('is kept as it came, and answered with an acknowledgement; the same one again gets the same answer', async () => {
    const [police] = service.world.police.receipts;
    const first = await post(police!);
    expect(first.status).toBe(201);
    const kept = (await first.json()) as Kept;
    expect(first.headers.get('location')).toBe(`${RECEIPTS}/${kept.receiptSha256}`);
    expect(kept).toMatchObject({ agency: 'police', receiptSha256: sha256(police!), heldFiles: [] });
    expect(readAcknowledgement(kept.acknowledgement)).toMatchObject({
      agency: 'grid',
      key: addressFor('grid operator'),
      recordId: kept.recordId,
      receiptSha256: kept.receiptSha256,
    });

    const again = await post(police!, 'application/json');
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([200, 'true']);
    expect(await again.json()).toEqual(kept);

    const got = await service.ask(`${RECEIPTS}/${kept.receiptSha256}`);
    expect(got.headers.get('content-type')).toContain(RECEIPT_MEDIA_TYPE);
    expect(Buffer.from(await got.arrayBuffer()).equals(Buffer.from(police!))).toBe(true);
  });

  test('is kept with its files, which are hashed here and stored once', async () => {
    const before = service.content().length;
    const answer = await upload(receipt, { 'photo.jpg': 'a photo' });
    expect(answer.status).toBe(201);
    const kept = (await answer.json()) as Kept;
    // Both places of the record that hold these bytes.
    expect(kept.heldFiles).toEqual([0, 1]);
    expect(service.content().length).toBe(before + 1);
    expect(findFile(service.services.store, sha256(Buffer.from('a photo')))).toMatchObject({ size: 7 });

    const same = await upload(receipt, { 'photo.jpg': 'a photo' });
    expect([same.status, await same.json()]).toEqual([200, kept]);
    // What was missing may follow, whatever it is called, and with the receipt at the end.
    const more = await upload(receipt, { 'renamed.txt': '证言' }, true);
    const later = (await more.json()) as Kept;
    expect([more.status, later.heldFiles]).toEqual([200, [0, 1, 2]]);
    const [old, fresh] = [kept, later].map(({ acknowledgement }) => readAcknowledgement(acknowledgement));
    expect(fresh!.heldFiles).toEqual([0, 1, 2]);
    expect(fresh!.at).toBeGreaterThan(old!.at);
    expect((await (await upload(receipt, {})).json()) as Kept).toEqual(later);
  });

  test('is kept once, however often it comes at the same time', async () => {
    const twice = { 'a.txt': 'together' };
    const own = mkdtempSync(join(folder, 'together-'));
    const bytes = readFileSync(receiptOver(service.world, own, twice).receipt);
    const answers = await Promise.all(Array.from({ length: 6 }, () => upload(bytes, twice)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 201]);
    const said = await Promise.all(answers.map((answer) => answer.json() as Promise<Kept>));
    expect(new Set(said.map(({ acknowledgement }) => JSON.stringify(acknowledgement))).size).toBe(1);
    expect(await listed(`?recordId=${said[0]!.recordId}`)).toHaveLength(1);
  });

  test('is listed by agency and record, page by page; other disclosures of a record are kept beside it', async () => {
    const [one] = service.world.police.receipts;
    const [two] = service.world.grid.receipts;
    const parsed = JSON.parse(Buffer.from(one!).toString('utf8')) as { disclosures: string[] };
    const redacted = canonicalBytes({ ...parsed, disclosures: parsed.disclosures.slice(0, 1) });
    for (const bytes of [one!, two!, redacted]) expect((await post(bytes)).status).toBeLessThan(202);
    expect((await listed('?agency=grid')).map((kept) => kept.receiptSha256)).toContain(sha256(two!));
    const [latest] = await listed('?agency=police');
    const same = await listed(`?recordId=${latest!.recordId}`);
    expect(same.map((kept) => kept.receiptSha256).sort()).toEqual([sha256(one!), sha256(redacted)].sort());

    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const from: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const answer = await service.ask(`${RECEIPTS}?agency=police&limit=1${from}`);
      const page = (await answer.json()) as { items: Kept[]; next: string | null };
      seen.push(...page.items.map((kept) => kept.receiptSha256));
      cursor = page.next;
    }
    expect(seen).toEqual([sha256(redacted), sha256(one!)]);
    expect(await listed('?agency=court')).toEqual([]);
    await refused(await service.ask(`${RECEIPTS}?agency=NO`), 400, 'request-invalid');
    await refused(await service.ask(`${RECEIPTS}/${'0'.repeat(64)}`), 404, 'receipt-not-found');
  });

  test('is for officers to hand in, and for auditors to read', async () => {
    const headers = { authorization: `Bearer ${service.token('auditor')}` };
    expect((await service.ask(RECEIPTS, { headers })).status).toBe(200);
    await refused(await service.ask(RECEIPTS, { method: 'POST', headers }), 403, 'role-insufficient');
    await refused(await fetch(`${service.url}${RECEIPTS}`), 401, 'not-signed-in');
    await refused(await post(receipt, 'text/plain'), 415, 'media-type-unsupported');
    await refused(
      await service.ask(RECEIPTS, { method: 'POST', body: form({ 'photo.jpg': 'a photo' }) }),
      400,
      'request-invalid',
    );
  });
});

describe('what is not kept', () => {
  let rows: number;
  let content: string[];
  beforeEach(async () => {
    rows = (await listed()).length;
    content = service.content();
  });
  afterEach(async () => {
    expect((await listed()).length).toBe(rows);
    expect(service.content()).toEqual(content);
  });
  const unseen = () => service.world.later.receipts[0]!;

  test.each([
    ['no receipt at all', () => Buffer.from('{}')],
    [
      'one that was printed prettily',
      () => Buffer.from(JSON.stringify(JSON.parse(String(receipt)), null, 2)),
    ],
    ['one of another chain with the same keys', () => paperWorld('rehearsal').grid.receipts[0]!],
  ])('is %s, and the report says why', async (_, bytes) => {
    const { report } = await refused(await post(bytes()), 422, 'receipt-invalid');
    expect(report!.verdict).toBe('INVALID');
    expect(report!.checks.some(({ outcome }) => outcome === 'fail')).toBe(true);
    await refused(await upload(bytes(), { 'photo.jpg': 'new bytes' }), 422, 'receipt-invalid');
    await refused(await upload(bytes(), { 'photo.jpg': 'new bytes' }, true), 422, 'receipt-invalid');
  });

  test('is a receipt with a file that is none of its own', async () => {
    for (const last of [false, true]) {
      const answer = await upload(receipt, { 'photo.jpg': 'a photo', 'other.jpg': 'another photo' }, last);
      const { report } = await refused(answer, 422, 'receipt-files-differ');
      expect(report!.verdict).toBe('MISMATCH');
    }
  });

  test('is anything while the node does not answer or is behind, and that reads as no fault of the receipt', async () => {
    for (const code of ['ledger-unreachable', 'node-behind', 'node-off-chain'] as const) {
      service.rest.chain = {
        ...usual,
        follow: () => Promise.reject(new LedgerError(code, 'for a test')),
      };
      const answer = await post(unseen());
      expect(answer.headers.get('retry-after')).not.toBeNull();
      expect(await refused(answer, 503, 'chain-unavailable')).toMatchObject({ reason: code });
      service.rest.chain = { ...usual, has: () => Promise.reject(new LedgerError(code, 'for a test')) };
      await refused(await upload(unseen(), { 'a.txt': 'new bytes' }), 503, 'chain-unavailable');
    }
  });

  test('is a receipt whose sealed block is not the one of our chain, and that is an alert', async () => {
    service.rest.chain = { ...usual, has: async ({ number }) => number < 4 };
    await refused(await post(unseen()), 422, 'receipt-off-chain');
    const [alert] = openAlerts(service.services.store);
    expect(alert).toMatchObject({ code: 'sealed-twice', details: { number: expect.any(Number) } });
  });

  test('is anything once the service is stopping', async () => {
    service.rest.stopping = true;
    await refused(await post(unseen()), 503, 'service-stopping');
    service.rest.stopping = false;
  });
});

test('a receipt of a later set is kept once the node has shown that set, and not before', async () => {
  const old = openTrust(service.world.bundles.founding);
  const behind = await smallService({ trust: old });
  const send = () =>
    behind.ask(RECEIPTS, {
      method: 'POST',
      body: Buffer.from(behind.world.later.receipts[0]!),
      headers: { 'content-type': RECEIPT_MEDIA_TYPE },
    });
  await refused(await send(), 409, 'receipt-set-unknown');
  behind.rest.chain.follow = async () => {
    Object.assign(behind.services.trust, { trust: behind.world.trust });
  };
  expect((await send()).status).toBe(201);
  await behind.close();
});

describe('copies of our own records', () => {
  const digest = (text: string) => sha256(Buffer.from(text));
  async function submitted(): Promise<string> {
    const files = [{ name: 'a.txt', size: 1, sha256: digest('a') }];
    const body = JSON.stringify({ files });
    const answer = await service.ask('/api/v1/records', {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    });
    return ((await answer.json()) as { recordId: string }).recordId;
  }
  const statement = (recordId: string) => ({
    agency: 'police',
    at: 1_795_000_000,
    heldFiles: [] as number[],
    receiptSha256: digest('a receipt'),
    recordId,
  });
  const note = (recordId: string, body: unknown) =>
    service.ask(`/api/v1/records/${recordId}/copies`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
  const copiesOf = async (recordId: string) =>
    ((await (await service.ask(`/api/v1/records/${recordId}`)).json()) as { copies: unknown[] }).copies;

  test('are shown by agency and time, the later word of the same receipt in the place of the earlier', async () => {
    const id = await submitted();
    expect(await copiesOf(id)).toEqual([]);
    const first = signAcknowledgement(statement(id), bytesFor('police operator'));
    const second = signAcknowledgement(
      { ...statement(id), at: 1_795_000_060, heldFiles: [0] },
      bytesFor('police operator'),
    );
    const shown = {
      agency: 'police',
      receiptSha256: digest('a receipt'),
      heldFiles: [],
    };
    expect((await note(id, first)).status).toBe(201);
    expect(await copiesOf(id)).toEqual([{ ...shown, at: '2026-11-18T11:06:40.000Z' }]);
    expect((await note(id, second)).status).toBe(200);
    const now = { ...shown, at: new Date(second.at * 1000).toISOString(), heldFiles: [0] };
    expect(await copiesOf(id)).toEqual([now]);
    // What was said before does not come back.
    expect((await note(id, first)).status).toBe(200);
    expect(await copiesOf(id)).toEqual([now]);
  });

  test('are none by a wrong signature, a stranger’s key, for another record, for no file of it, or of our own', async () => {
    const id = await submitted();
    const key = bytesFor('police operator');
    const good = signAcknowledgement(statement(id), key);
    const wrong: [unknown, string][] = [
      [{ ...good, at: good.at + 1 }, 'acknowledgement-signature-invalid'],
      [signAcknowledgement(statement(id), bytesFor('stranger')), 'acknowledgement-key-unknown'],
      [signAcknowledgement(statement(id), bytesFor('court operator')), 'acknowledgement-key-unknown'],
      [signAcknowledgement(statement(digest('x')), key), 'acknowledgement-other-record'],
      [signAcknowledgement({ ...statement(id), heldFiles: [1] }, key), 'acknowledgement-files-unknown'],
      [
        signAcknowledgement({ ...statement(id), agency: 'grid' }, bytesFor('grid operator')),
        'acknowledgement-own',
      ],
      [{}, 'member-invalid'],
    ];
    for (const [body, reason] of wrong) {
      expect(await refused(await note(id, body), 422, 'acknowledgement-invalid')).toMatchObject({ reason });
    }
    expect(await copiesOf(id)).toEqual([]);
    await refused(await note(digest('no record'), good), 404, 'record-not-found');
    service.rest.chain = {
      ...usual,
      operatorAgency: () => Promise.reject(new LedgerError('ledger-unreachable', 'for a test')),
    };
    await refused(await note(id, good), 503, 'chain-unavailable');
  });
});

describe('the bytes of a record’s file', () => {
  const submit = async (init: RequestInit) =>
    (
      (await (await service.ask('/api/v1/records', { method: 'POST', ...init })).json()) as {
        recordId: string;
      }
    ).recordId;

  test('are handed out as they came, as nothing that a browser would open', async () => {
    const big = 'x'.repeat(200_000);
    const id = await submit({ body: form({ '目录/a.html': '<script>', empty: '', big }) });
    const get = (place: string) => service.ask(`/api/v1/records/${id}/files/${place}`);
    const page = await get('0');
    expect(page.headers.get('content-type')).toBe('application/octet-stream');
    expect(page.headers.get('content-disposition')).toMatch(/^attachment; filename="?a\.html/);
    expect(await page.text()).toBe('<script>');
    expect(await (await get('1')).text()).toBe('');
    expect(await (await get('2')).text()).toBe(big);
    for (const place of ['3', '-1', '00', 'x']) await refused(await get(place), 404, 'file-not-held');
    const auditor = { authorization: `Bearer ${service.token('auditor')}` };
    const asked = await service.ask(`/api/v1/records/${id}/files/0`, { headers: auditor });
    await refused(asked, 403, 'role-insufficient');
  });

  test('are not there where only digests were submitted', async () => {
    const files = [{ name: 'a.txt', size: 1, sha256: sha256(Buffer.from('never sent')) }];
    const id = await submit({
      body: JSON.stringify({ files }),
      headers: { 'content-type': 'application/json' },
    });
    await refused(await service.ask(`/api/v1/records/${id}/files/0`), 404, 'file-not-held');
    await refused(await service.ask(`/api/v1/records/${'0'.repeat(64)}/files/0`), 404, 'record-not-found');
  });
});
