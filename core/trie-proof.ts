import { equal } from './bytes.ts';
import { keccak256 } from './digests.ts';
import { FormatError } from './errors.ts';
import { decodeRlp, encodeRlp, type RlpItem, readList, readString } from './rlp.ts';
import { pathOf } from './trie.ts';

/**
 * The other side of `trieProof`: what a root and some nodes prove. Every node comes from whoever hands over the
 * proof, so none counts before it has the hash that the one above it names.
 */

/** Keys here have at most 5 bytes, so 10 branches and 10 extensions at the very most, and a leaf. */
const MAX_PROOF_NODES = 24;

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
