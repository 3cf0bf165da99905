import { fromBase64Url, toHex } from '../bytes.ts';
import { canonicalBytes } from '../canonical.ts';
import { openDisclosures } from '../opened-record.ts';
import { parseReceipt } from '../receipt.ts';
import { type Link, readRecord, recordId } from '../record.ts';

/**
 * What is missing of a case. Records are linked backwards, so a gap shows; that the last one is there shows only where
 * the agency closed the case on the chain. Until then a case is complete to its last record at hand, and no more.
 */

/** A record of a case, from a receipt that holds. */
export type CaseRecord = {
  /** 64 hex digits. */
  readonly recordId: string;
  readonly agency: string;
  /** The agency's commitment to the case, 64 hex digits. */
  readonly commitment: string;
  /** Missing where it is not disclosed. */
  readonly link?: Link;
};

/** What the chain says of a case and its records, each from sealed evidence that holds. */
export type CaseEvent =
  | { kind: 'closed'; agency: string; commitment: string; count: number; head: string }
  | { kind: 'superseded'; agency: string; recordId: string; replacement: string }
  | { kind: 'withdrawn'; agency: string; recordId: string }
  | {
      kind: 'opinion';
      agency: string;
      recordId: string;
      attester: string;
      /** Among all opinions on the record, from 1. */
      number: number;
    };

/** All findings. Each says that something is missing or does not fit; none of them is ever passed over. */
export const CASE_FINDINGS = [
  'link-hidden',
  'record-missing',
  'link-broken',
  'branch',
  'last-missing',
  'head-differs',
  'beyond-close',
  'closing-unsaid',
  'closing-differs',
  'superseded-unsaid',
  'withdrawn-unsaid',
  'replacement-missing',
  'opinion-unsaid',
  'opinion-missing',
] as const;
export type CaseFindingCode = (typeof CASE_FINDINGS)[number];

export type CaseFinding = {
  readonly code: CaseFindingCode;
  /** Position in the case, from 1. */
  readonly position?: number;
  /** The record in question, where its ID is known. */
  readonly recordId?: string;
  /** Number of an opinion. */
  readonly number?: number;
};

/**
 * `complete`: closed, and every record up to the last is there. `open`: nothing is missing up to `completeTo`; what
 * came after, nobody can say. `incomplete`: the findings say what is missing. `unknown`: a link is hidden, so the
 * order cannot be told.
 */
export type CaseOutcome = 'complete' | 'open' | 'incomplete' | 'unknown';

export type CaseCompleteness = {
  readonly agency: string;
  readonly commitment: string;
  readonly outcome: CaseOutcome;
  /** Number of records at hand, each counted once. */
  readonly records: number;
  /** Up to here there is exactly one record at each position, each following the one before. */
  readonly completeTo: number;
  /** What the agency said on the chain when it closed the case. */
  readonly closed?: { readonly count: number; readonly head: string };
  /** Records that their agency replaced or no longer stands by, with the replacement. */
  readonly corrected: readonly { readonly recordId: string; readonly replacement?: string }[];
  readonly findings: readonly CaseFinding[];
};

/**
 * What a receipt says of its place in a case. Only for receipts that hold: here nothing is verified.
 * @throws FormatError those of `parseReceipt`, `readRecord` and `openDisclosures`
 */
export function caseRecordOf(receipt: Uint8Array): CaseRecord {
  const parts = parseReceipt(receipt);
  const record = readRecord(parts.record);
  const { link } = openDisclosures(record, parts.disclosures);
  return {
    recordId: recordId(canonicalBytes(record)),
    agency: record.agency,
    commitment: toHex(fromBase64Url(record.case)),
    ...(link === undefined ? {} : { link }),
  };
}

type Chain = { completeTo: number; findings: CaseFinding[] };

/** Follows the links from the first record on. A position may be claimed once only. */
function followLinks(records: readonly CaseRecord[]): Chain {
  const findings: CaseFinding[] = [];
  const places = new Map<number, CaseRecord[]>();
  for (const record of records) {
    if (!record.link) findings.push({ code: 'link-hidden', recordId: record.recordId });
    else if (!places.get(record.link.position)?.push(record)) places.set(record.link.position, [record]);
  }
  const positions = [...places.keys()].sort((a, b) => a - b);
  let completeTo = 0;
  let whole = true;
  let before = 0;
  for (const position of positions) {
    const here = places.get(position)!;
    const sound = here.length === 1 && position === before + 1;
    if (position > before + 1) {
      // Only the record just before is named, by whoever follows it: of the others nothing is known but that they were.
      for (const { link } of here) {
        findings.push({
          code: 'record-missing',
          position: position - 1,
          ...(link?.previous ? { recordId: link.previous } : {}),
        });
      }
      if (position - 1 > before + 1) findings.push({ code: 'record-missing', position: before + 1 });
    }
    if (here.length > 1) {
      for (const { recordId } of here) findings.push({ code: 'branch', position, recordId });
    }
    const earlier = places.get(position - 1);
    let fits = true;
    for (const { recordId, link } of earlier ? here : []) {
      if (earlier!.some((other) => other.recordId === link!.previous)) continue;
      fits = false;
      findings.push({ code: 'link-broken', position, recordId });
      // It follows a record that is not here: another branch.
      findings.push({ code: 'record-missing', position: position - 1, recordId: link!.previous! });
    }
    whole &&= sound && fits;
    if (whole) completeTo = position;
    before = position;
  }
  return { completeTo, findings };
}

