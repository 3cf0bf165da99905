import { createHash, randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FileDigests } from '../../core/digests.ts';
import { openTrust } from '../../core/trust.ts';
import { verify } from '../../core/verify.ts';
import { checkLedger } from '../support/check-ledger.ts';
import { launchService, removeData, type Service, startService } from '../support/service.ts';

/** Evidence in, sealed receipt out, verdict offline: what the whole product is for. */

let service: Service;

beforeAll(async () => {
  service = await startService();
});
afterAll(async () => {
  await service.stop();
  removeData(service.data);
});

function digestsOf(bytes: Uint8Array): FileDigests {
  const digest = (name: string) => createHash(name).update(bytes).digest('hex');
  return { size: bytes.length, sha256: digest('sha256'), sm3: digest('sm3') };
}

describe('a folder of files', () => {
  const photo = new Uint8Array(randomBytes(300_000));
  const note = new TextEncoder().encode('现场记录\n');
  const empty = new Uint8Array();
  let receipt: Uint8Array;
  let recordId: string;

  test('is received, and some seconds later has a receipt', async () => {
    const record = await service.submit(
      [
        { name: '照片/一.jpg', bytes: photo, mediaType: 'image/jpeg' },
        { name: '笔录.txt', bytes: note, mediaType: 'text/plain' },
        { name: 'empty', bytes: empty },
      ],
      { case: '2026-0042', claims: JSON.stringify({ collector: '李伟' }) },
    );
    recordId = record.recordId;
    expect(record.files.map(({ name }) => name)).toEqual(['照片/一.jpg', '笔录.txt', 'empty']);
    receipt = await service.receipt(recordId);
  });

  test('is VERIFIED by the receipt and the trust bundle alone', async () => {
    const bundle = new Uint8Array(await (await fetch(`${service.url}/api/v1/trust`)).arrayBuffer());
    const trust = openTrust(bundle);
    const files = [photo, note, empty].map(digestsOf);
    const report = verify({ receipt, files, trust });
    expect(report.verdict).toBe('VERIFIED');
    expect(report.recordId).toBe(recordId);
    expect(report.case).toBe('2026-0042');
    expect(report.claims).toEqual({ collector: '李伟' });
    expect(report.sealedBy).toMatchObject({ version: 1, seals: 1, validators: 1, single: true });
    expect(report.interval?.notBefore.number).toBeLessThan(report.interval?.anchored.number ?? 0);
  });

  test('with one bit flipped is a MISMATCH', async () => {
    const trust = openTrust(new Uint8Array(await (await fetch(`${service.url}/api/v1/trust`)).arrayBuffer()));
    const flipped = Uint8Array.from(photo);
    flipped[1234] = (flipped[1234] as number) ^ 1;
    expect(verify({ receipt, files: [digestsOf(flipped)], trust }).verdict).toBe('MISMATCH');
  });

  test('with a changed receipt is INVALID', async () => {
    const trust = openTrust(new Uint8Array(await (await fetch(`${service.url}/api/v1/trust`)).arrayBuffer()));
    const text = new TextDecoder().decode(receipt);
    const changed = new TextEncoder().encode(text.replace('"agency":"grid"', '"agency":"brid"'));
    expect(verify({ receipt: changed, files: [digestsOf(photo)], trust }).verdict).toBe('INVALID');
  });

  test('has the same receipt, byte for byte, whenever it is asked for', async () => {
    expect(await service.receipt(recordId)).toEqual(receipt);
  });
});

test('records that come together share batches, and follow each other in their case', async () => {
  const records = await Promise.all(
    Array.from({ length: 40 }, (_, i) =>
      service.submit([{ name: `${i}.txt`, bytes: `note ${i}` }], { case: '2026-0043' }),
    ),
  );
  expect(records.map(({ position }) => position).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 40 }, (_, i) => i + 1),
  );
  const { checked } = await checkLedger(
    service,
    records.map(({ recordId }) => recordId),
  );
  expect(checked.receipts).toBe(checked.records);
  expect(checked.batches).toBeLessThan(20);
});

test('keys and the local token are readable by their owner alone', () => {
  const paths = ['keys/governance.key', 'keys/operator.key', 'keys/validator.key', 'service/local.json'];
  for (const path of paths) expect(statSync(join(service.data, path)).mode & 0o077, path).toBe(0);
});

test('a second service on the same folder refuses, and says why', async () => {
  const second = launchService({ data: service.data });
  expect(await second.ended).toBe(1);
  expect(second.output()).toContain('Another service already uses');
  expect((await service.request('/healthz')).status).toBe(200);
});
