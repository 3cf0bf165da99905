/**
 * `npm run test:pdfa`: our documents under veraPDF, the reference validator of PDF/A and PDF/UA. It needs a JDK (11 or later) and
 * Maven, which brings the validator; without them it is skipped. The documents are of a consortium made up for tests.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCertificate } from '../paper/certificate.ts';
import { makeList } from '../paper/make-list.ts';
import { fileFor } from '../test/support/ledger-fixture.ts';
import { paperWorld } from '../test/support/paper-world.ts';

const here = join(import.meta.dirname, 'pdfa');
const MINUTES_5 = 300_000;

function summary(passed: number, failed: number, skipped: number): never {
  console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
  process.exit(failed === 0 ? 0 : 1);
}

function run(program: string, args: readonly string[]): number | undefined {
  const { status, error } = spawnSync(program, args, { stdio: 'inherit', timeout: MINUTES_5 });
  if (error && (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
  return status ?? 1;
}

/** What has made trouble in fonts before: scripts without a glyph of ours, characters beyond the first plane. */
const HARD = '李伟 é 😀 𠮷 العربية हिन्दी';

async function documents(): Promise<Record<string, Uint8Array>> {
  const world = paperWorld(`四机构存证联盟 ${HARD}`);
  const [receipt] = world.grid.receipts as [Uint8Array];
  const record = {
    recordId: 'ab'.repeat(32),
    agency: { id: 'grid', name: { zh: '供电公司', en: 'Grid company' } },
    claims: { collector: HARD, place: '北京', note: HARD },
    anchored: { number: 7, time: 1_790_000_000 },
  };
  const listOf = (count: number) => ({
    of: { case: `京公〔2026〕42 号 ${HARD}` },
    records: [
      { ...record, files: Array.from({ length: count }, (_, i) => fileFor(`现场/${i} ${HARD}.jpg`)) },
    ],
  });
  return {
    'certificate.pdf': await makeCertificate({
      receipt,
      trust: world.trust,
      page: 'https://evidence.example/',
    }),
    'list-1.pdf': await makeList(listOf(1), 'pdf'),
    'list-300.pdf': await makeList(listOf(300), 'pdf'),
  };
}

const folder = mkdtempSync(join(tmpdir(), 'jianzheng-pdfa-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

if (run('java', ['-version']) !== 0) {
  console.log('SKIPPED: no Java is found');
  summary(0, 0, 1);
}
const jars = join(folder, 'jars');
const pom = join(here, 'pom.xml');
const fetched = run('mvn', [
  '-q',
  '-B',
  '-f',
  pom,
  'dependency:copy-dependencies',
  `-DoutputDirectory=${jars}`,
]);
if (fetched !== 0) {
  console.log(
    fetched === undefined ? 'SKIPPED: no Maven is found' : 'SKIPPED: Maven could not bring veraPDF',
  );
  summary(0, 0, 1);
}

const made = await documents();
let passed = 0;
for (const [name, bytes] of Object.entries(made)) {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  if (run('java', ['-cp', join(jars, '*'), join(here, 'Check.java'), path]) === 0) passed += 1;
}
summary(passed, Object.keys(made).length - passed, 0);
