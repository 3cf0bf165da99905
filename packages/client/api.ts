/** The calls of the API and what they take and give. Written by `npm run packages` out of the OpenAPI document. */

/** Who did what, and who looked at what */
export type AccessPage = {
  readonly items: ReadonlyArray<{
    readonly seq: number;
    readonly at: string;
    /** Account, token or session; “service”; “anonymous” for whoever is not signed in */
    readonly actor: string;
    readonly action: string;
    readonly subject: string | null;
    /** Record that holds the log of that day; null until the day is over */
    readonly record: string | null;
  }>;
  readonly next: string | null;
};

export type AccountList = {
  readonly items: ReadonlyArray<{
    /** Account */
    readonly id: string;
    readonly name: string;
    readonly role: 'officer' | 'auditor' | 'operator';
    readonly created: string;
    readonly ended: string | null;
    readonly passkeys: number;
    /** When the newest session began that has not ended */
    readonly signedInAt: string | null;
  }>;
};

export type AccountView = {
  /** Account */
  readonly id: string;
  readonly name: string;
  readonly role: 'officer' | 'auditor' | 'operator';
  readonly created: string;
  readonly ended: string | null;
};

/** An agency’s signed word that it keeps a copy (docs/FORMAT.md, section 12) */
export type Acknowledgement = {
  /** Agency */
  readonly agency: string;
  /** Unix seconds, by that agency’s clock */
  readonly at: number;
  readonly format: 'jianzheng/acknowledgement/1';
  /** Places in the record of the files whose bytes are kept, from 0 */
  readonly heldFiles: ReadonlyArray<number>;
  /** Address of the operator key */
  readonly key: string;
  /** SHA-256 of the receipt’s bytes, 64 lower-case hex digits */
  readonly receiptSha256: string;
  /** Record ID: the leaf hash of the record, 64 lower-case hex digits */
  readonly recordId: string;
  /** r, s and v, 65 bytes as hex with 0x */
  readonly signature: string;
};

/** What this agency says, from the wish until a block holds it or the contract refuses it */
export type Act = {
  readonly id: number;
  /** The contract’s method */
  readonly method: string;
  readonly state: 'open' | 'said' | 'refused';
  readonly createdAt: string;
  readonly transaction: string | null;
  readonly block: number | null;
  /** Deadlines that were counted in working days, and the times that became of them */
  readonly counted: ReadonlyArray<{
    readonly term: 'answerBy' | 'reportBy' | 'until';
    readonly workingDays: number;
    readonly time: string;
    /** Name of the calendar, in the language asked for */
    readonly calendar: string;
  }>;
  readonly refusal: {
    /** The contract’s error */
    readonly error: string;
    readonly values: Readonly<Record<string, string>>;
    readonly what: string;
    /** What to do */
    readonly next: string;
  } | null;
};

export type ActPage = {
  readonly items: ReadonlyArray<Act>;
  readonly next: string | null;
};

export type AgencyList = {
  readonly items: ReadonlyArray<AgencyView>;
};

/** An agency, by the registry’s sealed events */
export type AgencyView = {
  readonly id: string;
  /** As in the founding document; null for an agency that joined later */
  readonly name: {
    readonly en: string;
    readonly zh: string;
  } | null;
  readonly state: 'admitted' | 'active' | 'suspended' | 'removed' | 'cancelled';
  readonly governance: string;
  readonly validator: string;
  /** May take the place of the validator by claiming it */
  readonly nextValidator: string | null;
  readonly claimUntil: string | null;
  readonly keys: ReadonlyArray<{
    readonly address: string;
    readonly role: 'governance' | 'operator' | 'validator';
    /** Block and its time; without a time for the founding; null: not yet, or not ended */
    readonly from: {
      readonly block: number;
      readonly time: string | null;
    } | null;
    /** Block and its time; without a time for the founding; null: not yet, or not ended */
    readonly until: {
      readonly block: number;
      readonly time: string | null;
    } | null;
  }>;
  /** Number of its last batch; 0 where it has none */
  readonly lastSequence: number;
  readonly lastAnchored: string | null;
  /** Whether it hands out the records of its batches when this service asks; no proof of anything */
  readonly asked?: {
    /** Where it is asked */
    readonly service: string;
    /** Each batch up to this one was asked for at least once */
    readonly upTo: number;
    readonly answeredAt: string | null;
    readonly unreachableSince: string | null;
    /** Why it could not be reached */
    readonly reason: string | null;
    /** Batches whose records did not come, the lowest 20 */
    readonly withheld: ReadonlyArray<{
      readonly sequence: number;
      readonly outcome: 'refused' | 'wrong';
      readonly reason: string;
      readonly since: string;
    }>;
  } | undefined;
};

/** Something that an operator must look at */
export type AlertRaisedNotice = {
  readonly type: 'alert.raised';
  /** When it happened */
  readonly timestamp: string;
  /** Agency whose service tells it */
  readonly agency: string;
  readonly data: {
    readonly code: string;
  };
};

export type Alive = {
  readonly alive: true;
};

export type BatchPage = {
  readonly items: ReadonlyArray<FollowedBatch>;
  readonly next: string | null;
};

/** Several records at once: all of them, or none */
export type Bulk = {
  readonly records: ReadonlyArray<DigestsOnly>;
};

export type CasePage = {
  readonly items: ReadonlyArray<{
    readonly id: string;
    readonly count: number;
    readonly lastAt: string;
  }>;
  readonly next: string | null;
};

/** The chain as this service has followed it */
export type ChainView = {
  /** The last block whose seals were checked */
  readonly head: {
    readonly number: number;
    readonly hash: string;
    readonly time: string;
  } | null;
  /** The block up to which everything was read */
  readonly followed: {
    readonly number: number;
    readonly hash: string;
    readonly time: string;
  } | null;
  /** Why following does not go on, as a code */
  readonly trouble?: string | undefined;
  /** The validator set in force */
  readonly set: {
    readonly version: number;
    /** The block of the change to it; 0: the founding */
    readonly changedAt: number;
    readonly validators: ReadonlyArray<{
      readonly address: string;
      readonly agency: string | null;
      /** Blocks among “blocks” that it sealed */
      readonly sealed: number;
      readonly proposed: number;
      readonly lastSealed: number | null;
    }>;
  };
  /** The last 100 blocks, newest first */
  readonly blocks: ReadonlyArray<{
    readonly number: number;
    readonly time: string;
    readonly proposer: string;
    /** Who sealed it; null: not looked at yet; empty: the node gave seals that do not hold */
    readonly signers: ReadonlyArray<string> | null;
  }>;
};

/** Who keeps a copy, by its signed acknowledgement */
export type Copy = {
  /** Agency */
  readonly agency: string;
  readonly at: string;
  /** SHA-256 of the receipt’s bytes, 64 lower-case hex digits */
  readonly receiptSha256: string;
  /** Places in the record of the files whose bytes are kept, from 0 */
  readonly heldFiles: ReadonlyArray<number>;
};

export type CopyPage = {
  readonly items: ReadonlyArray<ListedCopy>;
  readonly next: string | null;
};

/** A time, or a number of working days */
export type CountedDeadline = string | WorkingDays;

/** What a person signed: docs/FORMAT.md, section 19 */
export type Countersignature = {
  readonly format: 'jianzheng/countersignature/1';
  readonly [member: string]: unknown;
};

export type CountersignaturePage = {
  /** Record ID: the leaf hash of the record, 64 lower-case hex digits */
  readonly recordId: string;
  readonly kind: string;
  readonly items: ReadonlyArray<CountersignatureView>;
  /** Those that the record’s kind asks for, and those in which others signed besides */
  readonly roles: ReadonlyArray<{
    readonly role: string;
    /** Persons whom the record’s kind asks for in this role */
    readonly demanded: number;
    /** Agency and person of each whose signature counts */
    readonly signed: ReadonlyArray<string>;
    /** In their place the record gives a reason for none */
    readonly excused: boolean;
  }>;
  /** Of the key lists of this agency that were looked at, newest first */
  readonly keyLists: ReadonlyArray<string>;
};

export type CountersignatureView = {
  /** Of the record that holds it */
  readonly recordId: string;
  readonly role: string;
  /** As the agency calls the person in its key list */
  readonly person: string;
  /** Record ID: the leaf hash of the record, 64 lower-case hex digits */
  readonly keyList: string;
  readonly by: 'p256' | 'passkey';
  /** By the signer’s own clock */
  readonly claimedAt: string;
  /** null until it is anchored: it does not count before */
  readonly verdict: 'SIGNED' | 'INVALID' | 'UNDETERMINED' | null;
  /** The first check that failed */
  readonly failed: string | null;
};

