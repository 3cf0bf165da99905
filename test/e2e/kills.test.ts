import { expect, test } from 'vitest';
import { killRounds } from '../support/kill-rounds.ts';

/** Nothing acknowledged is lost, nothing is anchored twice, whenever and whatever is killed. */

/**
 * A hundred in CI, as far as they go into a minute and a half, and a dozen at the desk. The thousand, and what came of
 * it, are in docs/operations/kill-rounds.md.
 */
const rounds = process.env.CI || process.env.JIANZHENG_NOTHING_SKIPPED ? 100 : 12;

test('killed at random, service and chain, alone and together', { timeout: 180_000 }, async () => {
  const summary = await killRounds({ rounds, untilMs: 90_000, checkEvery: 25 });
  console.log(`${summary.rounds} kills in ${summary.seconds} s: ${JSON.stringify(summary.kills)}`);
  expect(summary.rounds).toBeGreaterThanOrEqual(Math.min(rounds, 12));
  expect(summary.records).toBeGreaterThan(0);
});
