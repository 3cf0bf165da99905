import { createPulse } from '../app/store.ts';
import type { FoundFile } from '../parts/dropped.ts';
import { createHasher, HashError, type Hasher, type HashResult } from '../work/hashing.ts';
import type { Outcome } from '../work/verify-messages.ts';
import { VerifierError, verifier } from '../work/verifying.ts';
import { bundleInForce, takeOwn, trusted } from './trusted.ts';

/** What was given to be verified, and what came of it. Like the desk of a submission, it outlives its page. */
export type Item = {
  readonly key: number;
  readonly name: string;
  readonly file: File;
  readonly abort: AbortController;
  sort?: 'receipt' | 'certificate' | 'file';
  hashed: number;
  digests?: HashResult;
  /** Why a PDF is no certificate, as a code. */
  refused?: string;
  /** A receipt's content, or that of the receipt in a certificate. */
  bytes?: Uint8Array;
  unreadable?: boolean;
};

export type Bench = {
  items: Item[];
  /** Receipts and files that `outcome` speaks of, in its order. */
  result?: { receipts: Item[]; files: Item[]; outcome: Outcome } | undefined;
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
  item.unreadable === true || item.bytes !== undefined || item.digests !== undefined;

/** Verifies once everything has been read; called after each change. */
export async function judge(): Promise<void> {
  version += 1;
  const asked = version;
  bench.result = undefined;
  bench.failed = undefined;
  // A verdict on other files than those that lie there must not be seen for a moment.
  pulse.now();
  const bundle = bundleInForce(trusted.get());
  const receipts = bench.items.filter((item) => item.bytes !== undefined);
  const files = bench.items.filter((item) => item.digests !== undefined);
  if (!bundle || receipts.length === 0 || !bench.items.every(isReady)) return;
  // Something that could not be read may be the very thing that differs: no verdict without it.
  if (bench.items.some((item) => item.unreadable)) return;
  try {
    const outcome = await verifier().verify(
      bundle.bytes,
      receipts.map((item) => item.bytes!),
      files.map((item) => item.digests!),
    );
    if (asked === version) bench.result = { receipts, files, outcome };
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

async function read(item: Item): Promise<void> {
  try {
    const { sort, receipt, refused } = await verifier().sort(item.file);
    if (sort === 'trust') {
      // Whatever it is, it is no evidence; whether it is taken is said where bundles are.
      bench.items = bench.items.filter((other) => other !== item);
      await takeOwn(item.name, item.file);
    } else {
      item.sort = sort;
      if (receipt) item.bytes = receipt;
      else if (sort === 'receipt') item.bytes = new Uint8Array(await item.file.arrayBuffer());
      else {
        if (refused !== undefined) item.refused = refused;
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

/** Takes a receipt for what it also is: a file that another receipt may show. */
export function treatAsFile(item: Item): void {
  delete item.bytes;
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
