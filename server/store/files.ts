import type { Store } from './store.ts';

/** Content that we hold. `pack` and `start` (bytes) are null for content with a file of its own. */
export type FileRow = {
  sha256: string;
  sm3: string;
  size: number;
  pack: string | null;
  start: number | null;
};

/** The content under a SHA-256 (64 hex digits), or undefined. */
export function findFile(store: Store, sha256: string): FileRow | undefined {
  return store.one<FileRow>('SELECT sha256, sm3, size, pack, start FROM files WHERE sha256 = ?', sha256);
}

/**
 * Notes content that is durable. The first place stays, as the same bytes are stored once; `heal` gives a new place to
 * content whose bytes were lost.
 */
export function insertFile(store: Store, file: FileRow, now: number, heal: boolean): void {
  store.run(
    `INSERT INTO files (sha256, sm3, size, pack, start, stored_at) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (sha256) DO UPDATE SET pack = excluded.pack, start = excluded.start WHERE ?`,
    file.sha256,
    file.sm3,
    file.size,
    file.pack,
    file.start,
    now,
    heal ? 1 : 0,
  );
}
