import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { sm3Pool } from '../../../server/ingest/sm3.ts';
import { uploadHashing } from '../../../server/uploads/hashing.ts';

const folder = mkdtempSync(join(tmpdir(), 'jianzheng-hashing-'));
const pool = sm3Pool();
afterAll(async () => {
  await pool.close();
  rmSync(folder, { recursive: true });
});

const digestsOf = (bytes: Uint8Array) => ({
  sha256: createHash('sha256').update(bytes).digest('hex'),
  sm3: createHash('sm3').update(bytes).digest('hex'),
});

test('many uploads in turns, with states for few of them, have the digests of their bytes', async () => {
  const hashing = uploadHashing(pool, 2);
  const contents = Array.from({ length: 5 }, () => randomBytes(2_500_000));
  const path = (nth: number) => join(folder, `${nth}`);
  const step = 500_000;
  for (let at = 0; at < 2_500_000; at += step) {
    for (const [nth, bytes] of contents.entries()) {
      const piece = bytes.subarray(at, at + step);
      await hashing.take(`${nth}`, at, [piece]);
      writeFileSync(path(nth), bytes.subarray(0, at + step));
      hashing.written(`${nth}`, path(nth), at + step);
      const prefix = hashing.prefix(`${nth}`);
      if (prefix) expect(prefix.sha256).toBe(digestsOf(bytes.subarray(0, prefix.bytes)).sha256);
    }
  }
  for (const [nth, bytes] of contents.entries()) {
    expect(await hashing.finish(`${nth}`, path(nth), bytes.length)).toEqual(digestsOf(bytes));
  }
  hashing.close();
});

test('a state that saw what the disk has not is dropped, and the file is read instead', async () => {
  const hashing = uploadHashing(pool);
  const bytes = randomBytes(100_000);
  await hashing.take('a', 0, [randomBytes(100_000)]);
  hashing.forget('a');
  writeFileSync(join(folder, 'a'), bytes);
  expect(await hashing.finish('a', join(folder, 'a'), bytes.length)).toEqual(digestsOf(bytes));
});

test('a file that is shorter than what was received of it has no digests', async () => {
  const hashing = uploadHashing(pool);
  writeFileSync(join(folder, 'short'), 'short');
  await expect(hashing.finish('short', join(folder, 'short'), 10)).rejects.toThrow('shorter');
});
