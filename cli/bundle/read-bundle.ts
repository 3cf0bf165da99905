import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import type { PiecewiseFile } from '../../bundle/archive.ts';
import { type OpenedBundle, openBundle, type StartDigest } from '../../bundle/open.ts';
import { FormatError } from '../../core/errors.ts';
import { en } from '../../language/bundle.ts';
import { CommandError, failure } from '../command-error.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit.ts';
import { startProgress } from '../progress.ts';
import { safe } from '../terminal.ts';

/** A bundle on this machine. */

const startDigest: StartDigest = ({ sm3 }) => {
  const sha256 = createHash('sha256');
  const other = sm3 ? createHash('sm3') : undefined;
  return {
    update(bytes) {
      sha256.update(bytes);
      other?.update(bytes);
    },
    digest: () => ({ sha256: sha256.digest('hex'), ...(other ? { sm3: other.digest('hex') } : {}) }),
  };
};

/** A bundle that is refused says nothing about the evidence in it: its exit code is that of an invalid receipt. */
function refused({ text }: Context, path: string, error: FormatError): CommandError {
  const key = `bundle.refused.${error.code}`;
  const { name, where } = error.details as { name?: string; where?: string };
  const said = Object.hasOwn(en, key)
    ? text(key as keyof typeof en, { name: name ?? where ?? '' })
    : error.code;
  return new CommandError(error.code, {
    exit: EXIT.invalid,
    told: { message: `${safe(path)}: ${said}`, next: text('bundle.refused.next') },
    cause: error,
  });
}

/** @throws whatever the disk fails with */
async function piecewise(file: FileHandle): Promise<PiecewiseFile> {
  const { size } = await file.stat();
  return {
    size,
    async read(from, length) {
      const piece = new Uint8Array(Math.min(length, Math.max(0, size - from)));
      let filled = 0;
      while (filled < piece.length) {
        const { bytesRead } = await file.read(piece, filled, piece.length - filled, from + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return piece.subarray(0, filled);
    },
  };
}

/** A bundle, and the file that its contents are read from until it is closed. */
export type BundleFile = { readonly bundle: OpenedBundle; close(): Promise<void> };

/** @throws CommandError `file-unreadable`, and one for each code of `openBundle` */
export async function readBundle(context: Context, path: string): Promise<BundleFile> {
  let file: FileHandle | undefined;
  let zip: PiecewiseFile;
  try {
    file = await open(path);
    zip = await piecewise(file);
  } catch (error) {
    await file?.close();
    const reason = error instanceof Error ? error.message : String(error);
    throw failure('file-unreadable', { path, reason }, { cause: error });
  }
  const progress = startProgress(context.text('progress.hashing'), zip.size, 'bytes');
  try {
    const bundle = await openBundle(zip, { startDigest, onBytes: progress.add });
    return { bundle, close: () => file.close() };
  } catch (error) {
    await file.close();
    if (error instanceof FormatError) throw refused(context, path, error);
    throw error;
  } finally {
    progress.stop();
  }
}
