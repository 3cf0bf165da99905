import { decodeHeader, type Header } from '../../core/header.ts';
import { parseReceipt } from '../../core/receipt.ts';
import type { Report } from '../../core/report.ts';
import { readSealedLog } from '../../core/sealed-log.ts';

/**
 * The headers in a receipt that hold up to their seals, to be held against the chain that we followed: a receipt may be
 * whole, and its block another one than ours.
 */
export function shownHeaders(receipt: Uint8Array, { checks }: Pick<Report, 'checks'>): Header[] {
  const passed = (name: string) => checks.some((check) => check.name === name && check.outcome === 'pass');
  return [
    ...(passed('anchor.seals') ? [readSealedLog(parseReceipt(receipt).anchor, 'anchor').header] : []),
    ...(passed('notBefore.seals') ? [decodeHeader(parseReceipt(receipt).notBefore)] : []),
  ];
}
