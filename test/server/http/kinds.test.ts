import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KINDS, templateOf } from '../../../core/kinds.ts';
import { claimsFor } from '../../support/kind-claims.ts';
import { form, type SmallService, smallService } from '../small-service.ts';

type Problem = { code: string; detail: string; next: string; errors: { path: string; reason: string }[] };

describe('kinds of records', () => {
  let service: SmallService;
  beforeAll(async () => {
    service = await smallService();
  });
  afterAll(() => service.close());

  const complete = claimsFor(templateOf('power-use')!);
  const { reviewer, tool, ...incomplete } = complete;
  const file = { name: 'a', size: 1, sha256: createHash('sha256').update('a').digest('hex') };
  const post = (body: unknown, headers: Record<string, string> = {}, path = '/api/v1/records') =>
    service.ask(path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    });
  const count = () => service.services.store.one<{ n: number }>('SELECT count(*) AS n FROM records')!.n;

  it('are listed with fields and roles, named in both languages', async () => {
    const answer = await service.ask('/api/v1/kinds');
    expect(answer.status).toBe(200);
    const { items } = (await answer.json()) as { items: { kind: string; label: object; fields: object[] }[] };
    expect(items.map(({ kind }) => kind)).toEqual(KINDS.map(({ kind }) => kind));
    expect(items[0]!.label).toEqual({ en: 'On-site inspection', zh: '现场检查' });
    expect(items[0]!.fields[0]).toEqual({
      name: 'department',
      form: 'line',
      demanded: true,
      label: { en: 'Department in charge', zh: '办案部门' },
    });
  });

  it('of keys are for whoever runs the service: no officer says whose key stands for whom', async () => {
    const before = count();
    const list = { kind: 'person-keys', files: [file] };
    const bulk = { records: [{ files: [file] }, list] };
    for (const [path, body] of [
      ['/api/v1/records', list],
      ['/api/v1/records/bulk', bulk],
    ] as const) {
      const answer = await post(body, {}, path);
      expect([answer.status, ((await answer.json()) as Problem).code]).toEqual([403, 'role-insufficient']);
    }
    const body = form({ 'list.json': '{}' }, { kind: 'person-keys' });
    const uploaded = await service.ask('/api/v1/records', { method: 'POST', body });
    expect(uploaded.status).toBe(403);
    expect(count()).toBe(before);
    const operator = { authorization: `Bearer ${service.token('operator')}` };
    expect((await post(list, operator)).status).toBe(201);
  });

  it.each([
    [
      'en',
      'A record of the kind “Power-use data” cannot be made of these claims: Tool (tool): missing; Reviewer (reviewer): missing.',
    ],
    ['zh-CN', '这些说明项不足以形成“用电数据”类记录：工具（tool）：缺少；复核人（reviewer）：缺少。'],
  ])(
    'refuse a record without what they demand, naming it in the language asked for: %s',
    async (language, detail) => {
      const before = count();
      const answer = await post(
        { kind: 'power-use', claims: incomplete, files: [file] },
        { 'accept-language': language },
      );
      expect(answer.status).toBe(422);
      const problem = (await answer.json()) as Problem;
      expect(problem.code).toBe('record-incomplete');
      expect(problem.detail).toBe(detail);
      expect(problem.errors).toEqual([
        { path: 'claims.tool', reason: 'missing' },
        { path: 'claims.reviewer', reason: 'missing' },
      ]);
      expect(count()).toBe(before);
    },
  );

  it('leave nothing of a refused upload behind, not even a case', async () => {
    const fields = { case: 'never', kind: 'power-use', claims: JSON.stringify(incomplete) };
    const body = form({ 'a.txt': 'some bytes that nobody else sends' }, fields);
    const answer = await service.ask('/api/v1/records', { method: 'POST', body });
    expect(answer.status).toBe(422);
    expect(((await answer.json()) as Problem).code).toBe('record-incomplete');
    expect(service.temporary()).toEqual([]);
    const cases = service.services.store.one<{ n: number }>(
      "SELECT count(*) AS n FROM cases WHERE id = 'never'",
    );
    expect(cases!.n).toBe(0);
  });

  it('refuse several records together when one is incomplete, and say which', async () => {
    const before = count();
    const records = [
      { kind: 'power-use', claims: complete, files: [file] },
      { kind: 'power-use', claims: incomplete, files: [file] },
    ];
    const answer = await post({ records }, {}, '/api/v1/records/bulk');
    expect(((await answer.json()) as Problem).errors.map(({ path }) => path)).toEqual([
      'records.1.claims.tool',
      'records.1.claims.reviewer',
    ]);
    expect(count()).toBe(before);
  });

  it('take what is complete, under the same key once only, and anything of a kind without a template', async () => {
    const body = { kind: 'power-use', claims: complete, files: [file] };
    const [first, again] = [
      await post(body, { 'idempotency-key': 'k' }),
      await post(body, { 'idempotency-key': 'k' }),
    ];
    expect([first.status, again.status]).toEqual([201, 201]);
    const made = (await first.json()) as { recordId: string; kind: string; claims: object };
    expect(made).toMatchObject({ kind: 'power-use', claims: complete });
    expect(((await again.json()) as { recordId: string }).recordId).toBe(made.recordId);
    expect((await post({ kind: 'of-a-later-version', files: [file] })).status).toBe(201);
    expect((await post({ files: [file] })).status).toBe(201);
  });
});