export type CreatedAccount = {
  /** Account */
  readonly id: string;
  readonly name: string;
  readonly role: 'officer' | 'auditor' | 'operator';
  readonly created: string;
  readonly ended: string | null;
  readonly ticket: string;
  /** To be opened in a browser, once, within seven days */
  readonly path: string;
};

export type CreatedPasskey = {
  readonly id: string;
};

export type CreatedToken = {
  readonly id: string;
  readonly role: 'officer' | 'auditor' | 'operator';
  readonly name: string;
  readonly created: string;
  readonly expires: string | null;
  readonly revoked: string | null;
  readonly lastUsed: string | null;
  /** Shown this once */
  readonly token: string;
};

export type CreatedWebhook = {
  readonly id: string;
  readonly url: string;
  /** Empty: all */
  readonly events: ReadonlyArray<'records.anchored' | 'handoff.offered' | 'handoff.accepted' | 'handoff.refused' | 'handoff.recalled' | 'handoff.reported' | 'handoff.extension_asked' | 'handoff.extended' | 'handoff.deadline_near' | 'handoff.overdue' | 'handoff.overdue_recorded' | 'opinion.given' | 'alert.raised'>;
  readonly created: string;
  /** First of the attempts that failed in a row */
  readonly failingSince: string | null;
  /** Nothing is sent since then, until it is resumed */
  readonly paused: string | null;
  /** Notices that wait to be taken */
  readonly waiting: number;
  /** Until then deliveries carry a second signature, by the secret before; null without one */
  readonly oldSecretUntil: string | null;
  /** What deliveries are signed with (Standard Webhooks). Shown this once */
  readonly secret: string;
};

export type DeliveryPage = {
  readonly items: ReadonlyArray<{
    /** The header webhook-id */
    readonly id: string;
    readonly type: string;
    readonly time: string;
    readonly state: 'open' | 'delivered' | 'given-up';
    readonly attempts: number;
    /** Not before; null where there is none */
    readonly nextAttempt: string | null;
    readonly lastAttempt: string | null;
    /** Of the last answer; null without one */
    readonly status: number | null;
    /** Why the last attempt failed */
    readonly error: 'address-refused' | 'redirected' | 'refused' | 'timeout' | 'unreachable' | null;
  }>;
  readonly next: string | null;
};

/** A record of files that stay where they are */
export type DigestsOnly = {
  /** Case; without it the record gets a case of its own */
  readonly case?: string | undefined;
  /** Kind of record; "evidence" by default */
  readonly kind?: string | undefined;
  /** What is claimed of the evidence: who collected it, where, when, with what */
  readonly claims?: Readonly<Record<string, string>> | undefined;
  readonly files: ReadonlyArray<{
    /** Relative path with “/”, in any script */
    readonly name: string;
    /** Bytes */
    readonly size: number;
    readonly mediaType?: string | undefined;
    /** SHA-256, 64 lower-case hex digits */
    readonly sha256: string;
    /** SM3, 64 lower-case hex digits */
    readonly sm3?: string | undefined;
  }>;
};

export type FollowedBatch = {
  readonly sequence: number;
  /** Merkle root, 64 lower-case hex digits */
  readonly root: string;
  /** Records */
  readonly size: number;
  readonly blockNumber: number;
  readonly blockTime: string;
  /** Version of the validator set */
  readonly sealedBy: number;
};

/** Seats, the set of validators, and motions, as the node shows them at a verified block */
export type Governance = {
  /** The agency of this service */
  readonly agency: string;
  readonly chainId: number;
  readonly registry: string;
  readonly block: number;
  readonly time: string;
  /** Version of the set of validators */
  readonly version: number;
  readonly validators: ReadonlyArray<string>;
  /** Votes that a motion needs */
  readonly threshold: number;
  /** Agencies that may vote */
  readonly voters: number;
  readonly seats: ReadonlyArray<{
    readonly id: string;
    readonly name: {
      readonly en: string;
      readonly zh: string;
    } | null;
    readonly status: 'none' | 'admitted' | 'active' | 'suspended' | 'removed';
    readonly governance: string;
    readonly validator: string;
    readonly nextValidator: string | null;
    readonly claimUntil: string | null;
    readonly reinstateUntil: string | null;
  }>;
  readonly motions: ReadonlyArray<{
    readonly number: number;
    readonly kind: 'none' | 'admit' | 'suspend' | 'reinstate' | 'remove' | 'replace-governance' | 'replace-validator' | 'name-successor';
    readonly status: 'unknown' | 'open' | 'passed' | 'withdrawn' | 'expired' | 'void';
    readonly proposer: string;
    readonly subject: string | null;
    readonly votes: number;
    readonly needed: number;
    readonly votedBy: ReadonlyArray<string>;
    readonly deadline: string;
    readonly governance: string | null;
    readonly validator: string | null;
    readonly ledger: string | null;
    readonly codeHash: string | null;
    readonly fromBlock: number;
    readonly effect: {
      readonly validators: {
        readonly before: ReadonlyArray<string>;
        readonly after: ReadonlyArray<string>;
      };
      readonly version: {
        readonly before: number;
        readonly after: number;
      };
      readonly quorum: {
        readonly before: number;
        readonly after: number;
      };
      readonly mayBeDown: {
        readonly before: number;
        readonly after: number;
      };
      readonly mayCheat: {
        readonly before: number;
        readonly after: number;
      };
      readonly voters: {
        readonly before: number;
        readonly after: number;
      };
      readonly claimBy: string | null;
      readonly warnings: ReadonlyArray<'one-down-halts' | 'fewer-may-be-down' | 'none-may-cheat' | 'never-below-four' | 'never-below-one' | 'seats-full' | 'too-few-voters' | 'all-must-vote' | 'claim-needs-validator' | 'claim-expires' | 'suspended-still-seals' | 'removal-is-final' | 'old-key-ends' | 'two-nodes-one-seat' | 'other-motions-void' | 'takes-back-admission' | 'takes-back-reinstatement' | 'successor-code-binds'>;
    } | null;
  }>;
};

/** A hand-off was accepted */
export type HandoffAcceptedNotice = {
  readonly type: 'handoff.accepted';
  /** When it happened */
  readonly timestamp: string;
  /** Agency whose service tells it */
  readonly agency: string;
  readonly data: {
    /** ID of the statement: its proof is there */
    readonly statement: string;
    readonly block: number;
    /** Number of the hand-off */
    readonly handoff: number;
    /** Agency that offers custody */
    readonly from: string;
    /** Agency to which it is offered */
    readonly to: string;
    /** Record ID */
    readonly recordId: string;
    readonly answerBy: string;
  };
};

/** A deadline is near, and what is due has not come */
export type HandoffDeadlineNearNotice = {
  readonly type: 'handoff.deadline_near';
  /** When it happened */
  readonly timestamp: string;
  /** Agency whose service tells it */
  readonly agency: string;
  readonly data: {
    /** Number of the hand-off */
    readonly handoff: number;
    /** Agency that offers custody */
    readonly from: string;
    /** Agency to which it is offered */
    readonly to: string;
    /** Agency that submitted the record */
    readonly agency: string;
    /** Record ID */
    readonly recordId: string;
    /** Of the case; null where a record is handed off without it */
    readonly commitment: string | null;
    readonly clock: 'answer' | 'report';
    readonly deadline: string;
  };
};

/** Both sides agreed on another deadline */
export type HandoffExtendedNotice = {
  readonly type: 'handoff.extended';
  /** When it happened */
  readonly timestamp: string;
  /** Agency whose service tells it */
  readonly agency: string;
  readonly data: {
    /** ID of the statement: its proof is there */
    readonly statement: string;
    readonly block: number;
    /** Number of the hand-off */
    readonly handoff: number;
    /** Agency that offers custody */
    readonly from: string;
    /** Agency to which it is offered */
    readonly to: string;
    /** Record ID */
    readonly recordId: string;
    readonly clock: 'answer' | 'report';
    readonly until: string;
  };
};

