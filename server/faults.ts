/**
 * Places at which a test may kill the service: one between each two commit points of the write path. What a crash
 * there leaves behind stands beside each; the next start goes on from it without being told.
 */
export const FAULT_POINTS = {
  /** A file's bytes are on disk under their digest, no record names them yet. Nobody was answered. */
  'file-durable': 'ingest',
  /** The record's row is being written and is not committed. It never was; nobody was answered. */
  'record-uncommitted': 'ingest',
  /** The record is durable, and its submitter does not know. The same Idempotency-Key gives the answer again. */
  'record-durable': 'ingest',
  /** A batch is being cut and is not committed. Its records still wait, in the same order. */
  'batch-uncommitted': 'sealing',
  /** The batch has its sequence, order and root, and no signature. */
  'batch-durable': 'sealing',
  /** The signed transaction is durable, and was never sent. */
  'transaction-durable': 'anchoring',
  /** The transaction was sent, and whether the node took it is unknown. */
  'transaction-sent': 'anchoring',
  /** The chain holds the anchor, and we have no proof of it yet. */
  'anchor-seen': 'anchoring',
  /** The proof is being stored and is not committed. */
  'anchor-uncommitted': 'anchoring',
  /** Proof stored: nothing is left to do but to hand out receipts. */
  'anchor-stored': 'anchoring',
  /** What the agency says is signed and durable, and was never sent. */
  'act-durable': 'acting',
  /** It was sent, and whether the node took it is unknown. */
  'act-sent': 'acting',
  /** More of an upload is on disk than its row says. The next start cuts it back; its sender goes on from the row. */
  'upload-written': 'uploading',
  /** The row says what was received, and the sender does not know. It asks before it goes on. */
  'upload-noted': 'uploading',
  /** A webhook was told, and we do not know it. It is told again, under the same ID. */
  'notice-sent': 'telling',
} as const;

export type FaultPoint = keyof typeof FAULT_POINTS;

let armed: { point: FaultPoint; passes: number } | undefined;

/**
 * Arms one fault point: `name`, or `name:3` for the third time that it is passed. For tests only.
 * @throws Error for a name that is not in the list
 */
export function armFault(setting: string | undefined): void {
  if (setting === undefined) return;
  const [name = '', passes = '1'] = setting.split(':');
  if (!Object.hasOwn(FAULT_POINTS, name)) throw new Error(`JIANZHENG_FAULT names no fault point: ${name}`);
  armed = { point: name as FaultPoint, passes: Number(passes) };
}

/** Dies here, as by a power cut, if this point is armed. Costs nothing otherwise. */
export function faultPoint(name: FaultPoint): void {
  if (armed?.point !== name) return;
  armed.passes -= 1;
  if (armed.passes <= 0) process.kill(process.pid, 'SIGKILL');
}
