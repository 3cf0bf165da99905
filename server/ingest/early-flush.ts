import type { FileHandle } from 'node:fs/promises';

/** How much may be written before the disk is told to begin. */
const FLUSH_BYTES = 32 * 1024 * 1024;

export type EarlyFlush = { written(bytes: number): void; settled(): Promise<void> };

/**
 * Has the disk write while bytes still come in: otherwise all of it would wait for the last sync. Only one at a time; a
 * failure is kept for the end, since a sync reports an error once and the next one may already say that all is well.
 */
export function earlyFlush(handle: Pick<FileHandle, 'datasync'>): EarlyFlush {
  let unflushed = 0;
  let running: Promise<void> | undefined;
  let failure: unknown;
  return {
    written(bytes) {
      unflushed += bytes;
      if (unflushed < FLUSH_BYTES || running) return;
      unflushed = 0;
      running = handle
        .datasync()
        .catch((cause: unknown) => {
          failure ??= cause;
        })
        .finally(() => {
          running = undefined;
        });
    },
    async settled() {
      await running;
      if (failure !== undefined) throw failure;
    },
  };
}
