import type { Store } from './store.ts';

/** An upload; see server/store/schema-uploads.ts. Sizes in bytes, times in unix ms. */
export type UploadRow = {
  readonly id: string;
  readonly actor: string;
  readonly size: number;
  readonly received: number;
  readonly metadata: string | null;
  readonly prefix_bytes: number;
  readonly prefix_sha256: string | null;
  readonly created_at: number;
  readonly touched_at: number;
  readonly sha256: string | null;
  readonly sm3: string | null;
  readonly record: string | null;
};

/** The digest of the first bytes of an upload: 64 hex digits. */
export type Prefix = { readonly bytes: number; readonly sha256: string };

export function findUpload(store: Store, id: string): UploadRow | undefined {
  return store.one<UploadRow>('SELECT * FROM uploads WHERE id = ?', id);
}

/** How many uploads of an actor no record has taken yet. */
export function countOpenUploads(store: Store, actor: string): number {
  return store.one<{ n: number }>(
    'SELECT count(*) AS n FROM uploads WHERE actor = ? AND record IS NULL',
    actor,
  )!.n;
}

export function insertUpload(
  store: Store,
  upload: Pick<UploadRow, 'id' | 'actor' | 'size' | 'metadata'>,
  now: number,
): void {
  const { id, actor, size, metadata } = upload;
  store.run(
    `INSERT INTO uploads (id, actor, size, received, metadata, created_at, touched_at)
     VALUES (?, ?, ?, 0, ?, ?, ?)`,
    ...[id, actor, size, metadata, now, now],
  );
}

/** Notes how much is durable; never less than before. */
export function noteReceived(
  store: Store,
  id: string,
  received: number,
  prefix: Prefix | undefined,
  now: number,
): void {
  store.run(
    `UPDATE uploads SET received = ?, touched_at = ?, prefix_bytes = coalesce(?, prefix_bytes),
       prefix_sha256 = coalesce(?, prefix_sha256) WHERE id = ? AND received <= ?`,
    ...[received, now, prefix?.bytes ?? null, prefix?.sha256 ?? null, id, received],
  );
}

export function noteDigests(store: Store, id: string, digests: { sha256: string; sm3: string }): void {
  store.run(
    'UPDATE uploads SET sha256 = ?, sm3 = ?, prefix_bytes = size, prefix_sha256 = ? WHERE id = ?',
    ...[digests.sha256, digests.sm3, digests.sha256, id],
  );
}

/** Gives an upload to a record, once. To be called in the record's transaction. @returns whether it was free */
export function takeUpload(store: Store, id: string, record: string, now: number): boolean {
  const { changes } = store.run(
    'UPDATE uploads SET record = ?, touched_at = ?, metadata = NULL WHERE id = ? AND record IS NULL',
    ...[record, now, id],
  );
  return changes > 0;
}

export function deleteUpload(store: Store, id: string): void {
  store.run('DELETE FROM uploads WHERE id = ?', id);
}

/** Uploads that nobody has touched since: open ones, or those that a record took. */
export function uploadsUntouchedSince(store: Store, before: number, taken: boolean): UploadRow[] {
  return store.all<UploadRow>(
    'SELECT * FROM uploads WHERE touched_at < ? AND (record IS NOT NULL) = ?',
    before,
    taken ? 1 : 0,
  );
}
