import { spawnSync } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { hashFile } from '../../cli/digests.ts';
import type { Row } from './row.ts';

/**
 * P10: what of `jz verify` grows with the file. SHA-256 alone is what a record without SM3 needs; with both digests SM3
 * sets the pace. Each is the best of three over a file that the system has in memory.
 */
const MIB = 1024 * 1024;
const SIZE_MIB = 512;
const RUNS = 3;

function writeFile(target: string): void {
  const block = randomFillSync(new Uint8Array(MIB));
  const file = openSync(target, 'w');
  for (let i = 0; i < SIZE_MIB; i++) writeSync(file, block);
  closeSync(file);
}

/** MiB/s of the fastest run. */
async function speed(work: () => Promise<unknown> | unknown): Promise<number> {
  let best = 0;
  for (let run = 0; run < RUNS; run++) {
    const start = performance.now();
    await work();
    best = Math.max(best, (SIZE_MIB * 1000) / (performance.now() - start));
  }
  return best;
}

/** Runs a tool and gives what it printed, or undefined where this machine has no such tool. */
function run(command: string, args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8' });
  return status === 0 ? stdout : undefined;
}

/** What OpenSSL itself reaches on this processor, in MiB/s, in memory. */
function opensslSpeed(): number | undefined {
  const printed = run('openssl', ['speed', '-seconds', '2', '-bytes', String(MIB), '-mr', '-evp', 'sha256']);
  const bytes = /^\+F:\d+:[^:]*:([\d.]+)/m.exec(printed ?? '')?.[1];
  return bytes === undefined ? undefined : Number(bytes) / MIB;
}

export default async function bench(): Promise<Row[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'jianzheng-bench-'));
  const target = path.join(folder, 'file');
  try {
    writeFile(target);
    const sha256 = await speed(() => hashFile(target, { sm3: false }));
    const both = await speed(() => hashFile(target, { sm3: true }));
    const rows: Row[] = [
      { id: 'P10', what: 'file verification, SHA-256', value: sha256, unit: 'MiB/s' },
      { id: 'P10', what: 'file verification, SHA-256 and SM3', value: both, unit: 'MiB/s' },
    ];
    if (run('sha256sum', [target]) !== undefined) {
      const ratio = sha256 / (await speed(() => run('sha256sum', [target])));
      rows.push({
        id: 'P10',
        what: '  against sha256sum',
        value: ratio,
        unit: 'x',
        target: '>= 3 x',
        ok: ratio >= 3,
      });
    }
    const limit = opensslSpeed();
    if (limit !== undefined) {
      rows.push({ id: 'P10', what: '  of what openssl speed reaches', value: sha256 / limit, unit: 'x' });
    }
    return rows;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
