import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex0x } from '../../core/bytes.ts';
import { FormatError } from '../../core/errors.ts';
import { checkFounding } from '../../core/founding.ts';
import { decodeHeader } from '../../core/header.ts';
import { headerFromRpc } from '../../core/header-rpc.ts';
import { decodeExtra } from '../../core/qbft.ts';
import { encodeRlp } from '../../core/rlp.ts';
import { openSealedLog, type SealedLog } from '../../core/sealed-log.ts';
import { decodeTransactionReceipt, transactionReceiptFromRpc } from '../../core/transaction-receipt.ts';
import { extendTrust, openTrust } from '../../core/trust.ts';
import { fcRuns } from '../support/properties.ts';
import { readVectors } from '../support/vectors.ts';

const vectors = readVectors<{ valid: { bundle: string }[] }>('trust/bundles.json');
const bundle = JSON.parse(vectors.valid[1]?.bundle ?? '') as Record<string, unknown> & { links: SealedLog[] };

/** Whatever the reader is given, it answers or refuses with a code; anything else is a fault of ours. */
function refusesOrReads(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(FormatError);
  }
}

/** A value with one place in it, at any depth, replaced by something else. */
function replaced(value: unknown, path: readonly number[], by: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined || value === null || typeof value !== 'object') return by;
  const entries = Object.entries(value);
  if (entries.length === 0) return by;
  const [name, member] = entries[step % entries.length] as [string, unknown];
  const changed = replaced(member, rest, by);
  return Array.isArray(value) ? value.with(Number(name), changed) : { ...value, [name]: changed };
}

const junk = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(undefined, 1n, Number.NaN, '0x', '0x0', `0x${'f'.repeat(64)}`, { __proto__: null }, [
    [[[]]],
  ]),
  fc.uint8Array({ maxLength: 40 }).map(toHex0x),
);
const path = fc.array(fc.nat(20), { maxLength: 6 });

describe('hostile input', () => {
  it('in the place of anything in a trust bundle is refused with a code', () => {
    fc.assert(
      fc.property(path, junk, (at, by) => {
        refusesOrReads(() => openTrust(replaced(bundle, at, by)));
      }),
      fcRuns(100),
    );
  });

  it('in the place of anything in a sealed log, or of links, is refused with a code', () => {
    const [link] = bundle.links;
    const short = { ...bundle, links: [] };
    fc.assert(
      fc.property(path, junk, (at, by) => {
        refusesOrReads(() => openSealedLog(replaced(link, at, by)));
        refusesOrReads(() => extendTrust(short, [replaced(link, at, by)]));
      }),
      fcRuns(100),
    );
  });

  it('of any kind is refused with a code by every reader', () => {
    fc.assert(
      fc.property(junk, (value) => {
        for (const read of [
          openTrust,
          openSealedLog,
          checkFounding,
          headerFromRpc,
          transactionReceiptFromRpc,
        ]) {
          refusesOrReads(() => read(value));
        }
      }),
      fcRuns(200),
    );
  });

  it('of bytes that are RLP of something else is refused with a code', () => {
    const { item } = fc.letrec<{ item: Uint8Array | unknown[] }>((tie) => ({
      item: fc.oneof(
        { maxDepth: 5 },
        fc.uint8Array({ maxLength: 66 }),
        fc.array(tie('item'), { maxLength: 17 }),
      ),
    }));
    fc.assert(
      fc.property(item, (value) => {
        const bytes = encodeRlp(value as Parameters<typeof encodeRlp>[0]);
        for (const read of [decodeHeader, decodeExtra, decodeTransactionReceipt, openTrust, checkFounding]) {
          refusesOrReads(() => read(bytes));
        }
      }),
      fcRuns(200),
    );
  });

  it('of megabytes is refused in a second or so', () => {
    const [link] = bundle.links as [SealedLog];
    const start = performance.now();
    const long = `0x${'c1'.repeat(2 ** 20)}`;
    refusesOrReads(() => openSealedLog({ ...link, proof: [long] }));
    refusesOrReads(() => openSealedLog({ ...link, header: long, parent: long }));
    refusesOrReads(() => openSealedLog({ ...link, proof: Array(64).fill(`0x${'00'.repeat(2 ** 15)}`) }));
    refusesOrReads(() => openTrust({ ...bundle, links: Array(10_000).fill(null) }));
    refusesOrReads(() => openTrust({ ...bundle, links: Array(1_000_000).fill(null) }));
    expect(performance.now() - start).toBeLessThan(3_000);
  });
});
