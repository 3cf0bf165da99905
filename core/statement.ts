import { canonicalBytes, parseCanonical } from './canonical.ts';
import { FormatError } from './errors.ts';
import { ledgerAt } from './ledgers.ts';
import { checkSeals, type SealCache } from './qbft.ts';
import { openSealedLog, type SealedLog } from './sealed-log.ts';
import { readLiteral, readMembers } from './shape.ts';
import { contractOf, readStatement, type Statement } from './statement-events.ts';
import type { Trust } from './trust.ts';

/**
 * A statement file: one thing that an agency said on the chain about a record, a case or a hand-off, proved up to the
 * seals of its block, like the anchor of a receipt. It says that it was said, when and by whom; not that it is true.
 * docs/FORMAT.md section 15.
 */
export type StatementFile = { readonly format: 'jianzheng/statement/1'; readonly log: SealedLog };

/** A statement that holds. */
export type OpenedStatement = {
  readonly statement: Statement;
  readonly block: {
    readonly number: number;
    /** 0x hex. */
    readonly hash: string;
    /** Unix seconds: what the proposer says, not before what the parent's proposer said. */
    readonly time: number;
    readonly parentTime: number;
  };
  readonly sealedBy: {
    readonly version: number;
    readonly validators: number;
    /** Addresses whose seals stand on the block. */
    readonly signers: readonly string[];
  };
};

export type StatementTrust = Pick<Trust, 'ledgers' | 'handoff' | 'sets' | 'changedAt'>;

/** A header and its parent, and receipts of a block: as of a receipt's anchor. */
export const MAX_STATEMENT_BYTES = 16 * 1024 * 1024;

function refuse(code: string, message: string, details: Record<string, unknown> = {}): never {
  throw new FormatError(code, message, { details });
}

/** The set of this version, where it seals the block of this number. */
function setFor({ sets, changedAt }: StatementTrust, version: number, number: number): readonly string[] {
  const set = sets[version - 1];
  const details = { version, known: sets.length, number };
  if (!set) return refuse('statement-set-unknown', `The trust bundle does not know set ${version}`, details);
  const last = changedAt[version] ?? Number.MAX_SAFE_INTEGER;
  if (number <= (changedAt[version - 1] ?? 0) || number > last) {
    refuse('statement-set-other', `Set ${version} does not seal block ${number}`, details);
  }
  return set;
}

/**
 * Checks a sealed log and reads what it says.
 * @throws FormatError of `openSealedLog`, `readStatement` and `checkSeals`; `statement-failed`, `statement-emitter`,
 *   `statement-set-unknown` (a later set than the bundle knows: nothing is decided), `statement-set-other`
 */
export function openStatementLog(sealed: unknown, trust: StatementTrust, cache?: SealCache): OpenedStatement {
  const opened = openSealedLog(sealed, 'statement.log');
  const { log, number, header, blockHash: hash, time, parentTime } = opened;
  if (!opened.succeeded) refuse('statement-failed', 'The transaction of the log failed');
  const statement = readStatement(log);
  // The address binds it to its chain: a header names none, and keys may have served in a rehearsal too.
  const expected = contractOf(statement.kind) === 'ledger' ? ledgerAt(trust.ledgers, number) : trust.handoff;
  if (expected === undefined || log.address !== expected) {
    refuse('statement-emitter', 'The log is of another contract', { expected, found: log.address });
  }
  const set = setFor(trust, statement.sealedBy, number);
  const signers = checkSeals(header, set, cache);
  return {
    statement,
    block: { number, hash, time, parentTime },
    sealedBy: { version: statement.sealedBy, validators: set.length, signers },
  };
}

/**
 * Opens a statement file.
 * @param bytes canonical JSON
 * @throws FormatError of `parseCanonical`, `member-invalid`, and of `openStatementLog`
 */
export function openStatement(bytes: Uint8Array, trust: StatementTrust, cache?: SealCache): OpenedStatement {
  const value = parseCanonical(bytes, { maxBytes: MAX_STATEMENT_BYTES });
  const { format, log } = readMembers(value, 'statement', ['format', 'log']);
  readLiteral(format, 'statement.format', 'jianzheng/statement/1');
  return openStatementLog(log, trust, cache);
}

/** The bytes of a statement file, opened before they are handed out. @throws FormatError as `openStatement` */
export function statementFile(log: SealedLog, trust: StatementTrust, cache?: SealCache): Uint8Array {
  const file: StatementFile = { format: 'jianzheng/statement/1', log };
  const bytes = canonicalBytes(file);
  openStatement(bytes, trust, cache);
  return bytes;
}
