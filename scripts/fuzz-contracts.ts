/**
 * Calls the contracts at random until so many calls were made, and holds every outcome against a model:
 *
 *   node scripts/fuzz-contracts.ts [--calls 1000000] [--jobs 2]
 *
 * Each round is a process with a chain of its own, since a test chain keeps all its blocks in memory.
 */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';

const TEST = 'test/contracts/evidence.invariants.test.ts';
const RUNS_A_ROUND = 400;

const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '1000000' },
    jobs: { type: 'string', default: String(availableParallelism()) },
  },
});
const wanted = Number(values.calls);
const started = performance.now();
/** What came of the calls, over all rounds: names of acts and of errors. */
const outcomes = new Map<string, number>();
let made = 0;

function round(): Promise<{ status: number | null; said: string }> {
  const args = ['node_modules/vitest/vitest.mjs', 'run', TEST, '--testTimeout', '0'];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, FC_RUNS: String(RUNS_A_ROUND) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, said }));
  });
}

async function job(): Promise<void> {
  while (made < wanted) {
    const { status, said } = await round();
    const [, calls = '0', list = ''] = /(\d+) calls\. (.*)/.exec(said) ?? [];
    if (status !== 0 || calls === '0') {
      console.log(said);
      process.exit(1);
    }
    for (const [, name = '', count] of list.matchAll(/(\w+) (\d+)/g)) {
      outcomes.set(name, (outcomes.get(name) ?? 0) + Number(count));
    }
    made += Number(calls);
    const minutes = (performance.now() - started) / 60_000;
    console.log(
      `${made} of ${wanted} calls had the outcome that the rules give them, ${minutes.toFixed(1)} min`,
    );
  }
}

await Promise.all(Array.from({ length: Number(values.jobs) }, job));
for (const [name, count] of [...outcomes].sort()) console.log(`${name} ${count}`);
