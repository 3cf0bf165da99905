import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BundleJudged } from '../../core/bundle/judge.ts';
import { fromHex } from '../../core/bytes.ts';
import { parseReceipt } from '../../core/receipt.ts';
import type { BundledStamps } from '../../core/time-stamp/report.ts';
import { timeStampRequest, tokenOfReply } from '../../core/time-stamp/request.ts';
import { parseTimeStamps, timeStampsBytes } from '../../core/time-stamp/time-stamps.ts';
import { verify as verifyReceipt } from '../../core/verify.ts';
import { paperWorld } from '../support/paper-world.ts';
import { removeData, type Service, startService } from '../support/service.ts';
import { makeTestTsa, withoutOpenssl } from '../support/test-tsa.ts';
import { startTsaServer, type TsaServer } from '../support/tsa-server.ts';
import { until } from '../support/until.ts';
import { receiptOver } from './support/evidence.ts';
import { jsonLines, jz, temporaryFolder } from './support/jz.ts';

const nonce = new Uint8Array(16).fill(4);

describe.skipIf(withoutOpenssl !== undefined)('jz verify --time-stamps', () => {
  const world = paperWorld('time stamps');
  const folder = temporaryFolder();
  const tsa = makeTestTsa();
  afterAll(() => tsa.remove());
  const at = (name: string) => path.join(folder, name);
  const { receipt } = receiptOver(world, folder, { 'photo.jpg': 'a photo' });
  const { batch } = verifyReceipt({ receipt: readFileSync(receipt), files: [], trust: world.trust });
  const signer = tsa.signer();
  const stampOver = (subject: Uint8Array) =>
    timeStampsBytes([tokenOfReply(signer.reply(timeStampRequest({ subject, nonce })), { subject, nonce })]);
  writeFileSync(at('trust.json'), world.bundles.latest);
  writeFileSync(at('stamps.json'), stampOver(fromHex(batch!.root)));
  writeFileSync(at('other.json'), stampOver(new Uint8Array(32)));
  writeFileSync(at('tsa.pem'), tsa.ca);
  writeFileSync(at('broken.pem'), 'no certificate');

  const verify = (...more: string[]) =>
    jz(['verify', 'photo.jpg', '--receipt', receipt, '--trust', 'trust.json', ...more], { cwd: folder });

  it('names the time of an authority that was pinned, in both languages', async () => {
    const { code, stdout } = await verify('--time-stamps', 'stamps.json', '--tsa-ca', 'tsa.pem');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^VERIFIED/);
    expect(stdout).toMatch(
      /By the word of a time-stamping authority that you pinned, the batch existed at 20/,
    );
    expect(stdout).toContain('✓ Authority that you pinned');
    const zh = await verify('--time-stamps', 'stamps.json', '--tsa-ca', 'tsa.pem', '--lang', 'zh');
    expect(zh.stdout).toContain('✓ 您指定信任的机构');
  });

  it('says nothing of one that nobody pinned, and is VERIFIED all the same', async () => {
    const { code, stdout } = await verify('--time-stamps', 'stamps.json');
    expect([code, stdout.slice(0, 8)]).toEqual([0, 'VERIFIED']);
    expect(stdout).toContain('A time stamp is there, unjudged: nothing is said by it.');
    expect(stdout).not.toContain('the batch existed at');
  });

  it('names the check of one over another root, with 1, and leaves the verdict as it is', async () => {
    const { code, stdout } = await verify('--time-stamps', 'other.json', '--tsa-ca', 'tsa.pem');
    expect([code, stdout.slice(0, 8)]).toEqual([1, 'VERIFIED']);
    expect(stdout).toContain('✗ What the time stamp is over');
    expect(stdout).toContain('The verdict on the evidence does not rest on it.');
  });

  it('gives the same as JSON', async () => {
    const { stdout } = await verify('--time-stamps', 'other.json', '--tsa-ca', 'tsa.pem', '--json');
    const [report] = jsonLines(stdout);
    expect(report).toMatchObject({ verdict: 'VERIFIED', timeStamps: { outcome: 'fails' } });
  });

  it('wants what it is to judge, and certificates that can be read', async () => {
    const alone = await verify('--tsa-ca', 'tsa.pem');
    expect([alone.code, alone.stdout]).toEqual([2, '']);
    expect(alone.stderr).toContain('[time-stamps-needed]');
    const broken = await verify('--time-stamps', 'stamps.json', '--tsa-ca', 'broken.pem');
    expect([broken.code, broken.stdout]).toEqual([4, '']);
    expect(broken.stderr).toContain('[tsa-ca-refused]');
  });
});

