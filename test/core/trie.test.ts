import { createMerkleProof, createMPT } from '@ethereumjs/mpt';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeRlp, uintBytes } from '../../core/rlp.ts';
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
    for (const index of [-1, 0.5, 2 ** 32, Number.NaN]) {
      expect(() => verifyTrieProof(trieRoot(list), index, trieProof(list, 0))).toThrow(refused);
    }
  });

  it('refuses hostile nodes whose hashes fit', async () => {
    const { keccak256 } = await import('../../core/digests.ts');
    const forged = [
      encodeRlp(value(1, 40)),
      encodeRlp([]),
      encodeRlp([value(1, 3)]),
      encodeRlp([Uint8Array.of(0x00), value(1, 32)]),
      encodeRlp([Uint8Array.of(0x40), value(1, 32)]),
      encodeRlp([Uint8Array.of(0x21), value(1, 32)]),
      encodeRlp([Uint8Array.of(0x20, 0x80), []]),
      encodeRlp([Uint8Array.of(0x20, 0x80), new Uint8Array()]),
      encodeRlp([Uint8Array.of(0x18), [Uint8Array.of(0x30), value(1, 60)]]),
      encodeRlp(Array.from({ length: 17 }, () => new Uint8Array())),
      encodeRlp(Array.from({ length: 3 }, () => new Uint8Array())),
      Uint8Array.of(0xc1),
      new Uint8Array(),
    ];
    for (const node of forged) expect(() => verifyTrieProof(keccak256(node), 0, [node])).toThrow(refused);
    expect(() => verifyTrieProof(new Uint8Array(32), 0, new Array(1000).fill(new Uint8Array(40)))).toThrow(
      refused,
    );
  });
});