/** One side asked for another deadline */
export type HandoffExtensionAskedNotice = {
  readonly type: 'handoff.extension_asked';
  /** When it happened */
  readonly timestamp: string;
  /** Agency whose service tells it */
  readonly agency: string;
  readonly data: {
    /** ID of the statement: its proof is there */
    readonly statement: string;
    readonly block: number;
    /** Number of the hand-off */
    readonly handoff: number;
    /** Agency that offers custody */
    readonly from: string;
    /** Agency to which it is offered */
    readonly to: string;
    /** Record ID */
    readonly recordId: string;
    readonly clock: 'answer' | 'report';
    /** Agency that asks */
    readonly by: string;
    readonly until: string;
  };
};

/** Custody was offered to this agency, or by it */
export type HandoffOfferedNotice = {
  readonly type: 'handoff.offered';
  /** When it happened */
  readonly timestamp: string;
  /** Agency whose service tells it */
  readonly agency: string;
  readonly data: {
    /** ID of the statement: its proof is there */
    readonly statement: string;
    readonly block: number;
    /** Number of the hand-off */
    readonly handoff: number;
    /** Agency that offers custody */
    readonly from: string;
    /** Agency to which it is offered */
    readonly to: string;
    /** Agency that submitted the record */
    readonly agency: string;
    /** Record ID */
    readonly recordId: string;
    /** Of the case; null where a record is handed off without it */
    readonly commitment: string | null;
    readonly answerBy: string;
    readonly reportBy: string | null;
    /** Record that says what for */
    readonly purpose: string;
  };
};

/** A deadline has passed by the clock of the service, and what is due has not come */
export type HandoffOverdueNotice = {
  readonly type: 'handoff.overdue';
  /** When it happened */
  readonly timestamp: string;
  /** Agency whose service tells it */
  readonly agency: string;
  readonly data: {
    /** Number of the hand-off */
    readonly handoff: number;
    /** Agency that offers custody */
    readonly from: string;
    /** Agency to which it is offered */
    readonly to: string;
    /** Agency that submitted the record */
    readonly agency: string;
    /** Record ID */
    readonly recordId: string;
    /** Of the case; null where a record is handed off without it */
    readonly commitment: string | null;
    readonly clock: 'answer' | 'report';
    readonly deadline: string;
  };
};

/** Somebody had it recorded on the chain that a deadline passed */
export type HandoffOverdueRecordedNotice = {
  readonly type: 'handoff.overdue_recorded';
  /** When it happened */
  readonly timestamp: string;
  /** Agency whose service tells it */
  readonly agency: string;
  readonly data: {
    /** ID of the statement: its proof is there */
    readonly statement: string;
    readonly block: number;
    /** Number of the hand-off */
    readonly handoff: number;
    /** Agency that offers custody */
    readonly from: string;
    /** Agency to which it is offered */
    readonly to: string;
    /** Record ID */
    readonly recordId: string;
    readonly clock: 'answer' | 'report';
    readonly deadline: string;
  };
};

export type HandoffPage = {
  readonly items: ReadonlyArray<HandoffView>;
  /** Time of the last block */
  readonly at: string | null;
  /** Number of the last block */
  readonly block: number | null;
  readonly next: string | null;
};

/** An offer was recalled */
export type HandoffRecalledNotice = {
  readonly type: 'handoff.recalled';
  /** When it happened */
  readonly timestamp: string;
  /** Agency whose service tells it */
  readonly agency: string;
  readonly data: {
    /** ID of the statement: its proof is there */
    readonly statement: string;
    readonly block: number;
    /** Number of the hand-off */
    readonly handoff: number;
    /** Agency that offers custody */
    readonly from: string;
    /** Agency to which it is offered */
    readonly to: string;
    /** Record ID */
    readonly recordId: string;
  };
};

/** A hand-off was refused */
export type HandoffRefusedNotice = {
  readonly type: 'handoff.refused';
  /** When it happened */
  readonly timestamp: string;
  /** Agency whose service tells it */
  readonly agency: string;
  readonly data: {
    /** ID of the statement: its proof is there */
    readonly statement: string;
    readonly block: number;
    /** Number of the hand-off */
    readonly handoff: number;
    /** Agency that offers custody */
    readonly from: string;
    /** Agency to which it is offered */
    readonly to: string;
    /** Record ID */
    readonly recordId: string;
    readonly answerBy: string;
    /** Record that says why */
    readonly reason: string;
  };
};

/** Whoever has custody reported */
export type HandoffReportedNotice = {
  readonly type: 'handoff.reported';
  /** When it happened */
  readonly timestamp: string;
  /** Agency whose service tells it */
  readonly agency: string;
  readonly data: {
    /** ID of the statement: its proof is there */
    readonly statement: string;
    readonly block: number;
    /** Number of the hand-off */
    readonly handoff: number;
    /** Agency that offers custody */
    readonly from: string;
    /** Agency to which it is offered */
    readonly to: string;
    /** Record ID */
    readonly recordId: string;
    readonly reportBy: string | null;
    readonly number: number;
    readonly final: boolean;
    /** Record that holds the report */
    readonly report: string;
  };
};

/** A hand-off, at the time of the last block: no machine’s clock decides */
export type HandoffView = {
  readonly handoff: number;
  /** Agency */
  readonly agency: string;
  /** Record ID: the leaf hash of the record, 64 lower-case hex digits */
  readonly recordId: string;
  readonly commitment: string | null;
  /** Agency */
  readonly from: string;
  /** Agency */
  readonly to: string;
  /** Record ID: the leaf hash of the record, 64 lower-case hex digits */
  readonly purpose: string;
  readonly previous: number | null;
  readonly state: 'offered' | 'unanswered' | 'refused' | 'recalled' | 'accepted' | 'overdue' | 'completed';
  readonly answerBy: string;
  readonly reportBy: string | null;
  readonly reports: number;
  /** A later deadline that one side asks for */
  readonly asked: {
    /** Agency */
    readonly by: string;
    readonly clock: 'answer' | 'report';
    readonly until: string;
  } | null;
  /** Deadlines whose missing is recorded on the chain */
  readonly recordedOverdue: ReadonlyArray<string>;
};

export type InvitationView = {
  readonly ticket: string;
  /** To be opened in a browser, once, within seven days */
  readonly path: string;
};

export type KeptPage = {
  readonly items: ReadonlyArray<KeptReceipt>;
  readonly next: string | null;
};

/** A receipt that was handed to this service */
export type KeptReceipt = {
  /** SHA-256 of the receipt’s bytes, 64 lower-case hex digits */
  readonly receiptSha256: string;
  /** Record ID: the leaf hash of the record, 64 lower-case hex digits */
  readonly recordId: string;
  /** Agency whose record it is */
  readonly agency: string;
  readonly keptAt: string;
  /** Places in the record of the files whose bytes are kept, from 0 */
  readonly heldFiles: ReadonlyArray<number>;
  readonly acknowledgement: Acknowledgement;
};

/** Kinds of records that have a template; any other kind demands nothing */
export type KindList = {
  readonly items: ReadonlyArray<{
    readonly kind: string;
    readonly label: {
      readonly en: string;
      readonly zh: string;
    };
    readonly fields: ReadonlyArray<{
      /** Name of the claim */
      readonly name: string;
      readonly label: {
        readonly en: string;
        readonly zh: string;
      };
      /** line, text; time: RFC 3339 with offset; sha256: 64 lower-case hex digits */
      readonly form: 'line' | 'text' | 'time' | 'sha256';
      readonly demanded: boolean;
    }>;
    readonly roles: ReadonlyArray<{
      readonly name: 'collectors' | 'witness' | 'custodian' | 'reviewer' | 'experts';
      readonly label: {
        readonly en: string;
        readonly zh: string;
      };
      /** Claims that name the persons: all are demanded */
      readonly claims: ReadonlyArray<string>;
      /** Claim that may say instead why there is nobody */
      readonly instead: string | null;
    }>;
  }>;
};

export type ListedCopy = {
  /** Agency */
  readonly agency: string;
  readonly at: string;
  /** SHA-256 of the receipt’s bytes, 64 lower-case hex digits */
  readonly receiptSha256: string;
  /** Places in the record of the files whose bytes are kept, from 0 */
  readonly heldFiles: ReadonlyArray<number>;
  /** Record ID: the leaf hash of the record, 64 lower-case hex digits */
  readonly recordId: string;
};

export type NewAccount = {
  readonly role: 'officer' | 'auditor' | 'operator';
  readonly name: string;
};

