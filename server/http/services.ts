import type { Logger } from 'pino';
import type { RegistryState } from '../../core/governance/state.ts';
import type { SealCache } from '../../core/qbft.ts';
import type { SealedLog } from '../../core/sealed-log.ts';
import type { Trust } from '../../core/trust.ts';
import type { WorkingCalendar } from '../../core/working-days.ts';
import type { TwoBlocks } from '../chain-view/two-blocks.ts';
import type { Documents } from '../documents/documents.ts';
import type { HandingOut } from '../exchange/hand-out.ts';
import type { Keeping } from '../exchange/keep.ts';
import type { Content } from '../ingest/content.ts';
import type { Sm3Pool } from '../ingest/sm3.ts';
import type { OwnChain } from '../ledger/on-chain.ts';
import type { RecordState } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import type { StampingState } from '../time-stamps/stamping.ts';
import type { Uploads } from '../uploads/uploads.ts';
import type { Webhooks } from '../webhooks/webhooks.ts';
import type { Access } from './access.ts';

/** What the API stands on. The composition root makes it; nothing here knows how. */

/** The receipt's canonical bytes; or the record's state, and what it waits for, while there is none; or no record. */
export type ReceiptLookup =
  | { readonly kind: 'receipt'; readonly bytes: Uint8Array }
  | { readonly kind: 'pending'; readonly state: RecordState; readonly detail?: string | undefined }
  | { readonly kind: 'unknown' };

export type ServiceStatus = {
  readonly queue: {
    readonly received: number;
    readonly batched: number;
    /** How long the oldest record without an anchor has waited, ms; null where none waits. */
    readonly oldestMs: number | null;
  };
  readonly chain: {
    /** Number of the last verified block; null before the first. */
    readonly head: number | null;
    /** Unix seconds. */
    readonly headTime: number | null;
    /** Whether the node shows the chain that we have verified. */
    readonly reachable: boolean;
    /** What is wrong with it, as a code: `alert.CODE` of language/service.ts says what it means. */
    readonly trouble?: string | undefined;
    /** The embedded chain's own words for why it cannot run, in the language of its terminal. */
    readonly reason?: string | undefined;
    /** With `chain-halted`: how many validators can seal of how many, the seals that a block needs, and who is waited for. */
    readonly halted?: {
      readonly able: number;
      readonly needed: number;
      readonly validators: number;
      /** Ids of agencies. */
      readonly waitingFor: readonly string[];
    };
    readonly setVersion: number;
    readonly validators: number;
    readonly operators: 'single' | number;
    /** What anchoring waits for, and since when (unix ms). */
    readonly waiting?: { readonly code: string; readonly since: number } | undefined;
  };
  readonly timeStamps?: StampingState | undefined;
  readonly disk: { readonly freeBytes: number };
  readonly alerts?: readonly {
    readonly code: string;
    readonly subject: string;
    readonly at: number;
    readonly lastAt: number;
  }[];
};

/** One line of an audit's stream. */
export type AuditEvent =
  | { readonly progress: { readonly step: string; readonly done: number; readonly total: number } }
  | {
      readonly finding: {
        readonly code: string;
        readonly subject: string;
        readonly expected?: string | undefined;
        readonly found?: string | undefined;
      };
    }
  | {
      readonly result: {
        readonly clean: boolean;
        readonly checked: Readonly<Record<string, number>>;
        readonly findings: number;
      };
    };

export type AgencyNames = { readonly en: string; readonly zh: string };

export type Services = {
  readonly agency: { readonly id: string; readonly name: AgencyNames };
  readonly store: Store;
  readonly content: Content;
  readonly sm3: Sm3Pool;
  readonly uploads: Uploads;
  readonly access: Access;
  readonly log: Logger;
  /** The trust bundle of this service: opened, and its canonical bytes. */
  readonly trust: { readonly trust: Trust; readonly bytes: Uint8Array };
  readonly sealCache: SealCache;
  /** Holds a sealed header that someone showed against the chain that was followed; two of one height are an alert. */
  readonly twoBlocks: Pick<TwoBlocks, 'compare'>;
  /** Why following the chain does not go on, as a code; undefined while it does. */
  followTrouble(): string | undefined;
  /** What our own node says of what others claim. */
  readonly chain: Pick<OwnChain, 'operatorAgency'>;
  readonly keeping: Keeping;
  /** By which deadlines in working days are counted. */
  readonly calendar: WorkingCalendar;
  readonly webhooks: Webhooks;
  /** How long before a deadline it is near, seconds. */
  readonly nearSeconds: number;
  readonly handingOut: HandingOut;
  /** Where the other agencies' services are asked, by id. */
  readonly peers: ReadonlyMap<string, string>;
  readonly receipts: { receiptFor(recordId: string): Promise<ReceiptLookup> | ReceiptLookup };
  readonly documents: Documents;
  status(): Promise<ServiceStatus>;
  /** Seats and motions now. @throws JianzhengError when the node cannot be asked or believed */
  governance(): Promise<{ readonly block: number; readonly time: number; readonly state: RegistryState }>;
  /** The proof of a log by its place. @throws JianzhengError when the node cannot be asked or believed */
  sealedLog(block: number, transaction: number, log: number): Promise<SealedLog>;
  /** Runs an audit; ends early when `signal` fires. */
  audit(signal: AbortSignal): AsyncIterable<AuditEvent>;
  /** Called after records became durable, so that a batch is cut without delay. */
  onRecords(count: number): void;
  /** Whether the service has begun to stop: nothing new is taken from then on. */
  stopping(): boolean;
};

/** How the service meets its network; see server/config.ts. */
export type HttpConfig = {
  /** Names (without port) under which it answers, beside those of loopback. Empty and not on loopback: any. */
  readonly publicHosts: readonly string[];
  /** Whether it listens on this machine alone. */
  readonly loopback: boolean;
  /** What express calls `trust proxy`; false without a proxy. */
  readonly trustedProxy: string | false;
  /** Whether browsers reach it over TLS: cookies are then for TLS alone. */
  readonly secure: boolean;
  /** Folder of the built page. */
  readonly webFolder: string;
  /** Requests of one address to open end points, a minute. */
  readonly openRequestsPerMinute: number;
  /** Bytes that must stay free on the disk. */
  readonly reserveBytes: number;
};
