import type { BundleRead } from '../../core/bundle/judge.ts';
import { createPulse } from '../app/store.ts';
import type { FoundFile } from '../parts/dropped.ts';
import { createHasher, HashError, type Hasher, type HashResult } from '../work/hashing.ts';
import { VerifierError, verifier } from '../work/verifying.ts';
import { judgeAll, type Result } from './judging.ts';
import { bundleInForce, takeOwn, trusted } from './trusted.ts';

/** What was given to be verified, and what came of it. Like the desk of a submission, it outlives its page. */
export type Item = {
  readonly key: number;
  readonly name: string;
  readonly file: File;
  readonly abort: AbortController;
  sort?: 'receipt' | 'certificate' | 'bundle' | 'stamps' | 'file';
  hashed: number;
  digests?: HashResult;
  /** Why a PDF is no certificate, as a code. */
  noCertificate?: string;
  /** A receipt's content, or that of the receipt in a certificate. */
  bytes?: Uint8Array;
  /** The content of a file of time stamps. */
  stamps?: Uint8Array;
  /** A bundle's content. */
  read?: BundleRead;
  /** Why a bundle is refused: a code, and the entry that it is about. */
  refused?: { readonly code: string; readonly about: string };
  unreadable?: boolean;
};

export type Bench = {
  items: Item[];
  result?: Result | undefined;
  failed?: string | undefined;
  /** Names of what a drop held and could not be read: said, so that nobody takes it for verified. */
  missed: readonly string[];
};

const pulse = createPulse(120);
const touch = pulse.touch;
const bench: Bench = { items: [], missed: [] };
let hasher: Hasher | undefined;
let lastKey = 0;
/** Counts changes: an answer to an older question is thrown away. */
let version = 0;

export const benchStore = {
  get: (): Bench => bench,
  subscribe: pulse.subscribe,
};

/** Starts the workers before they are needed: the page may be without a network by then. */
export function warmUp(): void {
  hasher ??= createHasher();
  verifier();
}

export const isReady = (item: Item): boolean =>
  item.unreadable === true ||
  item.bytes !== undefined ||
  item.stamps !== undefined ||
  item.digests !== undefined ||
  item.read !== undefined ||
  item.refused !== undefined;

/** Verifies once everything has been read; called after each change. */
export async function judge(): Promise<void> {
  version += 1;
  const asked = version;
  bench.result = undefined;
  bench.failed = undefined;
  // A verdict on other files than those that lie there must not be seen for a moment.
  pulse.now();
  const bundle = bundleInForce(trusted.get());
  const bundles = bench.items.filter((item) => item.read || item.refused);
  const receipts = bench.items.filter((item) => item.bytes !== undefined);
  if (!bundle || receipts.length + bundles.length === 0 || !bench.items.every(isReady)) return;
  // Something that could not be read may be the very thing that differs: no verdict without it.
  if (bench.items.some((item) => item.unreadable)) return;
  try {
    const result = await judgeAll(bench.items, bundle.bytes);
    if (asked === version) bench.result = result;
  } catch (error) {
    if (!(error instanceof VerifierError)) throw error;
    if (asked === version) bench.failed = error.code;
  }
  touch();
}

async function hash(item: Item): Promise<void> {
  hasher ??= createHasher();
  const onProgress = (bytes: number) => {
    item.hashed = bytes;
    touch();
  };
  item.digests = await hasher.hash(item.file, onProgress, item.abort.signal);
}

async function readWhole(item: Item): Promise<void> {
  try {
    item.read = await verifier().readBundle(item.file, (bytes) => {
      item.hashed = Math.min(bytes, item.file.size);
      touch();
    });
  } catch (error) {
    if (!(error instanceof VerifierError) || !error.code.startsWith('bundle-')) throw error;
    item.refused = { code: error.code, about: error.about };
  }
}

async function read(item: Item): Promise<void> {
  try {
    const { sort, receipt, refused } = await verifier().sort(item.file);
    if (sort === 'trust') {
      // Whatever it is, it is no evidence; whether it is taken is said where bundles are.
      bench.items = bench.items.filter((other) => other !== item);
      await takeOwn(item.name, item.file);
    } else {
      item.sort = sort;
      if (sort === 'bundle') await readWhole(item);
      else if (sort === 'stamps') item.stamps = new Uint8Array(await item.file.arrayBuffer());
      else if (receipt) item.bytes = receipt;
      else if (sort === 'receipt') item.bytes = new Uint8Array(await item.file.arrayBuffer());
      else {
        if (refused !== undefined) item.noCertificate = refused;
        await hash(item);
      }
    }
  } catch (error) {
    if (error instanceof HashError && error.reason === 'cancelled') return;
    item.unreadable = true;
  }
  if (bench.items.every(isReady)) await judge();
  else touch();
}

const identity = ({ name, file }: FoundFile): string => `${name}\n${file.size}\n${file.lastModified}`;

/** Adds files of any sort, the same one once only: what each is, its content says. */
export function give(found: readonly FoundFile[], unreadable: readonly string[] = []): void {
  version += 1;
  bench.result = undefined;
  bench.missed = unreadable;
  const there = new Set(bench.items.map(identity));
  const added = found.filter((each) => !there.has(identity(each)));
  const items = added.map(({ name, file }): Item => {
    lastKey += 1;
    return { key: lastKey, name, file, abort: new AbortController(), hashed: 0 };
  });
  bench.items = [...bench.items, ...items];
  for (const item of items) void read(item);
  if (items.length === 0) void judge();
  pulse.now();
}

/** Takes a receipt, or time stamps, for what they also are: a file that another receipt may show. */
export function treatAsFile(item: Item): void {
  delete item.bytes;
  delete item.stamps;
  item.sort = 'file';
  void hash(item).then(judge, () => {
    item.unreadable = true;
    touch();
  });
  touch();
}

export function take(items: readonly Item[]): void {
  for (const item of items) item.abort.abort();
  bench.items = bench.items.filter((item) => !items.includes(item));
  void judge();
}
