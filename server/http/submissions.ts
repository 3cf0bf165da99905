import { statfs } from 'node:fs/promises';
import type { Request, RequestHandler, Response } from 'express';
import type { z } from 'zod';
import { fileNameProblem, mediaTypeOf } from '../../core/file-entry.ts';
import { KEY_LIST_KIND } from '../../core/persons/key-list.ts';
import { MAX_FILES } from '../../core/record.ts';
import { type Intake, openIntake } from '../ingest/intake.ts';
import { type Answer, type Submission, type SubmittedFile, submit } from '../ingest/submit.ts';
import { Refusal } from '../refusal.ts';
import { latestHeader } from '../store/headers.ts';
import { signedIn } from './authenticate.ts';
import { checkJson } from './json-body.ts';
import type { Metrics } from './metrics.ts';
import { readMultipart } from './multipart.ts';
import { viewRecord } from './record-view.ts';
import { type bulk, bulk as bulkSchema, digestsOnly, idempotencyKey, read, uploadFields } from './schemas.ts';
import type { HttpConfig, Services } from './services.ts';
import { adoptUploads, inPlace, type Named, namedUploads } from './upload-references.ts';

/** `POST /records`: files or digests in, records out. The order of what happens here is the order of commit points. */

const DEFAULT_KIND = 'evidence';

function keyOf(request: Request): string | undefined {
  const key = request.get('Idempotency-Key');
  if (key === undefined) return undefined;
  const read = idempotencyKey.safeParse(key);
  if (!read.success) throw new Refusal('idempotency-key-invalid', 'The Idempotency-Key has another form');
  return read.data;
}

function checkName(name: string): void {
  const problem = fileNameProblem(name);
  if (problem !== null) throw new Refusal('file-name-invalid', `The name of a file is ${problem}`);
}

/**
 * Whose key stands for whom is said by the agency, and not by each of its officers: one could list a key of their own
 * under a colleague's name, or end everybody's.
 * @throws Refusal `role-insufficient`
 */
function checkSpeaker(response: Response, made: readonly Submission[]): void {
  if (signedIn(response).role === 'operator' || made.every(({ kind }) => kind !== KEY_LIST_KIND)) return;
  throw new Refusal('role-insufficient', 'A key list is made by the operator', {
    details: { role: 'operator' },
  });
}

function submissionOf(body: z.infer<typeof digestsOnly>): Submission {
  return {
    caseId: body.case ?? null,
    kind: body.kind ?? DEFAULT_KIND,
    claims: body.claims ?? {},
    files: body.files.map(({ name, size, mediaType, sha256, sm3 }) => ({
      entry: { name, size, mediaType: mediaTypeOf(mediaType), sha256, ...(sm3 === undefined ? {} : { sm3 }) },
      stored: false,
    })),
  };
}

const JSON_FIELDS = ['claims', 'uploads'];

function readJson(text: string, where: string): unknown {
  checkJson(Buffer.from(text), where);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Refusal('request-invalid', 'A field is no JSON', { cause, details: { where } });
  }
}

/** A form's fields: an empty one counts as not given, claims and uploads are JSON. */
function readFields(fields: Record<string, unknown>): z.infer<typeof uploadFields> {
  const given = Object.entries(fields).filter(([, value]) => value !== '');
  const values = given.map(([name, value]) => [
    name,
    JSON_FIELDS.includes(name) && typeof value === 'string' ? readJson(value, name) : value,
  ]);
  return read(uploadFields, Object.fromEntries(values));
}

