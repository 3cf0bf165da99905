import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { JianzhengError } from '../core/errors.ts';

function makeOne(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (cause) {
    // Someone else was quicker: as good.
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw cause;
  }
}

/**
 * Makes sure of a folder that can be written, and of those above it. (mkdir's own `recursive` never comes back where
 * the system takes no folders, such as below /proc.)
 * @throws JianzhengError `folder-unusable`
 */
export function makeFolder(folder: string): void {
  try {
    const missing: string[] = [];
    for (let at = folder; !existsSync(at); at = dirname(at)) missing.push(at);
    for (const at of missing.toReversed()) makeOne(at);
    if (!statSync(folder).isDirectory()) throw new Error('it is no folder');
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new JianzhengError('folder-unusable', `${folder} cannot be used as a folder: ${reason}`, {
      cause,
      details: { path: folder, reason },
    });
  }
}
