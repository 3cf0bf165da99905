import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { certificatesOfPem } from '../../../core/time-stamp/certificate.ts';
import { judgeTokens } from '../../../core/time-stamp/judge.ts';
import { timeStampRequest } from '../../../core/time-stamp/request.ts';
import { openAlerts } from '../../../server/store/alerts.ts';
import { openStore, type Store } from '../../../server/store/store.ts';
import { tokensOfBatch } from '../../../server/store/time-stamps.ts';
import { readStampingRule } from '../../../server/time-stamps/rule.ts';
import { runStamping } from '../../../server/time-stamps/stamping.ts';
import { waits } from '../../../server/waits.ts';
import { makeTestTsa, type Signer, withoutOpenssl } from '../../support/test-tsa.ts';
import { send, startTsaServer, type TsaServer } from '../../support/tsa-server.ts';
import { until } from '../../support/until.ts';

const DAY = 24 * 3600 * 1000;
const root = (sequence: number) => new Uint8Array(32).fill(sequence);

describe.skipIf(withoutOpenssl !== undefined)('the time stamps of a service', () => {
  const tsa = makeTestTsa();
  const signer = tsa.signer();
  const pinned = certificatesOfPem(tsa.ca);
  const closing: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });
  afterAll(() => tsa.remove());

  function anchoredBatches(store: Store, ...sequences: number[]): void {
    for (const sequence of sequences) {
      store.run(
        "INSERT INTO batches (sequence, root, size, created_at, state) VALUES (?, ?, 1, 0, 'anchored')",
        sequence,
        Buffer.from(root(sequence)).toString('hex'),
      );
      store.run(
        `INSERT INTO anchors (sequence, sealed_log, block_number, block_hash, block_time, sealed_by, stored_at)
           VALUES (?, '{}', 1, '0x', 1, 1, 1)`,
        sequence,
      );
    }
  }

  /** A store with anchored batches and a service's stamping over it, by a clock that tests move. */
  async function stamped(
    options: { deadlineMs?: number; by?: Signer; policy?: string; anyone?: true; batches?: number[] } = {},
  ) {
    const server = await startTsaServer(options.by ?? signer);
    const folder = mkdtempSync(join(tmpdir(), 'jianzheng-stamps-'));
    const store = openStore(folder);
    anchoredBatches(store, ...(options.batches ?? [1]));
    const clock = { ahead: 0 };
    const start = (at: TsaServer = server) => {
      const stop = new AbortController();
      const stamping = runStamping({
        store,
        rule: {
          authority: { url: at.url, policy: options.policy, pinned: options.anyone ? [] : pinned },
          renewMs: 30 * DAY,
        },
        log: { warn() {}, error() {} } as unknown as Parameters<typeof runStamping>[0]['log'],
        now: () => Date.now() + clock.ahead,
        // Waits are short, so that nothing here takes the time that it takes in life.
        pause: (ms) => waits(stop.signal).pause(Math.min(ms, 20)),
        stopped: stop.signal,
        alertMs: 100,
        ...(options.deadlineMs === undefined ? {} : { deadlineMs: options.deadlineMs }),
      });
      const end = async () => {
        stop.abort();
        await stamping.ended;
      };
      closing.push(end);
      return { ...stamping, end };
    };
    closing.push(
      () => server.close(),
      () => {
        store.close();
        rmSync(folder, { recursive: true });
      },
    );
    return { server, store, clock, start };
  }

  const tokens = (store: Store, count: number, sequence = 1) =>
    until(`${count} tokens`, async () => {
      const found = tokensOfBatch(store, sequence);
      return found.length === count && found;
    });
  const alerts = (store: Store) => openAlerts(store).map(({ code, details }) => [code, details.reason]);

  it('come for each anchored batch, and OpenSSL accepts them', async () => {
    const { store, start } = await stamped({ batches: [1, 2, 5] });
    const running = start();
    for (const sequence of [1, 2, 5]) {
      const [token] = await tokens(store, 1, sequence);
      expect(tsa.refusalOf(token!, root(sequence))).toBeUndefined();
      expect(tsa.refusalOf(token!, root(9))).toMatch(/mismatch/i);
    }
    expect(running.state()).toEqual({ waiting: 0 });
    expect(alerts(store)).toEqual([]);
  });

  it('come when the authority is back, and its absence was an alert', async () => {
    const { server, store, start } = await stamped();
    server.answer = (_query, response) => response.writeHead(503).end('<html>');
    const running = start();
    await until('an alert', async () => alerts(store).length > 0);
    expect(alerts(store)).toEqual([['time-stamps-missing', 'http-503']]);
    expect(running.state()).toMatchObject({ waiting: 1, trouble: { reason: 'http-503' } });
    server.answer = (query, response) => send(response, signer.reply(query));
    await tokens(store, 1);
    await until('no alert', async () => alerts(store).length === 0);
  });

  const stranger = () => {
    const other = makeTestTsa('A stranger');
    closing.push(() => other.remove());
    return other.signer();
  };
  it.each<[string, RegExp, (query: Buffer) => Uint8Array]>([
    ['of a stranger', /^stamp.chain/, (query) => stranger().reply(query)],
    [
      'of an authority whose certificate ended',
      /^stamp.certificate/,
      (query) => tsa.signer({ days: [-30, -1] }).reply(query),
    ],
    [
      'to another request',
      /^time-stamp-other/,
      () => signer.reply(timeStampRequest({ subject: root(1), nonce: root(3) })),
    ],
    ['cut off', /^time-stamp-invalid/, (query) => signer.reply(query).subarray(0, 200)],
    ['of megabytes', /^reply-too-large/, () => Buffer.alloc(4 * 1024 * 1024, 0x30)],
    ['of nothing', /^time-stamp-invalid/, () => Buffer.alloc(0)],
    [
      'without the name of its certificate',
      /^stamp.signature/,
      (query) => signer.reply(query, { ess_cert_id_alg: 'sha1' }),
    ],
  ])('are not kept from an answer %s', async (_name, reason, reply) => {
    const { server, store, start } = await stamped();
    server.answer = (query, response) => send(response, reply(query));
    const running = start();
    await until('a reason', async () => running.state()?.trouble);
    expect(running.state()?.trouble?.reason).toMatch(reason);
    expect(tokensOfBatch(store, 1)).toEqual([]);
  });

  it('are of the policy that was set, or not kept', async () => {
    const { store, start } = await stamped({ policy: '1.2.3.4.5' });
    const running = start();
    const trouble = await until('a reason', async () => running.state()?.trouble);
    expect(trouble.reason).toBe('time-stamp-refused');
    expect(tokensOfBatch(store, 1)).toEqual([]);
  });

  it('are not waited for without end, not even where something of them comes', async () => {
    const { server, store, start } = await stamped({ deadlineMs: 300 });
    server.answer = (_query, response) => void response.writeHead(200).write(Buffer.from([0x30]));
    const running = start();
    const trouble = await until('a reason', async () => running.state()?.trouble);
    expect(trouble.reason).toBe('TimeoutError');
    expect(tokensOfBatch(store, 1)).toEqual([]);
  });

  it('are waited for no longer than the service runs', async () => {
    const { server, start } = await stamped();
    server.answer = () => undefined;
    const running = start();
    await until('a request', async () => server.asked() > 0);
    await running.end();
  });

  it('come from anyone where nobody was pinned, and hold all the same', async () => {
    const { server, store, start } = await stamped({ anyone: true });
    const other = stranger();
    server.answer = (query, response) => send(response, other.reply(query));
    start();
    const [token] = await tokens(store, 1);
    expect((await judgeTokens([token!], root(1), [], Date.now())).outcome).toBe('unjudged');
  });

  it('are renewed before the certificate ends, and last beyond it', async () => {
    const soon = tsa.signer({ days: [-1, 10] });
    const { server, store, clock, start } = await stamped({ by: soon, batches: [1, 2] });
    const running = start();
    // The authority has only the certificate that ends: a renewal would be none, so it is not kept.
    await tokens(store, 1, 2);
    const reason = async () => running.state()?.trouble?.reason === 'certificate-not-renewed';
    await until('a look for renewals', reason);
    expect(tokensOfBatch(store, 1)).toHaveLength(1);
    server.answer = (query, response) => send(response, signer.reply(query));
    clock.ahead = 2 * DAY;
    for (const sequence of [1, 2]) {
      const chain = await tokens(store, 2, sequence);
      expect((await judgeTokens(chain, root(sequence), pinned, Date.now() + 365 * DAY)).outcome).toBe(
        'holds',
      );
      expect(tsa.refusalOf(chain[1]!, chain[0]!)).toBeUndefined();
    }
    expect(running.state()).toEqual({ waiting: 0 });
  });

  it('go on where a service that was stopped had ended', async () => {
    const { server, store, start } = await stamped({ batches: [1, 2, 3] });
    const before = start();
    await tokens(store, 1);
    await before.end();
    start();
    for (const sequence of [1, 2, 3]) await tokens(store, 1, sequence);
    expect(server.asked()).toBeLessThanOrEqual(4);
  });
});

it('a service does not start with certificates that it cannot read', () => {
  const set = { url: 'http://tsa/', renewMs: DAY };
  for (const certificatesPath of ['/nonexistent.pem', import.meta.filename]) {
    expect(() => readStampingRule({ ...set, certificatesPath })).toThrow(
      expect.objectContaining({ code: 'time-stamp-authority-unusable' }),
    );
  }
});
