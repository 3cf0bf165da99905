import type { Store } from './store.ts';

/**
 * What a person must look at.
 * - `foreign-anchor`: a root stands under our agency on the chain that is not of our store
 * - `batch-matched`: after a restore, an anchored batch was found again and matched to its records
 * - `anchor-refused`: the contract would refuse our anchors; the operator key may have been revoked or the agency suspended
 * - `anchor-failed`: a transaction of ours was in a block and failed
 * - `two-sealed-blocks`: validators sealed two blocks of one height; `details.file` names the evidence
 * - `node-stalled`: the node answers, and has had no new block for too long
 * - `validator-silent`: a validator has sealed and proposed none of the last blocks
 * - `agency-silent`: an agency that has anchored before no longer does
 * - `node-off-chain`, `node-behind`, `head-unverified`, `ledger-other-chain`: the node does not show the chain that we have verified
 */
export type AlertCode =
  | 'foreign-anchor'
  | 'batch-matched'
  | 'anchor-refused'
  | 'anchor-failed'
  | 'two-sealed-blocks'
  | 'node-stalled'
  | 'validator-silent'
  | 'agency-silent'
  | 'node-off-chain'
  | 'node-behind'
  | 'head-unverified'
  | 'ledger-other-chain';

export type Alert = {
  code: AlertCode;
  /** What it is about: a sequence, a block, an error's name. */
  subject: string;
  details: Readonly<Record<string, unknown>>;
  /** Unix milliseconds: seen first and last. */
  at: number;
  lastAt: number;
};

/** Notes an alert; the same one again only moves `lastAt`. @returns whether it is new */
export function raiseAlert(
  store: Store,
  alert: { code: AlertCode; subject: string; details: Readonly<Record<string, unknown>> },
  now: number,
): boolean {
  const { code, subject } = alert;
  const known = store.one('SELECT 1 FROM alerts WHERE code = ? AND subject = ?', code, subject);
  store.run(
    `INSERT INTO alerts (code, subject, details, at, last_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (code, subject) DO UPDATE SET last_at = excluded.last_at`,
    code,
    subject,
    JSON.stringify(alert.details),
    now,
    now,
  );
  return known === undefined;
}

/** Newest first. */
export function listAlerts(store: Store, limit = 100): Alert[] {
  return store
    .all<Omit<Alert, 'details'> & { details: string }>(
      'SELECT code, subject, details, at, last_at AS lastAt FROM alerts ORDER BY last_at DESC, code, subject LIMIT ?',
      limit,
    )
    .map((row) => ({ ...row, details: JSON.parse(row.details) as Record<string, unknown> }));
}
