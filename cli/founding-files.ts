import { parseCanonical } from '../core/canonical.ts';
import { type Card, MAX_CARD_BYTES, parseCard } from '../core/card.ts';
import { checkFounding, type Founding, type FoundingPack } from '../core/founding.ts';
import { type FoundingDocument, readFoundingDocument } from '../core/founding-document.ts';
import { readBounded } from './bounded-file.ts';
import { failure } from './command-error.ts';
import { orRefuse } from './refused.ts';

/** The files that agencies hand to each other before a chain starts. */

const MAX_DOCUMENT_BYTES = 1024 * 1024;
const MAX_PACK_BYTES = 16 * 1024 * 1024;

/** @throws CommandError `file-unreadable`, `card-refused`, and the codes of `readCard` that have a sentence */
export async function readCards(files: readonly string[]): Promise<Card[]> {
  const cards: Card[] = [];
  for (const file of files) {
    const bytes = await readBounded(file, MAX_CARD_BYTES);
    cards.push(orRefuse('card-refused', file, () => parseCard(bytes)));
  }
  return cards;
}

/** @throws CommandError `file-unreadable`, `founding-refused` */
export async function readDocument(file: string): Promise<FoundingDocument> {
  const bytes = await readBounded(file, MAX_DOCUMENT_BYTES);
  return orRefuse('founding-refused', file, () =>
    readFoundingDocument(parseCanonical(bytes, { maxBytes: MAX_DOCUMENT_BYTES })),
  );
}

/** A signed founding pack. @throws CommandError `file-unreadable`, `founding-refused` */
export async function readPack(file: string): Promise<FoundingPack & Founding> {
  const bytes = await readBounded(file, MAX_PACK_BYTES);
  return orRefuse('founding-refused', file, () => checkFounding(bytes));
}

/**
 * Holds cards against a document: one of each agency, saying what the document says.
 * @throws CommandError `card-missing`, `card-differs`, `card-of-a-stranger`
 */
export function matchCards(document: FoundingDocument, cards: readonly Card[]): Card[] {
  const ids = new Set(document.agencies.map(({ id }) => id));
  const stranger = cards.find(({ id }) => !ids.has(id));
  if (stranger) throw failure('card-of-a-stranger', { id: stranger.id });
  return document.agencies.map((agency) => {
    const card = cards.find(({ id }) => id === agency.id);
    if (!card) throw failure('card-missing', { id: agency.id });
    const same =
      card.governance === agency.governance &&
      card.validator === agency.validator &&
      card.operators.join() === agency.operators.join() &&
      card.name.en === agency.name.en &&
      card.name.zh === agency.name.zh;
    if (!same) throw failure('card-differs', { id: agency.id });
    return card;
  });
}
