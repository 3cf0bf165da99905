import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import type { open } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { toHex0x } from '../../core/bytes.ts';
import { encodeHeader, type Header } from '../../core/header.ts';
import { blockHash } from '../../core/qbft.ts';
import type { Trust } from '../../core/trust.ts';
import { WEEKENDS_ONLY } from '../../core/working-days.ts';
import { createApp } from '../../server/app.ts';
import { documents } from '../../server/documents/documents.ts';
import { handingOut } from '../../server/exchange/hand-out.ts';
import { keeping } from '../../server/exchange/keep.ts';
import { openAccess, type Role } from '../../server/http/access.ts';
import type { HttpConfig, ReceiptLookup, ServiceStatus, Services } from '../../server/http/services.ts';
import { openContent } from '../../server/ingest/content.ts';
import { sm3Pool } from '../../server/ingest/sm3.ts';
import { LedgerError } from '../../server/ledger/errors.ts';
import type { OwnChain } from '../../server/ledger/on-chain.ts';
import { keepHeader } from '../../server/store/headers.ts';
import { openStore } from '../../server/store/store.ts';
import { openUploads } from '../../server/uploads/uploads.ts';
import { openWebhooks } from '../../server/webhooks/webhooks.ts';
import { bytesFor } from '../support/ledger-fixture.ts';
import { type PaperWorld, paperWorld } from '../support/paper-world.ts';

/** The service's outside on a store of its own, with a chain on paper behind it. */
export type SmallService = {
  readonly url: string;
  readonly folder: string;
  readonly services: Services;
  readonly world: PaperWorld;
  readonly log: string[];
  /** What stands in for the rest of the service; tests change it. */
  readonly rest: {
    receiptFor(id: string): ReceiptLookup | Promise<ReceiptLookup>;
    status(): Promise<ServiceStatus>;
    compare(header: Header): Promise<boolean>;
    governance: Services['governance'];
    stopping: boolean;
    /** The agency's own node; by default it has every block, and knows the paper world's operators. */
    chain: OwnChain;
    openFile: typeof open | undefined;
  };
  token(role: Role): string;
  /** A request with the officer's token, unless `headers` say otherwise. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  /** Descriptors of this process that point below the service's folder, the database's own ones aside. */
  openDescriptors(): string[];
  /** Files in `tmp`. */
  temporary(): string[];
  /** Content that is stored, packs included. */
  content(): string[];
  close(): Promise<void>;
};

let paper: PaperWorld | undefined;

export const STATUS: ServiceStatus = {
  queue: { received: 0, batched: 0, oldestMs: null },
  chain: { head: 3, headTime: 1_790_000_021, reachable: true, setVersion: 2, validators: 5, operators: 5 },
  disk: { freeBytes: 1e12 },
};

