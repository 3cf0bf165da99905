import { concat } from './bytes.ts';
import { keccak256 } from './digests.ts';
import { InvariantError } from './errors.ts';
import { encodeRlp, type RlpItem, uintBytes } from './rlp.ts';

/**
 * The Merkle-Patricia trie of a list (yellow paper appendix D), as blocks have it for their transactions and
 * receipts: the key of a value is the RLP of its index. A node shorter than 32 bytes stands inside its parent, any
 * other is named there by its Keccak-256.
 */

type Entry = { readonly path: Uint8Array; readonly value: Uint8Array };

/** The key RLP(index) in nibbles, the digits that the trie branches by. */
export function pathOf(index: number): Uint8Array {
  return nibblesOf(encodeRlp(uintBytes(BigInt(index))));
}

function nibblesOf(key: Uint8Array): Uint8Array {
  const nibbles = new Uint8Array(key.length * 2);
  for (const [i, byte] of key.entries()) {
    nibbles[i * 2] = byte >> 4;
    nibbles[i * 2 + 1] = byte & 15;
  }
  return nibbles;
}

/** Hex-prefix encoding (appendix C): the parity of the path's length and whether the node is a leaf go in front. */
function hexPrefix(path: Uint8Array, leaf: boolean): Uint8Array {
  const odd = path.length % 2;
  const flag = (leaf ? 2 : 0) + odd;
  const nibbles = odd ? concat(Uint8Array.of(flag), path) : concat(Uint8Array.of(flag, 0), path);
  const bytes = new Uint8Array(nibbles.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = ((nibbles[i * 2] as number) << 4) | (nibbles[i * 2 + 1] as number);
  }
  return bytes;
}

function sharedLength(entries: readonly Entry[], from: number): number {
  const first = (entries[0] as Entry).path;
  const last = (entries.at(-1) as Entry).path;
  // Sorted, so what the first and the last share, all between them share.
  let end = from;
  while (end < first.length && end < last.length && first[end] === last[end]) end++;
  return end - from;
}

/** Encoded nodes from here to the target's leaf are put into `proof`, if there is a target below. */
type Target = { readonly path: Uint8Array; readonly proof: Uint8Array[] } | undefined;

function reference(item: RlpItem, target: Target): RlpItem {
  const encoded = encodeRlp(item);
  if (encoded.length < 32) return item;
  target?.proof.unshift(encoded);
  return keccak256(encoded);
}

function buildNode(entries: readonly Entry[], from: number, target: Target): RlpItem {
  const first = entries[0] as Entry;
  if (entries.length === 1) return [hexPrefix(first.path.subarray(from), true), first.value];
  const shared = sharedLength(entries, from);
  if (shared > 0) {
    const below = reference(buildNode(entries, from + shared, target), target);
    return [hexPrefix(first.path.subarray(from, from + shared), false), below];
  }
  const slots: RlpItem[] = [];
  let at = 0;
  for (let nibble = 0; nibble < 16; nibble++) {
    const start = at;
    while (at < entries.length && (entries[at] as Entry).path[from] === nibble) at++;
    const below = target?.path[from] === nibble ? target : undefined;
    slots.push(
      start === at
        ? new Uint8Array()
        : reference(buildNode(entries.slice(start, at), from + 1, below), below),
    );
  }
  // No key here is the beginning of another one (RLP is prefix-free, hashes have one length), so a branch never holds a value.
  return [...slots, new Uint8Array()];
}

function comparePaths(a: Entry, b: Entry): number {
  for (let i = 0; i < a.path.length && i < b.path.length; i++) {
    const difference = (a.path[i] as number) - (b.path[i] as number);
    if (difference !== 0) return difference;
  }
  return a.path.length - b.path.length;
}

function rootNode(entries: readonly Entry[], target: Target): Uint8Array {
  if (entries.length === 0) return encodeRlp(new Uint8Array());
  return encodeRlp(buildNode([...entries].sort(comparePaths), 0, target));
}

function listEntries(values: readonly Uint8Array[]): Entry[] {
  return values.map((value, index) => ({ path: pathOf(index), value }));
}

/**
 * Root of the trie of a state or of an account's storage, 32 bytes: its keys are hashed, so all have 32 bytes.
 * @param pairs key and value; keys distinct, no value empty
 */
export function secureTrieRoot(pairs: readonly (readonly [Uint8Array, Uint8Array])[]): Uint8Array {
  return keccak256(
    rootNode(
      pairs.map(([key, value]) => ({ path: nibblesOf(keccak256(key)), value })),
      undefined,
    ),
  );
}

/** Root of the trie that holds `values[i]` under the key RLP(i), 32 bytes. No value may be empty. */
export function trieRoot(values: readonly Uint8Array[]): Uint8Array {
  return keccak256(rootNode(listEntries(values), undefined));
}

/** The encoded nodes from the root to `values[index]`, without those that stand inside another. */
export function trieProof(values: readonly Uint8Array[], index: number): Uint8Array[] {
  if (!Number.isSafeInteger(index) || index < 0 || index >= values.length) {
    throw new InvariantError('A proof of a value that the list does not have');
  }
  const proof: Uint8Array[] = [];
  const root = rootNode(listEntries(values), { path: pathOf(index), proof });
  return [root, ...proof];
}
