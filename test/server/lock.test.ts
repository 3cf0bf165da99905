import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { lockFolder } from '../../chain/store/lock.ts';
import { lockData } from '../../server/lock.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jianzheng-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ['service', lockData, 'data-in-use'],
  ['chain', lockFolder, 'data-locked'],
] as const)(
  'a lock of the %s is held once, and a file that cannot be locked is nobody’s lock',
  (name, lock, code) => {
    const unlock = lock(folder);
    expect(() => lock(folder)).toThrow(expect.objectContaining({ code }));
    unlock();
    lock(folder)();
    writeFileSync(join(folder, `${name}.lock`), 'no database at all'.repeat(100));
    expect(() => lock(folder)).toThrow('file is not a database');
  },
);

test('a full disk is told as that, not as a file that is in the way', () => {
  const exec = vi.spyOn(DatabaseSync.prototype, 'exec').mockImplementation(() => {
    throw Object.assign(new Error('database or disk is full'), { code: 'ERR_SQLITE_ERROR', errcode: 13 });
  });
  expect(() => lockData(folder)).toThrow(expect.objectContaining({ code: 'storage-full' }));
  exec.mockRestore();
});
