import { concat, equal } from './bytes.ts';
import { sha256 } from './digests.ts';
import { FormatError } from './errors.ts';
import { levelAbove } from './merkle/interior.ts';

/**
 * The tree over a batch: RFC 9162 section 2.1 with SHA-256. Hashes are 32 bytes everywhere; positions count from 0.
 * Leaves and nodes are hashed with different first bytes, so no node can pass for a record, nor a record for a node.
 */

const LEAF = Uint8Array.of(0x00);
const NODE = Uint8Array.of(0x01);

/** Most leaves that a batch may claim to have. The path is then at most 32 hashes. */
export const MAX_TREE_SIZE = 2 ** 32;

/** Hash of a leaf: SHA-256(0x00 || bytes). The leaf hash of a record is its record ID. */
export function leafHash(bytes: Uint8Array): Uint8Array {
  return sha256(concat(LEAF, bytes));
}

/** Hash of an inner node: SHA-256(0x01 || left || right). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(concat(NODE, left, right));
}

function toWords(leafHashes: readonly Uint8Array[]): Int32Array {
  const words = new Int32Array(leafHashes.length * 8);
  for (let leaf = 0; leaf < leafHashes.length; leaf++) {
    const hash = leafHashes[leaf]!;
    if (hash.length !== 32) throw new FormatError('tree-leaf-invalid', 'A leaf hash must have 32 bytes');
    for (let i = 0; i < 8; i++) {
      words[leaf * 8 + i] =
        (hash[i * 4]! << 24) | (hash[i * 4 + 1]! << 16) | (hash[i * 4 + 2]! << 8) | hash[i * 4 + 3]!;
    }
  }
  return words;
}

function hashAt(level: Int32Array, index: number): Uint8Array {
  const hash = new Uint8Array(32);
  const view = new DataView(hash.buffer);
  for (let i = 0; i < 8; i++) view.setInt32(i * 4, level[index * 8 + i]!);
  return hash;
}

export type Tree = {
  readonly size: number;
  readonly root: Uint8Array;
  /** Inclusion path of the leaf at `index`, from its sibling up (RFC 9162 section 2.1.3.1). */
  path(index: number): Uint8Array[];
  /** Proof that the first `size` leaves are the beginning of this tree (RFC 9162 section 2.1.4.1). */
  consistency(size: number): Uint8Array[];
};

/**
 * Builds the tree over leaf hashes, in their order. Keeps every level (64 bytes a leaf), so that each path is a look-up.
 * @throws FormatError `tree-empty`, `tree-leaf-invalid`; `path` and `consistency`: `tree-index-invalid`
 */
export function tree(leafHashes: readonly Uint8Array[]): Tree {
  const size = leafHashes.length;
  if (size === 0) throw new FormatError('tree-empty', 'A tree has at least one leaf');
  const levels = [toWords(leafHashes)];
  for (let top = levels[0]!; top.length > 8; ) {
    top = levelAbove(top);
    levels.push(top);
  }

  // A subtree whose first leaf is a multiple of 2^level, and which is full or ends where the tree ends, is one stored node.
  const subtree = (start: number, end: number): Uint8Array => {
    const level = Math.ceil(Math.log2(end - start));
    return hashAt(levels[level]!, start / 2 ** level);
  };

  return {
    size,
    root: hashAt(levels[levels.length - 1]!, 0),
    path(index) {
      if (!Number.isSafeInteger(index) || index < 0 || index >= size) {
        throw new FormatError('tree-index-invalid', `No leaf ${index} in a tree of ${size}`);
      }
      const path: Uint8Array[] = [];
      let at = index;
      for (const level of levels) {
        const sibling = at ^ 1;
        if (sibling * 8 < level.length) path.push(hashAt(level, sibling));
        at >>>= 1;
      }
      return path;
    },
    consistency(older) {
      if (!Number.isSafeInteger(older) || older < 1 || older > size) {
        throw new FormatError('tree-index-invalid', `No tree of ${older} within a tree of ${size}`);
      }
      // SUBPROOF of the RFC, from the root down; the recursion is a loop because only one branch goes on.
      const proof: Uint8Array[] = [];
      let start = 0;
      let end = size;
      let whole = true;
      while (older < end) {
        const half = start + 2 ** (Math.ceil(Math.log2(end - start)) - 1);
        if (older <= half) {
          proof.push(subtree(half, end));
          end = half;
        } else {
          proof.push(subtree(start, half));
          start = half;
          whole = false;
        }
      }
      if (!whole) proof.push(subtree(start, end));
      return proof.reverse();
    },
  };
}

/** Root over leaf hashes. @throws FormatError `tree-empty`, `tree-leaf-invalid` */
export function rootOf(leafHashes: readonly Uint8Array[]): Uint8Array {
  return tree(leafHashes).root;
}

function isPosition(value: number, min: number, max: number): boolean {
  return Number.isSafeInteger(value) && value >= min && value <= max;
}

/**
 * The root that a path leads to (RFC 9162 section 2.1.3.2), or null when no tree of `size` leaves has a path of this
 * length at `index`. All of the arguments may come from an adversary.
 */
export function rootFromPath(proof: {
  leaf: Uint8Array;
  index: number;
  size: number;
  path: readonly Uint8Array[];
}): Uint8Array | null {
  const { leaf, index, size, path } = proof;
  if (!isPosition(size, 1, MAX_TREE_SIZE) || !isPosition(index, 0, size - 1)) return null;
  if (leaf.length !== 32 || path.length > 32) return null;
  // Division, not shifts: shifts would cut these numbers to 32 bits.
  let at = index;
  let last = size - 1;
  let hash = leaf;
  for (const sibling of path) {
    if (sibling.length !== 32 || last === 0) return null;
    if (at % 2 === 1 || at === last) {
      hash = nodeHash(sibling, hash);
      // A node without a right neighbour was carried up unchanged: skip those levels.
      while (at % 2 === 0 && at !== 0) {
        at /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      hash = nodeHash(hash, sibling);
    }
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 ? hash : null;
}

/** Whether `path` proves that `leaf` (a leaf hash) is at `index` of the tree of `size` leaves under `root`. */
export function verifyInclusion(proof: {
  leaf: Uint8Array;
  index: number;
  size: number;
  path: readonly Uint8Array[];
  root: Uint8Array;
}): boolean {
  const found = rootFromPath(proof);
  return found !== null && equal(found, proof.root);
}

/** Whether `path` proves that the tree of `size1` leaves is the beginning of that of `size2` (RFC 9162 section 2.1.4.2). */
export function verifyConsistency(proof: {
  size1: number;
  size2: number;
  root1: Uint8Array;
  root2: Uint8Array;
  path: readonly Uint8Array[];
}): boolean {
  const { size1, size2, root1, root2, path } = proof;
  if (!isPosition(size2, 1, MAX_TREE_SIZE) || !isPosition(size1, 1, size2)) return false;
  if (path.length > 64 || path.some((hash) => hash.length !== 32)) return false;
  if (size1 === size2) return path.length === 0 && equal(root1, root2);
  let at = size1 - 1;
  let last = size2 - 1;
  while (at % 2 === 1) {
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  // A full older tree is itself the first node, so its proof leaves it out.
  const [first, ...rest] = at === 0 ? [root1, ...path] : path;
  if (first === undefined) return false;
  let older = first;
  let newer = first;
  for (const hash of rest) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      older = nodeHash(hash, older);
      newer = nodeHash(hash, newer);
      while (at % 2 === 0 && at !== 0) {
        at /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      newer = nodeHash(newer, hash);
    }
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && equal(older, root1) && equal(newer, root2);
}
