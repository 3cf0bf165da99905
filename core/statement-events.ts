import { equal, toHex, toHex0x, utf8 } from './bytes.ts';
import { keccak256 } from './digests.ts';
import { FormatError } from './errors.ts';
import type { Log } from './transaction-receipt.ts';

/**
 * What agencies say on the chain about records, cases and hand-offs: the events of EvidenceLedger (but for the anchor,
 * which has a reader of its own) and of CaseHandoff, as Solidity's ABI lays them out. Every field is one word: the
 * indexed ones are topics, the others the data, in order. docs/FORMAT.md section 15.
 */

type Field<Value> = { readonly type: string; read(word: Uint8Array, where: string): Value };

function invalid(message: string): never {
  throw new FormatError('event-invalid', message);
}

function numberOf(word: Uint8Array, where: string, min: number, max: number): number {
  const value = BigInt(toHex0x(word));
  if (value < BigInt(min) || value > BigInt(max)) invalid(`${where} must be from ${min} to ${max}`);
  return Number(value);
}

const isZero = (word: Uint8Array): boolean => word.every((byte) => byte === 0);

/** An agency's id: ASCII, left-aligned, zeros after it. */
const id: Field<string> = {
  type: 'bytes32',
  read(word, where) {
    const end = word.indexOf(0);
    const letters = end < 0 ? word : word.subarray(0, end);
    const text = String.fromCharCode(...letters);
    if (end < 0 || !isZero(word.subarray(end)) || !/^[a-z][a-z0-9-]{0,30}$/.test(text)) {
      invalid(`${where} is no agency’s id`);
    }
    return text;
  },
};
/** 64 hex digits. */
const hash: Field<string> = { type: 'bytes32', read: (word) => toHex(word) };
const hashOrNull: Field<string | null> = {
  type: 'bytes32',
  read: (word) => (isZero(word) ? null : toHex(word)),
};
/** The contracts count in uint64; what is beyond 2^53 could not be counted up to. */
const count: Field<number> = {
  type: 'uint64',
  read: (word, where) => numberOf(word, where, 1, Number.MAX_SAFE_INTEGER),
};
const countOrNull: Field<number | null> = {
  type: 'uint64',
  read: (word, where) => numberOf(word, where, 0, Number.MAX_SAFE_INTEGER) || null,
};
const count32: Field<number> = {
  type: 'uint32',
  read: (word, where) => numberOf(word, where, 1, 2 ** 32 - 1),
};
/** Unix seconds. */
const time: Field<number> = { type: 'uint48', read: (word, where) => numberOf(word, where, 1, 2 ** 48 - 1) };
const timeOrNull: Field<number | null> = {
  type: 'uint48',
  read: (word, where) => numberOf(word, where, 0, 2 ** 48 - 1) || null,
};
const flag: Field<boolean> = { type: 'bool', read: (word, where) => numberOf(word, where, 0, 1) === 1 };
/** An enum whose zero stands for nothing. */
function oneOf<const Name extends string>(...names: readonly Name[]): Field<Name> {
  return {
    type: 'uint8',
    read: (word, where) => names[numberOf(word, where, 1, names.length) - 1] as Name,
  };
}

const clock = oneOf('answer', 'report');
const record = { agency: id, recordId: hash };
const handoff = { handoff: count, from: id, to: id };

/** By kind: the contract, the event's name, what is indexed, what is data. `sealedBy` is the last of all of them. */
const EVENTS = {
  opinion: {
    contract: 'ledger',
    name: 'RecordAttested',
    indexed: { ...record, attester: id },
    data: {
      sequence: count,
      number: count,
      previous: countOrNull,
      opinion: oneOf('confirm', 'reject', 'dispute'),
      reasons: hashOrNull,
    },
  },
  superseded: {
    contract: 'ledger',
    name: 'RecordSuperseded',
    indexed: { ...record, replacement: hash },
    data: { sequence: count, replacementSequence: count, reason: hash },
  },
  withdrawn: {
    contract: 'ledger',
    name: 'RecordWithdrawn',
    indexed: record,
    data: { sequence: count, reason: hash },
  },
  closed: {
    contract: 'ledger',
    name: 'CaseClosed',
    indexed: { agency: id, commitment: hash },
    data: { count, head: hash },
  },
  offered: {
    contract: 'handoff',
    name: 'HandoffOffered',
    indexed: handoff,
    data: {
      ...record,
      commitment: hashOrNull,
      sequence: count,
      previous: countOrNull,
      answerBy: time,
      reportBy: timeOrNull,
      purpose: hash,
    },
  },
  accepted: {
    contract: 'handoff',
    name: 'HandoffAccepted',
    indexed: handoff,
    data: { recordId: hash, answerBy: time },
  },
  refused: {
    contract: 'handoff',
    name: 'HandoffRefused',
    indexed: handoff,
    data: { recordId: hash, answerBy: time, reason: hash },
  },
  recalled: { contract: 'handoff', name: 'HandoffRecalled', indexed: handoff, data: { recordId: hash } },
  reported: {
    contract: 'handoff',
    name: 'HandoffReported',
    indexed: handoff,
    data: { recordId: hash, reportBy: timeOrNull, number: count32, final: flag, report: hash },
  },
  'extension-asked': {
    contract: 'handoff',
    name: 'HandoffExtensionAsked',
    indexed: handoff,
    data: { recordId: hash, clock, by: id, until: time },
  },
  extended: {
    contract: 'handoff',
    name: 'HandoffExtended',
    indexed: handoff,
    data: { recordId: hash, clock, previous: time, until: time },
  },
  overdue: {
    contract: 'handoff',
    name: 'HandoffOverdue',
    indexed: handoff,
    data: { recordId: hash, clock, deadline: time },
  },
} as const satisfies Record<string, EventForm>;