/** What this agency is to say on the chain */
export type NewAct = {
  readonly do: 'attest';
  /** Record ID: the leaf hash of the record, 64 lower-case hex digits */
  readonly recordId: string;
  readonly opinion: 'confirm' | 'reject' | 'dispute';
  /** Needed to reject or dispute */
  readonly reasons?: string | undefined;
} | {
  readonly do: 'supersede';
  /** Record ID: the leaf hash of the record, 64 lower-case hex digits */
  readonly recordId: string;
  /** Record ID: the leaf hash of the record, 64 lower-case hex digits */
  readonly replacement: string;
  /** The record that says why */
  readonly reason: string;
} | {
  readonly do: 'withdraw';
  /** Record ID: the leaf hash of the record, 64 lower-case hex digits */
  readonly recordId: string;
  /** The record that says why */
  readonly reason: string;
} | {
  readonly do: 'close-case';
  /** Case; without it the record gets a case of its own */
  readonly case: string;
} | {
  readonly do: 'offer';
  /** Record ID: the leaf hash of the record, 64 lower-case hex digits */
  readonly recordId: string;
  /** All of its case, up to it */
  readonly wholeCase?: boolean | undefined;
  /** Agency */
  readonly to: string;
  /** The record that says why */
  readonly purpose: string;
  readonly answerBy: CountedDeadline;
  /** For the final report; without it none is asked for */
  readonly reportBy?: CountedDeadline | undefined;
} | {
  readonly do: 'hand-on';
  /** Number of the hand-off */
  readonly handoff: number;
  /** Agency */
  readonly to: string;
  /** The record that says why */
  readonly purpose: string;
  readonly answerBy: CountedDeadline;
  /** For the final report; without it none is asked for */
  readonly reportBy?: CountedDeadline | undefined;
} | {
  readonly do: 'accept';
  /** Number of the hand-off */
  readonly handoff: number;
} | {
  readonly do: 'recall';
  /** Number of the hand-off */
  readonly handoff: number;
} | {
  readonly do: 'record-overdue';
  /** Number of the hand-off */
  readonly handoff: number;
} | {
  readonly do: 'refuse';
  /** Number of the hand-off */
  readonly handoff: number;
  /** The record that says why */
  readonly reason: string;
} | {
  readonly do: 'report';
  /** Number of the hand-off */
  readonly handoff: number;
  readonly final: boolean;
  /** Record ID: the leaf hash of the record, 64 lower-case hex digits */
  readonly report: string;
} | {
  readonly do: 'ask-extension';
  /** Number of the hand-off */
  readonly handoff: number;
  readonly until: CountedDeadline;
} | {
  readonly do: 'agree-extension';
  /** Number of the hand-off */
  readonly handoff: number;
  /** At least 24 hours away */
  readonly until: string;
};

export type NewRole = {
  readonly role: 'officer' | 'auditor' | 'operator';
};

export type NewSecret = {
  /** For so long deliveries are signed with the old secret too; 0 where others know it */
  readonly overlapHours?: number | undefined;
};

export type NewTicket = {
  readonly role: 'officer' | 'auditor' | 'operator';
  readonly name?: string | undefined;
};

export type NewToken = {
  readonly role: 'officer' | 'auditor' | 'operator';
  readonly name?: string | undefined;
  readonly expiresInDays?: number | undefined;
};

export type NewWebhook = {
  /** https address to which notices are posted */
  readonly url: string;
  /** Which notices; all without it */
  readonly events?: ReadonlyArray<'records.anchored' | 'handoff.offered' | 'handoff.accepted' | 'handoff.refused' | 'handoff.recalled' | 'handoff.reported' | 'handoff.extension_asked' | 'handoff.extended' | 'handoff.deadline_near' | 'handoff.overdue' | 'handoff.overdue_recorded' | 'opinion.given' | 'alert.raised'> | undefined;
};

/** This document */
export type OpenApiAnswer = {
  readonly openapi: string;
  readonly [member: string]: unknown;
};

/** An opinion on a record of this agency, or by it */
export type OpinionGivenNotice = {
  readonly type: 'opinion.given';
  /** When it happened */
  readonly timestamp: string;
  /** Agency whose service tells it */
  readonly agency: string;
  readonly data: {
    /** ID of the statement: its proof is there */
    readonly statement: string;
    readonly block: number;
    /** Agency that submitted the record */
    readonly agency: string;
    /** Record ID */
    readonly recordId: string;
    /** Agency that gave the opinion */
    readonly attester: string;
    readonly number: number;
    readonly opinion: 'confirm' | 'reject' | 'dispute';
    /** Record that holds the reasons */
    readonly reasons: string | null;
  };
};

/** What the browser signed (WebAuthn AuthenticationResponseJSON) */
export type PasskeyAnswer = {
  readonly id: string;
  readonly rawId: string;
  readonly type: 'public-key';
  readonly clientExtensionResults?: Readonly<Record<string, unknown>> | undefined;
  readonly response: {
    readonly clientDataJSON: string;
    readonly authenticatorData: string;
    readonly signature: string;
  };
};

export type PasskeyList = {
  readonly items: ReadonlyArray<{
    readonly id: string;
    /** The name of the service for which it was made */
    readonly host: string;
    readonly created: string;
    readonly lastUsed: string | null;
  }>;
};

/** What the browser made (WebAuthn RegistrationResponseJSON) */
export type PasskeyMade = {
  readonly id: string;
  readonly rawId: string;
  readonly type: 'public-key';
  readonly clientExtensionResults?: Readonly<Record<string, unknown>> | undefined;
  readonly response: {
    readonly clientDataJSON: string;
    readonly attestationObject: string;
  };
};

/** For the browser (WebAuthn) */
export type PasskeyOptions = {
  readonly challenge: string;
  readonly [member: string]: unknown;
};

/** RFC 9457 problem */
export type Problem = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  /** What to do */
  readonly next: string;
  readonly [member: string]: unknown;
};

/** Whether the store can be written and the chain is followed */
export type Readiness = {
  readonly ready: boolean;
  /** Records are taken while the chain is away: they wait */
  readonly acceptsRecords: boolean;
  readonly reasons: ReadonlyArray<string>;
  /** Where it is not ok: why, as a code of docs/errors.md */
  readonly store: {
    readonly ok: boolean;
    readonly reason?: string | undefined;
    readonly [member: string]: unknown;
  };
  /** Where it is not ok: why, as a code of docs/errors.md */
  readonly chain: {
    readonly ok: boolean;
    readonly reason?: string | undefined;
    readonly [member: string]: unknown;
  };
};

/** A receipt (docs/FORMAT.md, section 5); its bytes are what counts */
export type ReceiptDocument = Readonly<Record<string, unknown>>;

export type ReceiptPending = {
  readonly state: 'received' | 'batched' | 'anchored';
  readonly detail: string;
};

/** A record, and where it is anchored */
export type RecordDetail = {
  /** Record ID: the leaf hash of the record, 64 lower-case hex digits */
  readonly recordId: string;
  readonly agency: string;
  readonly case: string;
  /** Place in the case */
  readonly position: number;
  readonly kind: string;
  readonly state: 'received' | 'batched' | 'anchored';
  readonly receivedAt: string;
  readonly claims: Readonly<Record<string, string>>;
  readonly files: ReadonlyArray<{
    readonly name: string;
    /** Bytes */
    readonly size: number;
    readonly mediaType: string;
    /** SHA-256, 64 lower-case hex digits */
    readonly sha256: string;
    readonly sm3: string | null;
    /** Whether this service holds the bytes */
    readonly stored: boolean;
  }>;
  readonly copies: ReadonlyArray<Copy>;
  /** Tokens of a time-stamping authority over its batch */
  readonly timeStamps: number;
  readonly anchor: {
    readonly sequence: number;
    readonly blockNumber: number;
    readonly blockTime: string;
    readonly notBeforeNumber: number;
    /** Version of the validator set */
    readonly sealedBy: number;
  } | null;
};

export type RecordList = {
  readonly items: ReadonlyArray<RecordView>;
};

export type RecordPage = {
  readonly items: ReadonlyArray<RecordView>;
  readonly next: string | null;
};

