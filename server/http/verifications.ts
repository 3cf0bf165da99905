import { hash } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { utf8 } from '../../core/bytes.ts';
import { canonicalBytes } from '../../core/canonical.ts';
import type { FileDigests } from '../../core/digests.ts';
import { MAX_FILES } from '../../core/record.ts';
import { notFoundReport, outageReport, type Report } from '../../core/report.ts';
import { verify } from '../../core/verify.ts';
import { shownHeaders } from '../chain-view/shown-headers.ts';
import { type PartRoom, receivePart } from '../ingest/part.ts';
import type { Sm3Pool } from '../ingest/sm3.ts';
import { Refusal } from '../refusal.ts';
import { listRecords } from '../store/records.ts';
import { callerOf } from './authenticate.ts';
import { readReceiptPart } from './kept-receipts.ts';
import type { Metrics } from './metrics.ts';
import { readMultipart } from './multipart.ts';
import { read, verification, verificationFields } from './schemas.ts';
import type { Services } from './services.ts';

/**
 * `POST /verifications`: open to everyone, keeps nothing. Whatever fails in this service gives UNDETERMINED: an outage
 * must never read as a failure of the evidence.
 */

type Question = { files: FileDigests[]; receipt?: Uint8Array | undefined; recordId?: string | undefined };

/** What a stranger may have hashed here in one file: large enough for evidence, too small to keep a core for hours. */
const MAX_OPEN_FILE_BYTES = 4 * 1024 ** 3;

/** Digests without a trace: what would be written goes nowhere. */
function hashingRoom(sm3: Sm3Pool): PartRoom {
  const nowhere = {
    writev: async (buffers: readonly NodeJS.ArrayBufferView[]) => ({
      bytesWritten: buffers.reduce((sum, buffer) => sum + buffer.byteLength, 0),
      buffers: [...buffers],
    }),
    datasync: async () => undefined,
    sync: async () => undefined,
    close: async () => undefined,
  };
  return {
    sm3,
    openTemp: async () => ({ handle: nowhere, path: '' }),
    removeTemp: async () => undefined,
    flush: async () => false,
  } as PartRoom;
}

/** Nested so deeply that it cannot even be written down: no receipt either. */
function textOf(receipt: unknown): string {
  try {
    return JSON.stringify(receipt);
  } catch {
    return '';
  }
}

/** An object has lost its spelling in transport; one that has no canonical form is judged as it came. */
function receiptBytesOf(receipt: unknown): Uint8Array {
  if (typeof receipt === 'string') return utf8(receipt.toWellFormed());
  try {
    return canonicalBytes(receipt);
  } catch {
    // Whatever these bytes are, the verifier says what is wrong with them.
    return utf8(textOf(receipt).toWellFormed());
  }
}

/**
 * What anyone may see who knows no more than a record's ID, which is no secret: it is the public root of a batch that
 * holds one record. Whether the record holds, and what the chain shows anyway; neither its content nor how much of it
 * there is, which the values of a check would tell.
 */
function withoutContent(report: Report): Report {
  const { verdict, checks, next, recordId, interval, sealedBy } = report;
  return {
    verdict,
    checks: checks.map(({ name, outcome }) => ({ name, outcome })),
    files: [],
    ...(next === undefined ? {} : { next }),
    ...(recordId === undefined ? {} : { recordId }),
    ...(interval === undefined ? {} : { interval }),
    ...(sealedBy === undefined ? {} : { sealedBy }),
  };
}

export function verifications(services: Services, metrics: Metrics): RequestHandler {
  const { store, sm3, trust, sealCache, log } = services;
  const room = hashingRoom(sm3);

  const judge = (receipt: Uint8Array, files: FileDigests[]): Report =>
    verify({ receipt, files, trust: trust.trust, sealCache });

  /** The latest record that has the first of the files. Only for those who may read records anyway. */
  function lookUp(files: readonly FileDigests[]): string | undefined {
    const [first] = files;
    return first && listRecords(store, { sha256: first.sha256, limit: 1 })[0]?.id;
  }

  /** Headers that hold up to their seals, held against the chain that we know: another block there is an offence. */
  async function noteHeaders(receipt: Uint8Array, report: Report): Promise<void> {
    for (const header of shownHeaders(receipt, report)) {
      await services.twoBlocks.compare(header).catch((cause: unknown) => {
        log.warn({ err: cause }, 'A header could not be held against the chain');
      });
    }
  }

  async function reportOn(question: Question, known: boolean): Promise<Report> {
    const { files, receipt } = question;
    if (receipt) {
      const report = judge(receipt, files);
      await noteHeaders(receipt, report);
      return report;
    }
    const id = question.recordId ?? (known ? lookUp(files) : undefined);
    if (id === undefined) return notFoundReport(files);
    const found = await services.receipts.receiptFor(id);
    if (found.kind === 'unknown') return notFoundReport(files);
    if (found.kind === 'pending') return { ...outageReport(files), recordId: id };
    const report = judge(found.bytes, files);
    return known ? report : withoutContent(report);
  }

  async function ofUpload(request: Request, response: Response): Promise<Question> {
    const files: FileDigests[] = [];
    let receipt: Uint8Array | undefined;
    const fields = read(
      verificationFields,
      await readMultipart(request, response, {
        files: { file: MAX_FILES, receipt: 1 },
        ...(callerOf(response) ? {} : { maxFileBytes: MAX_OPEN_FILE_BYTES }),
        async onFile(stream, { field }) {
          if (field === 'receipt') {
            receipt = await readReceiptPart(stream);
            return;
          }
          const index = files.length;
          files.push({ size: 0, sha256: '' });
          const { size, sha256, held } = await receivePart(stream, room);
          const digest = held.kind === 'file' ? held.sm3 : hash('sm3', held.bytes);
          files[index] = { size, sha256, sm3: digest };
        },
      }),
    );
    const text = fields.receipt === undefined ? undefined : utf8(fields.receipt.toWellFormed());
    return { files, receipt: receipt ?? text, recordId: fields.recordId };
  }

  function ofJson(body: unknown): Question {
    const { files = [], receipt, recordId } = read(verification, body);
    return {
      files: files.map(({ size, sha256, sm3: digest }) => ({
        size,
        sha256,
        ...(digest === undefined ? {} : { sm3: digest }),
      })),
      receipt: receipt === undefined ? undefined : receiptBytesOf(receipt),
      recordId,
    };
  }

  return async (request, response) => {
    const known = callerOf(response) !== undefined;
    let question: Question;
    if (request.is('multipart/form-data')) question = await ofUpload(request, response);
    else if (request.is('application/json')) question = ofJson(request.body);
    else throw new Refusal('media-type-unsupported', 'Neither multipart nor JSON');
    response.locals.subject = question.recordId;
    if (question.receipt && question.recordId !== undefined) {
      throw new Refusal('request-invalid', 'Both a receipt and a record ID', {
        details: { where: 'recordId' },
      });
    }
    if (!question.receipt && !known && (question.recordId === undefined || question.files.length > 0)) {
      // Looking a file up for anyone, or holding it against a record, would tell whoever guesses a file that they did.
      throw new Refusal('receipt-or-sign-in', 'Without a receipt, files are for those who may read records');
    }
    let report: Report;
    try {
      report = await reportOn(question, known);
    } catch (cause) {
      log.error(
        { requestId: response.locals.requestId, err: cause },
        'A verification could not be carried out',
      );
      report = outageReport(question.files);
    }
    metrics.verifications.inc({ verdict: report.verdict });
    response.set('Cache-Control', 'no-store').json(report);
  };
}
