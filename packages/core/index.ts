/**
 * Verifies a receipt offline, against a trust bundle that the verifier got from elsewhere and files that it holds.
 * The very code of the service, the command and the pages: nothing here asks a network or a disk.
 */

export type { FileDigests } from '../../core/digests.ts';
export { FormatError } from '../../core/errors.ts';
export { grouped, headFingerprint } from '../../core/fingerprint.ts';
export type { SealCache } from '../../core/qbft.ts';
export { MAX_RECEIPT_BYTES, RECEIPT_MEDIA_TYPE } from '../../core/receipt.ts';
export type { Check, CheckName, GivenFile, NextStep, Outcome, Report, Verdict } from '../../core/report.ts';
export { extendTrust, openTrust, type Trust } from '../../core/trust.ts';
export { verify } from '../../core/verify.ts';
