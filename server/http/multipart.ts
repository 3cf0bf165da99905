import type { Readable, Writable } from 'node:stream';
import type { Request, Response } from 'express';
import multer, { MulterError } from 'multer';
import { Refusal, storageRefusal } from '../refusal.ts';
import { decodedFields, headReader } from './part-heads.ts';

/** Uploads through multer: fields as texts, files as streams that are taken up as they come. */

export type MultipartPlan = {
  /** Names of the parts that hold files, and how many of each. */
  readonly files: Readonly<Record<string, number>>;
  /** Most bytes of one file. */
  readonly maxFileBytes?: number;
  /** Takes one file to its end. */
  onFile(stream: Readable, part: { field: string; name: string; mediaType: string }): Promise<void>;
  /** Refuses a file by its name before any of it is read; may throw. */
  checkName?(name: string): void;
};

/** Longest text of one field: 64 claims of 8 KiB, as JSON, and some room. */
const MAX_FIELD_BYTES = 1024 * 1024;
const MAX_FIELDS = 16;
const MAX_HEADER_PAIRS = 16;
/** busboy and multer tell these apart by their words alone. */
const ENDED_EARLY = /^(Unexpected end of form|Request (aborted|closed|error))$|ECONNRESET|aborted|premature/i;

function refusalOfUpload(error: unknown): unknown {
  const known = storageRefusal(error);
  if (known instanceof Refusal) return known;
  if (error instanceof MulterError) {
    return new Refusal('multipart-invalid', error.message, { cause: error });
  }
  if (!(error instanceof Error) || 'details' in error) return error;
  if (ENDED_EARLY.test(error.message)) {
    return new Refusal('upload-incomplete', error.message, { cause: error });
  }
  // What is left comes from busboy, which names the offence against RFC 7578 in words.
  const fromParser = /multipart|boundary|part header|content-type|charset|form/i.test(error.message);
  return fromParser ? new Refusal('multipart-invalid', error.message, { cause: error }) : error;
}

/** Tells of what has no place in the body, or is too much, as soon as it is seen. */
function watchLimits(parser: Writable, plan: MultipartPlan, fail: (error: unknown) => void): void {
  const tooLarge = () => fail(new Refusal('body-too-large', 'A part is too large'));
  parser.prependListener('file', (field: string | undefined, stream: Readable) => {
    if (!Object.hasOwn(plan.files, field ?? '')) fail(new Refusal('multipart-invalid', 'No files go there'));
    stream.once('limit', tooLarge);
  });
  parser.prependListener('field', (_field, _text, { valueTruncated }: { valueTruncated: boolean }) => {
    if (valueTruncated) tooLarge();
  });
  for (const limit of ['partsLimit', 'filesLimit', 'fieldsLimit']) {
    parser.prependListener(limit, () => fail(new Refusal('too-many-parts', limit)));
  }
  parser.prependListener('error', fail);
}

/**
 * Reads a multipart body to its end.
 * @returns the fields beside the files
 * @throws Refusal `multipart-invalid`, `text-not-utf8`, `upload-incomplete`, `too-many-parts`, `body-too-large`, those
 *   of `onFile` and `checkName`
 */
export function readMultipart(
  request: Request,
  response: Response,
  plan: MultipartPlan,
): Promise<Record<string, unknown>> {
  const total = Object.values(plan.files).reduce((sum, count) => sum + count, 0);
  return new Promise((resolve, reject) => {
    let parser: Writable | undefined;
    let failed = false;
    // At once: multer itself waits until the whole body has come, which may be hours.
    const fail = (error: unknown) => {
      if (failed) return;
      failed = true;
      reject(refusalOfUpload(error));
      if (!parser) return;
      request.unpipe(parser);
      // Cuts off whoever is taking a file.
      parser.destroy(error instanceof Error ? error : new Error('Refused', { cause: error }));
    };
    const heads = headReader(fail);
    const receiver = multer({
      storage: {
        _handleFile(_request, file, done) {
          const { fieldname: field, originalname: name, mimetype: mediaType, stream } = file;
          plan.onFile(stream, { field, name, mediaType }).then(
            () => done(null, {}),
            (cause: Error) => {
              fail(cause);
              done(cause);
            },
          );
        },
        // Whoever takes the files also undoes them: multer knows of no file that it could remove.
        _removeFile: (_request, _file, done) => done(null),
      },
      fileFilter(_request, file, done) {
        try {
          // multer has read %22 as a quotation mark, as browsers write it in `filename`; `filename*` means what it says.
          file.originalname = heads.extendedName() ?? file.originalname;
          plan.checkName?.(file.originalname);
          done(null, !failed);
        } catch (cause) {
          fail(cause);
          done(cause as Error);
        }
      },
      // As browsers send names: UTF-8, with the folders of a dropped folder.
      defParamCharset: 'utf8',
      preservePath: true,
      // Bytes, a character each: busboy would put U+FFFD where a text is no UTF-8.
      defCharset: 'latin1',
      streamHandler(_request: Request, busboy: Writable) {
        parser = busboy;
        heads.watch(busboy);
        watchLimits(busboy, plan, fail);
        request.pipe(busboy);
      },
      limits: {
        fieldNameSize: 100,
        fieldSize: MAX_FIELD_BYTES,
        fields: MAX_FIELDS,
        fieldNestingDepth: 0,
        files: total,
        parts: total + MAX_FIELDS,
        headerPairs: MAX_HEADER_PAIRS,
        ...(plan.maxFileBytes === undefined ? {} : { fileSize: plan.maxFileBytes }),
      },
    } as multer.Options).fields(Object.entries(plan.files).map(([name, maxCount]) => ({ name, maxCount })));
    receiver(request, response, (error?: unknown) => {
      if (error) return fail(error);
      if (!request.body) return fail(new Refusal('multipart-invalid', 'No multipart body'));
      try {
        heads.finish();
        resolve(decodedFields(request.body as Record<string, unknown>));
      } catch (cause) {
        fail(cause);
      }
    });
  });
}
