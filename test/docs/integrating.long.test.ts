import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeData, type Service, startService } from '../support/service.ts';
import { userOfPackages } from '../support/user-of-packages.ts';

/** docs/integrating.md: each piece of its code does what the text around it says, with a real service. */

const folder = mkdtempSync(join(tmpdir(), 'jianzheng-integrating-'));
const page = readFileSync('docs/integrating.md', 'utf8');
/** The pieces in their order, by the heading that they stand under. */
const pieces = new Map(
  page
    .split(/^#{2,3} /m)
    .slice(1)
    .map((section): [string, string | undefined] => {
      const [, code] = /```(?:js|sh)\n([\s\S]*?)```/.exec(section) ?? [];
      return [section.slice(0, section.indexOf('\n')), code];
    })
    .filter((entry): entry is [string, string] => entry[1] !== undefined),
);
const FILE = 'meter-0147.csv';
const CONTENT = 'time,kWh\n08:30,147\n';

let user: string;
let service: Service;
beforeAll(async () => {
  user = userOfPackages(['client', 'core'], folder);
  symlinkSync(join(process.cwd(), 'node_modules/tus-js-client'), join(user, 'node_modules/tus-js-client'));
  writeFileSync(join(user, FILE), CONTENT);
  service = await startService();
  writeFileSync(join(user, 'trust.json'), await (await service.request('/api/v1/trust')).bytes());
}, 180_000);
afterAll(async () => {
  await service?.stop();
  if (service) removeData(service.data);
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

/** @returns the lines that it printed */
function run(program: string, ...args: string[]): string[] {
  const env = { ...process.env, JIANZHENG_URL: service.url, JIANZHENG_TOKEN: service.token };
  return execFileSync(program, args, { cwd: user, env, encoding: 'utf8' }).trim().split('\n');
}

function runPiece(heading: string): string[] {
  writeFileSync(join(user, 'piece.js'), pieces.get(heading) ?? '');
  return run(process.execPath, 'piece.js');
}

type Detail = { claims: object; files: { name: string; mediaType: string }[]; state: string };

describe('the code of docs/integrating.md', () => {
  it('is all run here', () => {
    expect([...pieces.keys()]).toEqual([
      'The main job, with nothing but curl',
      'JavaScript and TypeScript',
      'Files that must not leave your system',
      'Verifying what another agency handed over',
      'Large files, and lines that break',
    ]);
  });

  const noCurl = spawnSync('curl', ['--version']).error !== undefined;
  const why = noCurl ? ' (SKIPPED: no curl found)' : '';
  it.skipIf(noCurl)(
    `makes a record and gets its receipt with curl, and once only${why}`,
    async () => {
      const script = pieces.get('The main job, with nothing but curl')!;
      const [id] = run('sh', '-euc', script);
      expect(id).toMatch(/^[0-9a-f]{64}$/);
      const detail = (await (await service.request(`/api/v1/records/${id}`)).json()) as Detail;
      expect(detail).toMatchObject({
        claims: { collectedBy: '办案人员甲' },
        files: [{ name: FILE, mediaType: 'text/csv' }],
        state: 'anchored',
      });
      expect(runPiece('Verifying what another agency handed over')).toEqual(['VERIFIED']);
      expect(run('sh', '-euc', script)).toEqual([id]);
    },
    120_000,
  );

  it('does the same with the client, and verifies it', () => {
    const [made] = runPiece('JavaScript and TypeScript');
    expect(made).toMatch(/^[0-9a-f]{64} 2$/);
    expect(runPiece('JavaScript and TypeScript')).toEqual([made]);
    expect(runPiece('Verifying what another agency handed over')).toEqual(['VERIFIED']);
    writeFileSync(join(user, FILE), CONTENT.replace('147', '174'));
    const [verdict] = runPiece('Verifying what another agency handed over');
    writeFileSync(join(user, FILE), CONTENT);
    expect(verdict).toBe('MISMATCH');
  }, 120_000);

  it('sends digests alone, and large files in pieces', () => {
    expect(runPiece('Files that must not leave your system')).toEqual(['false']);
    expect(runPiece('Large files, and lines that break')).toEqual(['201 true']);
  }, 120_000);
});
