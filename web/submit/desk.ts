import type { FileDigests } from '../../core/digests.ts';
import { fileNameProblem } from '../../core/file-entry.ts';
import { GENERAL_FIELDS, PHOTO_FIELDS, templateOf } from '../../core/kinds.ts';
import { MAX_FILES } from '../../core/record.ts';
import type { Problem, RecordView } from '../api.ts';
import { createPulse } from '../app/store.ts';
import type { FoundFile } from '../parts/dropped.ts';
import { createHasher, HashError, type Hasher } from '../work/hashing.ts';
import type { PhotoFacts } from '../work/photo-facts.ts';
import { isPhoto, readPhoto } from '../work/photos.ts';
import type { Difference } from './compare.ts';
import { withOffset } from './local-time.ts';
import { identityOf } from './unfinished.ts';

/**
 * The desk on which a submission is put together. It is no part of a page: whoever looks at another page meanwhile
 * finds everything as it was, and hashing and sending go on.
 */
export type Row = {
  readonly key: number;
  readonly name: string;
  readonly file: File;
  /** Bytes hashed, bytes sent. */
  hashed: number;
  sent: number;
  digests?: FileDigests;
  /** Why it cannot be submitted: a name that no record can hold, a file that cannot be read (any more). */
  refused?: 'name' | 'unreadable';
  difference?: Difference | null;
  /** Of a photograph: what it says of itself. */
  photo?: PhotoFacts | 'reading' | 'unreadable';
};

/** What becomes one record: at most 1,024 files. */
export type Portion = {
  readonly rows: readonly Row[];
  /** Of the request that makes it: kept over every retry, so that a lost answer never makes a second record. */
  readonly key: string;
  state: 'waiting' | 'sending' | 'made' | 'failed';
  record?: RecordView;
  problem?: Problem;
};

export type Form = {
  readonly case: string;
  readonly kind: string;
  readonly claims: Readonly<Record<string, string>>;
};

export type Desk = {
  rows: Row[];
  form: Form;
  /** Empty until the first try to submit. */
  portions: Portion[];
  stage: 'filling' | 'sending' | 'stopped' | 'made';
  /** Seconds until the next try, while the connection is lost. */
  retryIn?: number | undefined;
};

const emptyForm: Form = { case: '', kind: 'evidence', claims: {} };
const fresh = (): Desk => ({ rows: [], form: emptyForm, portions: [], stage: 'filling' });

const pulse = createPulse(120);

/** Has the desk drawn again soon. Everything that changes it calls this. */
export const touch = pulse.touch;

let desk: Desk = fresh();
let hasher: Hasher | undefined;
let lastKey = 0;
const hashing = new Map<Row, AbortController>();

export const deskStore = {
  get: (): Desk => desk,
  subscribe: pulse.subscribe,
};

/** Whether a record holds the row already: then it can neither be removed nor sent again. */
export function isMade(row: Row): boolean {
  return desk.portions.some((portion) => portion.state === 'made' && portion.rows.includes(row));
}

/**
 * The claims as they are sent: of the fields of the chosen kind, and of what photographs say, those that say something;
 * times with their offset.
 */
export function claimsToSend({ kind, claims }: Form): Record<string, string> {
  const fields = [...(templateOf(kind)?.fields ?? GENERAL_FIELDS), ...PHOTO_FIELDS];
  return Object.fromEntries(
    fields.flatMap(({ name, form }) => {
      const value = (claims[name] ?? '').trim();
      if (value === '') return [];
      return [[name, form === 'time' ? withOffset(value) : value]];
    }),
  );
}

/** Splits rows into what becomes one record each. */
export function portionsOf(rows: readonly Row[], size = MAX_FILES): Portion[] {
  const portions: Portion[] = [];
  for (let from = 0; from < rows.length; from += size) {
    portions.push({ rows: rows.slice(from, from + size), key: crypto.randomUUID(), state: 'waiting' });
  }
  return portions;
}

function startHashing(row: Row): void {
  hasher ??= createHasher();
  const abort = new AbortController();
  hashing.set(row, abort);
  hasher
    .hash(
      row.file,
      (bytes) => {
        row.hashed = bytes;
        touch();
      },
      abort.signal,
    )
    .then((digests) => {
      row.digests = digests;
      row.hashed = row.file.size;
    })
    .catch((error: unknown) => {
      if (!(error instanceof HashError)) throw error;
      if (error.reason !== 'cancelled') row.refused = 'unreadable';
    })
    .finally(() => {
      hashing.delete(row);
      touch();
    });
}

async function startReading(row: Row): Promise<void> {
  row.photo = 'reading';
  row.photo = (await readPhoto(row.file)) ?? 'unreadable';
  touch();
}

/**
 * A changed submission is another one: what was begun under the old keys cannot be retried as if it were the same. What
 * was made already stays made.
 */
function changed(): void {
  desk.portions = desk.portions.filter((portion) => portion.state === 'made');
  desk.stage = 'filling';
  touch();
}

/** Adds files, the same one once only. @returns how many were there already */
export function addFiles(found: readonly FoundFile[]): number {
  const there = new Set(desk.rows.map(identityOf));
  const added = found.filter((each) => {
    const id = identityOf(each);
    if (there.has(id)) return false;
    there.add(id);
    return true;
  });
  const rows = added.map(({ name, file }): Row => {
    lastKey += 1;
    const row: Row = { key: lastKey, name, file, hashed: 0, sent: 0 };
    if (fileNameProblem(name) !== null) row.refused = 'name';
    return row;
  });
  desk.rows = [...desk.rows, ...rows];
  for (const row of rows) {
    if (row.refused !== undefined) continue;
    startHashing(row);
    if (isPhoto(row.file)) void startReading(row);
  }
  changed();
  return found.length - added.length;
}

export function removeRow(row: Row): void {
  hashing.get(row)?.abort();
  desk.rows = desk.rows.filter((other) => other !== row);
  changed();
}

export function setForm(part: Partial<Form>): void {
  desk.form = { ...desk.form, ...part };
  changed();
}

/** Takes everything off the desk. The case stays if asked for: the next record is often of the same one. */
export function clearDesk(keepCase = false): void {
  for (const abort of hashing.values()) abort.abort();
  const form = keepCase
    ? { ...emptyForm, case: desk.portions[0]?.record?.case ?? desk.form.case }
    : emptyForm;
  desk = { ...fresh(), form };
  touch();
}

/** Cuts the rows that are in no record yet into records, unless that was done and nothing has changed since. */
export function cutPortions(): void {
  const made = desk.portions.filter((portion) => portion.state === 'made');
  if (made.length < desk.portions.length) return;
  const done = new Set(made.flatMap((portion) => portion.rows));
  desk.portions = [...made, ...portionsOf(desk.rows.filter((row) => !done.has(row)))];
}

/** Waits for the digests of a row. */
export async function hashed(row: Row): Promise<FileDigests | undefined> {
  while (hashing.has(row)) await new Promise((resolve) => setTimeout(resolve, 50));
  return row.digests;
}
