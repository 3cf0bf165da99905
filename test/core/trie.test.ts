import { createMerkleProof, createMPT } from '@ethereumjs/mpt';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keccak256 } from '../../core/digests.ts';
import { encodeRlp, type RlpItem, uintBytes } from '../../core/rlp.ts';
import { trieProof, trieRoot } from '../../core/trie.ts';
import { verifyTrieProof } from '../../core/trie-proof.ts';
import { fcRuns } from '../support/properties.ts';

const keyOf = (index: number) => encodeRlp(uintBytes(BigInt(index)));
const value = (seed: number, length: number) =>
  Uint8Array.from({ length }, (_, i) => (seed * 31 + i * 7 + 1) % 256);
const refused = expect.objectContaining({ code: 'trie-proof-invalid' });

/** Values of 1 byte and up, so that nodes inside their parents and nodes of their own both occur. */
const values = fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 300 });

async function peer(list: readonly Uint8Array[]) {
  const trie = await createMPT();
  for (const [index, item] of list.entries()) await trie.put(keyOf(index), item);
  return trie;
}

describe('the trie of a list', () => {
  it('has the root of an empty trie when the list is empty', async () => {
    expect(trieRoot([])).toEqual((await createMPT()).root());
  });

  it('has the root and the proofs that @ethereumjs/mpt gives', async () => {
    await fc.assert(
      fc.asyncProperty(values, fc.nat(), async (list, pick) => {
        const index = pick % list.length;
        const trie = await peer(list);
        expect(trieRoot(list)).toEqual(trie.root());
        const proof = trieProof(list, index);
        // The peer also lists nodes that stand inside another; they are in the proof already.
        const theirs = await createMerkleProof(trie, keyOf(index));
        expect(proof).toEqual(theirs.filter((node, i) => i === 0 || node.length >= 32));
        expect(verifyTrieProof(trie.root(), index, proof)).toEqual(list[index]);
      }),
      fcRuns(25),
    );
  });

  it('proves every value of lists around the borders of its keys (127, 128, 255, 256, 257)', () => {
    for (const length of [1, 2, 16, 17, 127, 128, 129, 255, 256, 257, 258]) {
      for (const size of [1, 33]) {
        const list = Array.from({ length }, (_, i) => value(i, size));
        const root = trieRoot(list);
        for (const index of new Set([0, 1, 15, 16, 126, 127, 128, 255, 256, 257, length - 1])) {
          if (index >= length) continue;
          expect(verifyTrieProof(root, index, trieProof(list, index))).toEqual(list[index]);
        }
      }
    }
  });

  it('proves nothing with a node missing, added, doubled, swapped or changed', () => {
    const list = Array.from({ length: 200 }, (_, i) => value(i, 40));
    const root = trieRoot(list);
    const proof = trieProof(list, 130);
    expect(proof.length).toBeGreaterThan(2);
    for (let i = 0; i < proof.length; i++) {
      const without = proof.toSpliced(i, 1);
      const doubled = proof.toSpliced(i, 0, proof[i] as Uint8Array);
      expect(() => verifyTrieProof(root, 130, without)).toThrow(refused);
      expect(() => verifyTrieProof(root, 130, doubled)).toThrow(refused);
    }
    expect(() => verifyTrieProof(root, 130, proof.toReversed())).toThrow(refused);
    expect(() => verifyTrieProof(root, 130, [])).toThrow(refused);
    fc.assert(
      fc.property(fc.nat(proof.length - 1), fc.nat(), fc.integer({ min: 1, max: 255 }), (node, at, flip) => {
        const changed = proof.map((bytes) => bytes.slice());
        const bytes = changed[node] as Uint8Array;
        bytes[at % bytes.length] = (bytes[at % bytes.length] as number) ^ flip;
        expect(() => verifyTrieProof(root, 130, changed)).toThrow(refused);
      }),
      fcRuns(200),
    );
  });

  it('never proves a value under an index that does not hold it', () => {
    fc.assert(
      fc.property(values, fc.nat(), fc.nat(400), (list, pick, other) => {
        const index = pick % list.length;
        const proof = trieProof(list, index);
        try {
          // Possible where values stand inside the same node; then it is true as well.
          expect(verifyTrieProof(trieRoot(list), other, proof)).toEqual(list[other]);
        } catch (error) {
          expect(error).toEqual(refused);
          expect(other).not.toBe(index);
        }
      }),
      fcRuns(50),
    );
    const list = [value(1, 40)];
    for (const index of [-1, 0.5, 2 ** 32, 2 ** 53, Number.NaN]) {
      expect(() => verifyTrieProof(trieRoot(list), index, trieProof(list, 0))).toThrow(refused);
    }
  });

  it('refuses hostile nodes whose hashes fit, each with one fault', () => {
    // Index 0 has the key 80, so the nibbles 8 and 0.
    const long = value(1, 40);
    const leaf = (path: number[], item: RlpItem = long): RlpItem => [Uint8Array.from(path), item];
    const branch = (below: RlpItem): RlpItem[] =>
      Array.from({ length: 17 }, (_, slot) => (slot === 8 ? below : new Uint8Array()));
    const hashOf = (node: RlpItem) => keccak256(encodeRlp(node));
    const prove = (...nodes: RlpItem[]) => {
      const encoded = nodes.map(encodeRlp);
      return () => verifyTrieProof(keccak256(encoded[0] as Uint8Array), 0, encoded);
    };
    const wellFormed = [
      prove(leaf([0x20, 0x80])),
      prove(branch(hashOf(leaf([0x30]))), leaf([0x30])),
      prove(branch(leaf([0x30], value(1, 28)))),
      prove([Uint8Array.of(0x18), hashOf(leaf([0x30]))], leaf([0x30])),
    ];
    for (const read of wellFormed) expect(read().length).toBeGreaterThan(0);
    const withValue = [...Array.from({ length: 16 }, () => new Uint8Array()), long];
    const faults: Record<string, () => unknown> = {
      'no list': prove(long),
      'no items': prove([]),
      'one item': prove([long]),
      'three items': prove([Uint8Array.of(0x20, 0x80), long, long]),
      'an unknown flag': prove(leaf([0x40, 0x80])),
      'a padding that is not zero': prove(leaf([0x2f, 0x80])),
      'another path': prove(leaf([0x20, 0x81])),
      'a leaf before the end of the key': prove(leaf([0x38])),
      'a leaf beyond the end of the key': prove(leaf([0x38, 0x01])),
      'a list as its value': prove(leaf([0x20, 0x80], [])),
      'an empty value': prove(leaf([0x20, 0x80], new Uint8Array())),
      'an extension to nothing': prove(leaf([0x00, 0x80])),
      'an extension without a path': prove(
        [Uint8Array.of(0x00), hashOf(leaf([0x20, 0x80]))],
        leaf([0x20, 0x80]),
      ),
      'a branch at the end of the key': prove([Uint8Array.of(0x00, 0x80), hashOf(withValue)], withValue),
      'an empty slot': prove(branch(new Uint8Array())),
      'a slot of a wrong length': prove(branch(value(1, 31))),
      'a short node beside its parent': prove(
        branch(hashOf(leaf([0x30], value(1, 28)))),
        leaf([0x30], value(1, 28)),
      ),
      'a node of 32 bytes inside its parent': prove(branch(leaf([0x30], value(1, 29)))),
    };
    for (const [fault, read] of Object.entries(faults)) expect(read, fault).toThrow(refused);
    for (const bytes of [Uint8Array.of(0xc1), new Uint8Array()]) {
      expect(() => verifyTrieProof(keccak256(bytes), 0, [bytes])).toThrow(refused);
    }
    const many = new Array(1000).fill(new Uint8Array(40));
    expect(() => verifyTrieProof(new Uint8Array(32), 0, many)).toThrow(refused);
  });
});
