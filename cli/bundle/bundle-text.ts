import type { CaseCompleteness } from '../../core/bundle/completeness.ts';
import type { BundleJudged, BundleRead, RecordJudged } from '../../core/bundle/judge.ts';
import { signedCounts } from '../../core/bundle/signatures.ts';
import { grouped } from '../../core/fingerprint.ts';
import { type BundledStamps, countStamps } from '../../core/time-stamp/report.ts';
import type { Trust } from '../../core/trust.ts';
import { statementSentence } from '../../language/statement.ts';
import type { Context } from '../context.ts';
import { reportText } from '../report-text.ts';
import { agencyNames, signedLines, unusedLines } from '../signed-text.ts';
import { safe, style } from '../terminal.ts';

/** A bundle's verdicts for people. */

const nameOf = (context: Context, trust: Trust, agency: string) =>
  trust.agencies.find(({ id }) => id === agency)?.name[context.language];

/** What is missing of a case, as lines. */
export function caseText(context: Context, found: CaseCompleteness, trust: Trust): string[] {
  const { text } = context;
  const { outcome, closed, completeTo, findings, corrected } = found;
  const count = closed?.count ?? completeTo;
  const colour = outcome === 'complete' ? 'green' : 'yellow';
  return [
    style('bold', text('case.verify.case', { agency: nameOf(context, trust, found.agency) ?? found.agency })),
    `  ${style(colour, text(`bundle.outcome.${outcome}`, { count }))}`,
    ...findings.flatMap(({ code, position = 0, number = 0, recordId }) => [
      `  - ${text(`bundle.finding.${code}`, { position, number })}`,
      ...(recordId === undefined ? [] : [`    ${recordId}`]),
    ]),
    ...corrected.map(({ recordId }) => `  - ${text('case.verify.corrected', { record: recordId })}`),
  ];
}

/** `stamps`: what became of the bundle's files of time stamps. */
type Beside = { readonly trust: Trust; readonly stamps: readonly BundledStamps[] };

function recordText(
  context: Context,
  judged: RecordJudged,
  title: string,
  { trust, stamps }: Beside,
): string[] {
  const { text } = context;
  const { report, paths, absent, misnamed } = judged;
  const agency = report.agency === undefined ? undefined : nameOf(context, trust, report.agency);
  const signed = judged.signed ? signedLines(context, judged.signed, agencyNames(context, trust)) : [];
  return [
    style('bold', title),
    ...reportText(context, report, paths, {
      ...{ agencyName: agency, signed },
      stamps: stamps.flatMap((each) => (each.records.includes(judged.recordId) ? each.report : [])),
    }).map((line) => (line === '' ? '' : `  ${line}`)),
    ...absent.map((name) => `  ${text('case.verify.absent', { name: safe(name) })}`),
    ...(misnamed ? [`  ${style('red', text('case.verify.misnamed'))}`] : []),
    '',
  ];
}

function linksText({ text }: Context, { added, head, refused }: BundleJudged['links']): string[] {
  if (refused !== undefined) return [style('yellow', text('bundle.links.refused', { code: refused })), ''];
  return added === 0 ? [] : [text('bundle.links.added', { added, head: grouped(head) }), ''];
}

/** How it stands with persons' signatures over all records: nobody reads a thousand of them one by one. */
function signedText(context: Context, { records, related, unused }: BundleJudged): string[] {
  const { verdictText } = context;
  const { refused, ...counts } = signedCounts([...records, ...related]);
  const lines = [
    ...(counts.asked > 0 ? [verdictText('signed.summary', counts)] : []),
    ...(refused > 0 ? [style('red', verdictText('signed.refused', { count: refused }))] : []),
    ...unusedLines(context, unused),
  ];
  return lines.length === 0 ? [] : ['', style('bold', verdictText('signed.title')), ...lines];
}

/** The second clock over all batches; each record says what it is for it. */
function stampText({ verdictText }: Context, stamps: readonly BundledStamps[]): string[] {
  if (stamps.length === 0) return [];
  const strays = stamps.filter(({ records }) => records.length === 0);
  return [
    '',
    style('bold', verdictText('stamp.title')),
    verdictText('stamp.bundle', countStamps(stamps)),
    ...strays.map(({ path }) => style('yellow', verdictText('stamp.stray', { name: path }))),
  ];
}

export function bundleText(
  context: Context,
  read: BundleRead,
  judged: BundleJudged,
  beside: Beside,
): string[] {
  const { trust, stamps } = beside;
  const { records, related, cases, evidence, links } = judged;
  const { text } = context;
  const placed = records.flatMap((record) => {
    const position = record.report.link?.position;
    const title =
      position === undefined ? text('case.verify.recordUnplaced') : text('case.verify.record', { position });
    return recordText(context, record, title, beside);
  });
  return [
    `${safe(read.base)}: ${text('case.verify.records', { count: records.length + related.length })}`,
    '',
    ...linksText(context, links),
    ...placed,
    ...related.flatMap((record) => recordText(context, record, text('bundle.page.related'), beside)),
    ...cases.flatMap((found) => caseText(context, found, trust)),
    ...signedText(context, judged),
    ...stampText(context, stamps),
    ...(evidence.length === 0 ? [] : ['', style('bold', text('bundle.evidence.title'))]),
    ...evidence.map(({ path, statement, refused = '' }) =>
      statement
        ? `  ${safe(statementSentence(statement, context.language))}`
        : `  ${style('yellow', text('bundle.evidence.refused', { path: safe(path), code: refused }))}`,
    ),
  ];
}
