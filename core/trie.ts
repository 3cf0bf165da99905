import { concat, equal } from './bytes.ts';
import { keccak256 } from './digests.ts';
import { FormatError, InvariantError } from './errors.ts';
import { decodeRlp, encodeRlp, type RlpItem, readList, readString, uintBytes } from './rlp.ts';

/**
 * The Merkle-Patricia trie of a list (yellow paper appendix D), as blocks have it for their transactions and
 * receipts: the key of a value is the RLP of its index. A node shorter than 32 bytes stands inside its parent, any
 * other is named there by its Keccak-256.
 */

/** Keys here have at most 5 bytes, so 10 branches and 10 extensions at the very most, and a leaf. */
const MAX_PROOF_NODES = 24;

type Entry = { readonly path: Uint8Array; readonly value: Uint8Array };

function pathOf(index: number): Uint8Array {
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
  return encodeRlp(buildNode(entries.toSorted(comparePaths), 0, target));
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

function invalid(message: string): never {
  throw new FormatError('trie-proof-invalid', message);
}

function readPath(item: RlpItem | undefined): { leaf: boolean; path: Uint8Array } {
  const bytes = readString(item, 'path', 1, 33);
  const flag = (bytes[0] as number) >> 4;
  const odd = flag % 2 === 1;
  if (flag > 3 || (!odd && bytes[0] !== flag << 4)) invalid('A path that is not in hex-prefix form');
  const nibbles: number[] = odd ? [(bytes[0] as number) & 15] : [];
  for (const byte of bytes.subarray(1)) nibbles.push(byte >> 4, byte & 15);
  return { leaf: flag >= 2, path: Uint8Array.from(nibbles) };
}

type Step = { readonly next: RlpItem; readonly at: number } | { readonly value: Uint8Array };

function step(node: RlpItem, key: Uint8Array, at: number): Step {
  const items = readList(node, 'node', 2, 17);
  if (items.length === 17) {
    if (at >= key.length) invalid('The key ends at a branch');
    return { next: items[key[at] as number] as RlpItem, at: at + 1 };
  }
  if (items.length !== 2) invalid('A node has 2 or 17 items');
  const { leaf, path } = readPath(items[0]);
  const end = at + path.length;
  if (!equal(path, key.subarray(at, end))) invalid('The proof leads to another key');
  if (leaf) {
    if (end !== key.length) invalid('The proof ends before its key');
    return { value: readString(items[1], 'value', 1, Number.MAX_SAFE_INTEGER) };
  }
  if (path.length === 0) invalid('An extension without a path');
  return { next: items[1] as RlpItem, at: end };
}

function follow(root: Uint8Array, key: Uint8Array, nodes: readonly Uint8Array[]): Uint8Array {
  let used = 0;
  let expected: RlpItem = root;
  // Every turn but the last moves along the key, so this ends whatever the nodes hold.
  for (let at = 0; ; ) {
    let node = expected;
    if (node instanceof Uint8Array) {
      const encoded = nodes[used++];
      if (node.length !== 32 || encoded === undefined) return invalid('The proof ends before the value');
      if (!equal(keccak256(encoded), node)) invalid(`Node ${used - 1} does not have the hash it is named by`);
      node = decodeRlp(encoded);
      if (at > 0 && encoded.length < 32) invalid(`Node ${used - 1} belongs inside its parent`);
    } else if (encodeRlp(node).length >= 32) {
      invalid('A node that is too long to stand inside its parent');
    }
    const result = step(node, key, at);
    if ('value' in result) {
      if (used !== nodes.length) invalid('Nodes that the proof does not need');
      return result.value;
    }
    expected = result.next;
    at = result.at;
  }
}

/**
 * The value under the key RLP(index), proved from the root. Exactly the nodes on the way are taken, in order, each
 * needed, none left over: a proof has one form.
 * @param root 32 bytes, from a header
 * @throws FormatError `trie-proof-invalid`
 */
export function verifyTrieProof(root: Uint8Array, index: number, nodes: readonly Uint8Array[]): Uint8Array {
  if (!Number.isSafeInteger(index) || index < 0 || index >= 2 ** 32)
    invalid('An index below 0 or above 2^32');
  if (nodes.length > MAX_PROOF_NODES) invalid(`More than ${MAX_PROOF_NODES} nodes`);
  try {
    return follow(root, pathOf(index), nodes);
  } catch (cause) {
    if (!(cause instanceof FormatError) || cause.code === 'trie-proof-invalid') throw cause;
    throw new FormatError('trie-proof-invalid', cause.message, { cause });
  }
}
