import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signAcknowledgement } from '../../../core/acknowledgement.ts';
import type { FINDING_CODES } from '../../../server/audit/findings.ts';
import { keeping } from '../../../server/exchange/keep.ts';
import { receipts as receiptsOf } from '../../../server/receipts.ts';
import { noteCopy } from '../../../server/store/copies.ts';
import { type Ground, openRig, type Rig, startGround } from '../../support/anchoring-rig.ts';
import { damageTable } from '../../support/damage.ts';
import { testKey } from '../../support/founding.ts';

/** An audit names each thing that differs, and nothing else. Every tampering is undone before the next. */

let ground: Ground;
let rig: Rig;
let ids: string[];

beforeAll(async () => {
  ground = await startGround();
  rig = await openRig(ground);
  rig.run();
  rig.submit(1, 'another case');
  await rig.drained();
  ids = rig.submit(3, 'audited');
  await rig.drained();
  await exchange();
  rig.store.db.exec('PRAGMA foreign_keys = OFF');
});
afterAll(async () => {
  await rig.stop();
  await ground.close();
});

/** A receipt that was handed to us, and a copy of a record elsewhere. */
async function exchange(): Promise<void> {
  const { store, trustFile } = rig;
  const sealCache = new Map();
  const own = receiptsOf(store, () => trustFile.trust, sealCache).receiptFor(ids[0]!);
  if (own.kind !== 'receipt') throw new Error(own.kind);
  const chain = {
    follow: async () => undefined,
    has: async () => true,
    operatorAgency: async () => undefined,
  };
  const operatorKey = testKey('police o');
  const kept = keeping({
    ...{ store, chain, trust: trustFile, sealCache, agency: 'police', operatorKey, now: Date.now },
    twoBlocks: { compare: async () => false },
  });
  await kept.keep(await kept.admit(own.bytes), [], 'test');
  const statement = {
    agency: 'police',
    at: 1,
    heldFiles: [],
    receiptSha256: 'ab'.repeat(32),
    recordId: ids[0]!,
  };
  noteCopy(store, signAcknowledgement(statement, operatorKey), Date.now());
}

/** The codes found after these statements, which are undone again. */
async function codesAfter(...statements: string[]): Promise<string[]> {
  rig.store.db.exec('SAVEPOINT tampering');
  try {
    for (const statement of statements) rig.store.db.exec(statement);
    const codes = new Set((await rig.findings()).map(({ code }) => code));
    return [...codes].sort();
  } finally {
    rig.store.db.exec('ROLLBACK TO tampering; RELEASE tampering');
  }
}

const seqOf = (index: number) => `(SELECT seq FROM records WHERE id = '${ids[index]}')`;
const FILE = `'${'a'.repeat(64)}'`;

test('of an untouched ledger finds nothing', async () => {
  expect(await rig.findings()).toEqual([]);
});

const KEPT_AS = (change: string) => `UPDATE kept_receipts SET ${change}`;

