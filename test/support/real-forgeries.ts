import { secp256k1 } from '@noble/curves/secp256k1.js';
import { concat, fromHex, fromHex0x, toHex0x } from '../../core/bytes.ts';
import { parseCanonical } from '../../core/canonical.ts';
import { decodeHeader, encodeHeader, type Header } from '../../core/header.ts';
import { sealHeader } from '../../core/qbft.ts';
import { type Receipt, receiptBytes } from '../../core/receipt.ts';
import type { Report } from '../../core/report.ts';
import type { Service } from './service.ts';

/** Receipts and headers that came out of a running network, changed as an attacker who holds some of its keys would. */

/** The receipt with a change; canonical again, so that no check refuses it for its spelling alone. */
export function changed(receipt: Uint8Array, change: (receipt: Receipt) => unknown): Uint8Array {
  const parsed = parseCanonical(receipt, { maxBytes: receipt.length }) as unknown as Receipt;
  return receiptBytes(change(parsed) as Receipt);
}

/** The sealed log with another header. */
export function withHeader<Log extends { readonly header: string }>(
  log: Log,
  change: (header: Header) => Header,
): Log {
  return { ...log, header: toHex0x(encodeHeader(change(decodeHeader(fromHex0x(log.header))))) };
}

/** The receipt whose anchoring block is sealed by these keys instead. */
export function sealedBy(receipt: Uint8Array, keys: readonly Uint8Array[]): Uint8Array {
  return changed(receipt, (given) => ({
    ...given,
    anchor: withHeader(given.anchor, (header) => sealHeader(header, keys)),
  }));
}

/** The other of the two signatures that secp256k1 has for one message. */
export function highS(seal: Uint8Array): Uint8Array {
  const s = secp256k1.Point.Fn.ORDER - BigInt(toHex0x(seal.subarray(32, 64)));
  return concat(
    seal.subarray(0, 32),
    fromHex(s.toString(16).padStart(64, '0')),
    Uint8Array.of(1 - seal[64]!),
  );
}

/** What another agency's service says of a receipt and a file, asked by anyone. */
export async function judgedBy(service: Service, receipt: Uint8Array, file: string): Promise<Report> {
  const form = new FormData();
  form.append('receipt', new Blob([Uint8Array.from(receipt)]), 'receipt.json');
  form.append('file', new Blob([file]), 'file');
  const answer = await fetch(`${service.url}/api/v1/verifications`, { method: 'POST', body: form });
  return (await answer.json()) as Report;
}

/** The verdict, and the first check that did not pass. */
export function refusal({ verdict, checks }: Report): { verdict: string; check: string | null } {
  return {
    verdict,
    check: checks.find(({ outcome }) => outcome === 'fail' || outcome === 'unknown')?.name ?? null,
  };
}
