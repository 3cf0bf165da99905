import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { launcher, temporaryFolder } from '../cli/support/jz.ts';
import { removeData, type Service, startService, temporaryData } from '../support/service.ts';
import { until } from '../support/until.ts';

/** Ctrl-C, once and twice: it ends at once, with a sentence, and nothing that was acknowledged is lost. */

describe('jz, interrupted', () => {
  const folder = temporaryFolder();
  it.each([
    ['en_US.UTF-8', [], 'Interrupted.'],
    ['zh_CN.UTF-8', [], '已中断。'],
    ['en_US.UTF-8', ['--json'], '{"error":{"code":"interrupted","message":"Interrupted."}}'],
  ])('ends as the signal says, with the key to go on with (%s, %j)', async (LC_ALL, more, sentence) => {
    writeFileSync(path.join(folder, 'a'), 'a');
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const asked = once(silent, 'request');
    const child = spawn(process.execPath, [launcher, 'submit', 'a', '--idempotency-key', 'k-1', ...more], {
      cwd: folder,
      env: { LC_ALL, JIANZHENG_URL: `http://127.0.0.1:${port}`, JIANZHENG_TOKEN: 'x'.repeat(40) },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    await asked;
    child.kill('SIGINT');
    const [, signal] = await once(child, 'close');
    expect(signal).toBe('SIGINT');
    const [resume, last] = said.trim().split('\n');
    expect(resume).toContain('--idempotency-key k-1');
    expect(last).toBe(sentence);
    silent.closeAllConnections();
    silent.close();
  });
});

/** An upload that has begun and goes no further, so that a service that stops has something to wait for. */
async function endlessUpload({ url, token }: Service): Promise<void> {
  const upload = request(`${url}/api/v1/records`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'multipart/form-data; boundary=x',
      'content-length': '1000000',
      expect: '100-continue',
    },
  });
  upload.on('error', () => {});
  const begun = once(upload, 'continue');
  upload.flushHeaders();
  await begun;
  upload.write('--x\r\ncontent-disposition: form-data; name="files"; filename="a"\r\n\r\nabc');
}

const alive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('the service, told twice to stop', () => {
  it.each([
    ['en_US.UTF-8', 'Stopping;', 'Ended at once'],
    ['zh_CN.UTF-8', '正在停止', '已立即结束'],
  ])(
    'ends at once and leaves nothing running, and keeps what it acknowledged (%s)',
    async (LANG, stopping, ended) => {
      const data = temporaryData();
      try {
        const service = await startService({ data, env: { LANG } });
        const chain = service.chainPid()!;
        await endlessUpload(service);
        const { recordId } = await service.submit([{ name: 'b', bytes: 'b' }]);
        process.kill(service.pid, 'SIGINT');
        await until('that it stops', async () => service.output().includes(stopping));
        process.kill(service.pid, 'SIGINT');
        expect(await service.ended).toBe(130);
        expect(service.output()).toContain(ended);
        await until('that the chain is gone', async () => !alive(chain));
        const again = await startService({ data });
        expect((await again.receipt(recordId)).length).toBeGreaterThan(0);
        await again.stop();
      } finally {
        removeData(data);
      }
    },
  );
});
