import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toHex } from '../../core/bytes.ts';
import type { SealCache } from '../../core/qbft.ts';
import { buildRecord, caseCommitment } from '../../core/record.ts';
import type { Anchoring, Log } from '../../server/anchoring/anchoring.ts';
import { type RunningAnchoring, runAnchoring } from '../../server/anchoring/loop.ts';
import { operatorKey } from '../../server/anchoring/operator-key.ts';
import { type Audited, auditLedger } from '../../server/audit/audit.ts';
import { found, type Paths, pathsIn, readKeyFile } from '../../server/founding.ts';
import type { AuditEvent } from '../../server/http/services.ts';
import { openContent } from '../../server/ingest/content.ts';
import { followHead, type HeadFollower } from '../../server/ledger/head.ts';
import { type ChainNode, chainNode } from '../../server/ledger/node.ts';
import { rpcTo } from '../../server/ledger/rpc.ts';
import { openTrustFile, type TrustFile } from '../../server/ledger/trust-file.ts';
import { insertCase, insertRecord, insertRecordFile, nextLink } from '../../server/store/records.ts';
import { openStore, type Store } from '../../server/store/store.ts';
import { type ChainProcess, superviseChain } from '../../server/supervisor.ts';
import { waits } from '../../server/waits.ts';
import { type RpcProxy, startProxy } from './rpc-proxy.ts';

/** The write path over a real chain process, with a proxy in between that loses, delays and invents. No HTTP service. */

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

type Found = Extract<AuditEvent, { finding: unknown }>['finding'];

/** A founded data folder with its chain running, and a proxy before it. */
export type Ground = {
  readonly data: string;
  readonly paths: Paths;
  readonly chain: ChainProcess;
  readonly proxy: RpcProxy;
  close(): Promise<void>;
};

export async function startGround(): Promise<Ground> {
  const data = mkdtempSync(join(tmpdir(), 'jianzheng-rig-'));
  found(data, { id: 'grid', name: { en: 'The grid', zh: '电网' } }, Date.now());
  const paths = pathsIn(data);
  const chain = superviseChain(
    { data: paths.chain, founding: paths.founding, key: paths.validatorKey, mustExist: () => false },
    quiet,
    () => undefined,
  );
  const proxy = await startProxy(() => chain.url());
  return {
    data,
    paths,
    chain,
    proxy,
    async close() {
      await proxy.close();
      await chain.stop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

export type Rig = {
  readonly store: Store;
  readonly head: HeadFollower;
  readonly node: ChainNode;
  readonly trustFile: TrustFile;
  /** Starts the write path. */
  run(): RunningAnchoring;
  /** Adds records to a case, as ingest does. @returns their IDs */
  submit(count: number, caseId?: string): string[];
  /** Everything that an audit finds. */
  findings(): Promise<Found[]>;
  /** Waits until every record has its receipt. */
  drained(ms?: number): Promise<void>;
  /** Ends everything without finishing anything, as far as one process can do that to itself. */
  stop(): Promise<void>;
};

export type RigChoices = {
  /** Folder of the store, instead of the ground's own: a restored copy, or a stranger's. */
  readonly service?: string;
  readonly maxSize?: number;
  readonly maxAgeMs?: number;
  readonly deadlineMs?: number;
  readonly log?: Log;
};

export async function openRig(ground: Ground, choices: RigChoices = {}): Promise<Rig> {
  const { paths, proxy } = ground;
  const cache: SealCache = new Map();
  const trustFile = openTrustFile(paths.trust, cache);
  const service = choices.service ?? paths.service;
  const store = openStore(service);
  const stopped = new AbortController();
  const { pause } = waits(stopped.signal);
  const rpc = rpcTo({
    url: () => proxy.url,
    deadlineMs: choices.deadlineMs ?? 2_000,
    stopped: stopped.signal,
  });
  const node = chainNode(rpc, trustFile.trust);
  const head = followHead({ node, store, trustFile, cache, now: Date.now });
  const trust = () => trustFile.trust;
  const content = openContent(service, store);
  const audited: Audited = { agency: 'grid', store, content, node, head, trust, patienceMs: 0 };
  const context: Omit<Anchoring, 'waitFor'> = {
    store,
    node,
    head,
    trustFile,
    cache,
    key: operatorKey(readKeyFile(paths.operatorKey), trustFile.trust),
    agency: 'grid',
    rule: { maxSize: choices.maxSize ?? 10_000, maxAgeMs: choices.maxAgeMs ?? 50 },
    log: choices.log ?? quiet,
    now: Date.now,
    pause,
    stopped: stopped.signal,
  };
  let running: RunningAnchoring | undefined;
  await until(async () => {
    await head.confirm().catch(() => undefined);
    return head.latest() !== undefined;
  }, 20_000);

  return {
    store,
    head,
    node,
    trustFile,
    run() {
      running = runAnchoring(context);
      return running;
    },
    submit: (count, caseId = 'case 1') => submit(store, head, count, caseId),
    async findings() {
      const found: Found[] = [];
      for await (const event of auditLedger(audited)) if ('finding' in event) found.push(event.finding);
      return found;
    },
    drained: (ms = 30_000) =>
      until(
        () =>
          store.one(
            'SELECT 1 FROM records LEFT JOIN anchors ON anchors.sequence = batch WHERE sealed_log IS NULL LIMIT 1',
          ) === undefined,
        ms,
      ),
    async stop() {
      stopped.abort();
      await running?.ended;
      store.close();
    },
  };
}

function submit(store: Store, head: HeadFollower, count: number, caseId: string): string[] {
  const latest = head.latest();
  if (!latest) throw new Error('no head yet');
  return store.transaction(() =>
    Array.from({ length: count }, () => {
      if (!nextLink(store, caseId)) {
        const salt = new Uint8Array(randomBytes(16));
        insertCase(store, { id: caseId, salt, commitment: toHex(caseCommitment(caseId, salt)) }, Date.now());
      }
      const { salt: caseSalt, link } = nextLink(store, caseId)!;
      const file = { name: 'a.txt', mediaType: 'text/plain', size: 1, sha256: toHex(randomBytes(32)) };
      const notBefore = { number: latest.number, hash: latest.hash };
      const salt = () => new Uint8Array(randomBytes(16));
      const claims = { collector: 'H. Li' };
      const built = buildRecord({
        agency: 'grid',
        kind: 'evidence',
        caseId,
        caseSalt,
        link,
        claims,
        files: [file],
        notBefore,
        salt,
      });
      const row = {
        caseId,
        position: link.position,
        kind: 'evidence',
        notBefore: latest.number,
        submittedBy: 'test',
      };
      const record = insertRecord(store, row, built, Date.now());
      insertRecordFile(store, {
        record,
        position: 0,
        name: file.name,
        media_type: file.mediaType,
        size: file.size,
        sha256: file.sha256,
        sm3: null,
        stored: 0,
      });
      return built.recordId;
    }),
  );
}

/** Waits for something to become true. @throws Error when it does not within `ms` */
export async function until(condition: () => boolean | Promise<boolean>, ms = 30_000): Promise<void> {
  const end = Date.now() + ms;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`Not so within ${ms} ms: ${condition.toString().slice(0, 200)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A copy of the store's folder, as a backup would have it. The store must be closed. */
export function copyOf(folder: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'jianzheng-copy-'));
  cpSync(folder, copy, { recursive: true });
  return copy;
}
