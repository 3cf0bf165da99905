import type { Difference } from '../core/difference.ts';
import type { BlockTime, Check, Report } from '../core/report.ts';
import type { StampCheck, StampReport } from '../core/time-stamp/report.ts';
import { differenceText } from '../language/difference.ts';
import { labelOf } from '../language/kinds.ts';
import type { Context } from './context.ts';
import { bytesText, columns, safe, style, timeText } from './terminal.ts';

/** A verification's report for people: verdict, who vouches, when, each check, and what all this does not say. */

const COLOUR = {
  VERIFIED: 'green',
  MISMATCH: 'red',
  INVALID: 'red',
  UNDETERMINED: 'yellow',
  NOT_FOUND: 'yellow',
} as const;

const MARK = { pass: '✓', fail: '✗', unknown: '?', skipped: '·' } as const;
const MARK_COLOUR = { pass: 'green', fail: 'red', unknown: 'yellow', skipped: 'dim' } as const;

const seconds = (time: number) => timeText(time * 1000);
const block = ({ number, time }: BlockTime) => ({ number, time: seconds(time) });

function checkLines(context: Context, checks: readonly (Check | StampCheck)[]): string[] {
  const { verdictText } = context;
  return checks.flatMap((check) => {
    const mark = style(MARK_COLOUR[check.outcome], MARK[check.outcome]);
    const line = `  ${mark} ${verdictText(`check.${check.name}`)}`;
    if (check.outcome === 'pass') return [line];
    const said = [`${line}: ${verdictText(`outcome.${check.outcome}`)}`];
    if (check.outcome === 'skipped') return said;
    if (check.expected !== undefined) {
      said.push(`      ${verdictText('check.expected')}: ${safe(check.expected)}`);
    }
    if (check.found !== undefined) said.push(`      ${verdictText('check.found')}: ${safe(check.found)}`);
    return said;
  });
}

type Differences = readonly (Difference | undefined)[];

function fileLines(
  context: Context,
  report: Report,
  paths: readonly string[],
  differences: Differences,
): string[] {
  const { text, verdictText } = context;
  return report.files.flatMap((file, index) => {
    const path = safe(paths[index] ?? file.given.sha256);
    const size = bytesText(file.given.size);
    if (file.matches !== null) {
      // To strangers the service names no files.
      const said =
        file.name === undefined
          ? text('verify.matchesUnnamed', { path, size, number: file.matches + 1 })
          : text('verify.matches', { path, size, name: file.name });
      return `  ${style('green', MARK.pass)} ${said}`;
    }
    if (file.missing)
      return `  ${style('yellow', MARK.unknown)} ${path} (${size}): ${verdictText(`next.${file.missing}`)}`;
    // Only with a verdict of MISMATCH was it held against anything at all.
    if (report.verdict !== 'MISMATCH') return `  ${style('dim', MARK.skipped)} ${path} (${size})`;
    const none = `  ${style('red', MARK.fail)} ${text('verify.matchesNone', { path, size })}`;
    const difference = differences[index];
    if (!difference) return none;
    const name = safe(report.disclosed?.[difference.place]?.name ?? '');
    return [none, `    ${differenceText(difference, name, context.language)}`];
  });
}

function hiddenText(context: Context, report: Report): string | undefined {
  const { hidden } = report;
  if (!hidden) return undefined;
  const items = [
    ...(hidden.case ? [context.text('verify.hidden.case')] : []),
    ...(hidden.link ? [context.text('verify.hidden.link')] : []),
    ...hidden.claims,
    ...(hidden.files > 0 ? [context.text('verify.hidden.files', { count: hidden.files })] : []),
  ];
  return items.length === 0
    ? undefined
    : context.verdictText('hidden.some', { items: items.join(context.text('list.comma')) });
}

function kindName({ language, kindText }: Context, report: Report): string {
  const kind = report.kind ?? '';
  const label = labelOf('kind', kind, language);
  const named = label === kind ? kind : `${label} (${kind})`;
  return kind === 'evidence' || report.template
    ? safe(named)
    : kindText('field.ofNoTemplate', { kind: named });
}

function recordRows(context: Context, report: Report, agencyName: string | undefined): string[][] {
  const { text } = context;
  const rows: string[][] = [];
  const row = (label: string, value: string) => rows.push([`  ${label}`, value]);
  if (report.recordId) row(text('label.record'), report.recordId);
  if (report.agency) {
    row(text('label.agency'), agencyName ? `${safe(agencyName)} (${report.agency})` : report.agency);
  }
  if (report.kind) row(text('label.kind'), kindName(context, report));
  if (report.case !== undefined) {
    row(
      text('label.case'),
      report.link
        ? text('verify.casePosition', { case: report.case, position: report.link.position })
        : safe(report.case),
    );
  }
  for (const [name, value] of Object.entries(report.claims ?? {})) {
    if (!report.template?.fields.some((field) => field.name === name)) row(safe(name), safe(value));
  }
  return rows;
}