const sameEvent = (a: CaseEvent, b: CaseEvent) => JSON.stringify(a) === JSON.stringify(b);

/** What the chain says of these records and the bundle does not. */
function unsaid(
  events: readonly CaseEvent[],
  told: readonly CaseEvent[],
  ids: ReadonlySet<string>,
): CaseFinding[] {
  return events.flatMap((event): CaseFinding[] => {
    if (told.some((other) => sameEvent(other, event))) return [];
    if (event.kind === 'closed') return [{ code: 'closing-unsaid' }];
    if (!ids.has(event.recordId)) return [];
    const { recordId } = event;
    if (event.kind === 'opinion') return [{ code: 'opinion-unsaid', recordId, number: event.number }];
    return [{ code: event.kind === 'superseded' ? 'superseded-unsaid' : 'withdrawn-unsaid', recordId }];
  });
}

/** Opinions on a record are numbered without a gap by the ledger: one that is left out before another shows. */
function missingOpinions(events: readonly CaseEvent[], ids: ReadonlySet<string>): CaseFinding[] {
  const numbers = new Map<string, Set<number>>();
  for (const event of events) {
    if (event.kind !== 'opinion' || !ids.has(event.recordId)) continue;
    numbers.set(event.recordId, (numbers.get(event.recordId) ?? new Set()).add(event.number));
  }
  return [...numbers].flatMap(([recordId, given]): CaseFinding[] => {
    const sorted = [...given].sort((a, b) => a - b);
    // One finding for each stretch that is missing, so that a large number makes no long list.
    return sorted.flatMap((number, index) =>
      number === (sorted[index - 1] ?? 0) + 1
        ? []
        : [{ code: 'opinion-missing', recordId, number: (sorted[index - 1] ?? 0) + 1 }],
    );
  });
}

function judgeClosing(
  closings: readonly Extract<CaseEvent, { kind: 'closed' }>[],
  records: readonly CaseRecord[],
): CaseFinding[] {
  const [closing] = closings;
  if (!closing) return [];
  const { count, head } = closing;
  if (closings.some((other) => other.count !== count || other.head !== head)) {
    return [{ code: 'closing-differs' }];
  }
  const last = records.filter(({ link }) => link?.position === count);
  const beyond = records.filter(({ link }) => link && link.position > count);
  const findings: CaseFinding[] = beyond.map(({ recordId, link }) => ({
    code: 'beyond-close',
    position: link!.position,
    recordId,
  }));
  if (!records.some(({ recordId }) => recordId === head)) {
    findings.push({ code: 'last-missing', position: count, recordId: head });
  }
  for (const { recordId } of last) {
    if (recordId !== head) findings.push({ code: 'head-differs', position: count, recordId });
  }
  return findings;
}

function judgeCase(
  records: readonly CaseRecord[],
  everything: readonly CaseEvent[],
  told: readonly CaseEvent[],
): CaseCompleteness {
  const { agency, commitment } = records[0]!;
  const ids = new Set(records.map(({ recordId }) => recordId));
  const mine = everything.filter(
    (event) => event.agency === agency && (event.kind !== 'closed' || event.commitment === commitment),
  );
  const closings = mine.flatMap((event) => (event.kind === 'closed' ? [event] : []));
  const corrected = mine.flatMap((event) => {
    if (!('recordId' in event) || event.kind === 'opinion' || !ids.has(event.recordId)) return [];
    const { recordId } = event;
    return [event.kind === 'superseded' ? { recordId, replacement: event.replacement } : { recordId }];
  });
  const chain = followLinks(records);
  const findings = [
    ...chain.findings,
    ...judgeClosing(closings, records),
    ...unsaid(mine, told, ids),
    ...corrected.flatMap(({ replacement }): CaseFinding[] =>
      replacement === undefined || ids.has(replacement)
        ? []
        : [{ code: 'replacement-missing', recordId: replacement }],
    ),
    ...missingOpinions(mine, ids),
  ];
  const [closed] = closings;
  const missing = findings.some(({ code }) => code !== 'link-hidden');
  const outcome = missing ? 'incomplete' : findings.length > 0 ? 'unknown' : closed ? 'complete' : 'open';
  return {
    agency,
    commitment,
    outcome,
    records: records.length,
    completeTo: chain.completeTo,
    ...(closed ? { closed: { count: closed.count, head: closed.head } } : {}),
    corrected,
    findings,
  };
}

/**
 * Says what is missing of the cases that records belong to, one answer for each agency and commitment.
 * @param records of receipts that hold; the same record twice counts once
 * @param told what the evidence that came with them says: it holds, whoever handed it over
 * @param known what evidence from elsewhere says; whatever of it was not told is a finding
 */
export function caseCompleteness(
  records: readonly CaseRecord[],
  told: readonly CaseEvent[] = [],
  known: readonly CaseEvent[] = [],
): CaseCompleteness[] {
  const everything = [...told];
  for (const event of known) if (!everything.some((other) => sameEvent(other, event))) everything.push(event);
  const cases = new Map<string, Map<string, CaseRecord>>();
  for (const record of records) {
    const key = `${record.agency} ${record.commitment}`;
    const inCase = cases.get(key) ?? new Map<string, CaseRecord>();
    const before = inCase.get(record.recordId);
    // Of two receipts of one record, the one that shows the link says more.
    if (!before?.link) inCase.set(record.recordId, record);
    cases.set(key, inCase);
  }
  return [...cases.keys()].sort().map((key) => judgeCase([...cases.get(key)!.values()], everything, told));
}
