import { createHash } from 'node:crypto';
import { Feed } from 'feed';
import { visible } from '../../core/visible.ts';
import type { FeedEntry } from './entries.ts';

/** The feed as an Atom document (RFC 4287). */

/** A UUID out of a name (RFC 9562 section 5.8): Atom wants ids that are the same for ever, and everywhere. */
function urnOf(name: string): string {
  const bytes = createHash('sha256').update(name).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return `urn:uuid:${hex}`;
}

/**
 * @param of what the ids are of: the chain and the agency
 * @param page where its entries are looked at; self: where it is
 */
export function atomDocument(
  entries: readonly FeedEntry[],
  {
    of,
    title,
    subtitle,
    author,
    page,
    self,
  }: Record<'of' | 'title' | 'subtitle' | 'author' | 'page' | 'self', string>,
): string {
  const feed = new Feed({
    id: urnOf(of),
    // Names are chosen by people: XML has no place for control characters.
    title: visible(title),
    description: subtitle,
    updated: new Date(entries[0]?.at ?? 0),
    generator: 'Jianzheng',
    author: { name: visible(author) },
    link: page,
    feedLinks: { atom: self },
  });
  for (const { key, at, title, text } of entries) {
    feed.addItem({ id: urnOf(`${of} ${key}`), title, link: page, date: new Date(at), content: text });
  }
  return feed.atom1();
}