/** A record */
export type RecordView = {
  /** Record ID: the leaf hash of the record, 64 lower-case hex digits */
  readonly recordId: string;
  readonly agency: string;
  readonly case: string;
  /** Place in the case */
  readonly position: number;
  readonly kind: string;
  readonly state: 'received' | 'batched' | 'anchored';
  readonly receivedAt: string;
  readonly claims: Readonly<Record<string, string>>;
  readonly files: ReadonlyArray<{
    readonly name: string;
    /** Bytes */
    readonly size: number;
    readonly mediaType: string;
    /** SHA-256, 64 lower-case hex digits */
    readonly sha256: string;
    readonly sm3: string | null;
    /** Whether this service holds the bytes */
    readonly stored: boolean;
  }>;
};

/** Records of this agency are anchored and proved: their receipts are there */
export type RecordsAnchoredNotice = {
  readonly type: 'records.anchored';
  /** When it happened */
  readonly timestamp: string;
  /** Agency whose service tells it */
  readonly agency: string;
  readonly data: {
    /** Number of the batch */
    readonly sequence: number;
    readonly root: string;
    readonly block: number;
    readonly blockTime: string;
    /** Of a larger batch several notices tell */
    readonly records: ReadonlyArray<string>;
  };
};

/** An agency’s signed request for the records of a batch (docs/FORMAT.md, section 16) */
export type RecordsRequest = {
  /** Agency that asks */
  readonly agency: string;
  /** Unix seconds, by that agency’s clock */
  readonly at: number;
  readonly format: 'jianzheng/records-request/1';
  /** Address of the operator key */
  readonly key: string;
  /** Address of the ledger contract */
  readonly ledger: string;
  /** 16 random bytes, 32 lower-case hex digits */
  readonly nonce: string;
  /** Agency that is asked */
  readonly of: string;
  readonly sequence: number;
  /** r, s and v, 65 bytes as hex with 0x */
  readonly signature: string;
};

/** Verdict, and every check behind it */
export type Report = {
  readonly verdict: 'VERIFIED' | 'MISMATCH' | 'INVALID' | 'UNDETERMINED' | 'NOT_FOUND';
  readonly checks: ReadonlyArray<{
    readonly name: string;
    readonly outcome: 'pass' | 'fail' | 'unknown' | 'skipped';
    readonly expected?: string | undefined;
    readonly found?: string | undefined;
  }>;
  readonly next?: string | undefined;
  readonly [member: string]: unknown;
};

export type SessionList = {
  readonly items: ReadonlyArray<{
    /** No secret: nobody signs in with it */
    readonly id: string;
    readonly role: 'officer' | 'auditor' | 'operator';
    readonly name: string;
    readonly account: string | null;
    /** Whether it is the session of this request */
    readonly own: boolean;
    readonly created: string;
    readonly expires: string;
  }>;
};

export type SignIn = {
  readonly ticket: string;
};

export type SigningKeys = {
  /** What is signed names the chain by it */
  readonly ledger: string;
  readonly items: ReadonlyArray<{
    /** Of the passkey */
    readonly id: string;
    /** The name of the service for which it was made */
    readonly host: string;
    /** As a key list has it: a compressed point of P-256, hex */
    readonly key: string;
    /** By the newest anchored key list; null where that does not have the key, or not in force */
    readonly listed: {
      /** Record ID: the leaf hash of the record, 64 lower-case hex digits */
      readonly keyList: string;
      readonly person: string;
      readonly roles: ReadonlyArray<string>;
      readonly origin: string;
    } | null;
  }>;
};

/** docs/FORMAT.md, section 15 */
export type StatementDocument = {
  readonly format: string;
  readonly [member: string]: unknown;
};

export type StatementItem = {
  /** Block, transaction and log */
  readonly id: string;
  readonly block: number;
  readonly time: string;
  /** In sentences, in the language asked for */
  readonly says: ReadonlyArray<string>;
  /** docs/FORMAT.md, section 15 */
  readonly statement: {
    readonly kind: string;
    readonly [member: string]: unknown;
  };
};

export type StatementPage = {
  readonly items: ReadonlyArray<StatementItem>;
  readonly next: string | null;
};

export type Status = {
  readonly queue: {
    readonly received: number;
    readonly batched: number;
    readonly oldestMs: number | null;
  };
  readonly chain: {
    readonly head: number | null;
    readonly headTime: number | null;
    readonly reachable: boolean;
    /** What is wrong with it, as a code of docs/errors.md */
    readonly trouble?: string | undefined;
    /** Why the embedded chain cannot run, in its own words */
    readonly reason?: string | undefined;
    /** With chain-halted: who is needed for blocks to be sealed again */
    readonly halted?: {
      readonly able: number;
      readonly needed: number;
      readonly validators: number;
      /** Ids of agencies */
      readonly waitingFor: ReadonlyArray<string>;
    } | undefined;
    readonly setVersion: number;
    readonly validators: number;
    readonly operators: 'single' | number;
    readonly [member: string]: unknown;
  };
  /** Where a time-stamping authority is set */
  readonly timeStamps?: {
    /** Anchored batches without a token */
    readonly waiting: number;
    readonly trouble?: {
      readonly reason: string;
      readonly since: number;
    } | undefined;
  } | undefined;
  readonly disk: {
    readonly freeBytes: number;
  };
  readonly [member: string]: unknown;
};

export type TakenCountersignature = {
  /** Of the record that the countersignature became */
  readonly recordId: string;
  /** Record ID: the leaf hash of the record, 64 lower-case hex digits */
  readonly signedRecord: string;
};

export type Ticket = {
  readonly ticket: string;
  /** To be opened in a browser, once */
  readonly path: string;
};

/** Time stamps of a batch, docs/FORMAT.md section 18 */
export type TimeStampsDocument = {
  readonly format: 'jianzheng/time-stamps/1';
  /** DER of RFC 3161 tokens, base64url */
  readonly tokens: ReadonlyArray<string>;
};

/** A case across agencies */
export type Timeline = {
  /** As its agency calls it; null where that is not disclosed */
  readonly case: string | null;
  /** Whose case it is */
  readonly agency: string;
  readonly commitment: string;
  /** Time of the last block */
  readonly at: string | null;
  readonly block: number | null;
  /** Those that this agency has, in the order of the case */
  readonly records: ReadonlyArray<{
    /** Record ID: the leaf hash of the record, 64 lower-case hex digits */
    readonly recordId: string;
    /** Place in the case; null where that is not disclosed */
    readonly position: number | null;
    /** Of its first file */
    readonly name: string | null;
    /** A record of this agency, or one whose receipt is kept */
    readonly held: 'own' | 'receipt';
    /** That anchors it */
    readonly block: number | null;
    readonly time: string | null;
  }>;
  /** All that agencies said of it, in the order of the chain */
  readonly items: ReadonlyArray<StatementItem>;
  /** Whether there is more than fits */
  readonly truncated: boolean;
};

export type TokenList = {
  readonly items: ReadonlyArray<TokenView>;
};

export type TokenView = {
  readonly id: string;
  readonly role: 'officer' | 'auditor' | 'operator';
  readonly name: string;
  readonly created: string;
  readonly expires: string | null;
  readonly revoked: string | null;
  readonly lastUsed: string | null;
};

/** The trust bundle, byte for byte (docs/FORMAT.md, section 9) */
export type TrustBundle = {
  readonly format: string;
  readonly [member: string]: unknown;
};

/** A file that arrives in pieces */
export type UploadView = {
  /** The last part of an upload’s address */
  readonly uploadId: string;
  /** Bytes */
  readonly size: number;
  /** Bytes received, durable */
  readonly offset: number;
  /** Digest of the first bytes, by which a sender knows whether it holds the same file */
  readonly prefix: {
    readonly bytes: number;
    /** SHA-256, 64 lower-case hex digits */
    readonly sha256: string;
  } | null;
  /** The record that took it */
  readonly record: string | null;
  readonly expiresAt: string | null;
};

export type Verification = {
  readonly files?: ReadonlyArray<{
    /** Bytes */
    readonly size: number;
    /** SHA-256, 64 lower-case hex digits */
    readonly sha256: string;
    /** SM3, 64 lower-case hex digits */
    readonly sm3?: string | undefined;
  }> | undefined;
  /** The receipt as an object, or its exact text */
  readonly receipt?: Readonly<Record<string, unknown>> | string | undefined;
  /** Record ID, instead of a receipt. Alone it is answered to everyone; together with files to those who are signed in */
  readonly recordId?: string | undefined;
};

export type WebhookList = {
  readonly items: ReadonlyArray<WebhookView>;
};

