import { open } from 'node:fs/promises';
import { isPdf, MAX_CERTIFICATE_BYTES, receiptOfCertificate } from '../core/certificate-pdf.ts';
import { FormatError } from '../core/errors.ts';
import { readBounded } from './bounded-file.ts';
import { type CommandError, type CommandErrorCode, failure } from './command-error.ts';
import { EXIT } from './exit.ts';
import type { LocalFile } from './local-files.ts';

/** Receipts as they are given: a file of their own, or inside a certificate. */

/** Where a certificate gives none, nothing was decided, for or against the evidence. */
function refusal(error: unknown, path: string): CommandError {
  if (!(error instanceof FormatError)) throw error;
  const code = error.code as CommandErrorCode;
  return failure(code, { path }, { exit: EXIT.undetermined, cause: error });
}

async function receiptOf(pdf: Uint8Array, path: string): Promise<Uint8Array> {
  try {
    return await receiptOfCertificate(pdf);
  } catch (error) {
    throw refusal(error, path);
  }
}

/**
 * A receipt from its file, or out of a certificate.
 * @returns bytes to verify: whether they are a receipt at all, `verify` says
 * @throws CommandError `file-unreadable`, and `certificate-...` of `receiptOfCertificate`
 */
export async function readReceipt(path: string): Promise<Uint8Array> {
  const bytes = await readBounded(path, MAX_CERTIFICATE_BYTES);
  return isPdf(bytes) ? receiptOf(bytes, path) : bytes;
}

async function isPdfFile({ path }: LocalFile): Promise<boolean> {
  await using file = await open(path);
  const head = new Uint8Array(1024);
  const { bytesRead } = await file.read(head);
  return isPdf(head.subarray(0, bytesRead));
}

/**
 * Finds the certificate among files that were given together; the others are what it is held against. A PDF without a
 * receipt is evidence like any other file, as long as another one is the certificate.
 * @throws CommandError `verify-many-certificates`; where there is none, why the first PDF is none, or
 *   `verify-needs-one` without any
 */
export async function certificateAmong(
  files: readonly LocalFile[],
): Promise<{ receipt: Uint8Array; others: LocalFile[] }> {
  let found: { receipt: Uint8Array; file: LocalFile } | undefined;
  let why: unknown;
  for (const file of files) {
    if (!(await isPdfFile(file))) continue;
    try {
      const receipt = await readReceipt(file.path);
      if (found) {
        const values = { first: found.file.path, second: file.path };
        throw failure('verify-many-certificates', values, { exit: EXIT.usage });
      }
      found = { receipt, file };
    } catch (error) {
      if (found && (error as CommandError).code === 'verify-many-certificates') throw error;
      why ??= error;
    }
  }
  if (!found) throw why ?? failure('verify-needs-one', {}, { exit: EXIT.usage });
  const certificate = found.file;
  return { receipt: found.receipt, others: files.filter((file) => file !== certificate) };
}
