import type { z } from 'zod';
import { readDisclosure } from '../../core/disclosure.ts';
import { parseRecord } from '../../core/record.ts';
import { filesOfRecord, findAnchor, type RecordRow, type RecordState } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import { countTokens } from '../store/time-stamps.ts';
import { viewCopies } from './copies.ts';
import type { recordDetail, recordView } from './schemas.ts';

/** Records as the API shows them: from the very bytes that were committed, not from copies beside them. */

function claimsOf(row: RecordRow, names: readonly string[]): Record<string, string> {
  if (names.length === 0) return {};
  const disclosures = JSON.parse(row.disclosures) as string[];
  // Canonical order: case, link, then the claims by name.
  const entries = names.map((_, index) => {
    const { name, value } = readDisclosure(disclosures[2 + index]!);
    return [name, value] as [string, string];
  });
  return Object.fromEntries(entries);
}

/** @param state the one to show; a first answer says `received` whatever has become of the record since */
export function viewRecord(
  store: Store,
  row: RecordRow,
  state: RecordState = row.state,
): z.infer<typeof recordView> {
  const { agency, claims } = parseRecord(row.canonical);
  return {
    recordId: row.id,
    agency,
    case: row.case_id,
    position: row.position,
    kind: row.kind,
    state,
    receivedAt: new Date(row.received_at).toISOString(),
    claims: claimsOf(row, Object.keys(claims).sort()),
    files: filesOfRecord(store, row.seq).map((file) => ({
      name: file.name,
      size: file.size,
      mediaType: file.media_type,
      sha256: file.sha256,
      sm3: file.sm3,
      stored: file.stored === 1,
    })),
  };
}

export function detailRecord(store: Store, row: RecordRow): z.infer<typeof recordDetail> {
  const anchor = row.batch === null ? undefined : findAnchor(store, row.batch);
  return {
    ...viewRecord(store, row),
    copies: viewCopies(store, row.id),
    timeStamps: row.batch === null ? 0 : countTokens(store, row.batch),
    anchor: anchor
      ? {
          sequence: anchor.sequence,
          blockNumber: anchor.block_number,
          blockTime: new Date(anchor.block_time * 1000).toISOString(),
          notBeforeNumber: row.not_before,
          sealedBy: anchor.sealed_by,
        }
      : null,
  };
}
