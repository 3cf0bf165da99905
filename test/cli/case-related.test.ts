import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BundleJudged } from '../../core/bundle/judge.ts';
import { anchored, get, handReceipt, inDays, said } from '../support/custody-world.ts';
import type { Service } from '../support/service.ts';
import { startTwoAgencies, type TwoAgencies } from '../support/two-agencies.ts';
import { jsonLines, jz, temporaryFolder } from './support/jz.ts';

/** Records of other cases and agencies that a case's statements name travel with it. */

const folder = temporaryFolder();
const at = (name: string) => path.join(folder, name);
const CASE = '2026-矿-18';
let both: TwoAgencies;
const ids: Record<'photo' | 'why' | 'reasons' | 'report', string> = {
  photo: '',
  why: '',
  reasons: '',
  report: '',
};

const on = (service: Service, ...args: string[]) =>
  jz(args, { cwd: folder, env: { JIANZHENG_DATA: service.data } });
type Done = { records: number; related: number; files: number; absent: string[]; unheld: string[] };
async function exported(name: string, ...args: string[]): Promise<Done> {
  const ran = await on(both.grid, 'case', 'export', CASE, '-o', name, '--json', ...args);
  expect([ran.code, ran.stderr]).toEqual([0, '']);
  return jsonLines<Done>(ran.stdout)[0]!;
}
async function verified(name: string) {
  const ran = await jz(['case', 'verify', name, '-t', 'trust.json', '--json'], { cwd: folder });
  return { code: ran.code, judged: jsonLines<BundleJudged>(ran.stdout)[0]! };
}

beforeAll(async () => {
  both = await startTwoAgencies();
  const { grid, police } = both;
  ids.photo = await anchored(grid, 'photo', CASE);
  ids.why = await anchored(grid, 'why it is handed over', 'hand-offs');
  // Not the first of its case: nothing of the rest of that case goes along.
  await anchored(police, 'another matter', 'police-1');
  ids.reasons = await anchored(police, 'reasons', 'police-1');
  ids.report = await anchored(police, 'what was found', 'police-1');
  await handReceipt(grid, police, ids.photo);
  const offer = { do: 'offer', recordId: ids.photo, wholeCase: false, to: 'police', purpose: ids.why };
  await said(grid, { ...offer, answerBy: inDays(3), reportBy: inDays(9) }, [police]);
  const { items } = await get<{ items: { handoff: number }[] }>(police, 'handoffs');
  const { handoff } = items[0]!;
  await said(police, { do: 'accept', handoff }, [grid]);
  await said(police, { do: 'report', handoff, final: true, report: ids.report }, [grid]);
  await said(police, { do: 'attest', recordId: ids.photo, opinion: 'dispute', reasons: ids.reasons }, [grid]);
  writeFileSync(at('trust.json'), await (await grid.request('/api/v1/trust')).bytes());
}, 180_000);
afterAll(() => both.close());

describe('a bundle of a case', () => {
  it('takes along own records of other cases, and names those whose receipts are not here', async () => {
    const done = await exported('own.zip');
    expect(done).toMatchObject({ records: 1, related: 1, files: 2 });
    expect(done.unheld.toSorted()).toEqual([ids.reasons, ids.report].toSorted());
    const { code, judged } = await verified('own.zip');
    expect(code).toBe(0);
    expect(judged.related.map(({ recordId }) => recordId)).toEqual([ids.why]);
  });

  it('takes along what another agency handed over, with the files that came, and asks nothing of its case', async () => {
    mkdirSync(at('files'));
    writeFileSync(at('files/what was found'), 'what was found');
    writeFileSync(at('report.json'), await both.police.receipt(ids.report));
    const kept = await on(both.grid, 'receipt', 'import', 'report.json', '--files', 'files', '--json');
    expect([kept.code, kept.stderr]).toEqual([0, '']);
    await handReceipt(both.police, both.grid, ids.reasons);

    expect(await exported('all.zip')).toMatchObject({
      related: 3,
      files: 3,
      absent: ['reasons'],
      unheld: [],
    });
    const { code, judged } = await verified('all.zip');
    expect(code).toBe(0);
    expect(judged).toMatchObject({ verdict: 'VERIFIED', links: { added: 0 } });
    expect(judged.cases.map(({ agency, outcome }) => [agency, outcome])).toEqual([['grid', 'open']]);
    const found = new Map(judged.related.map((each) => [each.recordId, each]));
    expect(found.get(ids.report)).toMatchObject({ report: { agency: 'police', verdict: 'VERIFIED' } });
    expect(found.get(ids.reasons)).toMatchObject({ absent: ['reasons'] });
    expect(judged.evidence.map(({ statement }) => statement?.kind).sort()).toEqual([
      'accepted',
      'offered',
      'opinion',
      'reported',
    ]);
    const shown = await jz(['case', 'verify', 'all.zip', '-t', 'trust.json', '--lang', 'zh'], {
      cwd: folder,
    });
    expect(shown.stdout).toContain('其他案件的存证记录');
    expect(shown.stdout).not.toMatch(/undefined|\{[a-z]+\}/);
  });

  it('is kept by another agency with all of that', async () => {
    const ran = await on(both.police, 'case', 'import', 'all.zip', '-t', 'trust.json', '--json');
    expect([ran.code, ran.stderr]).toEqual([0, '']);
    expect(jsonLines<{ recordId: string }>(ran.stdout)).toHaveLength(4);
  });

  it('leaves them out where asked', async () => {
    expect(await exported('alone.zip', '--no-related')).toMatchObject({ related: 0, files: 1, unheld: [] });
    expect((await verified('alone.zip')).code).toBe(0);
  });

  it('is refused where a related file was changed after the bundle was made', async () => {
    const bytes = readFileSync(at('all.zip'));
    bytes[bytes.indexOf('what was found', bytes.indexOf('data/files/related-'))] = 0x57;
    writeFileSync(at('changed.zip'), bytes);
    expect((await jz(['case', 'verify', 'changed.zip', '-t', 'trust.json'], { cwd: folder })).code).toBe(5);
  });
});
