import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { en, zh } from '../../../language/access.ts';
import { ACTIONS } from '../../../server/access-log/actions.ts';
import { sealAccessDays } from '../../../server/access-log/days.ts';
import { auditAccess } from '../../../server/audit/access.ts';
import { findFile } from '../../../server/store/files.ts';
import { until } from '../../support/until.ts';
import { type SmallService, smallService } from '../small-service.ts';

/** Who did what and who looked at what is written down, and from the next day on cannot be changed unnoticed. */

let service: SmallService;
beforeEach(async () => {
  service = await smallService();
});
afterEach(() => service.close());

type Entry = { seq: number; actor: string; action: string; subject: string | null; record: string | null };
type Page = { items: Entry[]; next: string | null };

const DAY_MS = 24 * 3600 * 1000;
const as = (role: 'officer' | 'auditor' | 'operator') => ({
  headers: { authorization: `Bearer ${service.token(role)}` },
});
const page = async (query = '') =>
  (await (await service.ask(`/api/v1/access-log${query}`, as('auditor'))).json()) as Page;

async function makeRecord(): Promise<string> {
  const body = new FormData();
  body.append('case', 'case 1');
  body.append('files', new Blob(['a photo']), 'photo.jpg');
  const response = await service.ask('/api/v1/records', { method: 'POST', body });
  return ((await response.json()) as { recordId: string }).recordId;
}

/** Entries are written after the answer went out. */
const entries = (query: string, count: number) =>
  until(`${count} entries of ${query}`, async () => {
    const { items } = await page(query);
    return items.length >= count && items;
  });

const sealing = (now: number) => ({
  ...{ store: service.services.store, content: service.services.content, sm3: service.services.sm3 },
  ...{ agency: 'grid', now: () => now, onRecords: () => undefined },
});

async function findings(): Promise<string[]> {
  const found: string[] = [];
  for await (const event of auditAccess(service.services.store)) {
    if ('finding' in event) found.push(`${event.finding.code} ${event.finding.subject}`);
  }
  return found;
}

describe('the access log', () => {
  test('names who made, viewed and took what, and nobody for what was refused', async () => {
    const id = await makeRecord();
    await service.ask(`/api/v1/records/${id}`);
    await service.ask(`/api/v1/records/${id}`);
    await service.ask(`/api/v1/records/${id}/files/0`);
    await service.ask(`/api/v1/records/${'0'.repeat(64)}`);
    await service.ask(`/api/v1/records/${id}`, as('auditor'));
    const found = await entries(`?subject=${id}`, 4);
    expect(found.map(({ action }) => action).sort()).toEqual([
      'file-taken',
      'record-made',
      'record-viewed',
      'record-viewed',
    ]);
    const [officer, auditor] = [found.at(-1)?.actor, found[0]?.actor];
    expect([officer, auditor].every((actor) => actor?.startsWith('token:'))).toBe(true);
    expect(officer).not.toBe(auditor);
    expect((await page(`?subject=${'0'.repeat(64)}`)).items).toEqual([]);
  });

  test('names a stranger’s look-up of a record, and not their check of a receipt of their own', async () => {
    const id = await makeRecord();
    const ask = (body: object) =>
      fetch(`${service.url}/api/v1/verifications`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    await ask({ receipt: '{}' });
    await ask({ recordId: id });
    const found = await entries('?actor=anonymous', 1);
    expect(found).toMatchObject([{ action: 'verified', subject: id }]);
  });

  test('is for auditors and operators, comes in pages, and notes that it was read', async () => {
    expect((await service.ask('/api/v1/access-log')).status).toBe(403);
    for (let made = 0; made < 3; made++) await makeRecord();
    const first = await page('?action=record-made&limit=2');
    const second = await page(`?action=record-made&limit=2&cursor=${first.next}`);
    expect([first.items.length, second.items.length, second.next]).toEqual([2, 1, null]);
    expect(first.items[0]?.seq).toBeGreaterThan(second.items[0]?.seq ?? Number.POSITIVE_INFINITY);
    await entries('?action=access-log-read', 1);
    expect((await service.ask('/api/v1/access-log?cursor=x', as('auditor'))).status).toBe(400);
  });

  test('has words for each action in both languages', () => {
    for (const action of Object.values(ACTIONS)) {
      if (action !== null)
        expect([Object.keys(en), Object.keys(zh)]).toEqual([
          expect.arrayContaining([`action.${action}`]),
          expect.arrayContaining([`action.${action}`]),
        ]);
    }
  });
});

describe('a day that is over', () => {
  test('becomes a record that holds its entries, once', async () => {
    await makeRecord();
    await page();
    await entries('?action=access-log-read', 1);
    const { store } = service.services;
    expect(await sealAccessDays(sealing(Date.now()))).toBeUndefined();
    const made = await sealAccessDays(sealing(Date.now() + DAY_MS));
    expect(made).toMatch(/^[0-9a-f]{64}$/);
    expect(await sealAccessDays(sealing(Date.now() + DAY_MS))).toBeUndefined();
    const day = store.one<{ sha256: string; first_seq: number; last_seq: number }>(
      'SELECT * FROM access_days',
    );
    expect(findFile(store, day?.sha256 ?? '')).toBeDefined();
    const answer = await service.ask(`/api/v1/records/${made}/files/0`);
    const lines = (await answer.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Entry);
    expect(lines.map(({ seq }) => seq)).toEqual(
      Array.from({ length: day!.last_seq - day!.first_seq + 1 }, (_, index) => day!.first_seq + index),
    );
    expect(lines.map(({ action }) => action)).toContain('record-made');
    const { items } = await page('?action=record-made');
    expect(items.find(({ seq }) => seq === 1 || seq <= day!.last_seq)?.record).toBe(made);
    expect(await findings()).toEqual([]);
  });

  test('follows the one before it without a gap, and leaves nothing behind where it cannot be handed in', async () => {
    await makeRecord();
    const first = await sealAccessDays(sealing(Date.now() + DAY_MS));
    await makeRecord();
    const second = await sealAccessDays(sealing(Date.now() + 2 * DAY_MS));
    expect(second).not.toBe(first);
    expect(await findings()).toEqual([]);

    const headless = await smallService({ head: false });
    try {
      headless.services.access.note('test', 'signed-in');
      const { store, content, sm3 } = headless.services;
      const kept = headless.content();
      await expect(
        sealAccessDays({ ...sealing(Date.now() + DAY_MS), store, content, sm3 }),
      ).rejects.toMatchObject({ code: 'chain-not-ready' });
      expect([headless.temporary(), headless.content()]).toEqual([[], kept]);
    } finally {
      await headless.close();
    }
  });

  test.each([
    ['an entry changed', "UPDATE access_log SET actor = 'token:other' WHERE seq = 1"],
    ['an entry dropped', 'DELETE FROM access_log WHERE seq = 1'],
    ['its day dropped', 'DELETE FROM access_days'],
    ['its day’s digest changed with it', `UPDATE access_days SET sha256 = '${'a'.repeat(64)}'`],
    ['the span of the day moved', 'UPDATE access_days SET first_seq = 2'],
  ])('gives away %s', async (_what, statement) => {
    await makeRecord();
    service.services.access.note('test', 'signed-in');
    await sealAccessDays(sealing(Date.now() + DAY_MS));
    expect(await findings()).toEqual([]);
    service.services.store.db.exec(statement);
    expect((await findings()).every((finding) => finding.startsWith('access-log-differs'))).toBe(true);
    expect(await findings()).not.toEqual([]);
  });
});
