import { createHash } from 'node:crypto';
import { readAcknowledgement } from '../../core/acknowledgement.ts';
import type { SealCache } from '../../core/qbft.ts';
import type { Trust } from '../../core/trust.ts';
import { verify } from '../../core/verify.ts';
import type { CopyRow } from '../store/copies.ts';
import type { KeptReceipt } from '../store/kept-receipts.ts';
import type { Store } from '../store/store.ts';
import { finding, paged, reasonOf, type Step } from './findings.ts';

/** What others handed to us, and what we know that others hold. */

type Kept = Pick<KeptReceipt, 'seq' | 'id' | 'record' | 'agency' | 'acknowledgement'> & { bytes: Uint8Array };

/** What a kept receipt says, by its row, and as its bytes, its files and its acknowledgement have it. */
function sidesOf(store: Store, row: Kept, trust: Trust, cache: SealCache): [expected: string, found: string] {
  const report = verify({ receipt: row.bytes, files: [], trust, sealCache: cache });
  const held = store.all<{ position: number; sha256: string }>(
    'SELECT position, sha256 FROM kept_files WHERE receipt = ? ORDER BY position',
    row.seq,
  );
  const places = held.map(({ position }) => position).join();
  const said = readAcknowledgement(JSON.parse(row.acknowledgement));
  const holds = report.checks.every(({ name, outcome }) => name === 'files.match' || outcome === 'pass');
  const matching = held.filter(({ position, sha256 }) => report.disclosed?.[position]?.sha256 === sha256);
  return [
    `${row.id} ${row.record} of ${row.agency}, holds, files ${places}, acknowledged as ${row.id} ${row.record} ${places}`,
    `${createHash('sha256').update(row.bytes).digest('hex')} ${report.recordId} of ${report.agency}, ${
      holds ? 'holds' : report.verdict
    }, files ${matching.map(({ position }) => position).join()}, acknowledged as ${said.receiptSha256} ${
      said.recordId
    } ${said.heldFiles.join()}`,
  ];
}

/** Every receipt that is kept for others, verified again from its bytes. @returns how many */
export async function* auditKept(store: Store, trust: Trust, cache: SealCache): Step {
  let done = 0;
  const pages = paged<Kept>((after) =>
    store.all(
      `SELECT seq, id, record, agency, bytes, acknowledgement FROM kept_receipts
        WHERE seq > ? ORDER BY seq LIMIT 20`,
      after?.seq ?? 0,
    ),
  );
  for await (const rows of pages) {
    for (const row of rows) {
      done++;
      try {
        const [expected, found] = sidesOf(store, row, trust, cache);
        if (expected !== found) yield finding('kept-receipt-differs', row.id, expected, found);
      } catch (error) {
        yield finding('kept-receipt-differs', row.id, 'a receipt that holds', reasonOf(error));
      }
    }
    yield { progress: { step: 'kept', done, total: done } };
  }
  return done;
}

/** Every acknowledgement of a copy against its signature and its row. @returns how many */
export async function* auditCopies(store: Store): Step {
  let done = 0;
  type Row = CopyRow & { record: string };
  const pages = paged<Row>((after) =>
    store.all(
      `SELECT record, agency, receipt, at, acknowledgement FROM copies
        WHERE (record, agency, receipt) > (?, ?, ?) ORDER BY record, agency, receipt LIMIT 100`,
      after?.record ?? '',
      after?.agency ?? '',
      after?.receipt ?? '',
    ),
  );
  for await (const rows of pages) {
    for (const { record, agency, receipt, at, acknowledgement } of rows) {
      done++;
      const subject = `${record} ${agency}`;
      const expected = `${record} ${agency} ${receipt} ${at}`;
      try {
        const said = readAcknowledgement(JSON.parse(acknowledgement));
        const found = `${said.recordId} ${said.agency} ${said.receiptSha256} ${said.at}`;
        if (found !== expected) yield finding('copy-differs', subject, expected, found);
      } catch (error) {
        yield finding('copy-differs', subject, expected, reasonOf(error));
      }
    }
  }
  return done;
}
