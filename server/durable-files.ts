import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';

/** Makes a folder's entries durable. (Windows has no such call, and needs none.) */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** Writes a file of a new name, readable by its owner alone; its bytes are durable on return, its name is not yet. */
export function writeDurable(path: string, bytes: Uint8Array): void {
  const file = openSync(path, 'w', 0o600);
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
