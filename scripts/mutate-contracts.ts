/**
 * Mutation testing of the contracts: changes one thing at a time, and expects some test to fail.
 *
 *   node scripts/mutate-contracts.ts [--only <text in the file or line>] [--tests test/contracts/handoff ...] [--jobs 2]
 *
 * A survivor must be killed by a new test or explained in test/contracts/mutants.md; one that is neither fails the
 * run, and so does an explanation of a mutant that is killed or no longer exists.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildInto } from './mutation/build.ts';
import { type Mutant, mutantsOf } from './mutation/mutants.ts';

const FILES = [
  'contracts/AgencyRegistry.sol',
  'contracts/EvidenceLedger.sol',
  'contracts/CaseHandoff.sol',
  'contracts/lib/AgencyId.sol',
  'contracts/lib/RFC9162.sol',
  'contracts/registry/KeyRing.sol',
  'contracts/registry/Motions.sol',
  'contracts/registry/ValidatorSet.sol',
];
const EXPLAINED = 'test/contracts/mutants.md';
/** A mutant that loops for ever is killed by the clock. */
const TEST_TIMEOUT_MS = 120_000;

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    tests: { type: 'string', multiple: true, default: ['test/contracts'] },
    jobs: { type: 'string', default: String(availableParallelism()) },
  },
});

/** Runs the contract tests on a folder of artifacts: true when every test passes. */
function testsPass(folder: string): Promise<boolean> {
  const args = ['run', ...values.tests, '--exclude', '**/{gas,storage,*invariants}.test.ts', '--bail', '1'];
  const oneWorker = ['--no-isolate', '--maxWorkers', '1', '--reporter', 'dot'];
  const child = spawn(process.execPath, ['node_modules/vitest/vitest.mjs', ...args, ...oneWorker], {
    env: { ...process.env, JIANZHENG_TEST_ARTIFACTS: folder, FC_RUNS: '5' },
    stdio: 'ignore',
    timeout: TEST_TIMEOUT_MS,
    killSignal: 'SIGKILL',
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code === 0));
  });
}

type Outcome = 'killed' | 'survived' | 'does not compile';

async function judge(mutant?: Mutant): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'jianzheng-mutant-'));
  try {
    const changed = mutant ? { [mutant.file]: mutant.source } : {};
    if (!buildInto(folder, changed)) return 'does not compile';
    return (await testsPass(folder)) ? 'survived' : 'killed';
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const explained = new Set(
  [...readFileSync(EXPLAINED, 'utf8').matchAll(/^- `(.+)`$/gm)].map((match) => match[1]!),
);
const mutants = FILES.flatMap((file) => mutantsOf(file, readFileSync(file, 'utf8'))).filter(
  (mutant) => !values.only || mutant.name.includes(values.only),
);

if ((await judge()) !== 'survived') {
  console.error('The tests fail on the contracts as they are: nothing to learn from mutants.');
  process.exit(1);
}

const tally: Record<Outcome, number> = { killed: 0, survived: 0, 'does not compile': 0 };
const unexplained: string[] = [];
const survivors = new Set<string>();
const queue = mutants.values();
let done = 0;

async function work(): Promise<void> {
  for (const mutant of queue) {
    const outcome = await judge(mutant);
    tally[outcome] += 1;
    done += 1;
    if (outcome === 'survived') {
      survivors.add(mutant.name);
      if (!explained.has(mutant.name)) unexplained.push(mutant.name);
      const note = explained.has(mutant.name) ? 'explained' : 'SURVIVED';
      console.log(`${note} [${done}/${mutants.length}] line ${mutant.line} ${mutant.name}`);
    } else if (done % 20 === 0) console.log(`[${done}/${mutants.length}] ${JSON.stringify(tally)}`);
  }
}
await Promise.all(Array.from({ length: Number(values.jobs) }, work));

const stale = values.only ? [] : [...explained].filter((name) => !survivors.has(name));
console.log(`${mutants.length} mutants: ${JSON.stringify(tally)}, ${unexplained.length} unexplained`);
for (const name of unexplained) console.log(`unexplained: ${name}`);
for (const name of stale) console.log(`explained, but no survivor: ${name}`);
process.exit(unexplained.length + stale.length > 0 ? 1 : 0);
