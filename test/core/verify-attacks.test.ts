import { describe, expect, it } from 'vitest';
import { concat, utf8 } from '../../core/bytes.ts';
import { openTrust } from '../../core/trust.ts';
import { verify } from '../../core/verify.ts';
import { attacks, withDisclosures, attackedWorld as world } from '../support/attacks.ts';
import { forgeReceipt } from '../support/forged-receipt.ts';
import { digestsOf } from '../support/ledger-fixture.ts';

describe('a forged receipt', () => {
  it('is good as long as nothing in it is forged', () => {
    const { bytes, record } = forgeReceipt(world);
    const report = verify({ receipt: bytes, files: record.files.map(digestsOf), trust: world.trust });
    expect(report.checks.filter(({ outcome }) => outcome !== 'pass')).toEqual([]);
    expect(report.verdict).toBe('VERIFIED');
    // The block of the change is still the old set's, and blocks of one time are in order by their numbers.
    for (const forgery of [{ after: 1 }, { seal: { time: 1_790_000_007 } }]) {
      const edge = forgeReceipt(world, forgery);
      expect(
        verify({ receipt: edge.bytes, files: record.files.map(digestsOf), trust: world.trust }).verdict,
      ).toBe('VERIFIED');
    }
    const later = forgeReceipt(world, { after: 2, set: world.sets[1]!, anchoring: { sealedBy: 2 } });
    expect(
      verify({ receipt: later.bytes, files: record.files.map(digestsOf), trust: world.trust }).verdict,
    ).toBe('VERIFIED');
  });

  it.each(attacks)('with %s fails %s, and is INVALID', (_, check, forgery) => {
    const { bytes, record } = forgeReceipt(world, forgery);
    const files = record.files.map(digestsOf);
    const report = verify({ receipt: bytes, files, trust: world.trust });
    expect(report.checks.filter(({ outcome }) => outcome === 'fail').map(({ name }) => name)).toEqual([
      check,
    ]);
    expect(report.verdict).toBe('INVALID');
    // Nor does it ever count against a file.
    expect(verify({ receipt: bytes, files: [{ ...files[0]!, size: 1 }], trust: world.trust }).verdict).toBe(
      'INVALID',
    );
  });

  it('with a notBefore that its set did not seal is INVALID, whatever set came later', () => {
    const signers = world.sets[0]!.slice(0, 2);
    const early = forgeReceipt(world, { sealEarlier: { signers } });
    const late = forgeReceipt(world, {
      sealEarlier: { signers },
      after: 2,
      set: world.sets[1]!,
      anchoring: { sealedBy: 2 },
    });
    const founding = openTrust(world.bundles.founding);
    for (const [bytes, trust] of [
      [early.bytes, founding],
      [late.bytes, world.trust],
    ] as const) {
      expect(verify({ receipt: bytes, files: [], trust }).verdict).toBe('INVALID');
    }
  });

  it('with a set beyond the bundle is UNDETERMINED: the set may be there tomorrow', () => {
    const { bytes, record } = forgeReceipt(world, { anchoring: { sealedBy: 3 } });
    const report = verify({ receipt: bytes, files: record.files.map(digestsOf), trust: world.trust });
    expect(report).toMatchObject({ verdict: 'UNDETERMINED', next: 'update-trust' });
  });
});

describe('what is not shown', () => {
  const hiding = (keep: (index: number) => boolean) =>
    forgeReceipt(
      world,
      withDisclosures((all) => all.filter((_, i) => keep(i))),
    );

  it('is named as hidden, and the rest still verifies', () => {
    const { bytes, record } = hiding((index) => index === 4);
    const report = verify({ receipt: bytes, files: [digestsOf(record.files[0]!)], trust: world.trust });
    expect(report).toMatchObject({
      verdict: 'VERIFIED',
      claims: {},
      hidden: { case: true, link: true, claims: ['collector', 'location'], files: 1 },
    });
    expect(report.case).toBeUndefined();
  });

  it('makes a file of it a MISMATCH, with the advice to ask for the hidden ones', () => {
    const { bytes, record } = hiding((index) => index !== 5);
    expect(
      verify({ receipt: bytes, files: [digestsOf(record.files[1]!)], trust: world.trust }),
    ).toMatchObject({
      verdict: 'MISMATCH',
      next: 'check-hidden-files',
      hidden: { files: 1 },
    });
  });

  it('leaves any file UNDETERMINED when no file is shown at all', () => {
    const { bytes, record } = hiding((index) => index < 4);
    expect(
      verify({ receipt: bytes, files: [digestsOf(record.files[0]!)], trust: world.trust }),
    ).toMatchObject({
      verdict: 'UNDETERMINED',
      next: 'ask-for-disclosure',
    });
  });
});

describe('bytes that are no receipt', () => {
  it.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array()],
    ['a byte order mark', concat(Uint8Array.of(0xef, 0xbb, 0xbf), forgeReceipt(world).bytes)],
    ['a line break after the end', concat(forgeReceipt(world).bytes, utf8('\n'))],
    [
      'white space inside',
      utf8(JSON.stringify(JSON.parse(new TextDecoder().decode(forgeReceipt(world).bytes)), null, 1)),
    ],
    ['invalid UTF-8', Uint8Array.of(0x22, 0xff, 0x22)],
    ['a number', utf8('1')],
    ['a deep nest', utf8('['.repeat(100_000))],
    ['millions of values', utf8(`[${'0,'.repeat(1_000_000)}0]`)],
    ['more than 4 MiB', new Uint8Array(4 * 1024 * 1024 + 1).fill(0x20)],
    ['a text without end', utf8(`"${'\\'.repeat(1001)}`)],
    ['a doubled member', utf8('{"format":"jianzheng/receipt/1","format":"jianzheng/receipt/1"}')],
  ])('are INVALID at once: %s', (_, bytes) => {
    const report = verify({ receipt: bytes, files: [], trust: world.trust });
    expect(report.verdict).toBe('INVALID');
    expect(report.checks.map(({ outcome }) => outcome)).toEqual([
      'fail',
      ...Array.from({ length: 15 }, () => 'skipped'),
    ]);
  });
});
