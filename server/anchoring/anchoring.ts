import type { SealCache } from '../../core/qbft.ts';
import type { HeadFollower } from '../ledger/head.ts';
import type { ChainNode } from '../ledger/node.ts';
import type { TrustFile } from '../ledger/trust-file.ts';
import type { CutRule } from '../sealing/batches.ts';
import type { Store } from '../store/store.ts';
import type { OperatorKey } from './operator-key.ts';

/** Where it is written down what happens; pino's loggers fit. */
export type Log = {
  info(values: object, message: string): void;
  warn(values: object, message: string): void;
  error(values: object, message: string): void;
};

/** What sealing and anchoring work with. Exactly one of them runs on a store: the folder's lock is its lease. */
export type Anchoring = {
  readonly store: Store;
  readonly node: ChainNode;
  readonly head: HeadFollower;
  readonly trustFile: TrustFile;
  readonly cache: SealCache;
  readonly key: OperatorKey;
  /** The agency's id. */
  readonly agency: string;
  readonly rule: CutRule;
  readonly log: Log;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Resolves after this time, or as soon as the service stops. */
  readonly pause: (ms: number) => Promise<void>;
  readonly stopped: AbortSignal;
  /** Tells what is being waited for, for the status page; undefined when nothing is. */
  readonly waitFor: (what: Waiting | undefined) => void;
};

/** `code` is a key of language/service.ts, or an error's code. */
export type Waiting = { readonly code: string; readonly detail: string };