/** What the kind asks for, in its order: what was not provided is said where it would stand. */
function templateLines({ kindText, language }: Context, report: Report): string[] {
  const { template } = report;
  if (!template) return [];
  const fieldRows = template.fields.map(({ name, state, demanded }) => [
    `  ${labelOf('claim', name, language)}`,
    state === 'given'
      ? safe(report.claims?.[name] ?? '')
      : style(
          demanded && state === 'not-provided' ? 'yellow' : 'dim',
          kindText(state === 'hidden' ? 'field.hidden' : 'field.notProvided'),
        ),
  ]);
  const roleRows = template.roles.map(({ role, demanded, named, excused }) => [
    `  ${labelOf('role', role, language)}`,
    kindText(excused ? 'role.excused' : 'role.named', { demanded, named }),
  ]);
  return [...columns(fieldRows), '', kindText('role.claimed'), ...columns(roleRows)];
}

function vouchLines(context: Context, report: Report): string[] {
  const { verdictText } = context;
  const lines: string[] = [];
  const { sealedBy, interval } = report;
  if (sealedBy) {
    const { seals, validators, version } = sealedBy;
    lines.push(
      sealedBy.single
        ? style('yellow', verdictText('vouches.single'))
        : verdictText('vouches.several', { seals, validators, version }),
    );
  }
  if (interval) {
    const { notBefore, anchored } = interval;
    lines.push(verdictText('interval.notBefore', block(notBefore)));
    lines.push(
      verdictText('interval.anchored', { ...block(anchored), parentTime: seconds(anchored.parentTime) }),
    );
  }
  return lines;
}

/** The second clock: what it says, or why it says nothing. */
function stampLines(context: Context, { outcome, checks, times = [] }: StampReport): string[] {
  const { verdictText } = context;
  const [first] = times;
  const last = times.at(-1);
  const said =
    outcome === 'holds' && first
      ? verdictText('stamp.holds', { time: seconds(first.time), accuracy: first.accuracy })
      : style(
          outcome === 'fails' ? 'red' : 'yellow',
          verdictText(outcome === 'fails' ? 'stamp.fails' : 'stamp.unjudged'),
        );
  const pinless = checks.some(({ name, outcome: of }) => name === 'stamp.chain' && of === 'unknown');
  return [
    verdictText('stamp.title'),
    said,
    ...(last && times.length > 1 ? [verdictText('stamp.renewed', { time: seconds(last.time) })] : []),
    ...(pinless && outcome === 'unjudged' ? [verdictText('stamp.pin')] : []),
    ...checkLines(context, checks),
  ];
}

function lastLines(context: Context, report: Report): string[] {
  const { verdictText, text } = context;
  const lines: string[] = [];
  if (report.verdict === 'VERIFIED' && report.interval && report.agency) {
    const { number } = report.interval.anchored;
    lines.push(verdictText('says.yes', { number, agency: report.agency }), verdictText('says.no'));
  }
  if (report.next) {
    const advice = verdictText(`next.${report.next}`, { hidden: report.hidden?.files ?? 0 });
    lines.push(`${style('bold', text('error.whatToDo'))} ${advice}`);
  }
  return lines;
}

/**
 * @param paths of the given files, in their order
 * @param more `differences`: of the given files that were changed in a way that can be shown; `agencyName`: as the
 *   trust bundle has it, where it names the agency; `stamps`: where time stamps were given; `signed`: what persons
 *   signed, as lines
 */
export function reportText(
  context: Context,
  report: Report,
  paths: readonly string[],
  more: {
    agencyName?: string | undefined;
    differences?: Differences;
    stamps?: readonly StampReport[];
    signed?: readonly string[];
  } = {},
): string[] {
  const { agencyName, differences = [], stamps = [], signed = [] } = more;
  const { verdictText, text } = context;
  const title = `${report.verdict}  ${verdictText(`verdict.${report.verdict}`)}`;
  const checked = report.checks.filter((check) => check.outcome !== 'skipped');
  const hidden = hiddenText(context, report);
  const sections = [
    [style(['bold', COLOUR[report.verdict]], title), verdictText(`verdict.${report.verdict}.means`)],
    fileLines(context, report, paths, differences),
    columns(recordRows(context, report, agencyName)),
    templateLines(context, report),
    vouchLines(context, report),
    hidden ? [hidden] : [],
    signed,
    ...stamps.map((each) => stampLines(context, each)),
    checked.length > 0 ? [text('verify.checks'), ...checkLines(context, report.checks)] : [],
    lastLines(context, report),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));
}
