import { afterAll, describe, expect, test } from 'vitest';
import { FAULT_POINTS, type FaultPoint } from '../../server/faults.ts';
import { checkLedger } from '../support/check-ledger.ts';
import { killRounds } from '../support/kill-rounds.ts';
import { createLoad } from '../support/load.ts';
import { removeData, startService, temporaryData } from '../support/service.ts';

/** Proved by breaking it: nothing acknowledged is lost, nothing is anchored twice, wherever a crash comes. */

describe('killed at a commit point', () => {
  const data = temporaryData();
  const load = createLoad();
  afterAll(() => removeData(data));

  test.for(Object.keys(FAULT_POINTS) as FaultPoint[])(
    '%s: the next start goes on by itself',
    async (point) => {
      const doomed = await startService({ data, env: { JIANZHENG_FAULT: point } });
      const stop = new AbortController();
      const loading = load.run(doomed, 3, stop.signal);
      expect(await doomed.ended).toBe('SIGKILL');
      stop.abort();
      await loading;
      const service = await startService({ data });
      await load.finish(service);
      await load.repeat(service, 10);
      const { checked } = await checkLedger(service, load.acknowledged.values());
      expect(checked.records).toBe(load.acknowledged.size);
      await service.kill();
    },
  );
});

/** The full hundred where nobody waits for it; `node scripts/kill-rounds.ts` runs as many as asked for. */
const rounds = process.env.CI ? 100 : 12;

test('killed at random, service and chain, alone and together', { timeout: 180_000 }, async () => {
  const summary = await killRounds({ rounds, untilMs: 90_000, checkEvery: 25 });
  console.log(`${summary.rounds} kills in ${summary.seconds} s: ${JSON.stringify(summary.kills)}`);
  expect(summary.rounds).toBeGreaterThanOrEqual(Math.min(rounds, 12));
  expect(summary.records).toBeGreaterThan(0);
});
