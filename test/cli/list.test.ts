import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SmallService, smallService } from '../server/small-service.ts';
import { paperWorld } from '../support/paper-world.ts';
import { textOfPages } from '../support/pdf-tools.ts';
import { receiptOver } from './support/evidence.ts';
import { jsonLines, jz, temporaryFolder } from './support/jz.ts';

const world = paperWorld('list command');
const folder = temporaryFolder();
const at = (name: string) => path.join(folder, name);
const first = receiptOver(world, folder, { 'photo.jpg': 'a photo', '=1.txt': '证言' });
const second = receiptOver(world, folder, { 'other.txt': 'x' }, { claims: { note: 'x' } });
writeFileSync(at('trust.json'), world.bundles.latest);
writeFileSync(at('other.json'), paperWorld('rehearsal').bundles.latest);
const run = (...args: string[]) => jz(['list', ...args], { cwd: folder });

describe('jz list of receipts', () => {
  it('writes each format, offline, of receipts and certificates alike', async () => {
    await jz(['certificate', first.receipt, '-o', 'c.pdf', '-t', 'trust.json'], { cwd: folder });
    const ran = await run('c.pdf', second.receipt, '-o', 'list.csv', '-t', 'trust.json');
    expect(ran).toEqual({ code: 0, stdout: '', stderr: 'List written to list.csv\n' });
    const csv = readFileSync(at('list.csv'), 'utf8');
    for (const text of ['photo.jpg', "'=1.txt", 'other.txt', first.recordId, second.recordId, '李伟'])
      expect(csv).toContain(text);
    expect((await run('c.pdf', '-o', 'list.pdf', '-t', 'trust.json')).code).toBe(0);
    const pages = await textOfPages(readFileSync(at('list.pdf')));
    expect(pages.join('')).toContain('电子数据清单');
    const xlsx = await run(
      'c.pdf',
      '-o',
      'list',
      '--format',
      'xlsx',
      '-t',
      'trust.json',
      '--json',
      '--lang',
      'zh',
    );
    expect(JSON.parse(xlsx.stdout)).toMatchObject({ list: 'list', format: 'xlsx' });
    expect(readFileSync(at('list')).toString('latin1', 0, 2)).toBe('PK');
  });

  it.each([
    [[first.receipt, '-o', 'no.csv'], 'trust-missing', 2],
    [['-o', 'no.csv'], 'list-needs-one', 2],
    [[first.receipt, '--case', 'A', '-o', 'no.csv'], 'list-needs-one', 2],
    [[first.receipt, '-o', 'no.doc', '-t', 'trust.json'], 'list-format-unknown', 2],
    [[first.receipt, '-o', 'no.csv', '-t', 'other.json'], 'certificate-receipt-invalid', 5],
    [['--case', 'A', '-o', 'no.csv'], 'token-missing', 6],
  ])('says what is wrong with %j', async (args, name, code) => {
    const ran = await run(...args);
    expect(ran.stderr).toContain(`[${name}]`);
    expect([ran.code, ran.stdout]).toEqual([code, '']);
    for (const file of ['no.csv', 'no.doc']) expect(existsSync(at(file))).toBe(false);
  });
});

describe('jz list of what the service has', () => {
  let service: SmallService;
  beforeAll(async () => {
    service = await smallService();
  });
  afterAll(() => service.close());

  it('asks for a record or a case', async () => {
    const env = { JIANZHENG_URL: service.url, JIANZHENG_TOKEN: service.token('officer') };
    const submitted = await jz(['submit', '--json', '--case', 'A/1', 'photo.jpg'], { cwd: folder, env });
    const [record] = jsonLines<{ recordId: string }>(submitted.stdout);
    for (const of of [
      ['--case', 'A/1'],
      ['--record', record!.recordId],
    ]) {
      const ran = await jz(['list', ...of, '-o', 'service.csv'], { cwd: folder, env });
      expect(ran.code).toBe(0);
      expect(readFileSync(at('service.csv'), 'utf8')).toContain('photo.jpg');
    }
    const none = await jz(['list', '--case', 'B', '-o', 'none.csv'], { cwd: folder, env });
    expect(none.stderr).toContain('[case-not-found]');
    expect(existsSync(at('none.csv'))).toBe(false);
  });
});
