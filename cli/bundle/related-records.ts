import type { KeptAnswer, RecordAnswer } from '../api.ts';
import { CommandError } from '../command-error.ts';
import { bytesOf } from '../held-files.ts';
import { askForReceipt } from '../receipts.ts';
import { ask, problemOf, readBody, type Service, send } from '../service.ts';
import { stampsOfService } from '../time-stamps.ts';
import type { RecordSource } from './record-writer.ts';

/** Records of other cases that statements name: our own, or those of another agency whose receipts were handed to us. */

const PATIENCE_MS = 60_000;

/** The one file of our own batch, where the service has an authority. */
export async function ownStamps(service: Service, recordId: string): Promise<Uint8Array[]> {
  const file = await stampsOfService(service, recordId);
  return file ? [file] : [];
}

async function ownRecord(service: Service, recordId: string): Promise<RecordSource | undefined> {
  let record: RecordAnswer;
  try {
    record = await ask<RecordAnswer>(service, { method: 'GET', path: `records/${recordId}` });
  } catch (error) {
    if (error instanceof CommandError && error.code === 'record-not-found') return undefined;
    throw error;
  }
  const answer = await askForReceipt(service, recordId, Date.now() + PATIENCE_MS);
  // Without a receipt it proves nothing yet.
  if (!answer.ready) return undefined;
  return {
    recordId,
    receipt: answer.bytes,
    holds: (index) => record.files[index]?.stored ?? false,
    open: (index, from) => bytesOf(service, `records/${recordId}/files/${index}`, from),
    stamps: () => ownStamps(service, recordId),
  };
}

/** Of several receipts of one record the one with the most files. */
async function keptRecord(service: Service, recordId: string): Promise<RecordSource | undefined> {
  const path = `receipts?recordId=${recordId}&limit=100`;
  const { items } = await ask<{ items: KeptAnswer[] }>(service, { method: 'GET', path });
  const [best] = items.toSorted((a, b) => b.heldFiles.length - a.heldFiles.length);
  if (!best) return undefined;
  const answer = await send(service, { method: 'GET', path: `receipts/${best.receiptSha256}` });
  if (answer.status !== 200) throw await problemOf(service, answer);
  return {
    recordId,
    receipt: await readBody(service, answer),
    holds: (index) => best.heldFiles.includes(index),
    open: (index, from) => bytesOf(service, `receipts/${best.receiptSha256}/files/${index}`, from),
    stamps: async () => [],
  };
}

type SignaturePage = {
  readonly items: readonly { readonly recordId: string; readonly keyList: string }[];
  /** Newest first. */
  readonly keyLists: readonly string[];
};

/** The lists that signatures name, and those that came after the oldest of these: one may have ended a key. */
function listsFor({ items, keyLists }: SignaturePage): string[] {
  const named = new Set(items.map(({ keyList }) => keyList));
  const places = [...named].map((id) => keyLists.indexOf(id));
  const oldest = places.includes(-1) ? keyLists.length : Math.max(-1, ...places);
  return [...named, ...keyLists.slice(0, oldest)];
}

/** Countersignatures of these records, and the key lists that bear on them: records of their own. IDs. */
export async function signaturesOf(service: Service, recordIds: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  for (const recordId of recordIds) {
    const path = `records/${recordId}/countersignatures`;
    const page = await ask<SignaturePage>(service, { method: 'GET', path });
    for (const id of [...page.items.map((item) => item.recordId), ...listsFor(page)]) found.add(id);
  }
  return [...found];
}

/** @returns undefined where the service has no receipt of it @throws CommandError the service's own */
export async function relatedRecord(service: Service, recordId: string): Promise<RecordSource | undefined> {
  return (await ownRecord(service, recordId)) ?? keptRecord(service, recordId);
}
