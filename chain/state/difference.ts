import { toHex } from '../../core/bytes.ts';
import { decodeRlp, type RlpItem } from '../../core/rlp.ts';
import { EMPTY_ROOT_HEX } from './nodes.ts';

/** A branch has 17 items, an extension or leaf 2; the first nibble of a path says leaf (2, 3) or extension (0, 1). */
function isLeaf(items: readonly RlpItem[]): boolean {
  const path = items[0];
  return items.length === 2 && path instanceof Uint8Array && (path[0] ?? 0) >= 0x20;
}

/** Hashes that a node names, those of the short nodes inside it included. */
export function references(node: RlpItem): Uint8Array[] {
  if (node instanceof Uint8Array || isLeaf(node)) return [];
  const below = node.length === 17 ? node.slice(0, 16) : [node[1] as RlpItem];
  return below.flatMap((child) =>
    child instanceof Uint8Array ? (child.length === 32 ? [child] : []) : references(child),
  );
}

export type Difference = { readonly born: Map<string, Uint8Array>; readonly died: string[] };

/**
 * Which nodes the trie at `newRoot` has that the one at `oldRoot` lacks, and the other way round; touches only what
 * changed. It rests on this: keys are hashes, so a node that both tries have stands at the same place in both, and
 * where it is new in neither, its parent in the new trie names it, or is itself one that both have.
 *
 * @param written all nodes written on the way from old to new, intermediate ones included
 * @param read a stored node by key
 */
export function difference(
  oldRoot: Uint8Array,
  newRoot: Uint8Array,
  owner: string,
  written: ReadonlyMap<string, Uint8Array>,
  read: (key: string) => Uint8Array,
): Difference {
  const born = new Map<string, Uint8Array>();
  const died: string[] = [];
  const from = toHex(oldRoot);
  const to = toHex(newRoot);
  if (from === to) return { born, died };

  const alive = new Set<string>();
  for (const pending = [to]; pending.length > 0; ) {
    const hash = pending.pop() as string;
    if (hash === EMPTY_ROOT_HEX || alive.has(hash)) continue;
    alive.add(hash);
    const node = written.get(owner + hash);
    if (!node) continue;
    born.set(owner + hash, node);
    pending.push(...references(decodeRlp(node)).map(toHex));
  }
  for (const pending = [from]; pending.length > 0; ) {
    const hash = pending.pop() as string;
    if (hash === EMPTY_ROOT_HEX || alive.has(hash)) continue;
    died.push(owner + hash);
    pending.push(...references(decodeRlp(read(owner + hash))).map(toHex));
  }
  return { born, died };
}
