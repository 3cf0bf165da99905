import type { FileEntry } from '../core/file-entry.ts';
import { en, zh } from '../language/evidence-list.ts';
import { fill } from '../language/language.ts';
import { type Both, timeWords } from './words.ts';
import { withoutControls } from './xml-text.ts';

/** The evidence list (电子数据清单): one row a file, the columns that practice asks for, both languages in each cell. */

export type ListedRecord = {
  readonly recordId: string;
  /** Names of the submitting agency, where known, and its id. */
  readonly agency: { readonly id: string; readonly name?: Both | undefined };
  readonly claims: Readonly<Record<string, string>>;
  readonly files: readonly FileEntry[];
  /** Of the block that anchored it, with its time in unix seconds; null before. */
  readonly anchored: { readonly number: number; readonly time: number } | null;
};

export type EvidenceList = {
  /** What it lists: one record, or a case as far as it is known here. */
  readonly of: { readonly record: string } | { readonly case: string };
  readonly records: readonly ListedRecord[];
};

export const LIST_FORMATS = ['pdf', 'xlsx', 'csv'] as const;
export type ListFormat = (typeof LIST_FORMATS)[number];

export const LIST_MEDIA_TYPES: Readonly<Record<ListFormat, string>> = {
  pdf: 'application/pdf',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8',
};

/** More files than this make no list that anyone reads. */
export const MAX_LISTED_FILES = 10_000;

export const COLUMNS = ['number', 'name', 'category', 'format', 'integrity', 'source', 'remarks'] as const;
export type ColumnName = (typeof COLUMNS)[number];
/** A row: the lines of each cell. */
export type ListRow = Readonly<Record<ColumnName, readonly string[]>>;

type Values = Readonly<Record<string, string | number>>;

export function listWords(key: keyof typeof en, values: Values = {}, valuesEn: Values = values): Both {
  return { zh: fill(zh[key], values), en: fill(en[key], valuesEn) };
}

/** Both languages in one line. */
export const inline = (both: Both): string => `${both.zh} ${both.en}`;

const ARCHIVES = /^application\/(zip|gzip|x-(7z-compressed|rar-compressed|tar|bzip2)|vnd\.rar)$/;
const DOCUMENTS = /^(text\/|application\/(pdf|rtf|json|xml|msword|vnd\.(ms-|openxmlformats|oasis)))/;

function categoryOf(mediaType: string): Both {
  const [kind] = mediaType.split('/');
  if (kind === 'image' || kind === 'video' || kind === 'audio') return listWords(`category.${kind}`);
  if (ARCHIVES.test(mediaType)) return listWords('category.archive');
  return listWords(DOCUMENTS.test(mediaType) ? 'category.document' : 'category.other');
}

/** The extension of the name, as people call formats, and the media type. */
function formatOf({ name, mediaType }: FileEntry): string[] {
  const extension = /[^/\\.]\.([a-z0-9]{1,10})$/i.exec(name)?.[1];
  return [...(extension ? [extension.toUpperCase()] : []), mediaType];
}

function sourceOf({ agency, claims }: ListedRecord): string[] {
  const { id, name } = agency;
  const agencyLines = name ? [`${name.zh}（${id}）`, ...(name.en === name.zh ? [] : [name.en])] : [id];
  const claimed = (['collector', 'place', 'device'] as const).flatMap((claim) =>
    Object.hasOwn(claims, claim) ? [`${inline(listWords(`claim.${claim}`))}: ${claims[claim]}`] : [],
  );
  return [...agencyLines, ...claimed];
}

function remarksOf(record: ListedRecord, file: FileEntry): string[] {
  const { anchored, claims, recordId } = record;
  const time = anchored && timeWords(anchored.time);
  return [
    `${file.size} ${inline(listWords('remark.bytes'))}`,
    `${inline(listWords('remark.record'))}: ${recordId}`,
    ...(anchored && time
      ? [`${inline(listWords('remark.block'))} ${anchored.number}`, time.zh, time.en]
      : [inline(listWords('remark.waiting'))]),
    ...(Object.hasOwn(claims, 'note') ? [claims.note!] : []),
  ];
}

export function rowsOf({ records }: EvidenceList): ListRow[] {
  const entries = records.flatMap((record) => record.files.map((file) => ({ record, file })));
  return entries.map(({ record, file }, index) => ({
    number: [String(index + 1)],
    name: [file.name],
    category: Object.values(categoryOf(file.mediaType)),
    format: formatOf(file),
    integrity: [`SHA-256: ${file.sha256}`, ...(file.sm3 === undefined ? [] : [`SM3: ${file.sm3}`])],
    source: sourceOf(record).map(withoutControls),
    remarks: remarksOf(record, file).map(withoutControls),
  }));
}

export const headOf = (column: ColumnName): Both => listWords(`column.${column}`);

/** The heading of a list, its foreign parts made fit for where it is shown. */
export function subjectOf({ of }: EvidenceList, shown: (text: string) => string = String): Both {
  return 'record' in of
    ? listWords('of.record', { id: of.record })
    : listWords('of.case', { case: shown(of.case) });
}
