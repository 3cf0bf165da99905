import { toHex } from '../bytes.ts';
import { sha256 } from '../digests.ts';
import { FormatError } from '../errors.ts';
import type { SealCache } from '../qbft.ts';
import type { Outcome, Report } from '../report.ts';
import { codeOf } from '../verify/checklist.ts';
import type { VerifierTrust } from '../verify/trust.ts';
import { verify } from '../verify.ts';
import {
  COUNTERSIGNATURE_KIND,
  type Countersignature,
  parseCountersignature,
  signatureProblem,
} from './countersignature.ts';
import { findKey, isInForce, KEY_LIST_KIND, type KeyList, type PersonKey, parseKeyList } from './key-list.ts';

/**
 * Verifies a countersignature offline: that the key of the person whom it names signed that record, that an agency had
 * listed the key for that role before, and that all of it stands on the chain that the bundle founded. Whose key it
 * really is, the agency says; that the person understood what they signed, nobody can show.
 */

/** All checks, in the order of the report. */
export const COUNTERSIGNATURE_CHECKS = [
  'countersignature.canonical',
  'countersignature.record',
  'countersignature.chain',
  'countersignature.anchored',
  'keyList.given',
  'keyList.anchored',
  'keyList.agency',
  'keyList.earlier',
  'person.listed',
  'person.role',
  'key.inForce',
  'key.notEnded',
  'signature.holds',
] as const;
export type CountersignatureCheckName = (typeof COUNTERSIGNATURE_CHECKS)[number];

export type CountersignatureCheck = {
  readonly name: CountersignatureCheckName;
  readonly outcome: Outcome;
  readonly expected?: string;
  readonly found?: string;
};

/** SIGNED: it counts. INVALID: a check failed. UNDETERMINED: something needed is missing. */
export type CountersignatureVerdict = 'SIGNED' | 'INVALID' | 'UNDETERMINED';

export type CountersignatureReport = {
  readonly verdict: CountersignatureVerdict;
  readonly checks: readonly CountersignatureCheck[];
  /** Of the record that holds it, 64 hex digits; missing where its receipt cannot be read. */
  readonly recordId?: string;
  // What it says. Missing where the verdict is INVALID: then nothing vouches for it.
  readonly role?: string;
  readonly person?: string;
  /** Id of the agency that listed the key and handed the countersignature in. */
  readonly agency?: string;
  /** Record ID of the key list under which it was signed. */
  readonly keyList?: string;
  readonly by?: 'p256' | 'passkey';
  /** Unix seconds, by the signer's own clock: a claim. */
  readonly claimedAt?: number;
  /** Made after the first block and anchored in the second, as for any record. */
  readonly interval?: Report['interval'];
};

/**
 * Why one does not count: the first check that failed, or else the first that could not be decided. `why` names the
 * sentence of language/signed.ts. Undefined where it counts.
 */
export function reasonOf({
  checks,
}: CountersignatureReport):
  | { readonly name: CountersignatureCheckName; readonly why: CountersignatureCheckName | 'undetermined' }
  | undefined {
  const failed = checks.find(({ outcome }) => outcome === 'fail');
  if (failed) return { name: failed.name, why: failed.name };
  const open = checks.find(({ outcome }) => outcome === 'unknown');
  return open && { name: open.name, why: open.name === 'keyList.given' ? open.name : 'undetermined' };
}

/** A file with the receipt of the record that it is in. `sm3`: of the file, 64 hex digits, where the caller knows it. */
export type AnchoredFile = {
  readonly file: Uint8Array;
  readonly sm3?: string | undefined;
  readonly receipt: Uint8Array;
};

type Checks = {
  record(
    name: CountersignatureCheckName,
    outcome: Outcome,
    values?: { readonly expected: string; readonly found: string },
  ): boolean;
  same(name: CountersignatureCheckName, expected: string, found: string): boolean;
  list(): CountersignatureCheck[];
};

function checklist(): Checks {
  const outcomes = new Map<CountersignatureCheckName, CountersignatureCheck>();
  const record: Checks['record'] = (name, outcome, values) => {
    outcomes.set(name, { name, outcome, ...values });
    return outcome === 'pass';
  };
  return {
    record,
    same: (name, expected, found) => record(name, expected === found ? 'pass' : 'fail', { expected, found }),
    list: () =>
      COUNTERSIGNATURE_CHECKS.map((name) => outcomes.get(name) ?? { name, outcome: 'skipped' as const }),
  };
}

