import { randomUUID } from 'node:crypto';
import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import type { FileDigests } from '../../core/digests.ts';
import { claimProblems } from '../../core/kind-check.ts';
import { templateOf } from '../../core/kinds.ts';
import { MAX_FILES } from '../../core/record.ts';
import { incompleteText, labelOf } from '../../language/kinds.ts';
import type { RecordAnswer } from '../api.ts';
import { failure } from '../command-error.ts';
import { accountOf, type Context, note, print } from '../context.ts';
import { hashFiles } from '../digests.ts';
import { EXIT } from '../exit.ts';
import { whenInterrupted } from '../interrupt.ts';
import { type LocalFile, listContent } from '../local-files.ts';
import { multipart } from '../multipart.ts';
import { type Progress, startProgress } from '../progress.ts';
import { waitForReceipt } from '../receipts.ts';
import { withPatience } from '../retry.ts';
import {
  ConnectionError,
  jsonBody,
  problemOf,
  type Request,
  readBody,
  type Service,
  send,
} from '../service.ts';
import { bytesText } from '../terminal.ts';
import { openUnfinished, type Unfinished } from '../unfinished.ts';
import { isLost, LARGE_BYTES, type Uploaded, upload } from '../uploads.ts';
import { addWaiting, deadlineOf, type WaitOptions } from '../waiting.ts';
import { writeOut } from './receipt.ts';

/** `jz submit`: files and folders become records; with `--wait`, records with receipts. */

type Options = WaitOptions & {
  case?: string;
  kind?: string;
  claim: Record<string, string>;
  digestsOnly?: boolean;
  idempotencyKey?: string;
  receipts?: string;
  json?: boolean;
};

type Submission = {
  readonly files: readonly LocalFile[];
  readonly fields: {
    readonly case?: string;
    readonly kind?: string;
    readonly claims: Record<string, string>;
  };
  readonly key: string;
};

/** How long a submission is tried again while the service is away or asks to wait. */
const PATIENCE_MS = 120_000;

function collectClaim(given: string, claims: Record<string, string>): Record<string, string> {
  const at = given.indexOf('=');
  // Said twice, no one could tell which was meant.
  if (at < 1 || Object.hasOwn(claims, given.slice(0, at))) throw new InvalidArgumentError('');
  return { ...claims, [given.slice(0, at)]: given.slice(at + 1) };
}

/** Sends the bytes, and takes their digests on the way. What was sent before is named. */
function uploadOf(
  { files, fields }: Submission,
  uploaded: ReadonlyMap<LocalFile, Uploaded>,
  progress: Progress,
  report: (digests: FileDigests[]) => void,
) {
  const { claims, ...texts } = fields;
  const uploads = files.flatMap((file, place) => {
    const { name, mediaType } = file;
    const sent = uploaded.get(file);
    return sent ? [{ upload: sent.id, name, mediaType, sha256: sent.digests.sha256, place }] : [];
  });
  const form = multipart(
    {
      ...texts,
      ...(Object.keys(claims).length > 0 ? { claims: JSON.stringify(claims) } : {}),
      ...(uploads.length > 0 ? { uploads: JSON.stringify(uploads) } : {}),
    },
    files.filter((file) => !uploaded.has(file)),
  );
  let sent = 0;
  return {
    contentType: form.contentType,
    length: form.length,
    async *stream() {
      // After a lost connection it is sent again from the start.
      progress.add(-sent);
      sent = 0;
      const blocks = form.stream();
      try {
        for (;;) {
          const { done, value } = await blocks.next();
          if (done) {
            const rest = [...value];
            return report(files.map((file) => uploaded.get(file)?.digests ?? rest.shift()!));
          }
          yield value;
          sent += value.length;
          progress.add(value.length);
        }
      } finally {
        await blocks.return([]);
      }
    },
  } satisfies Request['body'];
}

async function digestsBody(
  { files, fields }: Submission,
  progress: Progress,
  report: (digests: FileDigests[]) => void,
): Promise<NonNullable<Request['body']>> {
  const digests: FileDigests[] = [];
  for await (const done of hashFiles(files, { sm3: true, onBytes: progress.add })) digests.push(done.digests);
  report(digests);
  return jsonBody({
    ...fields,
    files: files.map(({ name, mediaType }, index) => ({ name, mediaType, ...digests[index]! })),
  });
}

