/**
 * Calls the contracts at random until so many calls were made, and holds every outcome against a model:
 *
 *   node scripts/fuzz-contracts.ts [--calls 1000000]
 *
 * Each round is a process with a chain of its own, since a test chain keeps all its blocks in memory.
 */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const TEST = 'test/contracts/evidence.invariants.test.ts';
const RUNS_A_ROUND = 400;

const { values } = parseArgs({ options: { calls: { type: 'string', default: '1000000' } } });
const wanted = Number(values.calls);

let made = 0;
while (made < wanted) {
  const { status, stdout } = spawnSync(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', TEST, '--testTimeout', '0'],
    {
      env: { ...process.env, FC_RUNS: String(RUNS_A_ROUND) },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const calls = Number(/(\d+) calls\./.exec(stdout)?.[1] ?? 0);
  if (status !== 0 || calls === 0) {
    console.log(stdout);
    process.exit(1);
  }
  made += calls;
  console.log(`${made} of ${wanted} calls had the outcome that the rules give them`);
}
