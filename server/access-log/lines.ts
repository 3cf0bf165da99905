import { createHash } from 'node:crypto';
import { canonicalText } from '../../core/canonical.ts';
import { type AccessRow, accessBetween } from '../store/access-log.ts';
import type { Store } from '../store/store.ts';

/** Name of the media type of the file in a record of the access log: one JSON object a line. */
export const LINES_TYPE = 'application/x-ndjson';

/** Bytes of a chunk: rows are small, and each chunk costs a turn of the event loop. */
const CHUNK_BYTES = 64 * 1024;

/** An entry as a line of the file: canonical JSON (RFC 8785), so that the same rows always give the same bytes. */
function lineOf({ seq, at, actor, action, subject }: AccessRow): string {
  const line = {
    action,
    actor,
    at: new Date(at).toISOString(),
    seq,
    ...(subject === null ? {} : { subject }),
  };
  return `${canonicalText(line)}\n`;
}

/** The bytes of a span of rows, in chunks. */
export function* linesOf(store: Store, first: number, last: number): Generator<Buffer> {
  let text = '';
  for (const row of accessBetween(store, first, last)) {
    text += lineOf(row);
    if (text.length < CHUNK_BYTES) continue;
    yield Buffer.from(text);
    text = '';
  }
  if (text !== '') yield Buffer.from(text);
}

/** SHA-256 of these bytes, 64 hex digits. */
export async function digestOfLines(store: Store, first: number, last: number): Promise<string> {
  const hash = createHash('sha256');
  for (const chunk of linesOf(store, first, last)) {
    hash.update(chunk);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return hash.digest('hex');
}