export type WebhookOutcome = {
  readonly delivered: boolean;
  /** Of the last answer; null without one */
  readonly status: number | null;
  /** Why the last attempt failed */
  readonly error: 'address-refused' | 'redirected' | 'refused' | 'timeout' | 'unreachable' | null;
};

/** Somebody tried the webhook */
export type WebhookTestNotice = {
  readonly type: 'webhook.test';
  /** When it happened */
  readonly timestamp: string;
  /** Agency whose service tells it */
  readonly agency: string;
  readonly data: Record<string, never>;
};

/** An address that is told of things */
export type WebhookView = {
  readonly id: string;
  readonly url: string;
  /** Empty: all */
  readonly events: ReadonlyArray<'records.anchored' | 'handoff.offered' | 'handoff.accepted' | 'handoff.refused' | 'handoff.recalled' | 'handoff.reported' | 'handoff.extension_asked' | 'handoff.extended' | 'handoff.deadline_near' | 'handoff.overdue' | 'handoff.overdue_recorded' | 'opinion.given' | 'alert.raised'>;
  readonly created: string;
  /** First of the attempts that failed in a row */
  readonly failingSince: string | null;
  /** Nothing is sent since then, until it is resumed */
  readonly paused: string | null;
  /** Notices that wait to be taken */
  readonly waiting: number;
  /** Until then deliveries carry a second signature, by the secret before; null without one */
  readonly oldSecretUntil: string | null;
};

export type Who = {
  readonly role: 'officer' | 'auditor' | 'operator';
  readonly name: string;
  /** For the header X-CSRF-Token; only with a session */
  readonly csrf?: string | undefined;
  readonly agency: {
    readonly id: string;
    readonly name: {
      readonly en: string;
      readonly zh: string;
    };
  };
  /** The account, where it is somebody’s */
  readonly account?: string | undefined;
};

export type WorkingDays = {
  /** Until the end of the working day that is so many after today, by the calendar of the service */
  readonly workingDays: number;
};

/** The codes of docs/errors.md. */
export type ProblemCode =
  | 'request-invalid'
  | 'text-not-utf8'
  | 'multipart-invalid'
  | 'upload-incomplete'
  | 'file-name-invalid'
  | 'record-invalid'
  | 'record-incomplete'
  | 'idempotency-key-invalid'
  | 'passkey-needs-name'
  | 'not-signed-in'
  | 'receipt-or-sign-in'
  | 'ticket-invalid'
  | 'passkey-invalid'
  | 'role-insufficient'
  | 'csrf-invalid'
  | 'records-request-refused'
  | 'account-needed'
  | 'record-not-found'
  | 'case-not-found'
  | 'time-stamps-none'
  | 'file-not-held'
  | 'receipt-not-found'
  | 'token-not-found'
  | 'account-not-found'
  | 'session-not-found'
  | 'passkey-not-found'
  | 'agency-not-found'
  | 'batch-not-found'
  | 'path-not-found'
  | 'act-not-found'
  | 'handoff-not-found'
  | 'statement-not-found'
  | 'upload-not-found'
  | 'webhook-not-found'
  | 'method-not-allowed'
  | 'account-last-operator'
  | 'account-own'
  | 'receipt-set-unknown'
  | 'record-not-anchored'
  | 'case-closed'
  | 'upload-offset-differs'
  | 'upload-unfinished'
  | 'upload-used'
  | 'tus-version-unsupported'
  | 'body-too-large'
  | 'too-many-parts'
  | 'media-type-unsupported'
  | 'host-not-allowed'
  | 'idempotency-conflict'
  | 'list-too-long'
  | 'receipt-invalid'
  | 'receipt-files-differ'
  | 'receipt-off-chain'
  | 'acknowledgement-invalid'
  | 'countersignature-refused'
  | 'deadline-beyond-calendar'
  | 'webhook-address-refused'
  | 'too-many-webhooks'
  | 'too-many-uploads'
  | 'upload-differs'
  | 'upload-busy'
  | 'too-many-requests'
  | 'internal-error'
  | 'store-damaged'
  | 'chain-not-ready'
  | 'chain-unavailable'
  | 'documents-busy'
  | 'service-stopping'
  | 'storage-unavailable'
  | 'storage-full';

