import type { Command } from 'commander';
import type { OpenedBundle } from '../../bundle/open.ts';
import { type BundleJudged, holds, judgeBundle } from '../../core/bundle/judge.ts';
import type { BundledStamps } from '../../core/time-stamp/report.ts';
import { say } from '../acts.ts';
import { bundleText, caseText } from '../bundle/bundle-text.ts';
import { failure } from '../command-error.ts';
import { accountOf, type Context, note, print } from '../context.ts';
import { EXIT, VERDICT_EXIT } from '../exit.ts';
import { heldText } from '../hand-over.ts';
import { readPinned } from '../pinned-trust.ts';
import { startProgress } from '../progress.ts';
import type { Service } from '../service.ts';
import { bytesText, safe } from '../terminal.ts';
import { stampsOfBundle } from '../time-stamps.ts';
import { addTimeline } from './case-timeline.ts';

/** `jz case`: a whole case in one file. */

type ExportOptions = {
  out: string;
  /** Names; false for none of them. */
  claims?: string[] | false;
  files?: string[] | false;
  hideCase?: true;
  /** False: without the records of other cases that this one's statements name. */
  related: boolean;
  /** False: without time stamps of an outside authority. */
  timeStamps: boolean;
  json?: boolean;
};

const chosen = (given: string[] | boolean | undefined) =>
  given === false ? [] : Array.isArray(given) ? given : undefined;

async function runExport(context: Context, caseId: string, options: ExportOptions): Promise<void> {
  const { text } = context;
  const progress = startProgress(text('case.export.working'), 1, 'items');
  const selection = {
    claims: chosen(options.claims),
    files: chosen(options.files),
    hideCase: options.hideCase,
    related: options.related,
    timeStamps: options.timeStamps,
  };
  const { exportCase } = await import('../bundle/export-case.ts');
  const done = await exportCase(accountOf(context), caseId, options.out, selection, (_, all) => {
    progress.setTotal(all);
    progress.add(1);
  }).finally(progress.stop);
  if (options.json) {
    print(JSON.stringify({ bundle: options.out, ...done }));
    return;
  }
  const { records, related, files, bytes, absent, unheld } = done;
  for (const name of absent) note(text('case.export.absent', { name: safe(name) }));
  for (const record of unheld) note(text('case.export.unheld', { record }));
  note(
    text('case.export.done', { path: safe(options.out), records, related, files, size: bytesText(bytes) }),
  );
}

type VerifyOptions = { trust?: string; tsaCa?: string; json?: boolean };

/** What came along and does not hold is not passed over, though no record rests on it: as with `jz verify`. */
function exitOf({ verdict, records, related }: BundleJudged, stamps: readonly BundledStamps[]) {
  const signatures = [...records, ...related].flatMap(({ signed }) => signed?.signatures ?? []);
  const refused = signatures.some((signature) => signature.verdict === 'INVALID');
  const fails = refused || stamps.some(({ report }) => report.outcome === 'fails');
  return verdict === 'VERIFIED' && fails ? EXIT.differs : VERDICT_EXIT[verdict];
}

async function runVerify(context: Context, path: string, options: VerifyOptions): Promise<void> {
  // First: a trust bundle that does not hold decides nothing, and costs no reading of the other.
  const { bytes, trust } = await pinnedTrust(context, options);
  const { readBundle } = await import('../bundle/read-bundle.ts');
  const { bundle: read, close } = await readBundle(context, path);
  await close();
  const judged = judgeBundle(read, bytes);
  const reports = [...judged.records, ...judged.related].map(({ report }) => report);
  const timeStamps = await stampsOfBundle(read.timeStamps, reports, options.tsaCa);
  process.exitCode = exitOf(judged, timeStamps);
  if (options.json) {
    print(
      JSON.stringify({ bundle: path, ...judged, timeStamps, trust: { fingerprint: trust.foundingHash } }),
    );
    return;
  }
  for (const line of bundleText(context, read, judged, { trust, stamps: timeStamps })) print(line);
  // Whoever pins must not believe that it counted.
  if (options.tsaCa !== undefined && timeStamps.length === 0) note(context.verdictText('stamp.none'));
}

