import { expect, test } from 'vitest';
import { checkLedger } from '../support/check-ledger.ts';
import { killRounds } from '../support/kill-rounds.ts';
import { LONG } from '../support/long.ts';
import { launchService, removeData, startService, temporaryData } from '../support/service.ts';

/** Nothing acknowledged is lost, nothing is anchored twice, whenever and whatever is killed. */

/**
 * A hundred in CI, as far as they go into a minute and a half, and a dozen at the desk. The thousand, and what came of
 * it, are in docs/operations/kill-rounds.md.
 */
const rounds = LONG ? 100 : 12;

test('killed at random, service and chain, alone and together', { timeout: 180_000 }, async () => {
  const summary = await killRounds({ rounds, untilMs: 90_000, checkEvery: 25 });
  console.log(`${summary.rounds} kills in ${summary.seconds} s: ${JSON.stringify(summary.kills)}`);
  expect(summary.rounds).toBeGreaterThanOrEqual(Math.min(rounds, 12));
  expect(summary.records).toBeGreaterThan(0);
});

test('killed again and again during its very first start, it is founded once and whole', async () => {
  const data = temporaryData();
  for (let round = 1; round <= 8; round++) {
    const { child, ended } = launchService({ data });
    // From before the keys are written until after the chain has its first block.
    await new Promise((resolve) => setTimeout(resolve, round * 130 + Math.random() * 130));
    child.kill('SIGKILL');
    await ended;
  }
  const service = await startService({ data });
  const { recordId } = await service.submit([{ name: 'first.txt', bytes: 'first' }]);
  await checkLedger(service, [recordId]);
  await service.stop();
  removeData(data);
});
