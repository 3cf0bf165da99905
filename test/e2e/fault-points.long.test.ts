import { afterAll, describe, expect, test } from 'vitest';
import { FAULT_POINTS, type FaultPoint } from '../../server/faults.ts';
import { checkLedger } from '../support/check-ledger.ts';
import { createLoad } from '../support/load.ts';
import { removeData, startService, temporaryData } from '../support/service.ts';

/** Proved by breaking it: between any two commit points a crash leaves something that the next start goes on from. */

describe('killed at a commit point', () => {
  const data = temporaryData();
  const load = createLoad();
  afterAll(() => removeData(data));

  // Those of acts, uploads and webhooks are passed elsewhere: custody, uploads and webhooks.test.ts of this folder.
  const points = (Object.keys(FAULT_POINTS) as FaultPoint[]).filter(
    (name) => !['acting', 'uploading', 'telling'].includes(FAULT_POINTS[name]),
  );
  test.for(points)('%s: the next start goes on by itself', async (point) => {
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
  });
});
