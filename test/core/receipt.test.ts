import { Interface } from 'ethers';
import { describe, expect, it } from 'vitest';
import { agencyWord, BATCH_ANCHORED_TOPIC, readBatchAnchored } from '../../core/batch-anchored.ts';
import { buildReceipt } from '../../core/build-receipt.ts';
import { concat, fromHex0x, toHex, toHex0x } from '../../core/bytes.ts';
import { keccak256 } from '../../core/digests.ts';
import { encodeHeader } from '../../core/header.ts';
import { parseReceipt, receiptBytes } from '../../core/receipt.ts';
import { notFoundReport, outageReport } from '../../core/report.ts';
import { encodeRlp } from '../../core/rlp.ts';
import { verify } from '../../core/verify.ts';
import { forgeReceipt } from '../support/forged-receipt.ts';
import { batchOf, bytesFor } from '../support/ledger-fixture.ts';
import { paperWorld } from '../support/paper-world.ts';

const world = paperWorld('production');
const code = (name: string) => expect.objectContaining({ code: name });

describe('building a receipt', () => {
  const { records } = world.grid;
  const parts = {
    record: records[0]!.record,
    disclosures: records[0]!.disclosures,
    inclusion: { index: 0, path: batchOf(records).path(0) },
    anchor: world.chain.prove(2, 1),
    notBefore: world.chain.blocks[1]!.header,
  };

  it('gives canonical bytes that hold every part', () => {
    const bytes = buildReceipt(parts, world.trust);
    expect(receiptBytes(JSON.parse(new TextDecoder().decode(bytes)))).toEqual(bytes);
    const parsed = parseReceipt(bytes);
    expect(parsed.disclosures).toEqual(parts.disclosures);
    expect(parsed.inclusion.path.map(toHex)).toEqual(parts.inclusion.path.map(toHex));
    expect(toHex0x(parsed.notBefore)).toBe(toHex0x(encodeHeader(parts.notBefore)));
  });

  it('works with any of the disclosures, and none', () => {
    expect(buildReceipt({ ...parts, disclosures: [] }, world.trust).length).toBeLessThan(
      buildReceipt({ ...parts, disclosures: parts.disclosures.slice(1) }, world.trust).length,
    );
  });

  it.each([
    ['the path of another record', { inclusion: { index: 0, path: batchOf(records).path(1) } }],
    ['the anchor of another batch', { anchor: world.chain.prove(2, 2, 1) }],
    ['another block for notBefore', { notBefore: world.chain.blocks[2]!.header }],
    ['the disclosures of another record', { disclosures: records[1]!.disclosures }],
  ])('refuses %s instead of handing out what would fail', (_, change) => {
    expect(() => buildReceipt({ ...parts, ...change }, world.trust)).toThrow(code('receipt-unprovable'));
  });

  it('refuses to build on a validator set that the bundle does not know', () => {
    const old = { ...world.trust, sets: [], changedAt: [] };
    expect(() => buildReceipt(parts, old)).toThrow(code('receipt-unprovable'));
  });
});

describe('BatchAnchored', () => {
  const abi = new Interface([
    'event BatchAnchored(bytes32 indexed agency, uint64 indexed sequence, bytes32 root, uint64 size, uint64 sealedBy)',
  ]);
  const encode = (sequence: bigint, size: bigint, sealedBy: bigint) => {
    const { topics, data } = abi.encodeEventLog('BatchAnchored', [
      agencyWord('grid'),
      sequence,
      bytesFor('root'),
      size,
      sealedBy,
    ]);
    return { topics: topics.map(fromHex0x), data: fromHex0x(data) };
  };

  it('is read as Solidity’s ABI encodes it', () => {
    expect(abi.getEvent('BatchAnchored')?.topicHash).toBe(BATCH_ANCHORED_TOPIC);
    expect(readBatchAnchored(encode(7n, 2n ** 32n, 3n))).toEqual({
      agency: agencyWord('grid'),
      sequence: 7,
      root: bytesFor('root'),
      size: 2 ** 32,
      sealedBy: 3,
    });
  });

  it.each([
    [0n, 1n, 1n],
    [1n, 0n, 1n],
    [1n, 1n, 0n],
    [2n ** 53n, 1n, 1n],
    [1n, 2n ** 32n + 1n, 1n],
    [1n, 1n, 2n ** 64n - 1n],
  ])('is refused with sequence %s, size %s, set %s', (sequence, size, sealedBy) => {
    expect(() => readBatchAnchored(encode(sequence, size, sealedBy))).toThrow(code('event-invalid'));
  });

  it('is refused with words that no uint64 fills', () => {
    const { topics, data } = encode(1n, 1n, 1n);
    expect(() => readBatchAnchored({ topics: [topics[0]!, topics[1]!, bytesFor('x')], data })).toThrow(
      code('event-invalid'),
    );
    expect(() => readBatchAnchored({ topics: topics.slice(0, 2), data })).toThrow(code('event-invalid'));
    expect(() => readBatchAnchored({ topics, data: data.slice(1) })).toThrow(code('event-invalid'));
    expect(() => readBatchAnchored({ topics: [], data })).toThrow(code('event-other'));
  });
});