export async function smallService(
  options: { config?: Partial<HttpConfig>; head?: boolean; trust?: Trust } = {},
): Promise<SmallService> {
  paper ??= paperWorld('small service');
  const world = paper;
  const folder = mkdtempSync(join(tmpdir(), 'jianzheng-http-'));
  const store = openStore(folder);
  const { header } = world.chain.blocks[2]!;
  if (options.head !== false) {
    const [number, time] = [Number(header.number), Number(header.timestamp)];
    keepHeader(store, { number, hash: toHex0x(blockHash(header)), rlp: encodeHeader(header), time }, 0);
  }
  const rest: SmallService['rest'] = {
    receiptFor: () => ({ kind: 'unknown' }),
    status: async () => STATUS,
    compare: async () => false,
    governance: async () => {
      throw new LedgerError('ledger-unreachable', 'A chain on paper has no node');
    },
    stopping: false,
    chain: {
      follow: async () => undefined,
      has: async () => true,
      operatorAgency: async (key) =>
        world.trust.agencies.find(({ operators }) => operators.includes(key))?.id,
    },
    openFile: undefined,
  };
  const fs = await import('node:fs/promises');
  const content = openContent(folder, store, ((...given: Parameters<typeof open>) =>
    (rest.openFile ?? fs.open)(...given)) as typeof open);
  await content.recover();
  const sm3 = sm3Pool();
  const uploads = openUploads({
    ...{ folder: join(folder, 'uploads'), store, sm3 },
    reserveBytes: options.config?.reserveBytes ?? 0,
  });
  const log: string[] = [];
  const stopped = new AbortController();
  const sealCache = new Map();
  const trust = { trust: options.trust ?? world.trust, bytes: world.bundles.latest };
  const chain: OwnChain = {
    follow: () => rest.chain.follow(),
    has: (block) => rest.chain.has(block),
    operatorAgency: (key, at) => rest.chain.operatorAgency(key, at),
  };
  const services: Services = {
    agency: { id: 'grid', name: { en: 'The grid agency', zh: '电网' } },
    store,
    content,
    sm3,
    uploads,
    access: openAccess(store),
    log: pino({ level: 'trace' }, { write: (line: string) => log.push(line) }),
    twoBlocks: { compare: (header) => rest.compare(header) },
    followTrouble: () => undefined,
    trust,
    sealCache,
    chain,
    calendar: WEEKENDS_ONLY,
    keeping: keeping({
      ...{ store, chain, trust, sealCache, agency: 'grid', now: Date.now },
      twoBlocks: { compare: (header) => rest.compare(header) },
      operatorKey: bytesFor('grid operator'),
    }),
    handingOut: handingOut({ store, chain, agency: 'grid', ledger: trust.trust.ledger, now: Date.now }),
    peers: new Map(),
    nearSeconds: 86_400,
    webhooks: openWebhooks({
      ...{ store, agency: 'grid', networks: ['loopback'], now: Date.now, stopped: stopped.signal },
    }),
    receipts: { receiptFor: (id) => rest.receiptFor(id) },
    documents: documents(),
    status: () => rest.status(),
    governance: () => rest.governance(),
    sealedLog: async () => {
      throw new LedgerError('ledger-unreachable', 'A chain on paper has no node');
    },
    async *audit() {
      yield { progress: { step: 'files', done: 1, total: 1 } };
      yield { result: { clean: true, checked: { files: 1 }, findings: 0 } };
    },
    onRecords: () => undefined,
    stopping: () => rest.stopping,
  };
  const config: HttpConfig = {
    publicHosts: [],
    loopback: true,
    trustedProxy: false,
    secure: false,
    webFolder: join(folder, 'no-page'),
    openRequestsPerMinute: 10_000,
    reserveBytes: 0,
    ...options.config,
  };
  const server = http.createServer(createApp(services, config));
  // On a busy machine a test pauses longer than the five seconds of the default, and its next request meets a closed door.
  server.keepAliveTimeout = 600_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const tokens = new Map<Role, string>();
  const token = (role: Role) => {
    const known =
      tokens.get(role) ??
      services.access.createToken({ role, name: role, expiresAt: null, by: 'test' }).token;
    tokens.set(role, known);
    return known;
  };
  const below = (path: string) =>
    readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1));
  return {
    url,
    folder,
    services,
    world,
    log,
    rest,
    token,
    ask: (path, init = {}) =>
      fetch(`${url}${path}`, {
        ...init,
        headers: { authorization: `Bearer ${token('officer')}`, ...init.headers },
      }),
    openDescriptors: () =>
      readdirSync('/proc/self/fd').flatMap((fd) => {
        try {
          const target = readlinkSync(`/proc/self/fd/${fd}`);
          return target.startsWith(folder) && !target.includes('store.sqlite') ? [target] : [];
        } catch {
          // The descriptor of this very listing.
          return [];
        }
      }),
    temporary: () => readdirSync(join(folder, 'tmp')),
    content: () => below(join(folder, 'files')),
    async close() {
      stopped.abort();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await store.drained();
      await uploads.close();
      await services.documents.close();
      await services.sm3.close();
      store.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** A multipart form of files by name. */
export function form(
  files: Readonly<Record<string, Uint8Array | string>>,
  fields: Record<string, string> = {},
): FormData {
  const made = new FormData();
  for (const [name, value] of Object.entries(fields)) made.append(name, value);
  for (const [name, bytes] of Object.entries(files))
    made.append('files', new Blob([bytes as BlobPart]), name);
  return made;
}
