import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { BundleJudged } from '../../core/bundle/judge.ts';
import { templateOf } from '../../core/kinds.ts';
import { parseKeyList } from '../../core/persons/key-list.ts';
import { claimsFor } from '../support/kind-claims.ts';
import { jsonLines, jz, temporaryFolder } from './support/jz.ts';
import { PASSWORD } from './support/password.ts';
import { type RealService, startService } from './support/real-service.ts';

/** A person's key, the agency's list of it, a signature, and what anybody makes of it without the service. */

const folder = temporaryFolder();
const at = (name: string) => path.join(folder, name);
const CASE = '2026-矿-19';
let service: RealService;
let record: string;
let list: string;
let key: string;

const here = (args: readonly string[]) => jz(args, { cwd: folder });
const add = (...more: string[]) =>
  here(['person-keys', 'add', 'list.json', '--person', 'p-1', '--role', 'collectors', '--key', key, ...more]);
const submit = async (args: readonly string[]) => {
  const { stdout, stderr } = await service.run(['submit', ...args, '--wait', '--json']);
  const [made] = jsonLines<{ recordId: string }>(stdout);
  if (!made) throw new Error(stderr);
  return made.recordId;
};
const sign = (...more: string[]) =>
  service.run([
    ...['countersign', record, '--role', 'collectors', '--person', 'p-1', '--list', list],
    ...['--key', 'p-1.pem', '--password-file', 'password', ...more],
  ]);

beforeAll(async () => {
  writeFileSync(at('password'), `${PASSWORD}\n`);
  writeFileSync(at('证据.txt'), 'evidence');
  const made = await here(['person-keys', 'new', '--out', 'p-1.pem', '--password-file', 'password']);
  key = made.stdout.trim();
  expect([made.code, key.length]).toEqual([0, 66]);
  expect((await add('--agency', 'grid', '--from', '2020-01-01T00:00:00+08:00')).code).toBe(0);
  service = await startService(at('data'), folder);
  record = await submit(['证据.txt', '--case', CASE]);
  list = await submit(['list.json', '--kind', 'person-keys']);
  const trust = await service.run(['trust', 'export', '--out', 'trust.json']);
  expect(trust.code).toBe(0);
}, 180_000);

describe('keys and their list', () => {
  test('a key is encrypted, nobody else may read it, and it is never written over', async () => {
    const pem = readFileSync(at('p-1.pem'), 'utf8');
    expect(pem).toContain('BEGIN ENCRYPTED PRIVATE KEY');
    expect(statSync(at('p-1.pem')).mode & 0o077).toBe(0);
    const again = await here(['person-keys', 'new', '--out', 'p-1.pem', '--password-file', 'password']);
    expect([again.code, readFileSync(at('p-1.pem'), 'utf8')]).toEqual([6, pem]);
    expect(again.stderr).toContain('[out-exists]');
  });

  test('a key that stands there gets its new times, and what does not fit changes nothing', async () => {
    const before = readFileSync(at('list.json'));
    for (const [code, more] of [
      ['key-list-other-agency', ['--agency', 'police']],
      ['key-list-refused', ['--until', '1999-01-01T00:00:00Z']],
      ['key-list-refused', ['--origin', 'https://grid.example.evil', '--rp-id', 'grid.example']],
      ['key-list-refused', ['--origin', 'https://grid.example']],
    ] as const) {
      const ran = await add(...more);
      expect([code, ran.code, ran.stderr]).toEqual([code, 2, expect.stringContaining(`[${code}]`)]);
      expect(readFileSync(at('list.json'))).toEqual(before);
    }
    writeFileSync(at('copy.json'), before);
    const ended = ['--until', '2030-01-01T00:00:00Z', '--role', 'witness'];
    const ran = await here([
      ...['person-keys', 'add', 'copy.json', '--person', 'p-1', '--role', 'collectors', '--key', key],
      ...ended,
    ]);
    expect(ran.code).toBe(0);
    const [person] = parseKeyList(readFileSync(at('copy.json'))).persons;
    expect(person?.keys).toMatchObject([{ key, until: Date.UTC(2030, 0) / 1000 }]);
    expect(person?.roles).toEqual(['collectors', 'witness']);
    const shown = await here(['person-keys', 'show', 'copy.json', '--lang', 'zh']);
    expect(shown.stdout).toContain('密钥文件');
    const none = await here(['person-keys', 'show', '证据.txt']);
    expect([none.code, none.stderr]).toEqual([5, expect.stringContaining('[key-list-unreadable]')]);
    const first = await here(['person-keys', 'add', 'no.json', '--person', 'p', '--role', 'r', '--key', key]);
    expect([first.code, first.stderr]).toEqual([2, expect.stringContaining('[key-list-agency]')]);
  });
});