type Reading = { readonly trust: VerifierTrust; readonly sealCache: SealCache };

function reportOf({ file, sm3, receipt }: AnchoredFile, { trust, sealCache }: Reading): Report {
  const digests = { size: file.length, sha256: toHex(sha256(file)), ...(sm3 === undefined ? {} : { sm3 }) };
  return verify({ receipt, files: [digests], trust, sealCache });
}

/** A file that is anchored as the file of a record of this kind; records what stands in its way. */
function checkAnchored(
  checks: Checks,
  name: CountersignatureCheckName,
  report: Report,
  kind: string,
): report is Report & Required<Pick<Report, 'agency' | 'interval' | 'batch'>> {
  const expected = `VERIFIED ${kind}`;
  const found = `${report.verdict} ${report.kind ?? ''}`.trim();
  const outcome =
    report.verdict === 'UNDETERMINED'
      ? 'unknown'
      : found === expected && report.interval && report.batch
        ? 'pass'
        : 'fail';
  return checks.record(name, outcome, { expected, found });
}

/**
 * Where a record stands among those of its agency: the number of its batch, which rises by one with each that the chain
 * takes, then its place in the batch. Both are proved by its receipt, and tell apart what one block anchored.
 */
type Place = Pick<NonNullable<Report['batch']>, 'sequence' | 'index'>;

const isBefore = (a: Place, b: Place): boolean =>
  a.sequence < b.sequence || (a.sequence === b.sequence && a.index < b.index);

type Listed = {
  readonly list: KeyList;
  readonly report: Report;
  readonly block: number;
  readonly place: Place;
};

/** A list that another of the same agency may end: everything about it holds, or it is passed over. */
function readListed(given: AnchoredFile, report: Report): Listed | undefined {
  if (report.verdict !== 'VERIFIED' || report.kind !== KEY_LIST_KIND) return undefined;
  const { interval, batch } = report;
  if (!interval || !batch) return undefined;
  try {
    const list = parseKeyList(given.file);
    return list.agency === report.agency
      ? { list, report, block: interval.anchored.number, place: batch }
      : undefined;
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return undefined;
  }
}

/** A key list as it was read: that takes long for a large one, and each of many countersignatures asks for all of them. */
type ReadList = { readonly report: Report; readonly listed: Listed | undefined };
/** Of one trust bundle only. */
export type ListCache = Map<AnchoredFile, ReadList>;

function readList(given: AnchoredFile, reading: Reading, cache: ListCache): ReadList {
  const known = cache.get(given);
  if (known) return known;
  const report = reportOf(given, reading);
  const read = { report, listed: readListed(given, report) };
  cache.set(given, read);
  return read;
}

const spanOf = ({ from, until }: PersonKey) => `${from} <= time < ${until ?? 'open'}`;

/**
 * A later list of the same agency that no longer has the key, or had it end, before the countersignature was anchored.
 * A list that came after it changes nothing: an agency must not be able to take back what its people signed.
 */
function endedBy(
  said: Countersignature,
  named: Listed,
  others: readonly Listed[],
  at: { readonly place: Place; readonly time: number },
): Listed | undefined {
  return others
    .filter(({ list }) => list.agency === named.list.agency)
    .filter(({ place }) => isBefore(named.place, place) && isBefore(place, at.place))
    .find(({ list }) => {
      const key = findKey(list, said.person, said.key);
      const keepsRole = list.persons.find(({ id }) => id === said.person)?.roles.includes(said.role);
      return !key || !keepsRole || !isInForce(key, at.time);
    });
}

function verdictOf(checks: readonly CountersignatureCheck[]): CountersignatureVerdict {
  if (checks.some(({ outcome }) => outcome === 'fail')) return 'INVALID';
  return checks.every(({ outcome }) => outcome === 'pass') ? 'SIGNED' : 'UNDETERMINED';
}

