import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { receiptOfCertificate } from '../../../core/certificate-pdf.ts';
import { verify } from '../../../core/verify.ts';
import { documents } from '../../../server/documents/documents.ts';
import { textOfPages } from '../../support/pdf-tools.ts';
import { type SmallService, smallService } from '../small-service.ts';

describe('GET /api/v1/records/{id}/certificate', () => {
  let service: SmallService;
  let id: string;
  let receipt: Uint8Array;
  beforeAll(async () => {
    service = await smallService({ config: { publicHosts: ['evidence.example'] } });
    [receipt] = service.world.grid.receipts as [Uint8Array];
    id = verify({ receipt, files: [], trust: service.world.trust }).recordId!;
    service.rest.receiptFor = (asked) =>
      asked === id ? { kind: 'receipt', bytes: receipt } : { kind: 'unknown' };
  });
  afterAll(() => service.close());
  const ask = (headers: Record<string, string> = {}, of = id) =>
    service.ask(`/api/v1/records/${of}/certificate`, { headers });

  it('is a PDF with the receipt inside, and its code leads to the public name', async () => {
    const response = await ask();
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/pdf');
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename=jianzheng-certificate-${id.slice(0, 16)}.pdf`,
    );
    const pdf = new Uint8Array(await response.arrayBuffer());
    expect(Buffer.compare(await receiptOfCertificate(pdf), receipt)).toBe(0);
    const text = (await textOfPages(pdf)).join('').replace(/\s+/g, '');
    expect(text).toContain(`http://evidence.example/#/verify?record=${id}`);
    const again = new Uint8Array(await (await ask()).arrayBuffer());
    expect(Buffer.compare(pdf, again)).toBe(0);
  });

  it('is not made again for whoever has it', async () => {
    const tag = (await ask()).headers.get('etag')!;
    expect(tag).toMatch(/^"[0-9a-f]{64}"$/);
    const response = await ask({ 'if-none-match': tag, 'cache-control': 'max-age=0' });
    expect([response.status, await response.text()]).toEqual([304, '']);
    expect((await ask({ 'if-none-match': '"other"', 'cache-control': 'max-age=0' })).status).toBe(200);
  });

  it('says how far the record has come before there is a receipt', async () => {
    const pending = 'b'.repeat(64);
    const { receiptFor } = service.rest;
    service.rest.receiptFor = () => ({ kind: 'pending', state: 'batched' });
    const response = await ask({}, pending);
    service.rest.receiptFor = receiptFor;
    expect(response.status).toBe(202);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(await response.json()).toEqual({ state: 'batched', detail: 'waits-for-anchor' });
  });

  it('is not there for a record that is not there, nor for strangers', async () => {
    expect((await ask({}, 'c'.repeat(64))).status).toBe(404);
    expect((await ask({}, 'x')).status).toBe(404);
    expect((await ask({ authorization: '' })).status).toBe(401);
  });

  it('is never made of a receipt that does not verify', async () => {
    const { receiptFor } = service.rest;
    const damaged = receipt.slice();
    damaged[100]! ^= 1;
    service.rest.receiptFor = () => ({ kind: 'receipt', bytes: damaged });
    const response = await ask();
    service.rest.receiptFor = receiptFor;
    expect([response.status, (await response.json()).code]).toEqual([500, 'internal-error']);
    // The thread that makes them goes on.
    expect((await ask()).status).toBe(200);
  });
});

describe('documents that many ask for', () => {
  it('are made one after another, and the one too many is told to come again', async () => {
    const made = documents();
    const { world } = await smallService().then(async (service) => {
      await service.close();
      return service;
    });
    const job = { kind: 'certificate' as const, receipt: world.grid.receipts[0]!, trust: world.trust };
    const all = Array.from({ length: 16 }, () => made.make(job));
    expect(() => made.make(job)).toThrow(expect.objectContaining({ code: 'documents-busy' }));
    const [first, ...others] = await Promise.all(all);
    for (const other of others) expect(Buffer.compare(first!, other)).toBe(0);
    const last = made.make(job);
    const ended = expect(last).rejects.toMatchObject({ code: 'invariant-broken' });
    await made.close();
    await ended;
  });
});