describe('signing', () => {
  test('with a wrong password, or with what is no such key, nothing is signed', async () => {
    writeFileSync(at('wrong'), 'another password of some length\n');
    const wrong = await sign('--password-file', 'wrong');
    expect([wrong.code, wrong.stderr]).toEqual([6, expect.stringContaining('[person-key-locked]')]);
    const malformed = await sign('--person', '李伟');
    expect([malformed.code, malformed.stderr]).toEqual([
      2,
      expect.stringContaining('[countersignature-malformed]'),
    ]);
    const foreign = await sign('--role', 'reviewer');
    expect([foreign.code, foreign.stderr]).toEqual([
      6,
      expect.stringContaining('[countersignature-refused]'),
    ]);
    const shown = await service.run(['signatures', record]);
    expect(shown.stdout).toContain('Nobody has signed.');
  });

  test('is shown by the service, taken along, and verified offline under other names', async () => {
    const signed = await sign();
    expect([signed.code, signed.stderr]).toEqual([0, expect.stringContaining('Signed.')]);
    await service.run(['receipt', signed.stdout.trim(), '--wait', '--out', 'ready.json']);
    rmSync(at('ready.json'));
    const shown = await service.run(['signatures', record, '--out', 'signed', '--lang', 'zh']);
    expect(shown.stdout).toMatch(/已签署 +取证人员 +p-1 +密钥文件/);
    for (const [nth, name] of readdirSync(at('signed')).entries()) {
      renameSync(at(`signed/${name}`), at(`signed/${nth}`));
    }
    const verify = (...more: string[]) =>
      here(['signatures', record, '--from', 'signed', '--trust', 'trust.json', ...more]);
    const text = await verify();
    expect(text.code).toBe(0);
    expect(text.stdout).toMatch(
      /✓ signed · Collectors · p-1, so called by .+ \(grid\) in its key list · with a key file/,
    );
    expect(text.stdout).toContain('Whose key it really is, the agency says.');
    const [said] = jsonLines<{ kind: string; reports: { verdict: string }[]; roles: object[] }>(
      (await verify('--json')).stdout,
    );
    expect(said).toMatchObject({
      kind: 'evidence',
      reports: [{ verdict: 'SIGNED', person: 'p-1', agency: 'grid', by: 'p256' }],
      roles: [{ role: 'collectors', demanded: 0, signed: ['grid p-1'], excused: false }],
    });
    const other = await here(['signatures', 'f'.repeat(64), '--from', 'signed', '--trust', 'trust.json']);
    expect([other.code, other.stdout]).toEqual([5, expect.stringContaining('countersignature.record')]);
    writeFileSync(at('signed/stray'), 'belongs to nothing');
    const stray = await verify();
    expect([stray.code, stray.stderr]).toEqual([6, expect.stringContaining('[signatures-unmatched]')]);
    rmSync(at('signed/stray'));
  });

  test('is told beside the verdict on the record, which it does not change', async () => {
    const receipt = ['receipt', record, '--wait', '--out', 'record.json'];
    expect((await service.run(receipt)).code).toBe(0);
    const verify = (...more: string[]) =>
      here(['verify', '证据.txt', '-r', 'record.json', '-t', 'trust.json', ...more]);
    const said = await verify('--signatures', 'signed', '--lang', 'zh');
    expect([said.code, said.stdout]).toEqual([0, expect.stringContaining('核验通过')]);
    expect(said.stdout).toContain('列于结论之旁，不属于结论');
    expect(said.stdout).toMatch(/✓ 已签署 · 取证人员 · p-1（.+ 密钥清单中的代号）/);
    // The same with the list left out, and with a file that belongs to nothing: said, and no more.
    const folder = readdirSync(at('signed')).map((name) => `signed/${name}`);
    const isList = (name: string) => readFileSync(at(name), 'utf8').includes('"persons":');
    for (const name of folder.filter(isList)) renameSync(at(name), at('list-aside'));
    writeFileSync(at('signed/stray'), 'belongs to nothing');
    const open = await verify('--signatures', 'signed');
    expect([open.code, open.stdout]).toEqual([0, expect.stringContaining('[keyList.given]')]);
    expect(open.stdout).toContain('Belongs to nothing that was given: stray');
    const json = await verify('--signatures', 'signed', '--json');
    expect(jsonLines(json.stdout)).toMatchObject([
      {
        verdict: 'VERIFIED',
        signed: {
          signatures: [{ verdict: 'UNDETERMINED', person: 'p-1' }],
          roles: [],
          ...{ strays: [], unmatched: ['stray'], fileless: [expect.any(String)] },
        },
      },
    ]);
    const none = await verify('--signatures', 'no such folder');
    expect([none.code, none.stderr]).toEqual([6, expect.stringContaining('[file-unreadable]')]);
    renameSync(at('list-aside'), at('signed/list'));
    rmSync(at('signed/stray'));
  });

  test('of a kind that asks for persons it is said who is missing, and that nothing was shown', async () => {
    const claims = Object.entries(claimsFor(templateOf('power-use')!)).flatMap(([name, value]) => [
      '--claim',
      `${name}=${value}`,
    ]);
    writeFileSync(at('usage.csv'), '1,2,3');
    const asked = await submit(['usage.csv', '--kind', 'power-use', ...claims]);
    expect((await service.run(['receipt', asked, '--out', 'usage.json'])).code).toBe(0);
    const said = await here(['verify', 'usage.csv', '-r', 'usage.json', '-t', 'trust.json']);
    expect([said.code, said.stdout]).toEqual([
      0,
      expect.stringContaining('No signatures of persons were shown.'),
    ]);
    expect(said.stdout).toMatch(/Collectors +0 of 2 signed, 2 of 2 still missing/);
    // Those of another record count for nothing here, and are not held against it.
    const other = ['verify', 'usage.csv', '-r', 'usage.json', '-t', 'trust.json', '--signatures', 'signed'];
    const strange = await here(other);
    expect([strange.code, strange.stdout]).toEqual([
      0,
      expect.stringMatching(/were not judged\. Such records: 1$/m),
    ]);
    expect(strange.stdout).toContain('No signatures of persons were shown.');
  });

  test('travels in the bundle of the record’s case, with the list that it names', async () => {
    const ran = await service.run(['case', 'export', CASE, '-o', 'case.zip', '--json']);
    expect(jsonLines(ran.stdout)).toMatchObject([{ records: 1, related: 2, unheld: [] }]);
    const verified = await here(['case', 'verify', 'case.zip', '--trust', 'trust.json', '--json']);
    const [judged] = jsonLines<BundleJudged>(verified.stdout);
    expect(verified.code).toBe(0);
    expect(judged).toMatchObject({
      records: [{ signed: { signatures: [{ verdict: 'SIGNED', person: 'p-1' }] } }],
      unused: { strays: [], fileless: [] },
    });
    const text = await here(['case', 'verify', 'case.zip', '--trust', 'trust.json']);
    expect(text.stdout).toMatch(/✓ signed · Collectors · p-1, so called by/);
    expect(judged!.related.map(({ report }) => [report.kind, report.verdict]).sort()).toEqual([
      ['countersignature', 'VERIFIED'],
      ['person-keys', 'VERIFIED'],
    ]);
  });
});
