import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fromHex, toHex } from '../../../core/bytes.ts';
import { rootOf } from '../../../core/merkle.ts';
import { cutBatch, lastSequence, openBatch, queueState } from '../../../server/sealing/batches.ts';
import { openStore, type Store } from '../../../server/store/store.ts';
import { fcRuns } from '../../support/properties.ts';

let folder: string;
let store: Store;
const RULE = { maxSize: 5, maxAgeMs: 1_000 };

function open(): void {
  folder = mkdtempSync(join(tmpdir(), 'jianzheng-sealing-'));
  store = openStore(folder);
  store.run(`INSERT INTO headers (number, hash, rlp, time, stored_at) VALUES (1, '0x', x'00', 0, 0)`);
  store.run(
    `INSERT INTO cases (id, salt, commitment, count, last_at) VALUES ('c', zeroblob(16), ?, 0, 0)`,
    '0'.repeat(64),
  );
}

function close(): void {
  store.close();
  rmSync(folder, { recursive: true });
}

beforeEach(open);
afterEach(close);

let position = 0;
function receive(at: number): string {
  const id = toHex(new Uint8Array(randomBytes(32)));
  store.run(
    `INSERT INTO records (id, case_id, position, kind, canonical, disclosures, not_before, received_at, submitted_by)
       VALUES (?, 'c', ?, 'evidence', x'00', '[]', 1, ?, 'test')`,
    id,
    ++position,
    at,
  );
  return id;
}

function anchored(): void {
  store.run(`UPDATE batches SET state = 'anchored'`);
}

test('nothing is cut before the oldest record has waited its time', () => {
  expect(cutBatch(store, RULE, 10_000)).toBeUndefined();
  receive(10_000);
  expect(cutBatch(store, RULE, 10_999)).toBeUndefined();
  expect(cutBatch(store, RULE, 11_000)).toMatchObject({ sequence: 1, size: 1 });
});

test('a clock that was set back keeps no record waiting', () => {
  receive(10_000);
  expect(cutBatch(store, RULE, 9_000)).toMatchObject({ size: 1 });
});

test('a full batch is cut at once, in the order of arrival, and the rest waits', () => {
  const ids = Array.from({ length: 7 }, () => receive(0));
  const batch = cutBatch(store, RULE, 0);
  expect(batch).toEqual({ sequence: 1, size: 5, root: toHex(rootOf(ids.slice(0, 5).map(fromHex))) });
  const stored = store.all('SELECT id, leaf_index FROM records WHERE batch = 1 ORDER BY leaf_index');
  expect(stored).toEqual(
    ids.slice(0, 5).map((id, leaf_index) => expect.objectContaining({ id, leaf_index })),
  );
  expect(openBatch(store)).toEqual(batch);
  expect(queueState(store, 400)).toEqual({ received: 2, batched: 5, oldestMs: 400 });
  anchored();
  expect(queueState(store, 400)).toEqual({ received: 2, batched: 0, oldestMs: 400 });
});

test('an empty queue has nothing that waits', () => {
  expect(queueState(store, 5)).toEqual({ received: 0, batched: 0, oldestMs: null });
  expect(lastSequence(store)).toBe(0);
});

test('whatever comes and whenever it is cut, each record is in one batch, and sequences have no gap', () => {
  const arrivals = fc.array(fc.record({ count: fc.nat(8), wait: fc.nat(1_500) }), { maxLength: 12 });
  fc.assert(
    fc.property(arrivals, (steps) => {
      close();
      open();
      const received: string[] = [];
      let now = 0;
      for (const { count, wait } of steps) {
        for (let i = 0; i < count; i++) received.push(receive(now));
        now += wait;
        if (cutBatch(store, RULE, now)) anchored();
      }
      while (cutBatch(store, RULE, now + 10_000)) anchored();
      const rows = store.all<{ id: string; batch: number; leaf: number }>(
        'SELECT id, batch, leaf_index AS leaf FROM records ORDER BY batch, leaf_index',
      );
      expect(rows.map(({ id }) => id)).toEqual(received);
      const sizes = store.all<{ sequence: number; size: number }>(
        'SELECT sequence, size FROM batches ORDER BY sequence',
      );
      expect(sizes.map(({ sequence }) => sequence)).toEqual(sizes.map((_, i) => i + 1));
      expect(sizes.every(({ size }) => size >= 1 && size <= RULE.maxSize)).toBe(true);
      expect(sizes.reduce((sum, { size }) => sum + size, 0)).toBe(received.length);
    }),
    fcRuns(15),
  );
});
