import { open } from 'node:fs/promises';
import { failure } from './command-error.ts';

/**
 * Reads a file that ought to be small. Of one that is not, only so much is read that it is seen to be too long.
 * @throws CommandError `file-unreadable`
 */
export async function readBounded(path: string, maxBytes: number): Promise<Uint8Array> {
  try {
    await using file = await open(path);
    const buffer = new Uint8Array(Math.min((await file.stat()).size, maxBytes) + 1);
    let length = 0;
    while (length < buffer.length) {
      const { bytesRead } = await file.read(buffer, length, buffer.length - length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return buffer.subarray(0, length);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw failure('file-unreadable', { path, reason }, { cause: error });
  }
}
