import { ACCESS_CASE } from '../access-log/days.ts';
import { digestOfLines } from '../access-log/lines.ts';
import type { AccessDay } from '../store/access-log.ts';
import type { Store } from '../store/store.ts';
import { finding, paged, type Step } from './findings.ts';

/**
 * The access log against the records that its days became: each entry as it was handed in, none dropped in between,
 * and no such record that is no longer accounted for. @returns how many days
 */
export async function* auditAccess(store: Store): Step {
  const total = store.one<{ n: number }>('SELECT COUNT(*) AS n FROM access_days')?.n ?? 0;
  let done = 0;
  let expectedFirst = 1;
  const pages = paged<AccessDay>((after) =>
    store.all(
      'SELECT * FROM access_days WHERE last_seq > ? ORDER BY last_seq LIMIT 20',
      after?.last_seq ?? 0,
    ),
  );
  for await (const rows of pages) {
    for (const { through, first_seq, last_seq, sha256, record } of rows) {
      if (first_seq !== expectedFirst) {
        yield finding('access-log-differs', through, `entries from ${expectedFirst}`, `from ${first_seq}`);
      }
      expectedFirst = last_seq + 1;
      const found = await digestOfLines(store, first_seq, last_seq);
      const committed = store.one<{ sha256: string }>(
        `SELECT f.sha256 FROM records r JOIN record_files f ON f.record = r.seq
         WHERE r.id = ? AND r.case_id = ? AND r.submitted_by = 'service'`,
        record,
        ACCESS_CASE,
      );
      if (committed?.sha256 !== sha256 || found !== sha256) {
        yield finding('access-log-differs', through, committed?.sha256 ?? `record ${record}`, found);
      }
      done++;
    }
    yield { progress: { step: 'access', done, total } };
  }
  const lost = store.all<{ id: string }>(
    `SELECT id FROM records WHERE case_id = ? AND submitted_by = 'service' AND id NOT IN (SELECT record FROM access_days)
     LIMIT 100`,
    ACCESS_CASE,
  );
  for (const { id } of lost) yield finding('access-log-differs', id, 'the day of this record', 'no such day');
  return done;
}