/** The service hashed what it received; it must be what was read here. */
function holdAgainst(record: RecordAnswer, { files }: Submission, digests: readonly FileDigests[]): void {
  for (const [index, file] of files.entries()) {
    const mine = digests[index];
    const theirs = record.files[index];
    const same =
      mine !== undefined &&
      theirs !== undefined &&
      theirs.sha256 === mine.sha256 &&
      theirs.size === mine.size &&
      (theirs.sm3 === null || theirs.sm3 === mine.sm3) &&
      theirs.name === file.name;
    if (!same) {
      throw failure('digest-differs', { path: file.path, record: record.recordId }, { exit: EXIT.differs });
    }
  }
}

async function submitOne(
  context: Context,
  service: Service,
  submission: Submission,
  options: Options,
  progress: Progress,
  unfinished: Unfinished | undefined,
): Promise<{ record: RecordAnswer; replayed: boolean }> {
  const onPause = ({ waitMs }: { waitMs: number }) =>
    note(context.text('submit.again', { seconds: Math.ceil(waitMs / 1000), url: service.url.origin }));
  const uploaded = new Map<LocalFile, Uploaded>();
  for (const [place, file] of submission.files.entries()) {
    if (!unfinished || !isLarge(file)) continue;
    const sending = { service, unfinished, progress, patienceMs: PATIENCE_MS, onPause };
    uploaded.set(file, await upload(sending, file, `${submission.key} ${place}`));
  }
  let digests: FileDigests[] = [];
  const report = (found: FileDigests[]) => {
    digests = found;
  };
  const ready = options.digestsOnly ? await digestsBody(submission, progress, report) : undefined;
  const answer = await withPatience(service, { deadline: Date.now() + PATIENCE_MS, onPause }, () =>
    send(service, {
      method: 'POST',
      path: 'records',
      headers: { 'idempotency-key': submission.key },
      body: ready ?? uploadOf(submission, uploaded, progress, report),
    }),
  );
  if (answer.status !== 201 && answer.status !== 200) throw await problemOf(service, answer);
  const record = JSON.parse((await readBody(service, answer)).toString('utf8')) as RecordAnswer;
  holdAgainst(record, submission, digests);
  return { record, replayed: answer.headers['idempotency-replayed'] === 'true' };
}

const isLarge = (file: LocalFile): boolean => file.size >= LARGE_BYTES;

/** What the same command may have begun before, where it has large files to send. */
async function takeUpUnfinished(
  context: Context,
  service: Service,
  files: readonly LocalFile[],
  options: Options,
): Promise<Unfinished | undefined> {
  if (options.digestsOnly || !files.some(isLarge)) return undefined;
  const listed = await Promise.all(
    files.map(async (file) => ({
      path: path.resolve(file.path),
      name: file.name,
      size: file.size,
      changed: Math.trunc((await stat(file.path).catch(() => undefined))?.mtimeMs ?? 0),
    })),
  );
  const what = {
    service: service.url.href,
    files: listed,
    case: options.case ?? null,
    kind: options.kind ?? null,
    claims: options.claim,
    key: options.idempotencyKey ?? null,
  };
  return openUnfinished(context.environment.state, what, options.idempotencyKey ?? randomUUID());
}

async function receiptFor(
  context: Context,
  service: Service,
  recordId: string,
  options: Options,
): Promise<string | undefined> {
  const bytes = await waitForReceipt(service, recordId, { deadline: deadlineOf(options) });
  if (options.receipts === undefined) return undefined;
  await mkdir(options.receipts, { recursive: true });
  const target = path.join(options.receipts, `${recordId}.receipt.json`);
  await writeOut(target, bytes);
  if (!options.json) note(context.text('receipt.written', { path: target }));
  return target;
}

