import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
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
