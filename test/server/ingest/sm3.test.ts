import { createHash, randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Sm3Pool } from '../../../server/ingest/sm3.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jianzheng-sm3-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The pool of a program that lies in the test's own folder. */
async function installed(size: number): Promise<Sm3Pool> {
  for (const name of ['sm3.ts', 'sm3-worker.ts']) {
    cpSync(fileURLToPath(new URL(`../../../server/ingest/${name}`, import.meta.url)), join(folder, name));
  }
  const { sm3Pool } = await import(pathToFileURL(join(folder, 'sm3.ts')).href);
  return sm3Pool(size) as Sm3Pool;
}

test('threads that are loaded need the disk no more: their program may be gone when the first file comes', async () => {
  const pool = await installed(2);
  await pool.loaded;
  rmSync(folder, { recursive: true });
  const contents = Array.from({ length: 4 }, () => new Uint8Array(randomBytes(100_000)));
  const digests = await Promise.all(
    contents.map(async (content) => {
      const stream = pool.open();
      await stream.push([content]);
      return stream.digest();
    }),
  );
  expect(digests).toEqual(contents.map((content) => createHash('sm3').update(content).digest('hex')));
  await pool.close();
});

test('a program that cannot be loaded is an error at once, and not with the first file', async () => {
  const missing = await installed(1);
  await missing.loaded;
  await missing.close();
  rmSync(join(folder, 'sm3-worker.ts'));
  const { sm3Pool } = await import(pathToFileURL(join(folder, 'sm3.ts')).href);
  const pool = sm3Pool(1) as Sm3Pool;
  await expect(pool.loaded).rejects.toThrow(/sm3-worker/);
  await pool.close();
});
