import { FormatError } from '../errors.ts';
import { nodeHash } from '../merkle.ts';

/**
 * The root over leaves that come one after the other, in the memory of one path: a list that somebody else sends may
 * be of any length.
 */
export type GrowingTree = {
  /** How many leaf hashes were added. */
  size(): number;
  /** Adds a leaf hash, 32 bytes. */
  add(leafHash: Uint8Array): void;
  /** @throws FormatError `tree-empty` */
  root(): Uint8Array;
};

/** RFC 9162 section 2.1.2: full subtrees from left to right, each at least twice as high as the next. */
export function growingTree(): GrowingTree {
  const subtrees: Uint8Array[] = [];
  let size = 0;
  return {
    size: () => size,
    add(leafHash) {
      subtrees.push(leafHash);
      size++;
      // As many subtrees became full as the new size has zeros at its end. Division: sizes may be above 2^31.
      for (let rest = size; rest % 2 === 0; rest /= 2) {
        const [right, left] = [subtrees.pop()!, subtrees.pop()!];
        subtrees.push(nodeHash(left, right));
      }
    },
    root() {
      if (size === 0) throw new FormatError('tree-empty', 'A tree has at least one leaf');
      return subtrees.reduceRight((right, left) => nodeHash(left, right));
    },
  };
}
