import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toHex, utf8 } from '../../core/bytes.ts';
import { leafHash } from '../../core/merkle.ts';
import { forgeReceipt, rewriteDatabase } from '../../scripts/demo/forge.ts';
import { type Consortium, consortium } from '../support/consortium.ts';
import { agencyKeys } from '../support/founding.ts';
import { ledgerInterface } from '../support/ledger-calls.ts';
import { changed, judgedBy, refusal, sealedBy, withHeader } from '../support/real-forgeries.ts';
import type { Service } from '../support/service.ts';

/** Attack 1 and 2: an agency lies with its own service, and rewrites its own database, files and signatures. */

let net: Consortium;
let grid: Service;
let court: Service;
let recordId: string;
let receipt: Uint8Array;
let second: Uint8Array;
const FILE = 'kWh 35000';

beforeAll(async () => {
  net = await consortium();
  [grid, court] = [await net.service('grid'), await net.service('court')];
  const record = await grid.submit([{ name: 'meter.csv', bytes: FILE }], {
    case: 'A',
    claims: '{"place":"flat"}',
  });
  recordId = record.recordId;
  receipt = await grid.receipt(recordId);
  second = await grid.receipt((await grid.submit([{ name: 'b', bytes: 'b' }], { case: 'B' })).recordId);
});
afterAll(() => net?.close());

describe('an agency’s service answers with something else than was anchored', () => {
  it('the genuine receipt is verified by another agency, with three of four seals', async () => {
    const report = await judgedBy(court, receipt, FILE);
    expect(refusal(report)).toEqual({ verdict: 'VERIFIED', check: null });
    expect(report.sealedBy).toMatchObject({ seals: 3, validators: 4, version: 1 });
  });

  it('a changed record: refused by batch.inclusion', async () => {
    const lie = changed(receipt, (given) => ({
      ...given,
      record: { ...given.record, kind: 'expert-opinion' },
    }));
    expect(refusal(await judgedBy(court, lie, FILE))).toEqual({
      verdict: 'INVALID',
      check: 'batch.inclusion',
    });
  });

  it('a record of another agency’s name: refused by anchor.agency', async () => {
    const lie = changed(receipt, (given) => ({ ...given, record: { ...given.record, agency: 'police' } }));
    expect(refusal(await judgedBy(court, lie, FILE))).toEqual({ verdict: 'INVALID', check: 'anchor.agency' });
  });

  it('a claim disclosed with another value: refused by disclosures.match', async () => {
    const lie = changed(receipt, (given) => {
      const place = given.disclosures.findIndex((text) => Buffer.from(text, 'base64url').includes('"place"'));
      const [salt, name] = JSON.parse(
        Buffer.from(given.disclosures[place]!, 'base64url').toString(),
      ) as string[];
      const other = Buffer.from(JSON.stringify([salt, name, 'office'])).toString('base64url');
      return { ...given, disclosures: given.disclosures.with(place, other) };
    });
    expect(refusal(await judgedBy(court, lie, FILE))).toEqual({
      verdict: 'INVALID',
      check: 'disclosures.match',
    });
  });

  it('a path of another place, or an invented one: refused by batch.inclusion', async () => {
    for (const path of [[toHex(leafHash(utf8('x')))], [recordId]]) {
      const lie = changed(receipt, (given) => ({ ...given, inclusion: { index: 0, path } }));
      expect(refusal(await judgedBy(court, lie, FILE))).toEqual({
        verdict: 'INVALID',
        check: 'batch.inclusion',
      });
    }
  });

  it('the anchor of another batch: refused by batch.inclusion', async () => {
    const lie = changed(receipt, (given) => {
      const { anchor } = JSON.parse(Buffer.from(second).toString()) as { anchor: unknown };
      return { ...given, anchor };
    });
    expect(refusal(await judgedBy(court, lie, FILE))).toEqual({
      verdict: 'INVALID',
      check: 'batch.inclusion',
    });
  });

  it('a transaction’s receipt with another root in its log: refused by anchor.receipt', async () => {
    const lie = changed(receipt, (given) => {
      // The root of a batch of one is the record's ID.
      const proof = given.anchor.proof.map((node) => node.replace(recordId, 'ab'.repeat(32)));
      expect(proof).not.toEqual(given.anchor.proof);
      return { ...given, anchor: { ...given.anchor, proof } };
    });
    expect(refusal(await judgedBy(court, lie, FILE))).toEqual({
      verdict: 'INVALID',
      check: 'anchor.receipt',
    });
  });

  it('an earlier time in the header: refused by anchor.seals', async () => {
    const lie = changed(receipt, (given) => ({
      ...given,
      anchor: withHeader(given.anchor, (header) => ({ ...header, timestamp: header.timestamp - 1n })),
    }));
    const report = await judgedBy(court, lie, FILE);
    expect(report.verdict).toBe('INVALID');
    expect(report.checks.find(({ name }) => name === 'anchor.seals')?.outcome).toBe('fail');
  });
});

describe('an agency rewrites its database and files, and signs again what it can', () => {
  it('a rewritten record with everything inside made to fit: refused by batch.inclusion, and named by its own audit', async () => {
    const other = utf8('kWh 350');
    const { undo } = rewriteDatabase(grid.data, recordId, 'meter.csv', other);
    try {
      const lie = forgeReceipt(receipt, 'meter.csv', other);
      expect(refusal(await judgedBy(court, lie, 'kWh 350'))).toEqual({
        verdict: 'INVALID',
        check: 'batch.inclusion',
      });
      // Its own service hands out nothing that it cannot prove.
      expect((await grid.request(`/api/v1/records/${recordId}/receipt`)).status).toBe(404);
      const found = await (await grid.request('/api/v1/audits', { method: 'POST' })).text();
      expect(found).toContain('batch-differs');
      // What the court was given before still holds.
      expect((await judgedBy(court, receipt, FILE)).verdict).toBe('VERIFIED');
    } finally {
      undo();
    }
  });

  it('the anchoring block sealed again by its own validator alone: refused by anchor.seals', async () => {
    const lie = sealedBy(receipt, [agencyKeys('grid').validator]);
    expect(refusal(await judgedBy(court, lie, FILE))).toEqual({ verdict: 'INVALID', check: 'anchor.seals' });
  });

  it('another root under a sequence that it has anchored: refused by the ledger, whatever it signs', async () => {
    const data = ledgerInterface.encodeFunctionData('anchor', [1, `0x${'ab'.repeat(32)}`, 1]);
    const { succeeded } = await net.transact(agencyKeys('grid').operator, net.ledger, data);
    expect(succeeded).toBe(false);
    expect((await judgedBy(court, receipt, FILE)).verdict).toBe('VERIFIED');
  });
});
