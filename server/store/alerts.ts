import type { ChainFaultCode } from '../chain-faults.ts';
import { tell } from './outbox.ts';
import type { Store } from './store.ts';

/**
 * What a person must look at. What has happened for good stays open: `foreign-anchor`, `batch-matched` and `sealed-twice`. The others
 * end when a later step shows that they are over.
 * - `foreign-anchor`: a root stands under our agency on the chain that is not of our store
 * - `batch-matched`: after a restore, an anchored batch was found again and matched to its records
 * - `anchor-refused`: the contract would refuse our anchors; the operator key may have been revoked or the agency suspended
 * - `anchor-failed`: a transaction of ours was in a block and failed
 * - `ledger-superseded`: the agencies have named another ledger, in which this version does not anchor
 * - `node-stalled`: the node answers, and has had no new block for too long
 * - `validator-silent`: a validator has sealed and proposed none of the last blocks
 * - `agency-silent`: an agency that has anchored before no longer does
 * - `batch-withheld`: an agency does not hand out the records of a batch, or others than it anchored
 * - `peer-unreachable`: another agency's service has not answered for too long
 * - `time-stamps-missing`: the time-stamping authority has given no token that holds for too long
 * - `webhook-paused`: an address that is to be told of things has taken nothing for days
 * - those of `CHAIN_FAULTS`: the embedded chain has ended, and cannot run before someone has mended it
 * - `node-off-chain`, `node-behind`, `head-unverified`, `ledger-other-chain`: the node does not show the chain that we have verified
 * - `sealed-twice`: two blocks of one number are sealed; `details.file` names the evidence, where there is a file
 */
export type AlertCode =
  | ChainFaultCode
  | 'foreign-anchor'
  | 'batch-matched'
  | 'anchor-refused'
  | 'anchor-failed'
  | 'ledger-superseded'
  | 'node-stalled'
  | 'validator-silent'
  | 'agency-silent'
  | 'batch-withheld'
  | 'peer-unreachable'
  | 'time-stamps-missing'
  | 'webhook-paused'
  | 'node-off-chain'
  | 'node-behind'
  | 'head-unverified'
  | 'ledger-other-chain'
  | 'sealed-twice';

export type Alert = {
  code: AlertCode;
  /** What it is about: a sequence, a block, an error's name. */
  subject: string;
  details: Readonly<Record<string, unknown>>;
  /** Unix milliseconds: seen first and last. */
  at: number;
  lastAt: number;
};

/**
 * Notes an alert, and that webhooks are to be told; while it is open, the same one again only moves `lastAt`. In the
 * caller's transaction, or in one of its own.
 * @returns whether it was not open before
 */
export function raiseAlert(
  store: Store,
  alert: { code: AlertCode; subject: string; details: Readonly<Record<string, unknown>> },
  now: number,
): boolean {
  return store.db.isTransaction
    ? noteAlert(store, alert, now)
    : store.transaction(() => noteAlert(store, alert, now));
}

function noteAlert(
  store: Store,
  { code, subject, details }: Pick<Alert, 'code' | 'subject' | 'details'>,
  now: number,
): boolean {
  const known = store.one(
    'SELECT 1 FROM alerts WHERE code = ? AND subject = ? AND ended_at IS NULL',
    code,
    subject,
  );
  store.run(
    `INSERT INTO alerts (code, subject, details, at, last_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (code, subject) DO UPDATE SET last_at = excluded.last_at, ended_at = NULL`,
    code,
    subject,
    JSON.stringify(details),
    now,
    now,
  );
  if (known) return false;
  // The code alone: a subject may be the words of a node.
  const type = 'alert.raised';
  tell(store, { key: `${type} ${code} ${subject} ${now}`, type, at: now, data: { code } }, now);
  return true;
}

/** What these alerts say is over: all of a code, or those about one subject. */
export function endAlerts(store: Store, codes: readonly AlertCode[], now: number, subject?: string): void {
  for (const code of codes) {
    store.run(
      'UPDATE alerts SET ended_at = ? WHERE code = ? AND subject = coalesce(?, subject) AND ended_at IS NULL',
      now,
      code,
      subject ?? null,
    );
  }
}

/** Those that have not ended, newest first. */
export function openAlerts(store: Store, limit = 100): Alert[] {
  return store
    .all<Omit<Alert, 'details'> & { details: string }>(
      `SELECT code, subject, details, at, last_at AS lastAt FROM alerts WHERE ended_at IS NULL
         ORDER BY last_at DESC, code, subject LIMIT ?`,
      limit,
    )
    .map((row) => ({ ...row, details: JSON.parse(row.details) as Record<string, unknown> }));
}
