import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkLedger } from '../support/check-ledger.ts';
import { type Service, startService } from '../support/service.ts';
import { startTwoAgencies, type TwoAgencies } from '../support/two-agencies.ts';

/** A power cut at the agency that receives, between the files and the receipt that they came with. */

let both: TwoAgencies;
beforeAll(async () => {
  both = await startTwoAgencies();
}, 120_000);
afterAll(() => both.close());

const PHOTO = 'a photo of the substation, large enough to have a file of its own'.repeat(2_000);

function send(to: Service, receipt: Uint8Array): Promise<Response> {
  const body = new FormData();
  body.append('receipt', new Blob([Buffer.from(receipt)]), 'receipt.json');
  body.append('files', new Blob([PHOTO]), 'photo.jpg');
  return to.request('/api/v1/receipts', { method: 'POST', body });
}
const keptBy = async (service: Service) =>
  ((await (await service.request('/api/v1/receipts')).json()) as { items: unknown[] }).items;

test('leaves nothing half kept, and the same receipt is kept when it is sent again', async () => {
  const { recordId } = await both.grid.submit([{ name: 'photo.jpg', bytes: PHOTO }]);
  const receipt = await both.grid.receipt(recordId);
  const { data } = both.police;
  await both.police.stop();
  const env = { JIANZHENG_AGENCY: 'police', JIANZHENG_RPC_URL: both.rpcUrl };

  const dying = await startService({ data, env: { ...env, JIANZHENG_FAULT: 'file-durable' } });
  await expect(send(dying, receipt)).rejects.toThrow();
  expect(await dying.ended).toBe('SIGKILL');

  const police = await startService({ data, env });
  try {
    expect(await keptBy(police)).toEqual([]);
    expect((await send(police, receipt)).status).toBe(201);
    expect(await keptBy(police)).toMatchObject([{ recordId, heldFiles: [0] }]);
    const { checked } = await checkLedger(police, []);
    expect(checked).toMatchObject({ files: 1, kept: 1 });
  } finally {
    await police.stop();
  }
});
