import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Content, openContent } from '../../../server/ingest/content.ts';
import { type Intake, openIntake, type PublishedFile } from '../../../server/ingest/intake.ts';
import { sm3Pool } from '../../../server/ingest/sm3.ts';
import { insertFile } from '../../../server/store/files.ts';
import { openStore, type Store } from '../../../server/store/store.ts';

let folder: string;
let store: Store;
let content: Content;
const sm3 = sm3Pool();

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'jianzheng-content-'));
  store = openStore(folder);
  content = openContent(folder, store);
  await content.recover();
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

const hash = (algorithm: string, bytes: Uint8Array) => createHash(algorithm).update(bytes).digest('hex');
const files = () =>
  readdirSync(join(folder, 'files'), { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
const temporary = () => readdirSync(join(folder, 'tmp'));

async function receive(...contents: Uint8Array[]): Promise<Intake> {
  const intake = openIntake(content, sm3, store);
  for (const [index, bytes] of contents.entries()) {
    await intake.receive(Readable.from([bytes], { objectMode: false }), `f${index}`, 'text/plain');
  }
  return intake;
}

const keep = (published: readonly PublishedFile[]) => {
  for (const { row, heal } of published) if (row) insertFile(store, row, 1, heal);
};

async function read(bytes: Uint8Array): Promise<Buffer | undefined> {
  const stream = content.read(hash('sha256', bytes));
  if (!stream) return undefined;
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const large = () => randomBytes(500_000);
const small = () => randomBytes(1000);

describe('content', () => {
  test('of many small parts lies in one pack, that of a single one under its own digest', async () => {
    const contents = [small(), new Uint8Array(0), small(), randomBytes(60_000)];
    const intake = await receive(...contents);
    keep(await intake.publish());
    await intake.settle();
    expect(files()).toHaveLength(1);
    for (const bytes of contents) expect((await read(bytes))?.equals(bytes)).toBe(true);
    const alone = small();
    const other = await receive(alone);
    keep(await other.publish());
    await other.settle();
    expect(files()).toHaveLength(2);
    expect((await read(alone))?.equals(alone)).toBe(true);
    expect(temporary()).toEqual([]);
  });

  test('beyond what is gathered at once still lies in one pack, with the right digests', async () => {
    const contents = Array.from({ length: 60 }, () => randomBytes(50_000));
    const intake = await receive(...contents);
    const published = await intake.publish();
    keep(published);
    await intake.settle();
    expect(files()).toHaveLength(1);
    for (const [index, bytes] of contents.entries()) {
      expect(published[index]?.entry).toMatchObject({
        sha256: hash('sha256', bytes),
        sm3: hash('sm3', bytes),
      });
    }
    expect((await read(contents[59]!))?.equals(contents[59]!)).toBe(true);
  });

  test('is never written over, whatever stands under its digest', async () => {
    const bytes = large();
    const first = await receive(bytes);
    keep(await first.publish());
    await first.settle();
    const path = join(folder, 'files', hash('sha256', bytes).slice(0, 2), hash('sha256', bytes).slice(2));
    const before = await stat(path);
    const second = await receive(bytes);
    keep(await second.publish());
    await second.settle();
    expect((await stat(path)).ino).toBe(before.ino);
  });

  test('whose bytes were lost is healed by an upload of the same bytes', async () => {
    const contents = [large(), small(), small()];
    const first = await receive(...contents);
    keep(await first.publish());
    await first.settle();
    for (const entry of files()) rmSync(join(entry.parentPath, entry.name));
    const second = await receive(...contents);
    keep(await second.publish());
    await second.settle();
    for (const bytes of contents) expect((await read(bytes))?.equals(bytes)).toBe(true);
  });

  test('survives when one of two uploads of the same bytes fails, in whatever order', async () => {
    for (const order of ['fails first', 'fails last'] as const) {
      const bytes = large();
      const [kept, failed] = [await receive(bytes), await receive(bytes)];
      const published = await kept.publish();
      await failed.publish();
      if (order === 'fails first') await failed.discard();
      keep(published);
      await kept.settle();
      if (order === 'fails last') await failed.discard();
      expect((await read(bytes))?.equals(bytes)).toBe(true);
      expect(temporary()).toEqual([]);
    }
  });

  test('that no row names is gone when its upload is discarded, even in the middle', async () => {
    const intake = openIntake(content, sm3, store);
    const endless = new Readable({ read() {} });
    endless.push(large());
    const receiving = intake.receive(endless, 'endless', 'text/plain');
    await intake.receive(Readable.from([small()], { objectMode: false }), 'small', 'text/plain');
    const discarded = intake.discard();
    await expect(receiving).rejects.toThrow();
    await discarded;
    const published = await receive(large(), small(), small());
    await published.publish();
    await published.discard();
    expect(files()).toEqual([]);
    expect(temporary()).toEqual([]);
  });
});

describe('after a crash the next start', () => {
  test('drops what was only temporary', async () => {
    await writeFile(join(folder, 'tmp', '0123.part'), 'half a file');
    expect(await content.recover()).toBe(1);
    expect(temporary()).toEqual([]);
  });

  test.each([
    ['drops durable content that no row names', false],
    ['keeps durable content whose row is there', true],
  ])('%s', async (_title, committed) => {
    const contents = [large(), small(), small()];
    const published = await (await receive(...contents)).publish();
    if (committed) keep(published);
    // Here the process dies: nothing is settled.
    expect(temporary()).toHaveLength(2);
    await openContent(folder, store).recover();
    expect(temporary()).toEqual([]);
    expect(files()).toHaveLength(committed ? 2 : 0);
    for (const bytes of contents) expect((await read(bytes)) !== undefined).toBe(committed);
  });

  test('keeps content that an earlier upload of the same bytes has made known', async () => {
    const bytes = large();
    const published = await (await receive(bytes)).publish();
    await (await receive(bytes)).publish();
    keep(published);
    await openContent(folder, store).recover();
    expect((await read(bytes))?.equals(bytes)).toBe(true);
  });
});