type EventForm = {
  readonly contract: 'ledger' | 'handoff';
  readonly name: string;
  readonly indexed: Readonly<Record<string, Field<unknown>>>;
  readonly data: Readonly<Record<string, Field<unknown>>>;
};
type Values<Fields> = {
  readonly [Name in keyof Fields]: Fields[Name] extends Field<infer Value> ? Value : never;
};

export type StatementKind = keyof typeof EVENTS;
export const STATEMENT_KINDS = Object.keys(EVENTS) as readonly StatementKind[];

/** What one event says. Hashes and record IDs: 64 hex digits; times: unix seconds; agencies by their ids. */
export type Statement<Kind extends StatementKind = StatementKind> = {
  readonly [Each in Kind]: { readonly kind: Each; readonly sealedBy: number } & Values<
    (typeof EVENTS)[Each]['indexed']
  > &
    Values<(typeof EVENTS)[Each]['data']>;
}[Kind];

/** Where a statement names a record by its ID. */
const RECORD_FIELDS = ['recordId', 'reasons', 'replacement', 'reason', 'head', 'purpose', 'report'];

/** The records that a statement names: what it is about, and why. IDs of 64 hex digits. */
export function namedRecords(statement: Statement): string[] {
  return RECORD_FIELDS.flatMap((name) => {
    const value = (statement as Readonly<Record<string, unknown>>)[name];
    return typeof value === 'string' ? [value] : [];
  });
}

function topicOf({ name, indexed, data }: EventForm): Uint8Array {
  const types = [...Object.values(indexed), ...Object.values(data)].map(({ type }) => type);
  return keccak256(utf8(`${name}(${[...types, count.type].join(',')})`));
}

/** topic 0 of each kind. */
const TOPICS = STATEMENT_KINDS.map((kind) => ({
  kind,
  form: EVENTS[kind] as EventForm,
  topic: topicOf(EVENTS[kind]),
}));

/** The contract that makes this kind of statement. */
export function contractOf(kind: StatementKind): 'ledger' | 'handoff' {
  return EVENTS[kind].contract;
}

function readFields(fields: EventForm['data'], words: readonly Uint8Array[]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field], index) => [
      name,
      field.read(words[index] as Uint8Array, name),
    ]),
  );
}

/**
 * Reads a statement out of a log, whoever emitted it: that is to be held against `contractOf` its kind.
 * @throws FormatError `event-other` for another event, `event-invalid` for another layout or a value out of its range
 */
export function readStatement({ topics, data }: Pick<Log, 'topics' | 'data'>): Statement {
  const [first] = topics;
  const known = first && TOPICS.find(({ topic }) => equal(topic, first));
  if (!known) throw new FormatError('event-other', 'The log is no statement');
  const { kind, form } = known;
  const words = Object.keys(form.data).length + 1;
  if (topics.length !== Object.keys(form.indexed).length + 1 || data.length !== words * 32) {
    invalid(`The log does not have the form of ${form.name}`);
  }
  const dataWords = Array.from({ length: words }, (_, i) => data.subarray(i * 32, (i + 1) * 32));
  return {
    kind,
    ...readFields(form.indexed, topics.slice(1)),
    ...readFields(form.data, dataWords),
    sealedBy: count.read(dataWords.at(-1) as Uint8Array, 'sealedBy'),
  } as Statement;
}