export function submissions(services: Services, config: HttpConfig, metrics: Metrics) {
  const { agency, store, content, sm3, uploads } = services;

  /** What can be known before the body is read: refusing later would have cost its whole way here. */
  async function checkReady(request: Request): Promise<void> {
    if (services.stopping()) throw new Refusal('service-stopping', 'The service is stopping');
    if (!latestHeader(store)) throw new Refusal('chain-not-ready', 'No sealed header is known yet');
    const length = Number(request.headers['content-length'] ?? 0);
    if (length < 1024 * 1024) return;
    const { bavail, bsize } = await statfs(content.folders.files);
    if (bavail * bsize - length < config.reserveBytes) {
      throw new Refusal('storage-full', 'The announced body would leave no room');
    }
  }

  function make(
    response: Response,
    made: readonly Submission[],
    key: string | undefined,
    write: (views: unknown[]) => unknown,
  ): Promise<Answer> {
    checkSpeaker(response, made);
    const { actor } = signedIn(response);
    return submit(store, { agency: agency.id, actor }, made, key, (rows) => {
      // In the transaction of the record: one is not there without the other.
      for (const { id } of rows) services.access.note(actor, 'record-made', id);
      return JSON.stringify(write(rows.map((row) => viewRecord(store, row, 'received'))));
    });
  }

  function send(response: Response, answer: Answer): void {
    if (answer.replayed) response.set('Idempotency-Replayed', 'true');
    metrics.records.inc(answer.made);
    if (answer.made > 0) services.onRecords(answer.made);
    const { recordId } = JSON.parse(answer.response) as { recordId?: string };
    if (recordId) response.location(`/api/v1/records/${recordId}`);
    response.status(answer.status).type('application/json').send(answer.response);
  }

  const one = ([view]: unknown[]) => view;

  /** The files of a record: those that came with it, and those that were uploaded before. */
  async function filesOf(intake: Intake, named: readonly Named[]): Promise<SubmittedFile[]> {
    const uploaded = await adoptUploads(uploads, intake, named);
    const published = await intake.publish();
    const adopted = uploaded.filter((one) => one.adopted).length;
    const parts = published.slice(0, published.length - adopted).map((file) => ({ ...file, stored: true }));
    const rest = published.slice(parts.length);
    const placed = uploaded.map((one, nth) => ({
      file: one.adopted ? { ...one.file, ...rest.shift() } : one.file,
      place: named[nth]!.place,
    }));
    return inPlace<SubmittedFile>(parts, placed);
  }

  async function upload(request: Request, response: Response): Promise<void> {
    const key = keyOf(request);
    const intake = openIntake(content, sm3, store);
    let answer: Answer;
    let named: Named[] = [];
    try {
      const fields = readFields(
        await readMultipart(request, response, {
          files: { files: MAX_FILES },
          checkName,
          onFile: (stream, { name, mediaType }) => {
            stream.on('data', (chunk: Buffer) => metrics.uploadBytes.inc(chunk.length));
            return intake.receive(stream, name, mediaTypeOf(mediaType));
          },
        }),
      );
      named = namedUploads(uploads, signedIn(response).actor, fields.uploads ?? []);
      const files = await filesOf(intake, named);
      if (files.length === 0) {
        throw new Refusal('request-invalid', 'No file', { details: { where: 'files' } });
      }
      const submission: Submission = {
        caseId: fields.case ?? null,
        kind: fields.kind ?? DEFAULT_KIND,
        claims: fields.claims ?? {},
        files,
      };
      answer = await make(response, [submission], key, one);
    } catch (cause) {
      await intake.discard();
      throw cause;
    }
    await intake.settle();
    await uploads.settle(named.map(({ row }) => row.id));
    send(response, answer);
  }

  async function digests(request: Request, response: Response): Promise<void> {
    const key = keyOf(request);
    const body = read(digestsOnly, request.body);
    for (const { name } of body.files) checkName(name);
    send(response, await make(response, [submissionOf(body)], key, one));
  }

  async function several(request: Request, response: Response): Promise<void> {
    const key = keyOf(request);
    const { records }: z.infer<typeof bulk> = read(bulkSchema, request.body);
    for (const { files } of records) for (const { name } of files) checkName(name);
    send(response, await make(response, records.map(submissionOf), key, (items) => ({ items })));
  }

  const ready: RequestHandler = async (request, _response, next) => {
    await checkReady(request);
    next();
  };
  const single: RequestHandler = async (request, response) => {
    if (request.is('multipart/form-data')) return upload(request, response);
    if (request.is('application/json')) return digests(request, response);
    throw new Refusal('media-type-unsupported', 'Neither multipart nor JSON');
  };
  const many: RequestHandler = async (request, response) => {
    if (!request.is('application/json')) throw new Refusal('media-type-unsupported', 'No JSON');
    await several(request, response);
  };
  return { ready, single, many };
}