export type Calls = {
  /** Make a record, from files or from digests only */
  readonly createRecord: {
    readonly body: DigestsOnly;
    readonly answer: RecordView;
  };
  /** Records, the latest first */
  readonly listRecords: {
    readonly query?: {
      /** Case; without it the record gets a case of its own */
      readonly case?: string | undefined;
      readonly state?: 'received' | 'batched' | 'anchored' | undefined;
      /** Kind of record; "evidence" by default */
      readonly kind?: string | undefined;
      /** SHA-256, 64 lower-case hex digits */
      readonly sha256?: string | undefined;
      /** “next” of the page before */
      readonly cursor?: string | undefined;
      readonly limit?: number | undefined;
    };
    readonly answer: RecordPage;
  };
  /** Make several records from digests, all or none */
  readonly createRecords: {
    readonly body: Bulk;
    readonly answer: RecordList;
  };
  /** An upload, with the digest of what was received */
  readonly getUpload: {
    readonly path: {
      readonly id: string;
    };
    readonly answer: UploadView;
  };
  /** One record, and where it is anchored */
  readonly getRecord: {
    readonly path: {
      readonly id: string;
    };
    readonly answer: RecordDetail;
  };
  /** The receipt; 202 until it is proved */
  readonly getReceipt: {
    readonly path: {
      readonly id: string;
    };
    readonly answer: Response;
  };
  /** Time stamps of an outside authority over the record’s batch */
  readonly getTimeStamps: {
    readonly path: {
      readonly id: string;
    };
    readonly answer: Response;
  };
  /** The certificate as a PDF, with the receipt inside; 202 until the receipt is proved */
  readonly getCertificate: {
    readonly path: {
      readonly id: string;
    };
    readonly answer: Response;
  };
  /** The evidence list of a record or a case, as PDF, XLSX or CSV */
  readonly getEvidenceList: {
    readonly query?: {
      /** This or `case` */
      readonly record?: string | undefined;
      /** Case; without it the record gets a case of its own */
      readonly case?: string | undefined;
      readonly format?: 'pdf' | 'xlsx' | 'csv' | undefined;
    };
    readonly answer: Response;
  };
  /** The bytes of a file of a record, by its place in the record from 0 */
  readonly getRecordFile: {
    readonly path: {
      readonly id: string;
      readonly place: string;
    };
    readonly answer: Response;
  };
  /** Note another agency’s acknowledgement that it keeps a copy of the record */
  readonly addCopy: {
    readonly path: {
      readonly id: string;
    };
    readonly body: Acknowledgement;
    readonly answer: Copy;
  };
  /** Who keeps copies of records of this agency, the latest first */
  readonly listCopies: {
    readonly query?: {
      /** Agency */
      readonly agency?: string | undefined;
      /** “next” of the page before */
      readonly cursor?: string | undefined;
      readonly limit?: number | undefined;
    };
    readonly answer: CopyPage;
  };
  /** Hand in what a person signed of the record; it becomes a record itself */
  readonly createCountersignature: {
    readonly path: {
      readonly id: string;
    };
    readonly body: Countersignature;
    readonly answer: TakenCountersignature;
  };
  /** Who signed the record, in which role, and whether it counts */
  readonly listCountersignatures: {
    readonly path: {
      readonly id: string;
    };
    readonly answer: CountersignaturePage;
  };
  /** Which of the caller’s passkeys may sign records, and as whom */
  readonly listSigningKeys: {
    readonly answer: SigningKeys;
  };
  /** Keep another agency’s receipt, with or without its files, once it is verified here; answers with an acknowledgement */
  readonly keepReceipt: {
    readonly body: ReceiptDocument;
    readonly answer: KeptReceipt;
  };
  /** Receipts that were handed to this service, the latest first */
  readonly listKeptReceipts: {
    readonly query?: {
      /** Agency */
      readonly agency?: string | undefined;
      /** Record ID: the leaf hash of the record, 64 lower-case hex digits */
      readonly recordId?: string | undefined;
      /** “next” of the page before */
      readonly cursor?: string | undefined;
      readonly limit?: number | undefined;
    };
    readonly answer: KeptPage;
  };
  /** A kept receipt, byte for byte as it came */
  readonly getKeptReceipt: {
    readonly path: {
      readonly id: string;
    };
    readonly answer: Response;
  };
  /** A file that came with a kept receipt, by its place in the record from 0 */
  readonly getKeptFile: {
    readonly path: {
      readonly id: string;
      readonly place: string;
    };
    readonly answer: Response;
  };
  /** Cases, the one with the latest record first */
  readonly listCases: {
    readonly query?: {
      /** “next” of the page before */
      readonly cursor?: string | undefined;
      readonly limit?: number | undefined;
    };
    readonly answer: CasePage;
  };
  /** Kinds of records, with the fields and roles that each asks for */
  readonly listKinds: {
    readonly answer: KindList;
  };
  /** Verify files, digests or a receipt; nothing is kept */
  readonly verify: {
    readonly body: Verification;
    readonly answer: Report;
  };
  /** The trust bundle. Compare its fingerprint with one from elsewhere */
  readonly getTrust: {
    readonly answer: TrustBundle;
  };
  /** Agencies with their keys and what they last anchored, by the chain’s sealed events */
  readonly listAgencies: {
    readonly answer: AgencyList;
  };
  /** Batches of an agency, newest first, by the chain’s sealed events */
  readonly listBatches: {
    readonly path: {
      readonly id: string;
    };
    readonly query?: {
      /** “next” of the page before */
      readonly cursor?: string | undefined;
      readonly limit?: number | undefined;
    };
    readonly answer: BatchPage;
  };
  /** The records of a batch of ours for another agency: canonical bytes without disclosures, one a line */
  readonly takeBatchRecords: {
    readonly path: {
      readonly sequence: string;
    };
    readonly body: RecordsRequest;
    readonly answer: Response;
  };
  /** How far the chain was followed, who may seal, and who sealed the last blocks */
  readonly getChain: {
    readonly answer: ChainView;
  };
  /** Turn a sign-in link’s ticket into a session */
  readonly signIn: {
    readonly body: SignIn;
    readonly answer: Who;
  };
  /** Who is signed in */
  readonly getSession: {
    readonly answer: Who;
  };
  /** End the session */
  readonly signOut: {
    readonly answer: undefined;
  };
  /** Make a sign-in link for someone else */
  readonly invite: {
    readonly body: NewTicket;
    readonly answer: Ticket;
  };
  /** Make an API token; it is shown once */
  readonly createToken: {
    readonly body: NewToken;
    readonly answer: CreatedToken;
  };
  /** Tokens, without their secrets */
  readonly listTokens: {
    readonly answer: TokenList;
  };
  /** Revoke a token */
  readonly revokeToken: {
    readonly path: {
      readonly id: string;
    };
    readonly answer: undefined;
  };
  /** Add an address that is told of things; answers with its secret, this once */
  readonly createWebhook: {
    readonly body: NewWebhook;
    readonly answer: CreatedWebhook;
  };
  /** List the webhooks, and how they fare */
  readonly listWebhooks: {
    readonly answer: WebhookList;
  };
  /** Remove a webhook, with all that waits for it */
  readonly removeWebhook: {
    readonly path: {
      readonly id: string;
    };
    readonly answer: undefined;
  };
  /** Send a webhook something now, once, and say what came of it */
  readonly testWebhook: {
    readonly path: {
      readonly id: string;
    };
    readonly answer: WebhookOutcome;
  };
  /** Take up a webhook again: what it has missed is sent */
  readonly resumeWebhook: {
    readonly path: {
      readonly id: string;
    };
    readonly answer: WebhookView;
  };
  /** Give a webhook another secret, shown this once; the old one goes on for a while */
  readonly rotateWebhookSecret: {
    readonly path: {
      readonly id: string;
    };
    readonly body: NewSecret;
    readonly answer: CreatedWebhook;
  };
  /** What was sent to a webhook, and what waits, the latest first */
  readonly listDeliveries: {
    readonly path: {
      readonly id: string;
    };
    readonly query?: {
      readonly state?: 'open' | 'delivered' | 'given-up' | undefined;
      /** “next” of the page before */
      readonly cursor?: string | undefined;
      readonly limit?: number | undefined;
    };
    readonly answer: DeliveryPage;
  };
  /** Make an account and its first sign-in link */
  readonly createAccount: {
    readonly body: NewAccount;
    readonly answer: CreatedAccount;
  };
  /** List the accounts */
  readonly listAccounts: {
    readonly answer: AccountList;
  };
  /** A new sign-in link for an account, in the place of the old one */
  readonly inviteAccount: {
    readonly path: {
      readonly id: string;
    };
    readonly answer: InvitationView;
  };
  /** End an account, its sessions and links */
  readonly endAccount: {
    readonly path: {
      readonly id: string;
    };
    readonly answer: undefined;
  };
  /** Restore an account */
  readonly restoreAccount: {
    readonly path: {
      readonly id: string;
    };
    readonly answer: undefined;
  };
  /** Who is signed in */
  readonly listSessions: {
    readonly answer: SessionList;
  };
  /** End a session */
  readonly endSession: {
    readonly path: {
      readonly id: string;
    };
    readonly answer: undefined;
  };
  /** Begin to make a passkey */
  readonly beginPasskey: {
    readonly answer: PasskeyOptions;
  };
  /** Keep a passkey that the browser made */
  readonly makePasskey: {
    readonly body: PasskeyMade;
    readonly answer: CreatedPasskey;
  };
  /** List your passkeys */
  readonly listPasskeys: {
    readonly answer: PasskeyList;
  };
  /** Remove one of your passkeys */
  readonly removePasskey: {
    readonly path: {
      readonly id: string;
    };
    readonly answer: undefined;
  };
  /** Begin to sign in with a passkey */
  readonly beginPasskeySignIn: {
    readonly answer: PasskeyOptions;
  };
  /** Sign in with a passkey */
  readonly signInWithPasskey: {
    readonly body: PasskeyAnswer;
    readonly answer: Who;
  };
  /** Say something on the chain: an opinion, a correction, a hand-off or its answer */
  readonly createAct: {
    readonly body: NewAct;
    readonly answer: Act;
  };
  /** What this agency said, and what came of it */
  readonly listActs: {
    readonly query?: {
      /** “next” of the page before */
      readonly cursor?: string | undefined;
      readonly limit?: number | undefined;
    };
    readonly answer: ActPage;
  };
  /** One of them */
  readonly getAct: {
    readonly path: {
      readonly id: string;
    };
    readonly answer: Act;
  };
  /** What agencies said of records, cases and hand-offs */
  readonly listStatements: {
    readonly query?: {
      /** Record ID: the leaf hash of the record, 64 lower-case hex digits */
      readonly recordId?: string | undefined;
      /** A case, as its records commit to it */
      readonly commitment?: string | undefined;
      readonly handoff?: number | undefined;
      readonly kind?: 'opinion' | 'superseded' | 'withdrawn' | 'closed' | 'offered' | 'accepted' | 'refused' | 'recalled' | 'reported' | 'extension-asked' | 'extended' | 'overdue' | undefined;
      /** Who said it */
      readonly agency?: string | undefined;
      /** “next” of the page before */
      readonly cursor?: string | undefined;
      readonly limit?: number | undefined;
    };
    readonly answer: StatementPage;
  };
  /** A statement as a file that anyone can verify */
  readonly getStatement: {
    readonly path: {
      readonly id: string;
    };
    readonly answer: StatementDocument;
  };
  /** Hand-offs from and to this agency, with their clocks */
  readonly listHandoffs: {
    readonly query?: {
      /** open: clocks run or nothing is due; late: a deadline was missed; over: nothing more can come */
      readonly due?: 'open' | 'late' | 'over' | undefined;
      /** Only those to this agency, or only those from it */
      readonly side?: 'to' | 'from' | undefined;
      /** “next” of the page before */
      readonly cursor?: string | undefined;
      readonly limit?: number | undefined;
    };
    readonly answer: HandoffPage;
  };
  /** A hand-off */
  readonly getHandoff: {
    readonly path: {
      readonly id: string;
    };
    readonly answer: HandoffView;
  };
  /** A case: its records and all that agencies said of it */
  readonly getTimeline: {
    readonly query?: {
      /** A case of this agency */
      readonly case?: string | undefined;
      /** The case of this record: of this agency, or one whose receipt is kept */
      readonly recordId?: string | undefined;
      /** A case of any agency, as its records commit to it */
      readonly commitment?: string | undefined;
    };
    readonly answer: Timeline;
  };
  /** Offers, answers and deadlines of hand-offs as an Atom feed; readers give a token as the password (Basic) */
  readonly getFeed: {
    readonly query?: {
      /** As Accept-Language asks without it */
      readonly lang?: 'zh' | 'en' | undefined;
    };
    readonly answer: Response;
  };
  /** Who did what, and who looked at what */
  readonly listAccess: {
    readonly query?: {
      /** Who, as in “actor” */
      readonly actor?: string | undefined;
      readonly action?: string | undefined;
      /** What it was done to, such as a record ID */
      readonly subject?: string | undefined;
      /** “next” of the page before */
      readonly cursor?: string | undefined;
      readonly limit?: number | undefined;
    };
    readonly answer: AccessPage;
  };
  /** Queue, chain and disk */
  readonly getStatus: {
    readonly answer: Status;
  };
  /** Seats, motions and what they would do */
  readonly getGovernance: {
    readonly answer: Governance;
  };
  /** Verify everything again from its bytes; findings as they are made, one JSON object a line */
  readonly audit: {
    readonly answer: Response;
  };
  /** This document */
  readonly openApi: {
    readonly answer: OpenApiAnswer;
  };
};