describe('reports without a receipt', () => {
  const files = [{ size: 1, sha256: 'ab'.repeat(32) }];
  it('say NOT_FOUND or UNDETERMINED, with every check skipped and nothing held against the file', () => {
    for (const [report, verdict] of [
      [notFoundReport(files), 'NOT_FOUND'],
      [outageReport(files), 'UNDETERMINED'],
    ] as const) {
      expect(report.verdict).toBe(verdict);
      expect(new Set(report.checks.map(({ outcome }) => outcome))).toEqual(new Set(['skipped']));
      expect(report.files).toEqual([{ given: files[0], matches: null }]);
    }
  });
});

describe('a receipt that is made to cost', () => {
  /** A leaf node that the header's root names, so that everything before the seals is done. */
  const withNode = (node: Uint8Array) =>
    forgeReceipt(world, {
      receipt: (receipt, chain) => ({
        ...receipt,
        anchor: {
          ...receipt.anchor,
          header: toHex0x(encodeHeader({ ...chain.blocks[2]!.header, receiptsRoot: keccak256(node) })),
          proof: [toHex0x(node)],
        },
      }),
    }).bytes;
  const ones = new Uint8Array(1_500_000).fill(1);
  const listOf = (content: Uint8Array) =>
    concat(
      Uint8Array.of(0xfa, content.length >> 16, (content.length >> 8) & 255, content.length & 255),
      content,
    );

  it.each<[string, () => Uint8Array]>([
    ['a trie node of a million items', () => withNode(listOf(ones))],
    ['a trie node nested a million deep', () => withNode(new Uint8Array(1_500_000).fill(0xc1))],
    [
      'a transaction receipt of a million bytes',
      () => withNode(encodeRlp([Uint8Array.of(0x20, 0x01), ones])),
    ],
    [
      'as many trie nodes as fit',
      () =>
        withPart(
          'proof',
          Array.from({ length: 64 }, () => `0x${'c0'.repeat(25_000)}`),
        ),
    ],
    [
      'as many disclosures as fit',
      () => withDisclosures(Array.from({ length: 1090 }, (_, i) => `${i}${'A'.repeat(3000)}`)),
    ],
    ['one disclosure of four megabytes', () => withDisclosures(['A'.repeat(4_000_000)])],
    ['texts full of escapes', () => withDisclosures(['\u0001'.repeat(600_000)])],
  ])('is INVALID within seconds: %s', (_, make) => {
    const bytes = make();
    const start = performance.now();
    expect(verify({ receipt: bytes, files: [], trust: world.trust }).verdict).toBe('INVALID');
    // Tens of milliseconds on an idle machine; what matters is that no input of 4 MiB takes minutes.
    expect(performance.now() - start).toBeLessThan(5000);
  });

  function withDisclosures(disclosures: string[]): Uint8Array {
    return forgeReceipt(world, { receipt: (receipt) => ({ ...receipt, disclosures }) }).bytes;
  }
  function withPart(name: string, part: unknown): Uint8Array {
    return forgeReceipt(world, {
      receipt: (receipt) => ({ ...receipt, anchor: { ...receipt.anchor, [name]: part } }),
    }).bytes;
  }
});
