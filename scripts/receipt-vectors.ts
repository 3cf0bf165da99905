import { writeFileSync } from 'node:fs';
import { toHex } from '../core/bytes.ts';
import { canonicalBytes } from '../core/canonical.ts';
import type { FileDigests } from '../core/digests.ts';
import { openTrust, type Trust } from '../core/trust.ts';
import { verify } from '../core/verify.ts';
import { attacks, withDisclosures, attackedWorld as world } from '../test/support/attacks.ts';
import { type Forgery, forgeReceipt } from '../test/support/forged-receipt.ts';
import { digestsOf, fileFor } from '../test/support/ledger-fixture.ts';
import { paperWorld } from '../test/support/paper-world.ts';

/**
 * Writes test/vectors/receipts: receipts, the bundles to hold them against, and the verdict that each must get. Run by
 * hand when the format changes, and never to make a failing test pass.
 */

const folder = new URL('../test/vectors/receipts/', import.meta.url);
const rehearsal = paperWorld('rehearsal');
const single = paperWorld('one machine', ['grid']);
const bundles: Record<string, Uint8Array> = {
  'trust.json': world.bundles.latest,
  'trust-founding.json': world.bundles.founding,
  'trust-rehearsal.json': rehearsal.bundles.latest,
  'trust-single.json': single.bundles.latest,
};
const trusts: Record<string, Trust> = Object.fromEntries(
  Object.entries(bundles).map(([name, bytes]) => [name, openTrust(bytes)]),
);

type Vector = {
  name: string;
  trust: string;
  files: FileDigests[];
  verdict: string;
  /** Checks that do not pass, by outcome; skipped ones are left out, since they follow from the others. */
  fail: string[];
  unknown: string[];
  receipt: string;
};

function vector(name: string, trust: string, bytes: Uint8Array, files: FileDigests[]): Vector {
  const report = verify({ receipt: bytes, files, trust: trusts[trust]! });
  const named = (outcome: string) =>
    report.checks.filter((check) => check.outcome === outcome).map((check) => check.name);
  const receipt = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  return {
    name,
    trust,
    files,
    verdict: report.verdict,
    fail: named('fail'),
    unknown: named('unknown'),
    receipt,
  };
}

const grid = { bytes: world.grid.receipts[2]!, files: world.grid.records[2]!.files.map(digestsOf) };
const later = { bytes: world.later.receipts[0]!, files: world.later.records[0]!.files.map(digestsOf) };
const { sm3: _, ...withoutSm3 } = grid.files[0]!;
const forged = (forgery: Forgery) => {
  const { bytes, record } = forgeReceipt(world, forgery);
  return { bytes, files: record.files.map(digestsOf) };
};
const hiding = (keep: (index: number) => boolean) =>
  forged(withDisclosures((all) => all.filter((__, i) => keep(i))));
const onlyOneFile = hiding((index) => index === 4);
const secondFileHidden = hiding((index) => index !== 5);
const noFile = hiding((index) => index < 4);

const vectors: Vector[] = [
  vector('all files of a record', 'trust.json', grid.bytes, grid.files),
  vector('one file of two', 'trust.json', grid.bytes, grid.files.slice(1)),
  vector(
    'a batch of one, second log of its transaction',
    'trust.json',
    world.police.receipts[0]!,
    world.police.records[0]!.files.map(digestsOf),
  ),
  vector('after a change of the validators', 'trust.json', later.bytes, later.files),
  vector(
    'a single operator',
    'trust-single.json',
    single.grid.receipts[0]!,
    single.grid.records[0]!.files.map(digestsOf),
  ),
  vector('only one file disclosed', 'trust.json', onlyOneFile.bytes, onlyOneFile.files.slice(0, 1)),
  vector('another file', 'trust.json', grid.bytes, [digestsOf(fileFor('another'))]),
  vector('one right file and one other', 'trust.json', grid.bytes, [
    grid.files[0]!,
    digestsOf(fileFor('another')),
  ]),
  vector('another size', 'trust.json', grid.bytes, [{ ...grid.files[0]!, size: grid.files[0]!.size + 1 }]),
  vector('another SM3 digest', 'trust.json', grid.bytes, [{ ...grid.files[0]!, sm3: '00'.repeat(32) }]),
  vector(
    'a file that is recorded but not disclosed',
    'trust.json',
    secondFileHidden.bytes,
    secondFileHidden.files.slice(1),
  ),
  vector('no file given', 'trust.json', grid.bytes, []),
  vector('SM3 not given', 'trust.json', grid.bytes, [withoutSm3]),
  vector('no file disclosed', 'trust.json', noFile.bytes, noFile.files.slice(0, 1)),
  vector('a set that the bundle does not know', 'trust-founding.json', later.bytes, later.files),
  vector('the bundle of another chain', 'trust-rehearsal.json', grid.bytes, grid.files),
  ...attacks.map(([name, , forgery]) => {
    const { bytes, files } = forged(forgery);
    return vector(name, 'trust.json', bytes, files);
  }),
];

for (const [name, bytes] of Object.entries(bundles)) writeFileSync(new URL(name, folder), bytes);
writeFileSync(
  new URL('receipts.json', folder),
  `[\n${vectors.map((each) => JSON.stringify(each)).join(',\n')}\n]\n`,
);
// The first file of the first vector, so that a verifier in another language can begin with a file.
writeFileSync(new URL('grid-2.txt', folder), 'content of grid-2.txt');
console.log(`${vectors.length} receipts, ${toHex(canonicalBytes(vectors)).length / 2} bytes`);
