import type { BundleJudged } from '../../core/bundle/judge.ts';
import type { SignatureFiles } from '../../core/persons/at-hand.ts';
import { type BundledStamps, isOverBatch } from '../../core/time-stamp/report.ts';
import type { JudgedStamps } from '../work/time-stamps.ts';
import type { Outcome } from '../work/verify-messages.ts';
import { verifier } from '../work/verifying.ts';
import { authorities } from './authorities.ts';
import type { Item } from './bench.ts';

/** Judging all that was given together: bundles, loose receipts with their files, time stamps, what persons signed. */

/** A receipt that was given, by itself or in a bundle. */
export type ReceiptItem = Pick<Item, 'name' | 'bytes'>;

/** What became of a file of time stamps. */
export type StampItem = JudgedStamps & Pick<Item, 'name'>;

/** What came of what was given. */
export type Result = {
  /** Receipts and files that `outcome` speaks of, in its order. */
  readonly receipts: readonly ReceiptItem[];
  readonly files: readonly Item[];
  readonly outcome: Outcome;
  readonly bundles: readonly JudgedBundle[];
  readonly stamps: readonly StampItem[];
  /** Of what persons signed, what belongs to nothing here: record IDs, and names of receipts without a file. */
  readonly unused: { readonly strays: readonly string[]; readonly fileless: readonly string[] };
};

/** The receipts in a bundle, as loose files may belong to them. */
const receiptsIn = ({ name, read }: Item): ReceiptItem[] =>
  (read ? [...read.contents.records, ...read.contents.related] : []).map(({ receipt }) => ({
    name: `${name}: ${receipt}`,
    bytes: read!.receipts.get(receipt)!,
  }));

/** What was given of time stamps, against the batches of the receipts. @param told names of those over a bundle's batch */
async function judgeStamps(
  items: readonly Item[],
  reports: Outcome['reports'],
  told: ReadonlySet<string>,
): Promise<StampItem[]> {
  const roots = reports.map(({ batch }) => batch?.root);
  const { pinned } = authorities.get();
  const judged: StampItem[] = [];
  for (const { name, stamps } of items) {
    if (stamps) judged.push({ name, ...(await verifier().stamps(stamps, roots, pinned?.pem)) });
  }
  return judged.filter(({ name, report }) => !told.has(name) || isOverBatch(report));
}

async function matchLoose(receipts: readonly Item[], files: readonly Item[]) {
  const contents = files.map(({ digests, file }) => ({ sha256: digests!.sha256, sm3: digests!.sm3, file }));
  const { signatures, fileless } = await verifier().match(
    receipts.map((item) => item.bytes!),
    contents,
  );
  return { signatures, fileless: fileless.map((index) => receipts[index]!.name) };
}

type JudgedBundle = {
  item: Item;
  judged?: BundleJudged;
  signatures?: SignatureFiles;
  stamps?: readonly BundledStamps[];
};

async function judgeBundles(
  bundles: readonly Item[],
  { trust, signatures }: Against,
  items: readonly Item[],
) {
  const judged: JudgedBundle[] = [];
  const stamps = new Map(items.flatMap((item) => (item.stamps ? [[item.name, item.stamps] as const] : [])));
  const given = { signatures, stamps, pem: authorities.get().pinned?.pem };
  for (const item of bundles) {
    judged.push(item.read ? { item, ...(await verifier().judgeBundle(item.read, trust, given)) } : { item });
  }
  return judged;
}

/** Everything that was given of signatures, loose and in bundles: it is matched by content, however it came. */
function together(parts: readonly { readonly signatures?: SignatureFiles }[]): SignatureFiles {
  return {
    countersignatures: parts.flatMap(({ signatures }) => signatures?.countersignatures ?? []),
    keyLists: parts.flatMap(({ signatures }) => signatures?.keyLists ?? []),
  };
}

/** Records that signatures name, and that are neither here by themselves nor in a bundle. */
function straysOf({ reports, strays }: Outcome, bundles: readonly JudgedBundle[]): string[] {
  const judged = bundles.flatMap((bundle) => bundle.judged ?? []);
  const inBundles = judged.flatMap(({ records, related }) => [...records, ...related]);
  const holding = [...reports, ...inBundles.map(({ report }) => report)].flatMap(({ kind, recordId }) =>
    kind === undefined || recordId === undefined ? [] : [recordId],
  );
  const here = new Set(holding);
  const all = new Set([...strays, ...judged.flatMap(({ unused }) => unused.strays)]);
  return [...all].filter((recordId) => !here.has(recordId));
}

type Against = { readonly trust: Uint8Array; readonly signatures: SignatureFiles };

/** What was given beside the bundles. A file may be one that a receipt in a bundle shows. */
async function judgeLoose(
  receipts: Item[],
  files: Item[],
  bundles: readonly Item[],
  { trust, signatures }: Against,
) {
  const inBundles = files.length === 0 ? [] : bundles.flatMap(receiptsIn);
  const all: ReceiptItem[] = [...receipts, ...inBundles];
  const outcome =
    all.length === 0
      ? { reports: [], loose: files.map((_, index) => index), beside: [], strays: [] }
      : await verifier().verify(
          trust,
          all.map((item) => item.bytes!),
          files.map((item) => item.digests!),
          signatures,
        );
  // A bundle speaks for its own receipts; here are those to which a loose file belongs.
  const shown = outcome.reports
    .map((report, index) => ({ report, receipt: all[index]!, index }))
    .filter(({ report, index }) => index < receipts.length || report.files.length > 0);
  return {
    receipts: shown.map(({ receipt }) => receipt),
    outcome: {
      reports: shown.map(({ report }) => report),
      beside: shown.map(({ index }) => outcome.beside[index]),
      ...{ loose: outcome.loose, strays: outcome.strays },
    },
  };
}

/** @param trust bytes of the bundle in force @throws VerifierError */
export async function judgeAll(items: readonly Item[], trust: Uint8Array): Promise<Result> {
  const bundles = items.filter((item) => item.read || item.refused);
  const receipts = items.filter((item) => item.bytes !== undefined);
  const files = items.filter((item) => item.digests !== undefined);
  const loose = await matchLoose(receipts, files);
  const judged = await judgeBundles(bundles, { trust, signatures: loose.signatures }, items);
  const against = { trust, signatures: together([loose, ...judged]) };
  const result = await judgeLoose(receipts, files, bundles, against);
  const told = new Set(judged.flatMap((bundle) => (bundle.stamps ?? []).map(({ path }) => path)));
  const stamps = await judgeStamps(items, result.outcome.reports, told);
  const unused = { strays: straysOf(result.outcome, judged), fileless: loose.fileless };
  return { ...result, files, bundles: judged, stamps, unused };
}