const cases: [title: string, statements: () => string[], codes: (typeof FINDING_CODES)[number][]][] = [
  [
    'a kept receipt whose bytes were changed',
    () => [KEPT_AS("bytes = CAST(replace(CAST(bytes AS TEXT), 'grid', 'grip') AS BLOB)")],
    ['kept-receipt-differs'],
  ],
  ['a kept receipt under another digest', () => [KEPT_AS(`id = ${FILE}`)], ['kept-receipt-differs']],
  ['a kept receipt of another agency', () => [KEPT_AS("agency = 'court'")], ['kept-receipt-differs']],
  [
    'an acknowledgement of other files than are kept',
    () => [KEPT_AS(`acknowledgement = replace(acknowledgement, '"heldFiles":[]', '"heldFiles":[0]')`)],
    ['kept-receipt-differs'],
  ],
  [
    'a file that a kept receipt does not disclose',
    () => [`INSERT INTO kept_files VALUES ((SELECT seq FROM kept_receipts), 0, ${FILE})`],
    ['kept-receipt-differs'],
  ],
  [
    'a copy by another agency than signed for it',
    () => ["UPDATE copies SET agency = 'court'"],
    ['copy-differs'],
  ],
  ['a copy whose time was changed', () => ['UPDATE copies SET at = 2'], ['copy-differs']],
  ['a copy without an acknowledgement', () => ["UPDATE copies SET acknowledgement = '{}'"], ['copy-differs']],
  [
    'a record whose bytes were changed',
    () => [
      `UPDATE records SET canonical = CAST(replace(CAST(canonical AS TEXT), 'grid', 'grip') AS BLOB) WHERE id = '${ids[0]}'`,
    ],
    ['record-differs', 'receipt-invalid'],
  ],
  [
    'a record that was put under another ID',
    () => [`UPDATE records SET id = '${'0'.repeat(64)}' WHERE id = '${ids[2]}'`],
    ['batch-differs', 'case-differs', 'receipt-invalid', 'record-differs'],
  ],
  [
    'a kind that was changed',
    () => [`UPDATE records SET kind = 'other' WHERE id = '${ids[0]}'`],
    ['record-contents-differ'],
  ],
  [
    'a record that was moved to another case',
    () => [`UPDATE records SET case_id = 'another case', position = 9 WHERE id = '${ids[2]}'`],
    ['case-differs', 'link-broken', 'record-contents-differ'],
  ],
  [
    'a disclosure that was left out',
    () => [`UPDATE records SET disclosures = json_remove(disclosures, '$[2]') WHERE id = '${ids[0]}'`],
    ['record-contents-differ'],
  ],
  [
    'a file’s name that was changed in the list',
    () => [`UPDATE record_files SET name = 'b.txt' WHERE record = ${seqOf(0)}`],
    ['record-contents-differ'],
  ],
  [
    'a file that is said to be stored and is not',
    () => [`UPDATE record_files SET stored = 1 WHERE record = ${seqOf(0)}`],
    ['file-missing'],
  ],
  [
    'stored content that is gone',
    () => [`INSERT INTO files (sha256, sm3, size, stored_at) VALUES (${FILE}, ${FILE}, 3, 0)`],
    ['file-missing'],
  ],
  [
    'a record that was deleted from its case',
    () => [`DELETE FROM records WHERE id = '${ids[1]}'`],
    ['batch-differs', 'link-broken', 'case-differs', 'receipt-invalid'],
  ],
  [
    'a case whose count was changed',
    () => [`UPDATE cases SET count = 7 WHERE id = 'audited'`],
    ['case-differs'],
  ],
  [
    'a header that was exchanged',
    () => [
      `UPDATE headers SET rlp = (SELECT rlp FROM headers ORDER BY number DESC LIMIT 1) WHERE number = 1`,
    ],
    ['not-before-differs', 'receipt-invalid'],
  ],
  [
    'two records that changed places in a batch',
    () => [
      `UPDATE records SET leaf_index = 99 WHERE id = '${ids[0]}'`,
      `UPDATE records SET leaf_index = 0 WHERE id = '${ids[1]}'`,
      `UPDATE records SET leaf_index = 1 WHERE id = '${ids[0]}'`,
    ],
    ['batch-differs', 'receipt-invalid'],
  ],
  [
    'a batch’s root that was changed',
    () => [`UPDATE batches SET root = '${'1'.repeat(64)}' WHERE sequence = 2`],
    ['anchor-invalid', 'batch-differs', 'chain-differs', 'receipt-invalid'],
  ],
  [
    'a batch that was deleted',
    () => ['DELETE FROM batches WHERE sequence = 1', 'DELETE FROM anchors WHERE sequence = 1'],
    ['batch-sequence', 'chain-count'],
  ],
  [
    'one root under two sequences',
    () => [`INSERT INTO batches SELECT 3, root, size, created_at, 'foreign' FROM batches WHERE sequence = 2`],
    ['anchor-invalid', 'anchored-twice', 'foreign-anchor'],
  ],
  [
    'a proof that was exchanged for another batch’s',
    () => [
      `UPDATE anchors SET sealed_log = (SELECT sealed_log FROM anchors WHERE sequence = 1) WHERE sequence = 2`,
    ],
    ['anchor-invalid', 'receipt-invalid'],
  ],
  ['a proof that is gone', () => ['DELETE FROM anchors WHERE sequence = 2'], ['anchor-invalid']],
  [
    'a signed transaction that was changed',
    () => [`UPDATE transactions SET raw = raw || '00' WHERE sequence = 1`],
    ['transaction-differs'],
  ],
];

test.for(cases)('names %s', async ([, statements, codes]) => {
  const found = await codesAfter(...statements());
  expect(found).toEqual(expect.arrayContaining([...codes]));
});

test('names a database that is damaged in the middle, and checks what can still be read', async () => {
  const copy = mkdtempSync(join(tmpdir(), 'jianzheng-damaged-'));
  try {
    rig.store.db.exec(`VACUUM INTO '${copy}/store.sqlite'`);
    damageTable(join(copy, 'store.sqlite'), 'cases');
    const damaged = await openRig(ground, { service: copy });
    const found = await damaged.findings();
    await damaged.stop();
    expect([...new Set(found.map(({ code }) => code))]).toEqual(['store-damaged']);
    expect(found.map(({ subject }) => subject)).toEqual(
      expect.arrayContaining([join(copy, 'store.sqlite'), 'cases']),
    );
  } finally {
    rmSync(copy, { recursive: true });
  }
});

test('says that the chain cannot be asked, and nothing against the evidence', async () => {
  ground.proxy.rule = () => 'lose-request';
  try {
    expect((await rig.findings()).map(({ code }) => code)).toEqual(['chain-unreachable']);
  } finally {
    ground.proxy.rule = () => undefined;
  }
});