describe.skipIf(withoutOpenssl !== undefined)('jz receipt, where the service has an authority', () => {
  const folder = temporaryFolder();
  const tsa = makeTestTsa();
  let server: TsaServer;
  let service: Service;
  beforeAll(async () => {
    server = await startTsaServer(tsa.signer());
    writeFileSync(path.join(folder, 'tsa.pem'), tsa.ca);
    const env = { JIANZHENG_TSA_URL: server.url, JIANZHENG_TSA_CA: path.join(folder, 'tsa.pem') };
    service = await startService({ env });
  }, 120_000);
  afterAll(async () => {
    await service?.stop();
    if (service) removeData(service.data);
    await server?.close();
    tsa.remove();
  });

  it('writes the time stamps beside the receipt, and both are verified offline', async () => {
    const { recordId } = await service.submit([{ name: 'photo.jpg', bytes: 'a photo' }]);
    writeFileSync(path.join(folder, 'photo.jpg'), 'a photo');
    await service.receipt(recordId);
    await until('a time stamp', async () => {
      const answer = await service.request(`/api/v1/records/${recordId}/time-stamps`);
      return answer.status === 200;
    });
    const env = { JIANZHENG_URL: service.url, JIANZHENG_TOKEN: service.token };
    const got = await jz(['receipt', recordId, '-o', 'r.json'], { cwd: folder, env });
    expect([got.code, got.stderr]).toEqual([0, expect.stringContaining('r.time-stamps.json')]);
    const trust = await service.request('/api/v1/trust');
    writeFileSync(path.join(folder, 'trust.json'), await trust.text());
    const files = ['--receipt', 'r.json', '--time-stamps', 'r.time-stamps.json'];
    const verified = await jz(
      ['verify', 'photo.jpg', ...files, '--trust', 'trust.json', '--tsa-ca', 'tsa.pem', '--json'],
      { cwd: folder },
    );
    expect(verified.code).toBe(0);
    expect(jsonLines(verified.stdout)[0]).toMatchObject({
      verdict: 'VERIFIED',
      timeStamps: { outcome: 'holds' },
    });
    const [token] = parseTimeStamps(readFileSync(path.join(folder, 'r.time-stamps.json')));
    const { batch } = jsonLines<{ batch: { root: string } }>(verified.stdout)[0]!;
    expect(tsa.refusalOf(token!, fromHex(batch.root))).toBeUndefined();
    const stamps = `/api/v1/records/${recordId}/time-stamps`;
    const etag = (await service.request(stamps)).headers.get('etag') ?? '';
    const again = await service.request(stamps, { headers: { 'if-none-match': etag } });
    expect(again.status).toBe(304);
    // The receipt itself is as it was: older verifiers take it.
    expect(() => parseReceipt(readFileSync(path.join(folder, 'r.json')))).not.toThrow();
  }, 120_000);

  it('puts them into a bundle, where they are judged against authorities of one’s own', async () => {
    const files = { case: '2026-矿-21' };
    const { recordId } = await service.submit([{ name: 'list.csv', bytes: 'a,b' }], files);
    await service.receipt(recordId);
    await until('a time stamp', async () => {
      const answer = await service.request(`/api/v1/records/${recordId}/time-stamps`);
      return answer.status === 200;
    });
    const env = { JIANZHENG_URL: service.url, JIANZHENG_TOKEN: service.token };
    const run = (...args: string[]) => jz(args, { cwd: folder, env });
    const made = await run('case', 'export', files.case, '-o', 'case.zip', '--json');
    expect(jsonLines(made.stdout)).toMatchObject([{ records: 1, timeStamps: 1 }]);
    const verify = (name: string, ...more: string[]) =>
      jz(['case', 'verify', name, '--trust', 'trust.json', ...more], { cwd: folder });
    const pinned = await verify('case.zip', '--tsa-ca', 'tsa.pem', '--json');
    const [judged] = jsonLines<BundleJudged & { timeStamps: BundledStamps[] }>(pinned.stdout);
    expect([pinned.code, judged!.verdict]).toEqual([0, 'VERIFIED']);
    expect(judged!.timeStamps).toMatchObject([{ records: [recordId], report: { outcome: 'holds' } }]);
    const text = await verify('case.zip', '--tsa-ca', 'tsa.pem', '--lang', 'zh');
    expect(text.stdout).toMatch(/据您指定信任的时间戳服务机构，该批次在 20/);
    expect(text.stdout).toContain('此处时间戳文件：1 份。据您指定信任的机构成立：1 份');
    const unpinned = await verify('case.zip');
    expect([unpinned.code, unpinned.stdout]).toEqual([0, expect.stringContaining('Unjudged: 1.')]);
    expect(unpinned.stdout).not.toContain('the batch existed at');
    const broken = await verify('case.zip', '--tsa-ca', 'photo.jpg');
    expect([broken.code, broken.stderr]).toEqual([4, expect.stringContaining('[tsa-ca-refused]')]);

    // Left out on demand; then nothing of the rest is another.
    const without = await run(
      'case',
      'export',
      files.case,
      '-o',
      'without.zip',
      '--no-time-stamps',
      '--json',
    );
    expect(jsonLines(without.stdout)).toMatchObject([{ timeStamps: 0 }]);
    const bare = await verify('without.zip', '--tsa-ca', 'tsa.pem');
    expect([bare.code, bare.stderr]).toEqual([0, expect.stringContaining('No time stamps came along.')]);
  }, 120_000);

  it('writes the receipt alone while there is none', async () => {
    server.answer = (_query, response) => response.writeHead(503).end();
    const { recordId } = await service.submit([{ name: 'note.txt', bytes: 'a note' }]);
    await service.receipt(recordId);
    const answer = await service.request(`/api/v1/records/${recordId}/time-stamps`);
    expect([answer.status, (await answer.json()).code]).toEqual([404, 'time-stamps-none']);
    const env = { JIANZHENG_URL: service.url, JIANZHENG_TOKEN: service.token };
    const got = await jz(['receipt', recordId, '-o', 'alone.json'], { cwd: folder, env });
    expect(got.code).toBe(0);
    expect(existsSync(path.join(folder, 'alone.time-stamps.json'))).toBe(false);
    const status = await (await service.request('/api/v1/status')).json();
    expect(status.timeStamps).toMatchObject({ waiting: 1 });
  }, 120_000);
});
