import { afterAll, beforeAll, expect, it } from 'vitest';
import { tell } from '../../server/store/outbox.ts';
import { type SmallService, smallService } from '../server/small-service.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { jsonLines, jz } from './support/jz.ts';

/** `jz webhook` against the real service and a real receiver. */

let service: SmallService;
let receiver: Receiver;
beforeAll(async () => {
  [service, receiver] = await Promise.all([smallService(), startReceiver()]);
});
afterAll(async () => {
  await service.close();
  await receiver.close();
});

const webhook = (args: readonly string[], lang = 'en_US.UTF-8') =>
  jz(['webhook', ...args], {
    env: { JIANZHENG_URL: service.url, JIANZHENG_TOKEN: service.token('operator'), LANG: lang },
  });

it('adds a webhook with its secret alone on standard output, tries it, and says why it does not take anything', async () => {
  const added = await webhook(['add', '--event', 'opinion.given', '--event', 'alert.raised', receiver.url]);
  expect(added.code).toBe(0);
  expect(added.stdout).toMatch(/^whsec_[A-Za-z0-9+/]{43}=\n$/);
  const id = /Added: ([0-9a-f]{16})\./.exec(added.stderr)?.[1] ?? '';
  receiver.secret = added.stdout.trim();

  const taken = await webhook(['test', id]);
  expect([taken.code, taken.stdout]).toEqual([0, 'Taken, with status 204.\n']);
  expect(receiver.forged).toEqual([]);
  receiver.answer = (response) => response.writeHead(500).end();
  const refused = await webhook(['test', id], 'zh_CN.UTF-8');
  expect([refused.code, refused.stdout]).toEqual([1, '对方未接收：对方返回状态 500\n']);
  const asJson = await webhook(['test', id, '--json']);
  expect(jsonLines(asJson.stdout)).toEqual([{ delivered: false, status: 500, error: 'refused' }]);

  const { stdout } = await webhook(['list']);
  expect(stdout).toContain(receiver.url);
  expect(stdout).toMatch(/well +0 +opinion\.given, alert\.raised/);
  expect(stdout).not.toContain('whsec_');

  const removed = await webhook(['remove', id]);
  expect([removed.code, removed.stderr]).toEqual([0, `Removed: ${id}\n`]);
  const again = await webhook(['remove', id]);
  expect(again.code).toBe(3);
  expect(again.stderr).toContain('webhook-not-found');
  expect((await webhook(['list'])).stderr).toBe('There is no webhook.\n');
});

it('gives another secret alone on standard output, with the old one for a while or not at all', async () => {
  const [{ id }] = jsonLines<{ id: string }>((await webhook(['add', receiver.url, '--json'])).stdout) as [
    { id: string },
  ];
  receiver.answer = (response) => response.writeHead(204).end();
  const rotated = await webhook(['rotate', id]);
  expect(rotated.stdout).toMatch(/^whsec_[A-Za-z0-9+/]{43}=\n$/);
  expect(rotated.stderr).toMatch(/Until .* deliveries are signed with both\.\n$/);
  receiver.secret = rotated.stdout.trim();
  await webhook(['test', id]);
  const atOnce = await webhook(['rotate', id, '--overlap', '0'], 'zh_CN.UTF-8');
  expect(atOnce.stderr).toContain('原密钥即刻失效');
  receiver.secret = atOnce.stdout.trim();
  await webhook(['test', id]);
  expect(receiver.forged).toEqual([]);
  expect((await webhook(['rotate', id, '--overlap', '169'])).code).toBe(2);
  expect((await webhook(['rotate', 'none'])).code).toBe(3);
  receiver.secret = undefined;
  await webhook(['remove', id]);
});

it('lists what was sent and what waits, over pages, and takes a paused one up again', async () => {
  const added = await webhook(['add', receiver.url, '--json']);
  const [{ id }] = jsonLines<{ id: string }>(added.stdout) as [{ id: string }];
  expect((await webhook(['deliveries', id])).stderr).toBe('Nothing was to be sent in the last 30 days.\n');
  const { store } = service.services;
  store.transaction(() => {
    for (let n = 0; n < 600; n++) tell(store, { key: `${n}`, type: 'handoff.overdue', at: n, data: {} }, 0);
  });
  store.run(`UPDATE webhook_deliveries SET state = 'given-up', attempts = 17, status = NULL, error = 'timeout'
    WHERE notice = (SELECT max(seq) FROM notices)`);
  store.run('UPDATE webhooks SET paused_at = 1000, failures = 3, failing_since = 1');
  const shown = await webhook(['deliveries', id, '--limit', '1']);
  expect(shown.stdout).toMatch(/deadline passed +given up +17 +- +it did not answer within 15 s\n$/);
  const all = await webhook(['deliveries', id, '--state', 'open', '--limit', '1000', '--json']);
  expect(jsonLines(all.stdout)).toHaveLength(599);
  expect((await webhook(['list'], 'zh_CN.UTF-8')).stdout).toMatch(/自 1970-01-01 .* 起暂停 +599 +全部/);
  const resumed = await webhook(['resume', id]);
  expect(resumed.stderr).toBe(`Taken up again: ${id}. 600 notices wait for it.\n`);
});

it('says what is wrong with an address and with a name of an event', async () => {
  const inside = await webhook(['add', 'https://10.0.0.1/x']);
  expect(inside.code).toBe(6);
  expect(inside.stderr).toContain('JIANZHENG_WEBHOOK_NETWORKS');
  expect((await webhook(['add', receiver.url, '--event', 'all'])).code).toBe(2);
});
