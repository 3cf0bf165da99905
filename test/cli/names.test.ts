import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SmallService, smallService } from '../server/small-service.ts';
import { jsonLines, jz, temporaryFolder } from './support/jz.ts';

/** What `jz submit` and the service make of names together. */
describe('names of files', () => {
  const folder = temporaryFolder();
  let service: SmallService;
  beforeAll(async () => {
    service = await smallService();
  });
  afterAll(() => service.close());
  const submit = (args: readonly string[]) =>
    jz(['submit', '--json', ...args], {
      cwd: folder,
      env: { JIANZHENG_URL: service.url, JIANZHENG_TOKEN: service.token('officer') },
    });

  it('arrive as they are on disk', async () => {
    const names = [
      'a%22b.txt',
      'a"b.txt',
      '100%.txt',
      'a%0Ab.txt',
      '😀.txt',
      'ملف.pdf',
      'back\\slash',
      "it's",
    ];
    mkdirSync(path.join(folder, 'names'));
    for (const name of names) writeFileSync(path.join(folder, 'names', name), name);
    const { code, stdout, stderr } = await submit(['names']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [record] = jsonLines<{ files: { name: string }[] }>(stdout);
    expect(new Set(record!.files.map(({ name }) => name))).toEqual(
      new Set(names.map((name) => `names/${name}`)),
    );
  });

  it('are refused before anything is sent when no record can have them', async () => {
    mkdirSync(path.join(folder, 'broken'));
    writeFileSync(path.join(folder, 'broken', 'two\nlines'), '');
    const { code, stderr } = await submit(['broken']);
    expect(code).toBe(6);
    expect(stderr).toContain('file-name-refused');
  });

  it('are refused before anything is sent when they are no UTF-8', async () => {
    mkdirSync(path.join(folder, 'gbk'));
    writeFileSync(path.join(folder, 'gbk', 'fine.txt'), 'x');
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/gbk/`), Buffer.of(0xbe, 0xdd)]), 'x');
    const count = () => service.services.store.one('SELECT count(*) AS n FROM records');
    const before = count();
    const { code, stderr } = await submit(['gbk']);
    expect(code).toBe(6);
    expect(JSON.parse(stderr).error).toMatchObject({ code: 'file-name-not-utf8' });
    expect(JSON.parse(stderr).error.message).toContain('gbk/\\xbe\\xdd');
    expect(count()).toEqual(before);
    expect((await submit(['gbk/fine.txt'])).code).toBe(0);
  });
});
