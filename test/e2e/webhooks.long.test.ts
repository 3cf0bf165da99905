import { expect, test } from 'vitest';
import { startReceiver } from '../support/receiver.ts';
import { removeData, startService, temporaryData } from '../support/service.ts';

/** Notice and thing are one transaction: killed before or after its commit, a record that is proved is told once it is. */

test.each(['anchor-uncommitted', 'anchor-stored'])(
  'killed at %s, the receipt and its notice come together',
  async (point) => {
    const receiver = await startReceiver();
    const data = temporaryData();
    const env = { JIANZHENG_WEBHOOK_NETWORKS: 'loopback' };
    const doomed = await startService({ data, env: { ...env, JIANZHENG_FAULT: point } });
    await doomed.request('/api/v1/webhooks', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ url: receiver.url }),
    });
    const { recordId } = await doomed.submit([{ name: 'a.txt', bytes: 'a' }]);
    expect(await doomed.ended).toBe('SIGKILL');
    const service = await startService({ data, env });
    const { body } = await receiver.next('records.anchored');
    expect(body.data).toMatchObject({ records: [recordId] });
    expect((await service.request(`/api/v1/records/${recordId}/receipt`)).status).toBe(200);
    await service.stop();
    expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(1);
    removeData(data);
    await receiver.close();
  },
);
