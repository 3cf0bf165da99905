import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { equal, fromHex0x, toHex0x, utf8 } from '../../core/bytes.ts';
import { decodeHeader, encodeHeader, type Header } from '../../core/header.ts';
import { blockHash } from '../../core/qbft.ts';
import { ChainError, damaged } from '../errors.ts';
import type { Store } from '../store/store.ts';

/** Name in the store's `meta`. */
const CONFLICT = 'cosealing.conflict';

/**
 * Two final blocks of one height: at least a third of the validators sealed both. Which of them counts is not for a
 * program to choose. The one is ours; the other has its height, or the next one on another parent.
 */
export type Conflict = { readonly own: Header; readonly other: Header };

function errorOf({ own, other }: Conflict): ChainError {
  return new ChainError('final-conflict', {
    height: own.number.toString(),
    own: toHex0x(blockHash(own)),
    other: toHex0x(equal(own.parentHash, other.parentHash) ? blockHash(other) : other.parentHash),
  });
}

/** Both headers with their seals, RLP as hex: anyone can check them without this process. */
function toText({ own, other }: Conflict): string {
  return JSON.stringify({ own: toHex0x(encodeHeader(own)), other: toHex0x(encodeHeader(other)) });
}

/** For people: the store is what counts. */
function show(store: Store, text: string): void {
  writeFileSync(join(store.folder, 'final-conflict.json'), `${text}\n`);
}

/** Keeps the proof, so that no later start goes on either, and gives the error that ends the process. */
export function conflictFound(store: Store, conflict: Conflict): ChainError {
  const text = toText(conflict);
  store.setMeta(CONFLICT, utf8(text));
  show(store, text);
  return errorOf(conflict);
}

/** @throws ChainError `final-conflict` where one was found before */
export function refuseConflict(store: Store): void {
  const kept = store.meta(CONFLICT);
  if (!kept) return;
  const text = Buffer.from(kept).toString('utf8');
  show(store, text);
  let conflict: Conflict;
  try {
    const { own, other } = JSON.parse(text) as Record<'own' | 'other', string>;
    conflict = { own: decodeHeader(fromHex0x(own)), other: decodeHeader(fromHex0x(other)) };
  } catch (cause) {
    throw damaged('the proof of two final blocks cannot be read', cause);
  }
  throw errorOf(conflict);
}
