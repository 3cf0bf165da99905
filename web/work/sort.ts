import { isPdf, MAX_CERTIFICATE_BYTES, receiptOfCertificate } from '../../core/certificate-pdf.ts';
import { FormatError } from '../../core/errors.ts';
import type { Sorted } from './verify-messages.ts';

/** Nothing larger is a receipt or a trust bundle. */
const MAX_BYTES = 16 * 1024 * 1024;
const FORMAT = /"format"\s*:\s*"jianzheng\/(receipt|trust|time-stamps)\//;
const HEAD_BYTES = 64;
/** How a bundle begins: its first entry, whose name stands at this place of its header. Also one that is cut off. */
const isBundle = (head: string) => head.startsWith('PK\x03\x04') && head.startsWith('jianzheng-case-', 30);

/**
 * What a file is, by its content: its name says nothing that could be relied on. A damaged receipt must still count as
 * one, so that it is called invalid rather than taken for evidence: the format's name is enough.
 */
export async function sortOf(file: Blob): Promise<Sorted> {
  if (file.size === 0) return { sort: 'file' };
  const bytes = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
  if (isBundle(String.fromCharCode(...bytes))) return { sort: 'bundle' };
  const pdf = await sortOfPdf(file);
  if (pdf) return pdf;
  if (file.size > MAX_BYTES) return { sort: 'file' };
  const head = new TextDecoder().decode(bytes);
  if (!/^\s*\{/.test(head.replace(/^\ufeff/, ''))) return { sort: 'file' };
  const found = FORMAT.exec(await file.text())?.[1];
  if (found === 'time-stamps') return { sort: 'stamps' };
  return { sort: found === 'receipt' || found === 'trust' ? found : 'file' };
}

/** A certificate, or a PDF that is evidence like any other file; undefined for what is no PDF. */
async function sortOfPdf(file: Blob): Promise<Sorted | undefined> {
  if (file.size > MAX_CERTIFICATE_BYTES) return undefined;
  if (!isPdf(new Uint8Array(await file.slice(0, 1024).arrayBuffer()))) return undefined;
  try {
    const receipt = await receiptOfCertificate(new Uint8Array(await file.arrayBuffer()));
    return { sort: 'certificate', receipt };
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return { sort: 'file', refused: error.code };
  }
}
