import { FormatError } from './errors.ts';
import { MAX_RECEIPT_BYTES } from './receipt.ts';

/**
 * Takes the receipt out of a certificate. Nothing else of the PDF is read: it was written by whoever hands it over, so
 * no page, name, script or bundle in it means anything, and what decides is the receipt alone, once it is verified.
 *
 * A receipt is a stream of its own, plain or deflated (ISO 32000-1, 7.3.8 and 7.4.4). Streams are never inside other
 * streams, so the file is walked once from stream to stream; each is inflated as far as it can still be a receipt, and
 * no dictionary is believed. Certificates that were signed, stamped or saved again keep their attachments this way.
 */

export const MAX_CERTIFICATE_BYTES = 32 * 1024 * 1024;
const MAX_STREAMS = 20_000;
/** Bytes inflated of all streams together. */
const MAX_INFLATED = 16 * MAX_RECEIPT_BYTES;
const HEAD_BYTES = 1024;
/** Where a file has no mark of its end within so many bytes, something was cut off. */
const TAIL_BYTES = 2048;

const FORMAT = /"format"\s*:\s*"jianzheng\/receipt\//;
const [LF, CR, BRACE, SPACE] = [0x0a, 0x0d, 0x7b, 0x20];

const latin = (bytes: Uint8Array): string => {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
};

/** Whether these are a PDF's first bytes. */
export function isPdf(head: Uint8Array): boolean {
  return latin(head.subarray(0, HEAD_BYTES)).includes('%PDF-');
}

const keyword = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
const BEGIN = keyword('stream');
const END = keyword('endstream');

function indexOf(bytes: Uint8Array, sought: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(sought[0]!, from); at >= 0; at = bytes.indexOf(sought[0]!, at + 1)) {
    if (sought.every((byte, index) => bytes[at + index] === byte)) return at;
  }
  return -1;
}

/** Where the content of the next stream begins, or -1. The keyword stands after a dictionary, and a line end after it. */
function contentFrom(bytes: Uint8Array, from: number): number {
  for (let at = indexOf(bytes, BEGIN, from); at >= 0; at = indexOf(bytes, BEGIN, at + 1)) {
    let before = at - 1;
    while (before >= 0 && bytes[before]! <= SPACE) before -= 1;
    if (bytes[before] !== 0x3e || bytes[before - 1] !== 0x3e) continue;
    const after = at + BEGIN.length;
    if (bytes[after] === LF) return after + 1;
    if (bytes[after] === CR && bytes[after + 1] === LF) return after + 2;
  }
  return -1;
}

type Budget = { left: number };

/** Inflates as far as the content can be a receipt. @returns undefined where it cannot */
async function inflated(content: Uint8Array, budget: Budget): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = new Blob([content as Uint8Array<ArrayBuffer>])
    .stream()
    .pipeThrough(new DecompressionStream('deflate'))
    .getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (length === 0 && value[0] !== BRACE) return undefined;
      length += value.length;
      budget.left -= value.length;
      // A bomb, or no receipt: either way nothing more of it is wanted.
      if (length > MAX_RECEIPT_BYTES) return undefined;
      chunks.push(value);
    }
  } catch {
    return undefined;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

const isDeflated = (bytes: Uint8Array): boolean =>
  (bytes[0]! & 0x0f) === 8 && bytes.length > 2 && (bytes[0]! * 256 + bytes[1]!) % 31 === 0;

/** The ends that a stream's content may have: a line end before the keyword is none of it, but may look like its own. */
function* endsOf(content: Uint8Array): Generator<Uint8Array> {
  if (content.at(-1) === LF && content.at(-2) === CR) yield content.subarray(0, -2);
  if (content.at(-1) === LF || content.at(-1) === CR) yield content.subarray(0, -1);
  yield content;
}

async function receiptIn(content: Uint8Array, budget: Budget): Promise<Uint8Array | undefined> {
  const isReceipt = (bytes: Uint8Array) => bytes[0] === BRACE && FORMAT.test(new TextDecoder().decode(bytes));
  if (content[0] === BRACE) {
    // JSON ends with its brace, whatever stands after it.
    const bytes = content.subarray(0, content.lastIndexOf(0x7d) + 1);
    return bytes.length <= MAX_RECEIPT_BYTES && isReceipt(bytes) ? bytes : undefined;
  }
  if (!isDeflated(content)) return undefined;
  for (const candidate of endsOf(content)) {
    const bytes = await inflated(candidate, budget);
    if (bytes) return isReceipt(bytes) ? bytes : undefined;
  }
  return undefined;
}

const same = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index]);

function refuse(code: string, message: string): never {
  throw new FormatError(code, message);
}

function whyNone(bytes: Uint8Array): never {
  if (/\/Encrypt\s+\d+\s+\d+\s+R|\/Encrypt\s*<</.test(latin(bytes)))
    refuse('certificate-encrypted', 'The PDF is encrypted');
  if (!latin(bytes.subarray(-TAIL_BYTES)).includes('%%EOF'))
    refuse('certificate-truncated', 'The PDF ends in the middle');
  refuse('certificate-no-receipt', 'The PDF holds no receipt');
}

/**
 * The receipt that a certificate carries, not yet verified.
 * @param bytes of the PDF
 * @throws FormatError `certificate-not-pdf`, `certificate-too-large`, `certificate-encrypted`, `certificate-truncated`,
 *   `certificate-no-receipt`, `certificate-two-receipts`
 */
export async function receiptOfCertificate(bytes: Uint8Array): Promise<Uint8Array> {
  if (bytes.length > MAX_CERTIFICATE_BYTES) refuse('certificate-too-large', 'No certificate is that large');
  if (!isPdf(bytes)) refuse('certificate-not-pdf', 'This is no PDF');
  let receipt: Uint8Array | undefined;
  const budget = { left: MAX_INFLATED };
  let at = 0;
  for (let streams = 0; ; streams++) {
    if (streams > MAX_STREAMS || budget.left < 0)
      refuse('certificate-too-large', 'No certificate has so many parts');
    const start = contentFrom(bytes, at);
    const end = start < 0 ? -1 : indexOf(bytes, END, start);
    if (end < 0) break;
    const found = await receiptIn(bytes.subarray(start, end), budget);
    if (found && receipt && !same(found, receipt))
      refuse('certificate-two-receipts', 'The PDF holds receipts that differ');
    receipt ??= found;
    at = end + END.length;
  }
  return receipt ?? whyNone(bytes);
}
