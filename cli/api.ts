/** What the service answers, as far as the command reads it. docs: /api/docs of a running service. */

export type RecordState = 'received' | 'batched' | 'anchored';

export type RecordAnswer = {
  readonly recordId: string;
  readonly agency: string;
  readonly case: string;
  readonly position: number;
  readonly kind: string;
  readonly state: RecordState;
  /** ISO 8601, UTC. */
  readonly receivedAt: string;
  readonly files: readonly {
    readonly name: string;
    readonly size: number;
    readonly mediaType: string;
    readonly sha256: string;
    readonly sm3: string | null;
    readonly stored: boolean;
  }[];
};

/** A file that arrives in pieces. Sizes in bytes. */
export type UploadAnswer = {
  readonly uploadId: string;
  readonly size: number;
  readonly offset: number;
  /** SHA-256 of the first bytes. */
  readonly prefix: { readonly bytes: number; readonly sha256: string } | null;
  /** The record that took it. */
  readonly record: string | null;
};

export type TokenAnswer = {
  readonly id: string;
  readonly role: string;
  readonly name?: string | null;
  readonly created?: string;
  readonly expires?: string | null;
  readonly revoked?: string | null;
  readonly lastUsed?: string | null;
};

export type StatusAnswer = {
  readonly queue: { readonly received: number; readonly batched: number; readonly oldestMs: number | null };
  readonly chain: {
    readonly head: number | null;
    /** Unix seconds. */
    readonly headTime: number | null;
    readonly reachable: boolean;
    /** Why not, as a code. */
    readonly trouble?: string;
    /** Why the embedded chain cannot run, in its own words. */
    readonly reason?: string;
    readonly operators: 'single' | number;
    /** Who is needed for blocks to be sealed again. */
    readonly halted?: {
      readonly able: number;
      readonly needed: number;
      readonly validators: number;
      readonly waitingFor: readonly string[];
    };
    /** What anchoring waits for, and since when (unix ms). */
    readonly waiting?: { readonly code: string; readonly since: number };
  };
  readonly alerts?: readonly { readonly code: string; readonly subject: string; readonly lastAt: number }[];
  readonly disk: { readonly freeBytes: number };
};

/** One line of an audit. */
export type AuditLine =
  | { readonly progress: { readonly step: string; readonly done: number; readonly total: number } }
  | {
      readonly finding: {
        readonly code: string;
        readonly subject: string;
        readonly expected?: string;
        readonly found?: string;
      };
    }
  | {
      readonly result: {
        readonly clean: boolean;
        readonly checked: Readonly<Record<string, number>>;
        readonly findings: number;
      };
    };

/** A receipt that a service keeps. */
export type KeptAnswer = {
  readonly receiptSha256: string;
  readonly recordId: string;
  /** Whose record it is. */
  readonly agency: string;
  readonly keptAt: string;
  readonly heldFiles: readonly number[];
  /** To be read by core/acknowledgement.ts. */
  readonly acknowledgement: unknown;
};

/** Who keeps a copy of a record. */
export type CopyAnswer = {
  readonly agency: string;
  readonly at: string;
  readonly receiptSha256: string;
  readonly heldFiles: readonly number[];
};
