import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { JianzhengError } from '../../core/errors.ts';
import type { SealCache } from '../../core/qbft.ts';
import type { SealedLog } from '../../core/sealed-log.ts';
import { extendTrust, openTrust, type Trust } from '../../core/trust.ts';

/** The service's own trust bundle: read at the start, extended as the validator set changes, served to auditors. */
export type TrustFile = {
  readonly trust: Trust;
  /** Canonical bytes, as served. */
  readonly bytes: Uint8Array;
  /** Adds links to later sets. Durable on return. @throws FormatError `trust-link-invalid` */
  extend(links: readonly SealedLog[]): void;
};

function replaceFile(path: string, bytes: Uint8Array): void {
  const file = openSync(`${path}.new`, 'w', 0o600);
  try {
    writeSync(file, bytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  // A crash before this line leaves the old bundle, after it the new one; the link can always be fetched again.
  renameSync(`${path}.new`, path);
  if (process.platform === 'win32') return;
  const folder = openSync(dirname(path), 'r');
  fsyncSync(folder);
  closeSync(folder);
}

function read(path: string, cache: SealCache): { bytes: Uint8Array; trust: Trust } {
  try {
    const bytes = new Uint8Array(readFileSync(path));
    return { bytes, trust: openTrust(bytes, cache) };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new JianzhengError('trust-unreadable', `${path} is no trust bundle that holds: ${reason}`, {
      cause,
      details: { path, reason },
    });
  }
}

/** @throws JianzhengError `trust-unreadable` */
export function openTrustFile(path: string, cache: SealCache): TrustFile {
  let { bytes, trust } = read(path, cache);
  return {
    get trust() {
      return trust;
    },
    get bytes() {
      return bytes;
    },
    extend(links) {
      const longer = extendTrust(bytes, links, cache);
      replaceFile(path, longer.bundle);
      bytes = longer.bundle;
      trust = longer.trust;
    },
  };
}
