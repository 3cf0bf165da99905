import { writeFileSync } from 'node:fs';
import path from 'node:path';
import express from 'express';
import { describe, expect, it } from 'vitest';
import { KINDS, templateOf } from '../../core/kinds.ts';
import { claimsFor } from '../support/kind-claims.ts';
import { paperWorld } from '../support/paper-world.ts';
import { receiptOver } from './support/evidence.ts';
import { listen, parseSubmission, recordOf, type Submitted, submission } from './support/fake-service.ts';
import { jsonLines, jz, temporaryFolder } from './support/jz.ts';

const folder = temporaryFolder();
const claims = claimsFor(templateOf('on-site-inspection')!);
const asArguments = (given: Record<string, string>) =>
  Object.entries(given).flatMap(([name, value]) => ['--claim', `${name}=${value}`]);

async function serve() {
  const app = express();
  const seen: Submitted[] = [];
  parseSubmission(app, (request, response) => {
    const submitted = submission(request);
    seen.push(submitted);
    response.status(201).json(recordOf(submitted, seen.length));
  });
  const { url } = await listen(app);
  writeFileSync(path.join(folder, 'a.txt'), 'a');
  const submit = (args: readonly string[]) =>
    jz(['submit', 'a.txt', '--kind', 'on-site-inspection', ...args], {
      cwd: folder,
      env: { JIANZHENG_URL: url, JIANZHENG_TOKEN: 'officer-token' },
    });
  return { seen, submit };
}

describe('jz submit --kind', () => {
  it('sends a record of a kind with the claims that it demands', async () => {
    const { seen, submit } = await serve();
    const { code, stderr } = await submit(asArguments(claims));
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(seen[0]!.body.kind).toBe('on-site-inspection');
    expect(JSON.parse(seen[0]!.body.claims as string)).toEqual(claims);
  });

  it.each([
    ['en', 'Second collector (name, number) (collector2): missing; Ended at (endedAt): no time'],
    ['zh', '取证人员二（姓名、证号）（collector2）：缺少；结束时间（endedAt）：不是带时区的时间'],
  ])('names what is missing or wrong before anything is sent: %s', async (language, said) => {
    const { seen, submit } = await serve();
    const { collector2, ...others } = claims;
    const rest = { ...others, endedAt: '9:30' };
    const { code, stderr } = await submit([...asArguments(rest), '--lang', language]);
    expect(code).toBe(2);
    expect(stderr).toContain('[record-incomplete]');
    expect(stderr).toContain(said);
    expect(seen).toEqual([]);
  });
});

describe('jz kinds', () => {
  it('lists every kind and field, in both languages and for programs', async () => {
    for (const [language, word] of [
      ['en', 'Second collector'],
      ['zh', '取证人员二'],
    ] as const) {
      const { code, stdout } = await jz(['kinds', '--lang', language]);
      expect(code).toBe(0);
      expect(stdout).toContain(word);
      for (const { kind, fields } of KINDS) {
        expect(stdout).toContain(kind);
        for (const { name } of fields) expect(stdout).toContain(name);
      }
    }
    const { stdout } = await jz(['kinds', '--json']);
    expect(jsonLines(stdout)).toEqual([{ items: KINDS }]);
  });
});

describe('jz verify', () => {
  const world = paperWorld('production');
  const trust = path.join(folder, 'trust.json');
  writeFileSync(trust, world.bundles.latest);
  const { deviceState, collector2, witness, ...given } = claims;

  it('shows what a kind asks for and was not provided or not shown, and still verifies', async () => {
    const { receipt } = receiptOver(
      world,
      folder,
      { 'b.txt': 'b' },
      {
        kind: 'on-site-inspection',
        claims: given,
        hide: ['department', 'collector1'],
      },
    );
    const args = ['verify', path.join(folder, 'b.txt'), '-r', receipt, '-t', trust];
    const { code, stdout } = await jz([...args, '--lang', 'en']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^VERIFIED/);
    expect(stdout).toMatch(/State of the device when found +not provided/);
    expect(stdout).toMatch(/Department in charge +in the record, not shown/);
    expect(stdout).toMatch(/Collectors +2 demanded, 1 named/);
    expect(stdout).toMatch(/Witness +1 demanded, none named; a reason is given/);
    expect(stdout).toContain('not signatures');

    const [report] = jsonLines<{ template: { roles: object[] } }>((await jz([...args, '--json'])).stdout);
    expect(report!.template.roles).toEqual([
      { role: 'collectors', demanded: 2, named: 1, excused: false },
      { role: 'witness', demanded: 1, named: 0, excused: true },
    ]);
  });

  it('says of a kind that it does not know that nothing is demanded of it', async () => {
    const { receipt } = receiptOver(world, folder, { 'c.txt': 'c' }, { kind: 'of-a-later-version' });
    const { code, stdout } = await jz([
      'verify',
      path.join(folder, 'c.txt'),
      '-r',
      receipt,
      '-t',
      trust,
      '--lang',
      'zh',
    ]);
    expect(code).toBe(0);
    expect(stdout).toContain('of-a-later-version：此处没有该类别的模板');
  });
});