async function pinnedTrust(context: Context, options: { trust?: string }) {
  const pinned = options.trust ?? context.environment.trust;
  if (pinned === undefined) throw failure('trust-missing', {}, { exit: EXIT.usage });
  return readPinned(pinned);
}

/** What may be kept: receipts that hold. A record whose files did not come, or a gap in the case, is no reason against. */
const isKeepable = ({ records, related }: BundleJudged) =>
  [...records, ...related].every(
    ({ report, misnamed }) => !misnamed && report.verdict !== 'MISMATCH' && holds(report),
  );

async function keep(
  context: Context,
  service: Service,
  path: string,
  bundle: OpenedBundle,
  { json }: VerifyOptions,
): Promise<void> {
  const { text } = context;
  const { keepBundle } = await import('../bundle/keep-bundle.ts');
  for await (const { recordId, receipt, kept, replayed } of keepBundle(context, service, bundle, json)) {
    if (json) {
      print(JSON.stringify({ bundle: path, ...kept, replayed }));
      continue;
    }
    const held = heldText(context, kept, receipt);
    const { agency } = kept;
    print(text(replayed ? 'case.import.again' : 'case.import.done', { record: recordId, agency, held }));
  }
}

async function runImport(context: Context, path: string, options: VerifyOptions): Promise<void> {
  const { text } = context;
  const service = accountOf(context);
  const { bytes, trust } = await pinnedTrust(context, options);
  const { readBundle } = await import('../bundle/read-bundle.ts');
  const { bundle, close } = await readBundle(context, path);
  const judged = judgeBundle(bundle, bytes);
  try {
    if (!isKeepable(judged)) {
      const { verdict } = judged;
      throw failure('case-import-refused', { verdict }, { exit: VERDICT_EXIT[verdict] });
    }
    await keep(context, service, path, bundle, options);
  } finally {
    await close();
  }
  const missing = judged.cases.filter(({ findings }) => findings.length > 0);
  if (missing.length === 0 || options.json) return;
  note(text('case.import.incomplete'));
  for (const line of missing.flatMap((found) => caseText(context, found, trust))) note(line);
}

export function addCase(program: Command, context: Context): void {
  const { text } = context;
  const command = program.command('case').summary(text('case.summary')).description(text('case.description'));
  command
    .command('export')
    .summary(text('case.export'))
    .description(text('case.export.description'))
    .argument('<case>', text('case.export.case'))
    .requiredOption('-o, --out <file>', text('case.export.out'))
    .option('--claims <name...>', text('case.export.claims'))
    .option('--no-claims', text('case.export.noClaims'))
    .option('--files <name...>', text('case.export.files'))
    .option('--no-files', text('case.export.noFiles'))
    .option('--hide-case', text('case.export.hideCase'))
    .option('--no-related', text('case.export.noRelated'))
    .option('--no-time-stamps', text('case.export.noTimeStamps'))
    .action((caseId: string, options: ExportOptions) => runExport(context, caseId, options));
  addTimeline(command, context);
  command
    .command('close')
    .summary(text('case.close'))
    .description(text('case.close'))
    .argument('<case>', text('case.export.case'))
    .action((caseId: string, options: { json?: boolean }) =>
      say(context, { do: 'close-case', case: caseId }, options),
    );
  command
    .command('verify')
    .summary(text('case.verify'))
    .description(text('case.verify.description'))
    .argument('<file>', text('case.verify.file'))
    .option('-t, --trust <file>', text('verify.trust'))
    .option('--tsa-ca <file>', text('verify.tsaCa'))
    .action((path: string, options: VerifyOptions) => runVerify(context, path, options));
  command
    .command('import')
    .summary(text('case.import'))
    .description(text('case.import.description'))
    .argument('<file>', text('case.verify.file'))
    .option('-t, --trust <file>', text('verify.trust'))
    .action((path: string, options: VerifyOptions) => runImport(context, path, options));
}
