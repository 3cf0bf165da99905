import type { Form, Row } from './desk.ts';

/**
 * What a submission with large files has begun, kept on this device so that it can go on after the browser was closed.
 * The files themselves cannot be kept: they are chosen again, and known by name, size and time. That only finds the
 * upload; whether it holds the same bytes is for digests to say.
 */
type Kept = {
  /** What it would be submitted with. */
  form: Form;
  /** Files of records that are not made yet, by `identityOf`, in their order. */
  files: string[];
  /** Uploads by `identityOf`. */
  uploads: Record<string, string>;
  /** Keys of requests by what makes two of them the same. */
  keys: Record<string, string>;
  /** Unix ms. */
  at: number;
};

const PLACE = 'jianzheng.unfinished';
/** As long as the service keeps an upload that nobody touches. */
const KEPT_MS = 7 * 24 * 3600 * 1000;
/** From this size on a file is sent in pieces: what is smaller is sent again sooner than its offset is asked for. */
const LARGE_BYTES = 8 * 1024 * 1024;

type Named = Pick<Row, 'name' | 'file'>;

export const isLarge = ({ file }: Named): boolean => file.size >= LARGE_BYTES;

/** What a file is known by, as long as its bytes are not looked at. */
export const identityOf = ({ name, file }: Named): string => `${name}\n${file.size}\n${file.lastModified}`;

export const nameOf = (identity: string): string => identity.split('\n')[0]!;

function load(): Kept | undefined {
  try {
    const found = JSON.parse(localStorage.getItem(PLACE) ?? 'null') as Kept | null;
    return found && Date.now() - found.at < KEPT_MS ? found : undefined;
  } catch {
    // Storage can be forbidden, and others can write to it.
    return undefined;
  }
}

let kept: Kept | undefined = load();

function save(): void {
  try {
    if (kept) localStorage.setItem(PLACE, JSON.stringify({ ...kept, at: Date.now() }));
    else localStorage.removeItem(PLACE);
  } catch {
    // Then it lasts as long as the page.
  }
}

export const unfinished = {
  get: (): Readonly<Kept> | undefined => kept,
  /** A submission begins: what was kept of its files stays, the rest is of no use any more. */
  begin(rows: readonly Row[], form: Form): void {
    if (!rows.some(isLarge)) return;
    const files = rows.map(identityOf);
    const there = new Set(files);
    const uploads = Object.entries(kept?.uploads ?? {}).filter(([identity]) => there.has(identity));
    kept = { form, files, uploads: Object.fromEntries(uploads), keys: kept?.keys ?? {}, at: 0 };
    save();
  },
  /** The key of the request that makes a record: the one it had before the browser was closed, or a fresh one. */
  keyFor(rows: readonly Row[], fields: unknown, fresh: string): string {
    if (!kept || !rows.some(isLarge)) return fresh;
    const what = JSON.stringify([fields, rows.map(identityOf)]);
    if (!Object.hasOwn(kept.keys, what)) kept.keys[what] = fresh;
    save();
    return kept.keys[what]!;
  },
  uploadOf(row: Row): string | undefined {
    const identity = identityOf(row);
    return kept && Object.hasOwn(kept.uploads, identity) ? kept.uploads[identity] : undefined;
  },
  keepUpload(row: Row, id: string | undefined): void {
    if (!kept) return;
    if (id === undefined) delete kept.uploads[identityOf(row)];
    else kept.uploads[identityOf(row)] = id;
    save();
  },
  /** A record holds these: they are no longer unfinished. */
  made(rows: readonly Row[], caseId: string): void {
    if (!kept) return;
    const done = new Set(rows.map(identityOf));
    kept.files = kept.files.filter((identity) => !done.has(identity));
    kept.form = { ...kept.form, case: caseId };
    for (const identity of done) delete kept.uploads[identity];
    if (kept.files.length === 0) kept = undefined;
    save();
  },
  forget(): void {
    kept = undefined;
    save();
  },
  /** Rows in the order that they had, so that the same files make the same request. */
  inOrder<Any extends Named>(rows: readonly Any[]): Any[] {
    const place = new Map((kept?.files ?? []).map((identity, nth) => [identity, nth]));
    const placeOf = (row: Any) => place.get(identityOf(row)) ?? place.size;
    return [...rows].sort((a, b) => placeOf(a) - placeOf(b));
  },
};