/** How each call is made; `key`: it takes an idempotency key. */
export const CALLS = {
  createRecord: { method: 'POST', path: '/api/v1/records', as: 'json', key: true },
  listRecords: { method: 'GET', path: '/api/v1/records', as: 'json', key: false },
  createRecords: { method: 'POST', path: '/api/v1/records/bulk', as: 'json', key: true },
  getUpload: { method: 'GET', path: '/api/v1/uploads/{id}', as: 'json', key: false },
  getRecord: { method: 'GET', path: '/api/v1/records/{id}', as: 'json', key: false },
  getReceipt: { method: 'GET', path: '/api/v1/records/{id}/receipt', as: 'response', key: false },
  getTimeStamps: { method: 'GET', path: '/api/v1/records/{id}/time-stamps', as: 'response', key: false },
  getCertificate: { method: 'GET', path: '/api/v1/records/{id}/certificate', as: 'response', key: false },
  getEvidenceList: { method: 'GET', path: '/api/v1/evidence-list', as: 'response', key: false },
  getRecordFile: { method: 'GET', path: '/api/v1/records/{id}/files/{place}', as: 'response', key: false },
  addCopy: { method: 'POST', path: '/api/v1/records/{id}/copies', as: 'json', key: false },
  listCopies: { method: 'GET', path: '/api/v1/copies', as: 'json', key: false },
  createCountersignature: { method: 'POST', path: '/api/v1/records/{id}/countersignatures', as: 'json', key: false },
  listCountersignatures: { method: 'GET', path: '/api/v1/records/{id}/countersignatures', as: 'json', key: false },
  listSigningKeys: { method: 'GET', path: '/api/v1/signing-keys', as: 'json', key: false },
  keepReceipt: { method: 'POST', path: '/api/v1/receipts', as: 'json', key: false },
  listKeptReceipts: { method: 'GET', path: '/api/v1/receipts', as: 'json', key: false },
  getKeptReceipt: { method: 'GET', path: '/api/v1/receipts/{id}', as: 'response', key: false },
  getKeptFile: { method: 'GET', path: '/api/v1/receipts/{id}/files/{place}', as: 'response', key: false },
  listCases: { method: 'GET', path: '/api/v1/cases', as: 'json', key: false },
  listKinds: { method: 'GET', path: '/api/v1/kinds', as: 'json', key: false },
  verify: { method: 'POST', path: '/api/v1/verifications', as: 'json', key: false },
  getTrust: { method: 'GET', path: '/api/v1/trust', as: 'json', key: false },
  listAgencies: { method: 'GET', path: '/api/v1/agencies', as: 'json', key: false },
  listBatches: { method: 'GET', path: '/api/v1/agencies/{id}/batches', as: 'json', key: false },
  takeBatchRecords: { method: 'POST', path: '/api/v1/batches/{sequence}/records', as: 'response', key: false },
  getChain: { method: 'GET', path: '/api/v1/chain', as: 'json', key: false },
  signIn: { method: 'POST', path: '/api/v1/session', as: 'json', key: false },
  getSession: { method: 'GET', path: '/api/v1/session', as: 'json', key: false },
  signOut: { method: 'DELETE', path: '/api/v1/session', as: 'nothing', key: false },
  invite: { method: 'POST', path: '/api/v1/tickets', as: 'json', key: false },
  createToken: { method: 'POST', path: '/api/v1/tokens', as: 'json', key: false },
  listTokens: { method: 'GET', path: '/api/v1/tokens', as: 'json', key: false },
  revokeToken: { method: 'DELETE', path: '/api/v1/tokens/{id}', as: 'nothing', key: false },
  createWebhook: { method: 'POST', path: '/api/v1/webhooks', as: 'json', key: false },
  listWebhooks: { method: 'GET', path: '/api/v1/webhooks', as: 'json', key: false },
  removeWebhook: { method: 'DELETE', path: '/api/v1/webhooks/{id}', as: 'nothing', key: false },
  testWebhook: { method: 'POST', path: '/api/v1/webhooks/{id}/test', as: 'json', key: false },
  resumeWebhook: { method: 'POST', path: '/api/v1/webhooks/{id}/resume', as: 'json', key: false },
  rotateWebhookSecret: { method: 'POST', path: '/api/v1/webhooks/{id}/secret', as: 'json', key: false },
  listDeliveries: { method: 'GET', path: '/api/v1/webhooks/{id}/deliveries', as: 'json', key: false },
  createAccount: { method: 'POST', path: '/api/v1/accounts', as: 'json', key: false },
  listAccounts: { method: 'GET', path: '/api/v1/accounts', as: 'json', key: false },
  inviteAccount: { method: 'POST', path: '/api/v1/accounts/{id}/tickets', as: 'json', key: false },
  endAccount: { method: 'DELETE', path: '/api/v1/accounts/{id}', as: 'nothing', key: false },
  restoreAccount: { method: 'POST', path: '/api/v1/accounts/{id}/restore', as: 'nothing', key: false },
  listSessions: { method: 'GET', path: '/api/v1/sessions', as: 'json', key: false },
  endSession: { method: 'DELETE', path: '/api/v1/sessions/{id}', as: 'nothing', key: false },
  beginPasskey: { method: 'POST', path: '/api/v1/passkeys/options', as: 'json', key: false },
  makePasskey: { method: 'POST', path: '/api/v1/passkeys', as: 'json', key: false },
  listPasskeys: { method: 'GET', path: '/api/v1/passkeys', as: 'json', key: false },
  removePasskey: { method: 'DELETE', path: '/api/v1/passkeys/{id}', as: 'nothing', key: false },
  beginPasskeySignIn: { method: 'POST', path: '/api/v1/session/passkey/options', as: 'json', key: false },
  signInWithPasskey: { method: 'POST', path: '/api/v1/session/passkey', as: 'json', key: false },
  createAct: { method: 'POST', path: '/api/v1/acts', as: 'json', key: true },
  listActs: { method: 'GET', path: '/api/v1/acts', as: 'json', key: false },
  getAct: { method: 'GET', path: '/api/v1/acts/{id}', as: 'json', key: false },
  listStatements: { method: 'GET', path: '/api/v1/statements', as: 'json', key: false },
  getStatement: { method: 'GET', path: '/api/v1/statements/{id}', as: 'json', key: false },
  listHandoffs: { method: 'GET', path: '/api/v1/handoffs', as: 'json', key: false },
  getHandoff: { method: 'GET', path: '/api/v1/handoffs/{id}', as: 'json', key: false },
  getTimeline: { method: 'GET', path: '/api/v1/timeline', as: 'json', key: false },
  getFeed: { method: 'GET', path: '/api/v1/feed.atom', as: 'response', key: false },
  listAccess: { method: 'GET', path: '/api/v1/access-log', as: 'json', key: false },
  getStatus: { method: 'GET', path: '/api/v1/status', as: 'json', key: false },
  getGovernance: { method: 'GET', path: '/api/v1/governance', as: 'json', key: false },
  audit: { method: 'POST', path: '/api/v1/audits', as: 'response', key: false },
  openApi: { method: 'GET', path: '/api/v1/openapi.json', as: 'json', key: false },
} as const;
