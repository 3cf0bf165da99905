import type { z } from 'zod';
import { fileNameProblem, mediaTypeOf } from '../../core/file-entry.ts';
import { MAX_FILES } from '../../core/record.ts';
import type { Intake } from '../ingest/intake.ts';
import type { SubmittedFile } from '../ingest/submit.ts';
import { Refusal } from '../refusal.ts';
import type { UploadRow } from '../store/uploads.ts';
import type { Uploads } from '../uploads/uploads.ts';
import type { uploadReferences } from './schemas.ts';

/** The files of a record that came as uploads before it. */

type References = z.infer<typeof uploadReferences>;

const invalid = (why: string) =>
  new Refusal('request-invalid', why, { details: { where: 'uploads', errors: [{ path: 'uploads', why }] } });

/** An upload that a record names, and where among its files it goes. */
export type Named = {
  row: UploadRow;
  name: string;
  mediaType: string;
  sha256: string | undefined;
  place: number | undefined;
};

/**
 * Looks up what is named.
 * @throws Refusal `upload-not-found`, `upload-unfinished`, `file-name-invalid`, `request-invalid`
 */
export function namedUploads(uploads: Uploads, actor: string, references: References): Named[] {
  if (new Set(references.map(({ upload }) => upload)).size < references.length) {
    throw invalid('An upload is named twice');
  }
  return references.map(({ upload, name, mediaType, sha256, place }) => {
    const problem = fileNameProblem(name);
    if (problem !== null) throw new Refusal('file-name-invalid', `The name of a file is ${problem}`);
    const row = uploads.find(actor, upload);
    if (row.received < row.size) {
      throw new Refusal('upload-unfinished', 'Not all of an upload has come', {
        details: { received: row.received, size: row.size },
      });
    }
    return { row, name, mediaType: mediaTypeOf(mediaType), sha256, place };
  });
}

/**
 * Gives the intake the bytes of what no record has taken yet.
 * @throws Refusal `upload-differs`
 * @returns what the record will hold of each, in the order of `named`; `nth` among what the intake has, if it has it
 */
export async function adoptUploads(uploads: Uploads, intake: Intake, named: readonly Named[]) {
  const files: { file: SubmittedFile; adopted: boolean }[] = [];
  for (const { row, name, mediaType, sha256 } of named) {
    const entry = { name, mediaType, size: row.size, ...(await uploads.digestsOf(row)) };
    if (sha256 !== undefined && sha256 !== entry.sha256) {
      throw new Refusal('upload-differs', 'Other bytes were uploaded than were meant');
    }
    const adopted = row.record === null;
    if (adopted) await intake.adopt(uploads.pathOf(row.id), entry);
    files.push({ file: { entry, stored: true, upload: row.id }, adopted });
  }
  return files;
}

/** Puts the uploads where they asked to be, and the other files in their order around them. */
export function inPlace<File>(
  parts: readonly File[],
  placed: readonly { file: File; place: number | undefined }[],
): File[] {
  const total = parts.length + placed.length;
  if (total > MAX_FILES) throw new Refusal('too-many-parts', 'More files than a record may have');
  const slots: (File | undefined)[] = new Array(total).fill(undefined);
  for (const { file, place } of placed) {
    if (place === undefined) continue;
    if (place >= total || slots[place] !== undefined)
      throw invalid('A place is taken, or behind the last file');
    slots[place] = file;
  }
  const rest = [...parts, ...placed.filter(({ place }) => place === undefined).map(({ file }) => file)];
  return slots.map((file) => file ?? rest.shift()!);
}