function show(
  context: Context,
  record: RecordAnswer,
  more: { state: string; replayed: boolean; receipt: string | undefined },
  json: boolean | undefined,
): void {
  const { state, replayed, receipt } = more;
  if (json) {
    print(JSON.stringify({ ...record, state, replayed, ...(receipt === undefined ? {} : { receipt }) }));
    return;
  }
  const size = bytesText(record.files.reduce((sum, file) => sum + file.size, 0));
  print(
    context.text('submit.record', {
      record: record.recordId,
      case: record.case,
      position: record.position,
      files: record.files.length,
      size,
      state: context.text(state === 'anchored' ? 'state.anchored' : 'state.received'),
    }),
  );
}

async function run(context: Context, paths: string[], options: Options): Promise<void> {
  const service = accountOf(context);
  // Before anything is read or sent; the service holds the record against its own templates again.
  const { kind = 'evidence' } = options;
  const problems = claimProblems(kind, options.claim);
  if (problems.length > 0) {
    const fields = incompleteText(problems, context.language);
    throw failure(
      'record-incomplete',
      { kind: labelOf('kind', kind, context.language), fields },
      {
        exit: EXIT.usage,
      },
    );
  }
  // A kind that was mistyped must not pass for one that asks for nothing.
  if (kind !== 'evidence' && !templateOf(kind)) note(context.text('submit.noTemplate', { kind }));
  const { files, leftOut } = await listContent(paths);
  for (const path of leftOut) note(context.text('files.leftOut', { path }));
  if (files.length === 0) throw failure('nothing-to-submit', {}, { exit: EXIT.usage });

  const unfinished = await takeUpUnfinished(context, service, files, options);
  const key = unfinished?.key ?? options.idempotencyKey ?? randomUUID();
  const total = files.reduce((sum, file) => sum + file.size, 0);
  const progress = startProgress(
    context.text(options.digestsOnly ? 'progress.hashing' : 'progress.sending'),
    total,
    'bytes',
  );
  // Whenever it ends early: what was received stays received, and the key keeps it from being received twice.
  const forget = whenInterrupted(() => note(context.text('submit.resume', { key })));
  const records: { record: RecordAnswer; replayed: boolean }[] = [];
  // All records of one submission are of one case: what the service called it when nobody named it.
  let inCase = options.case;
  try {
    for (let start = 0; start < files.length; start += MAX_FILES) {
      const submission: Submission = {
        files: files.slice(start, start + MAX_FILES),
        fields: {
          ...(inCase === undefined ? {} : { case: inCase }),
          ...(options.kind === undefined ? {} : { kind: options.kind }),
          claims: options.claim,
        },
        key: files.length > MAX_FILES ? `${key}.${start / MAX_FILES}` : key,
      };
      const done = await submitOne(context, service, submission, options, progress, unfinished);
      inCase = done.record.case;
      records.push(done);
    }
  } catch (error) {
    progress.stop();
    forget();
    // What the service no longer has is begun anew the next time.
    if (isLost(error)) unfinished?.forget();
    for (const { record, replayed } of records) {
      show(context, record, { state: record.state, replayed, receipt: undefined }, options.json);
    }
    if (records.length > 0 || error instanceof ConnectionError) note(context.text('submit.resume', { key }));
    throw error;
  }
  progress.stop();
  forget();
  for (const { record, replayed } of records) {
    const wanted = options.wait || options.receipts !== undefined;
    const receipt = wanted ? await receiptFor(context, service, record.recordId, options) : undefined;
    show(context, record, { state: wanted ? 'anchored' : record.state, replayed, receipt }, options.json);
  }
  unfinished?.forget();
}

export function addSubmit(program: Command, context: Context): void {
  const { text } = context;
  const command = program
    .command('submit')
    .summary(text('submit.summary'))
    .description(text('submit.description'))
    .argument('<path...>', text('argument.paths'))
    .option('-c, --case <id>', text('submit.case'))
    .option('-k, --kind <kind>', text('submit.kind'))
    .option('--claim <name=value>', text('submit.claim'), collectClaim, {})
    .option('--digests-only', text('submit.digestsOnly'))
    .option('--idempotency-key <key>', text('submit.key'))
    .option('--receipts <folder>', text('submit.receipts'));
  addWaiting(command, context).action((paths: string[], options: Options) => run(context, paths, options));
}
