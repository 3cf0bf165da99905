import type { RecordAnswer } from './api.ts';
import type { RemoteFile } from './multipart.ts';
import type { ReceiptAtHand } from './receipt-files.ts';
import { ask, ConnectionError, problemOf, type Service, send } from './service.ts';

/** Files of a record that the own service holds, to be passed on as they come from it. */

/**
 * The bytes at a path below the API, from byte `from` on.
 * @throws ConnectionError, CommandError the service's own
 */
export async function* bytesOf(service: Service, path: string, from = 0): AsyncGenerator<Uint8Array> {
  const headers = { ...(from > 0 ? { range: `bytes=${from}-` } : {}) };
  const answer = await send(service, { method: 'GET', path, headers });
  if (answer.status !== 200 && answer.status !== 206) throw await problemOf(service, answer);
  // Whoever knows no ranges answers with all of it.
  let left = answer.status === 206 ? 0 : from;
  try {
    for await (const piece of answer.body as AsyncIterable<Uint8Array>) {
      const fresh = piece.subarray(Math.min(left, piece.length));
      left -= piece.length - fresh.length;
      if (fresh.length > 0) yield fresh;
    }
  } catch (error) {
    throw new ConnectionError(service.url, error);
  }
}

/**
 * The disclosed files that the service holds, each content once, and the names of those that it does not.
 * @throws CommandError the service's own
 */
export async function heldFiles(
  service: Service,
  recordId: string,
  { disclosed }: ReceiptAtHand,
): Promise<{ files: RemoteFile[]; missing: string[] }> {
  const record = await ask<RecordAnswer>(service, { method: 'GET', path: `records/${recordId}` });
  const files = new Map<string, RemoteFile>();
  const missing: string[] = [];
  for (const [place, { name, size, mediaType, sha256, stored }] of record.files.entries()) {
    if (!disclosed[place]) continue;
    if (!stored) missing.push(name);
    else {
      const path = `records/${recordId}/files/${place}`;
      files.set(sha256, { name, size, mediaType, open: () => bytesOf(service, path) });
    }
  }
  return { files: [...files.values()], missing };
}
