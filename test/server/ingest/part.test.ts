import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PartRoom, receivePart, SMALL_BYTES } from '../../../server/ingest/part.ts';
import { sm3Pool } from '../../../server/ingest/sm3.ts';
import { fcRuns } from '../../support/properties.ts';

let folder: string;
const sm3 = sm3Pool(2);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'jianzheng-part-'));
});
afterAll(async () => {
  await sm3.close();
  rmSync(folder, { recursive: true });
});

let made = 0;
const room = (more: Partial<PartRoom> = {}): PartRoom => ({
  sm3,
  async openTemp() {
    const path = join(folder, `${made++}`);
    return { handle: await open(path, 'wx'), path };
  },
  removeTemp: (path) => rm(path),
  flush: async () => true,
  ...more,
});
const hash = (algorithm: string, bytes: Uint8Array) => createHash(algorithm).update(bytes).digest('hex');

test('however the bytes are cut, a part has the same digests, and its file the same bytes', async () => {
  const sizes = fc.oneof(
    fc.integer({ min: 0, max: 300_000 }),
    fc.constantFrom(0, 1, SMALL_BYTES - 1, SMALL_BYTES, SMALL_BYTES + 1, 1 << 20, (1 << 20) + 1),
  );
  await fc.assert(
    fc.asyncProperty(
      sizes,
      fc.array(fc.integer({ min: 1, max: 200_000 }), { maxLength: 20 }),
      async (size, cuts) => {
        const bytes = Buffer.alloc(size, `${size}`);
        const chunks: Buffer[] = [];
        let at = 0;
        for (const cut of cuts) {
          if (at >= size) break;
          chunks.push(bytes.subarray(at, at + cut));
          at += cut;
        }
        if (at < size) chunks.push(bytes.subarray(at));
        const part = await receivePart(Readable.from(chunks, { objectMode: false }), room());
        expect({ size: part.size, sha256: part.sha256 }).toEqual({ size, sha256: hash('sha256', bytes) });
        expect(part.held.kind).toBe(size < SMALL_BYTES ? 'memory' : 'file');
        if (part.held.kind === 'memory') expect(Buffer.from(part.held.bytes).equals(bytes)).toBe(true);
        else {
          expect(part.held.sm3).toBe(hash('sm3', bytes));
          expect(readFileSync(part.held.path).equals(bytes)).toBe(true);
          await rm(part.held.path);
        }
      },
    ),
    fcRuns(25),
  );
  expect(readdirSync(folder)).toEqual([]);
});

test('a write that ends early is continued', async () => {
  const bytes = Buffer.alloc(400_000, 'short writes');
  const part = await receivePart(
    Readable.from([bytes], { objectMode: false }),
    room({
      async openTemp() {
        const path = join(folder, 'short');
        const handle = await open(path, 'wx');
        const writev = async (buffers: readonly NodeJS.ArrayBufferView[]) => {
          const [first] = buffers as Uint8Array[];
          return handle.writev([first!.subarray(0, 70_001)]);
        };
        return {
          path,
          handle: {
            writev: writev as typeof handle.writev,
            datasync: () => handle.datasync(),
            sync: () => handle.sync(),
            close: () => handle.close(),
          },
        };
      },
    }),
  );
  expect(readFileSync(join(folder, 'short')).equals(bytes)).toBe(true);
  expect(part.sha256).toBe(hash('sha256', bytes));
  rmSync(join(folder, 'short'));
});

test('a failure of an early sync is not forgotten by the time of the last', async () => {
  const failing = room({
    async openTemp() {
      const path = join(folder, 'early');
      const handle = await open(path, 'wx');
      let syncs = 0;
      return {
        path,
        handle: {
          writev: handle.writev.bind(handle),
          async datasync() {
            if (syncs++ === 0) throw Object.assign(new Error('lost'), { code: 'EIO' });
          },
          sync: () => handle.sync(),
          close: () => handle.close(),
        },
      };
    },
  });
  const source = Readable.from(
    (function* () {
      for (let n = 0; n < 50; n++) yield Buffer.alloc(1 << 20, n);
    })(),
    { objectMode: false },
  );
  await expect(receivePart(source, failing)).rejects.toMatchObject({ code: 'EIO' });
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  [1000, 'before it is large'],
  [500_000, 'when it is large'],
])('a source that fails after %i bytes, %s, leaves nothing', async (bytes) => {
  const source = new Readable({ read() {} });
  source.push(Buffer.alloc(bytes));
  setTimeout(() => source.destroy(new Error('cut off')), 20);
  await expect(receivePart(source, room())).rejects.toThrow('cut off');
  expect(readdirSync(folder)).toEqual([]);
});

test('when the thread that computes SM3 dies, the part fails, and the next one gets a new thread', async () => {
  const pool = sm3Pool(1);
  const first = new Readable({ read() {} });
  first.push(Buffer.alloc(3 << 20));
  const receiving = receivePart(first, room({ sm3: pool }));
  receiving.catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, 100));
  await pool.close();
  first.push(Buffer.alloc(9 << 20));
  first.push(null);
  await expect(receiving).rejects.toThrow(/SM3/);
  const again = await receivePart(Readable.from([Buffer.alloc(1 << 20)]), room({ sm3: pool }));
  expect(again.held).toMatchObject({ sm3: hash('sm3', Buffer.alloc(1 << 20)) });
  await pool.close();
});
