import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textOfPages } from '../../support/pdf-tools.ts';
import { type SmallService, smallService } from '../small-service.ts';

describe('GET /api/v1/evidence-list', () => {
  let service: SmallService;
  const ids: string[] = [];
  beforeAll(async () => {
    service = await smallService();
    for (const name of ['一.txt', '二.txt', '=三.txt']) {
      const sha256 = createHash('sha256').update(name).digest('hex');
      const response = await service.ask('/api/v1/records', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ case: 'A/1', files: [{ name, size: 3, sha256 }] }),
      });
      ids.push(((await response.json()) as { recordId: string }).recordId);
    }
  });
  afterAll(() => service.close());
  const ask = (query: string, headers: Record<string, string> = {}) =>
    service.ask(`/api/v1/evidence-list?${query}`, { headers });

  it('lists a record, and a case in its order', async () => {
    const one = await (await ask(`record=${ids[0]}&format=csv`)).text();
    expect(one).toContain('一.txt');
    expect(one).not.toContain('二.txt');
    const response = await ask(`case=${encodeURIComponent('A/1')}&format=csv`);
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).toBe(
      'attachment; filename=jianzheng-evidence-list.csv',
    );
    const text = await response.text();
    expect(text.match(/[一二三]\.txt/g)).toEqual(['一.txt', '二.txt', '三.txt']);
    expect(text).toContain('"\'=三.txt"');
    expect(text).toContain('尚未上链');
    for (const id of ids) expect(text).toContain(id);
  });

  it('is a PDF where nothing else is asked for, and XLSX where it is', async () => {
    const pdf = await ask('case=A/1');
    expect(pdf.headers.get('content-type')).toBe('application/pdf');
    expect((await textOfPages(new Uint8Array(await pdf.arrayBuffer()))).join('')).toContain('二.txt');
    const xlsx = await ask('case=A/1&format=xlsx');
    expect(Buffer.from(await xlsx.arrayBuffer()).toString('latin1', 0, 2)).toBe('PK');
  });

  it.each([
    ['', 400, 'request-invalid'],
    [`record=${'a'.repeat(64)}&case=A`, 400, 'request-invalid'],
    ['case=A/1&format=doc', 400, 'request-invalid'],
    [`record=${'a'.repeat(64)}`, 404, 'record-not-found'],
    ['case=none', 404, 'case-not-found'],
  ])('refuses %j', async (query, status, code) => {
    const response = await ask(query);
    expect([response.status, (await response.json()).code]).toEqual([status, code]);
  });

  it('is not for strangers', async () => {
    expect((await ask('case=A/1', { authorization: '' })).status).toBe(401);
  });
});
