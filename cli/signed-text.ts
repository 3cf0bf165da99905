import type { SignedBeside } from '../core/persons/beside.ts';
import { missingIn, type SignedRole } from '../core/persons/roles.ts';
import { type CountersignatureReport, reasonOf } from '../core/persons/verify.ts';
import type { Trust } from '../core/trust.ts';
import { labelOf } from '../language/kinds.ts';
import type { Context } from './context.ts';
import { columns, safe, style, timeText } from './terminal.ts';

/** What persons signed of a record, for people: who in which role, what does not count and why, and who is missing. */

const MARK = { SIGNED: '✓', INVALID: '✗', UNDETERMINED: '?' } as const;
const COLOUR = { SIGNED: 'green', INVALID: 'red', UNDETERMINED: 'yellow' } as const;

const seconds = (time: number) => timeText(time * 1000);

/** Agencies as the trust bundle names them; by their id where it does not. */
export const agencyNames =
  ({ language }: Context, trust: Trust) =>
  (agency: string): string => {
    const name = trust.agencies.find(({ id }) => id === agency)?.name[language];
    return name === undefined ? agency : `${name} (${agency})`;
  };

/** Each role that the record's kind asks for, or in which somebody signed besides. */
export function roleLines({ verdictText, language }: Context, roles: readonly SignedRole[]): string[] {
  return columns(
    roles.map((role) => {
      const { demanded, signed, excused } = role;
      const missing = missingIn(role);
      const key =
        demanded === 0 ? 'beside' : excused ? 'excused' : missing > 0 ? ('missing' as const) : 'complete';
      const said = verdictText(`signed.role.${key}`, { demanded, missing, signed: signed.length });
      const who = signed.length === 0 ? '' : ` (${signed.map(safe).join(', ')})`;
      return [
        `  ${labelOf('role', role.role, language)}`,
        `${missing > 0 ? style('yellow', said) : said}${who}`,
      ];
    }),
  );
}

function signatureLines(
  context: Context,
  report: CountersignatureReport,
  nameOf: (agency: string) => string,
): string[] {
  const { verdictText, language } = context;
  const { verdict, role, person, agency, by, interval, claimedAt, recordId, keyList } = report;
  const reason = reasonOf(report);
  const said = style(COLOUR[verdict], `${MARK[verdict]} ${verdictText(`signed.verdict.${verdict}`)}`);
  const who =
    role === undefined || person === undefined
      ? []
      : [
          labelOf('role', role, language),
          verdictText('signed.person', { person, agency: agency === undefined ? '-' : nameOf(agency) }),
          ...(by === undefined ? [] : [verdictText(`signed.by.${by}`)]),
        ];
  const rows = [
    ...(recordId === undefined ? [] : [[`      ${verdictText('signed.record')}`, recordId]]),
    ...(keyList === undefined ? [] : [[`      ${verdictText('signed.keyList')}`, keyList]]),
  ];
  return [
    `  ${[said, ...who].join(' · ')}`,
    ...(reason ? [`      [${reason.name}] ${verdictText(`signed.why.${reason.why}`)}`] : []),
    ...(interval
      ? [
          `      ${verdictText('signed.anchored', { number: interval.anchored.number, time: seconds(interval.anchored.time) })}`,
        ]
      : []),
    ...(claimedAt === undefined
      ? []
      : [`      ${verdictText('signed.claimed', { time: seconds(claimedAt) })}`]),
    ...columns(rows),
  ];
}

/** @param nameOf an agency as the trust bundle names it */
export function signedLines(
  context: Context,
  { signatures, roles }: SignedBeside,
  nameOf: (agency: string) => string,
): string[] {
  const { verdictText } = context;
  return [
    style('bold', verdictText('signed.title')),
    verdictText('signed.beside'),
    ...(signatures.length === 0 ? [style('yellow', verdictText('signed.none'))] : []),
    ...roleLines(context, roles),
    ...signatures.flatMap((report) => signatureLines(context, report, nameOf)),
    ...(signatures.length === 0 ? [] : [verdictText('signed.not')]),
  ];
}

/** What was given of signatures and says nothing, so that nobody takes it for counted. */
export function unusedLines(
  { verdictText }: Context,
  unused: {
    readonly strays: readonly string[];
    readonly fileless?: readonly string[];
    readonly unmatched?: readonly string[];
  },
): string[] {
  const { strays, fileless = [], unmatched = [] } = unused;
  return [
    ...(strays.length > 0 ? [verdictText('signed.strays', { count: strays.length })] : []),
    ...fileless.map((name) => verdictText('signed.fileless', { name })),
    ...unmatched.map((name) => verdictText('signed.unmatched', { name })),
  ].map((line) => style('yellow', line));
}
