import { createHash } from 'node:crypto';
import { openAsBlob } from 'node:fs';
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

/** @throws CommandError `file-unreadable`, and one for each code of `openBundle` */
export async function readBundle(context: Context, path: string): Promise<OpenedBundle> {
  let zip: Blob;
  try {
    zip = await openAsBlob(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw failure('file-unreadable', { path, reason }, { cause: error });
  }
  const progress = startProgress(context.text('progress.hashing'), zip.size, 'bytes');
  try {
    return await openBundle(zip, { startDigest, onBytes: progress.add });
  } catch (error) {
    if (error instanceof FormatError) throw refused(context, path, error);
    throw error;
  } finally {
    progress.stop();
  }
}