function checkPerson(
  checks: Checks,
  said: Countersignature,
  named: Listed,
  others: readonly Listed[],
  at: { readonly place: Place; readonly time: number },
): void {
  const person = named.list.persons.find(({ id }) => id === said.person);
  const key = findKey(named.list, said.person, said.key);
  if (!checks.same('person.listed', `${said.person} ${said.key}`, key ? `${said.person} ${key.key}` : 'none'))
    return;
  const roles = person?.roles ?? [];
  checks.record('person.role', roles.includes(said.role) ? 'pass' : 'fail', {
    expected: said.role,
    found: roles.join(' '),
  });
  const listed = key as PersonKey;
  const values = { expected: spanOf(listed), found: String(at.time) };
  checks.record('key.inForce', isInForce(listed, at.time) ? 'pass' : 'fail', values);
  const ending = endedBy(said, named, others, at);
  checks.same('key.notEnded', 'none', ending?.report.recordId ?? 'none');
  const problem = signatureProblem(said, listed);
  checks.record('signature.holds', problem ? 'fail' : 'pass', problem);
}

function readSaid(checks: Checks, file: Uint8Array): Countersignature | undefined {
  try {
    const said = parseCountersignature(file);
    checks.record('countersignature.canonical', 'pass');
    return said;
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    checks.record('countersignature.canonical', 'fail', { expected: 'canonical', found: codeOf(error) });
    return undefined;
  }
}

/** Of several receipts of that record one that holds: a bad one laid beside it must not take the list away. */
function listNamed(lists: readonly ReadList[], keyList: string): ReadList | undefined {
  const named = lists.filter(({ report }) => report.recordId === keyList);
  return named.find(({ listed }) => listed) ?? named[0];
}

/**
 * Verifies one. Never throws, whatever the bytes are.
 * @param input `recordId`: the record that it is held against; `keyLists`: the list that it names and, where the
 *   verifier has them, others of that agency, in any order; `trust`: from a bundle that the verifier got from elsewhere;
 *   `listCache`: for many calls with the same key lists, as the same objects, and the same `trust`
 */
export function verifyCountersignature(input: {
  readonly recordId: string;
  readonly countersignature: AnchoredFile;
  readonly keyLists: readonly AnchoredFile[];
  readonly trust: VerifierTrust & { readonly ledger: string };
  readonly sealCache?: SealCache;
  readonly listCache?: ListCache;
}): CountersignatureReport {
  const { recordId, countersignature, trust } = input;
  const reading = { trust, sealCache: input.sealCache ?? new Map() };
  const checks = checklist();
  const said = readSaid(checks, countersignature.file);
  const own = reportOf(countersignature, reading);
  const anchored = checkAnchored(checks, 'countersignature.anchored', own, COUNTERSIGNATURE_KIND);
  if (said) {
    checks.same('countersignature.record', recordId, said.recordId);
    checks.same('countersignature.chain', trust.ledger, said.ledger);
    const cache: ListCache = input.listCache ?? new Map();
    const lists = input.keyLists.map((given) => readList(given, reading, cache));
    const named = listNamed(lists, said.keyList);
    const given = { expected: said.keyList, found: named ? said.keyList : 'none' };
    checks.record('keyList.given', named ? 'pass' : 'unknown', given);
    const others = lists.flatMap((each) => each.listed ?? []);
    const isAnchored = named && checkAnchored(checks, 'keyList.anchored', named.report, KEY_LIST_KIND);
    const listed = isAnchored ? named.listed : undefined;
    if (isAnchored && !listed) {
      const expected = `a list of ${named.report.agency}`;
      checks.record('keyList.agency', 'fail', { expected, found: 'another, or none' });
    }
    if (listed && anchored) {
      // The agency that vouches for the key is the one that handed the signature in.
      checks.same('keyList.agency', listed.list.agency, own.agency);
      const { number: block, time } = own.interval.anchored;
      checks.record('keyList.earlier', listed.block < block ? 'pass' : 'fail', {
        expected: `< ${block}`,
        found: String(listed.block),
      });
      checkPerson(checks, said, listed, others, { place: own.batch, time });
    }
  }
  const list = checks.list();
  const verdict = verdictOf(list);
  const base = { verdict, checks: list, ...(own.recordId === undefined ? {} : { recordId: own.recordId }) };
  if (verdict === 'INVALID' || !said) return base;
  return {
    ...base,
    role: said.role,
    person: said.person,
    keyList: said.keyList,
    by: said.proof.type,
    claimedAt: said.at,
    ...(own.agency === undefined ? {} : { agency: own.agency }),
    ...(own.interval === undefined ? {} : { interval: own.interval }),
  };
}
