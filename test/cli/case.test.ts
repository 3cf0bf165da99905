import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BundleJudged } from '../../core/bundle/judge.ts';
import { prepareBagit } from '../support/bagit.ts';
import type { Service } from '../support/service.ts';
import { startTwoAgencies, type TwoAgencies } from '../support/two-agencies.ts';
import { jsonLines, jz, type RunOptions, temporaryFolder } from './support/jz.ts';

/** A case leaves one agency as one file, is verified by anyone, and kept by another agency. */

const folder = temporaryFolder();
const at = (name: string) => path.join(folder, name);
let both: TwoAgencies;
const on = (service: Service, args: readonly string[], env: RunOptions['env'] = {}) =>
  jz(args, { cwd: folder, env: { JIANZHENG_DATA: service.data, ...env } });

const CASE = '2026-矿-17';
const photo = Buffer.concat([Buffer.from('a photo'), Buffer.alloc(300_000, 7)]);

beforeAll(async () => {
  both = await startTwoAgencies();
  for (const [name, content] of Object.entries({
    'one/照片.jpg': photo,
    'one/note.txt': 'a note',
    'two/list.csv': 'a,b',
  })) {
    mkdirSync(path.dirname(at(name)), { recursive: true });
    writeFileSync(at(name), content);
  }
  for (const part of ['one', 'two']) {
    const ran = await on(both.grid, [
      'submit',
      part,
      '-c',
      CASE,
      '--claim',
      `place=${part}`,
      '--claim',
      'collector=李雷',
      '--wait',
    ]);
    expect(ran.code, ran.stderr).toBe(0);
  }
  writeFileSync(at('trust.json'), await (await both.grid.request('/api/v1/trust')).bytes());
}, 120_000);
afterAll(() => both.close());

const exported = async (name: string, ...args: string[]) => {
  const ran = await on(both.grid, ['case', 'export', CASE, '-o', name, '--json', ...args]);
  expect(ran.stderr).toBe('');
  expect(ran.code).toBe(0);
  return jsonLines<{ records: number; files: number; absent: string[] }>(ran.stdout)[0]!;
};
const verified = async (name: string) => {
  const ran = await jz(['case', 'verify', name, '-t', 'trust.json', '--json'], { cwd: folder });
  return { code: ran.code, stderr: ran.stderr, judged: jsonLines<BundleJudged>(ran.stdout)[0] };
};

describe('jz case export', () => {
  it('writes a bundle that verifies offline, the same bytes each time', async () => {
    expect(await exported('case.zip')).toMatchObject({ records: 2, files: 3, absent: [] });
    const { code, stderr, judged } = await verified('case.zip');
    expect(stderr).toBe('');
    expect(judged).toMatchObject({
      verdict: 'VERIFIED',
      records: [
        {
          report: { verdict: 'VERIFIED', case: CASE, claims: { place: 'one', collector: '李雷' } },
          absent: [],
        },
        { report: { verdict: 'VERIFIED', link: { position: 2 } }, absent: [] },
      ],
      cases: [{ agency: 'grid', outcome: 'open', completeTo: 2, findings: [] }],
    });
    expect(code).toBe(0);

    await exported('again.zip');
    const digest = (name: string) =>
      createHash('sha256')
        .update(readFileSync(at(name)))
        .digest('hex');
    expect(digest('again.zip')).toBe(digest('case.zip'));
  });

  it('says in words what holds and how far the case is complete', async () => {
    const ran = await jz(['case', 'verify', 'case.zip', '-t', 'trust.json', '--lang', 'zh'], { cwd: folder });
    expect(ran.stdout).toContain('第 2 条记录');
    expect(ran.stdout).toContain('到第 2 条记录为止完整');
    expect(ran.stdout).not.toMatch(/undefined|\{[a-z]+\}/);
  });

  it('shows the chosen claims and files only; the rest stays committed', async () => {
    await exported('some.zip', '--claims', 'place', '--files', 'note.txt', 'list.csv', '--hide-case');
    const { code, judged } = await verified('some.zip');
    expect(code).toBe(0);
    expect(judged!.records[0]!.report).toMatchObject({
      claims: { place: 'one' },
      hidden: { case: true, claims: ['collector'], files: 1 },
    });
    expect(readFileSync(at('some.zip')).includes(Buffer.from('a photo'))).toBe(false);
    expect(readFileSync(at('some.zip')).includes(Buffer.from('a note'))).toBe(true);

    await exported('none.zip', '--no-claims', '--no-files');
    // Receipts that hold, and no file to hold against them.
    expect((await verified('none.zip')).code).toBe(4);
  });

  it('leaves nothing behind when it cannot be done', async () => {
    const refused = async (code: string, ...args: string[]) => {
      const ran = await on(both.grid, ['case', 'export', ...args, '--json']);
      expect(ran.code).not.toBe(0);
      expect(ran.stderr).toContain(`"${code}"`);
    };
    await refused('case-empty', 'no such case', '-o', 'x.zip');
    await refused('out-exists', CASE, '-o', 'case.zip');
    await refused('out-unwritable', CASE, '-o', 'nowhere/x.zip');
    await refused('case-file-unknown', CASE, '-o', 'x.zip', '--files', 'nothing.txt');
    await refused('case-claim-unknown', CASE, '-o', 'x.zip', '--claims', 'nothing');
    expect(readdirSync(folder).filter((name) => name.startsWith('x.zip'))).toEqual([]);
  });

  it('clears what a killed export left, and starts over', async () => {
    // No process has this number.
    writeFileSync(at('over.zip.new-99999999'), 'half of a zip');
    await exported('over.zip');
    expect(existsSync(at('over.zip.new-99999999'))).toBe(false);
    expect((await verified('over.zip')).code).toBe(0);
  });
});

describe('jz case import', () => {
  it('has another agency verify and keep all of it, once', async () => {
    const first = await on(both.police, ['case', 'import', 'case.zip', '-t', 'trust.json', '--json']);
    expect(first.stderr).toBe('');
    expect(jsonLines(first.stdout)).toMatchObject([
      { agency: 'grid', heldFiles: [0, 1], replayed: false },
      { agency: 'grid', heldFiles: [0], replayed: false },
    ]);
    const again = await on(both.police, ['case', 'import', 'case.zip', '-t', 'trust.json', '--json']);
    expect(jsonLines(again.stdout)).toMatchObject([{ replayed: true }, { replayed: true }]);
  });

  it('keeps nothing of a bundle that was changed', async () => {
    const bytes = readFileSync(at('case.zip'));
    bytes[bytes.indexOf('a photo')] = 0x41;
    writeFileSync(at('changed.zip'), bytes);
    const ran = await on(both.police, ['case', 'import', 'changed.zip', '-t', 'trust.json', '--json']);
    expect(ran.code).toBe(5);
    expect(ran.stdout).toBe('');
  });
});

const bagit = prepareBagit(folder);

describe('a bundle', () => {
  it.skipIf(typeof bagit === 'object')('is a valid bag to the Library of Congress', () => {
    execFileSync('python3', ['-m', 'zipfile', '-e', at('case.zip'), at('unpacked')]);
    const [base] = readdirSync(at('unpacked'));
    const bag = path.join(at('unpacked'), base!);
    const validate = () => spawnSync(String(bagit), ['-m', 'bagit', '--validate', bag], { encoding: 'utf8' });
    const valid = validate();
    expect(valid.status, valid.stderr).toBe(0);
    // The tool can also say no.
    writeFileSync(path.join(bag, 'bag-info.txt'), 'Payload-Oxum: 1.1\n');
    expect(validate().status).toBe(1);
  });
});
