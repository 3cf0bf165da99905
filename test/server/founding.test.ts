import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkFounding } from '../../core/founding.ts';
import { computeGenesis } from '../../core/genesis.ts';
import { addressOfKey } from '../../core/signature.ts';
import { openTrust } from '../../core/trust.ts';
import { agencyOf, found, needsFounding, pathsIn, readKeyFile } from '../../server/founding.ts';

let data: string;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'jianzheng-founding-'));
});
afterEach(() => rmSync(data, { recursive: true, force: true }));

const GRID = { id: 'grid', name: { en: 'The grid', zh: '电网公司' } };
const bytesOf = (path: string) => new Uint8Array(readFileSync(path));

test('a founding is one agency with three keys, signed by all of them, and gives a genesis block', async () => {
  expect(needsFounding(data)).toBe(true);
  found(data, GRID, Date.now());
  expect(needsFounding(data)).toBe(false);
  const paths = pathsIn(data);
  const pack = checkFounding(bytesOf(paths.founding));
  const [agency] = pack.document.agencies;
  expect(agency).toMatchObject(GRID);
  expect(agency?.operators).toEqual([addressOfKey(readKeyFile(paths.operatorKey))]);
  expect(agency?.validator).toBe(addressOfKey(readKeyFile(paths.validatorKey)));
  expect(openTrust(bytesOf(paths.trust)).foundingHash).toBe(pack.hash);
  const genesis = await computeGenesis(pack.document, pack.code);
  expect(genesis.header.timestamp).toBeLessThan(BigInt(Math.floor(Date.now() / 1000)));
});

test('no two foundings are the same', () => {
  found(data, GRID, 1_790_000_000_000);
  const other = mkdtempSync(join(tmpdir(), 'jianzheng-founding-'));
  found(other, GRID, 1_790_000_000_000);
  const [a, b] = [data, other].map((folder) => checkFounding(bytesOf(pathsIn(folder).founding)));
  expect(a?.document.chainId).not.toBe(b?.document.chainId);
  expect(a?.ledger).not.toBe(b?.ledger);
  rmSync(other, { recursive: true });
});

describe('a crash while founding', () => {
  test('before it is decided leaves nothing, and the next start founds', () => {
    mkdirSync(join(data, '.founding.new', 'keys'), { recursive: true });
    expect(needsFounding(data)).toBe(true);
    expect(readdirSync(data)).toEqual([]);
    found(data, GRID, Date.now());
    expect(needsFounding(data)).toBe(false);
  });

  // The entries are moved in this order; a crash may come after any of them.
  test.each([0, 1, 2, 3])('after %i of its parts were moved is finished by the next start', (moved) => {
    found(data, GRID, Date.now());
    const whole = mkdtempSync(join(tmpdir(), 'jianzheng-founding-'));
    cpSync(data, whole, { recursive: true });
    mkdirSync(join(data, '.founding'));
    for (const name of ['keys', 'trust.json', 'founding.json'].slice(moved)) {
      renameSync(join(data, name), join(data, '.founding', name));
    }
    expect(needsFounding(data)).toBe(false);
    for (const name of ['keys/operator.key', 'keys/governance.key', 'trust.json', 'founding.json']) {
      expect(bytesOf(join(data, name)), name).toEqual(bytesOf(join(whole, name)));
    }
    expect(existsSync(join(data, '.founding'))).toBe(false);
    rmSync(whole, { recursive: true });
  });
});

test('keys without a founding document are never overwritten', () => {
  found(data, GRID, Date.now());
  rmSync(pathsIn(data).founding);
  rmSync(pathsIn(data).trust);
  expect(() => needsFounding(data)).toThrow(expect.objectContaining({ code: 'founding-incomplete' }));
  expect(existsSync(pathsIn(data).operatorKey)).toBe(true);
});

test('an installation belongs to the agency of its operator key, or to the one that is set', () => {
  found(data, GRID, Date.now());
  const { document } = checkFounding(bytesOf(pathsIn(data).founding));
  const operator = addressOfKey(readKeyFile(pathsIn(data).operatorKey));
  expect(agencyOf(document, operator, undefined)).toEqual(GRID);
  expect(agencyOf(document, `0x${'1'.repeat(40)}`, 'court').id).toBe('court');
  expect(() => agencyOf(document, `0x${'1'.repeat(40)}`, undefined)).toThrow(
    expect.objectContaining({ code: 'agency-unknown' }),
  );
});

test('a key file that is none is refused by its name', () => {
  expect(() => readKeyFile(join(data, 'operator.key'))).toThrow(
    expect.objectContaining({ code: 'key-unreadable' }),
  );
});
