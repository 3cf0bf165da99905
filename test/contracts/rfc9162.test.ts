import { readFileSync } from 'node:fs';
import { sha256 } from 'ethers';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { fcRuns } from '../support/properties.ts';
import { artifact, type Contract } from './support/chain.ts';
import { addressOf, sharedChain } from './support/consortium.ts';

interface Vector {
  name: string;
  leafIdx: number;
  treeSize: number;
  root: string;
  leafHash: string;
  proof: string[] | null;
  wantErr: boolean;
}

const vectors = JSON.parse(
  readFileSync(new URL('../vectors/rfc6962/inclusion.json', import.meta.url), 'utf8'),
) as Vector[];

const hex = (base64: string) => `0x${Buffer.from(base64, 'base64').toString('hex')}`;
/** The contract's types hold 32-byte words and 64-bit counts: vectors of other lengths cannot be put to it. */
const fits = (vector: Vector) =>
  [vector.root, vector.leafHash, ...(vector.proof ?? [])].every((hash) => hex(hash).length === 66) &&
  [vector.leafIdx, vector.treeSize].every((count) => count >= 0 && count <= Number.MAX_SAFE_INTEGER);

let harness: Contract;
beforeAll(async () => {
  const chain = await sharedChain();
  harness = await chain.deploy(artifact('test/contracts/harness/RFC9162Harness.sol/RFC9162Harness.json'), []);
});

async function isIncluded(root: string, size: number, leaf: string, index: number, path: string[]) {
  const chain = await sharedChain();
  return (await chain.call(harness, addressOf('anyone'), 'isIncluded', [root, size, leaf, index, path]))[0];
}

describe('the RFC 9162 library', () => {
  test('agrees with every inclusion vector whose hashes are hashes', async () => {
    const usable = vectors.filter(fits);
    expect(usable.length).toBeGreaterThan(60);
    expect(usable.some((vector) => !vector.wantErr)).toBe(true);
    for (const vector of usable) {
      const path = (vector.proof ?? []).map(hex);
      const result = await isIncluded(
        hex(vector.root),
        vector.treeSize,
        hex(vector.leafHash),
        vector.leafIdx,
        path,
      );
      expect(result, vector.name).toBe(!vector.wantErr);
    }
  });

  test('takes no path in a tree of one, and no index beyond the last', async () => {
    const [a, b] = [sha256('0xaa'), sha256('0xbb')];
    const root = join(a, b);
    expect(await isIncluded(root, 1, b, 0, [a])).toBe(false);
    expect(await isIncluded(a, 1, a, 0, [])).toBe(true);
    expect(await isIncluded(a, 1, a, 1, [])).toBe(false);
    expect(await isIncluded(root, 2, b, 1, [a])).toBe(true);
    expect(await isIncluded(root, 2, b, 2, [a])).toBe(false);
    expect(await isIncluded(root, 2, b, 3, [a])).toBe(false);
    expect(await isIncluded(a, 0, a, 0, [])).toBe(false);
  });

  const join = (left: string, right: string) => sha256(`0x01${left.slice(2)}${right.slice(2)}`);

  /** Section 2.1.1 and 2.1.3.1, word for word. */
  function split(count: number): number {
    let k = 1;
    while (k * 2 < count) k *= 2;
    return k;
  }
  function rootOf(leaves: string[]): string {
    if (leaves.length === 1) return leaves[0]!;
    const k = split(leaves.length);
    return join(rootOf(leaves.slice(0, k)), rootOf(leaves.slice(k)));
  }
  function pathOf(index: number, leaves: string[]): string[] {
    if (leaves.length === 1) return [];
    const k = split(leaves.length);
    return index < k
      ? [...pathOf(index, leaves.slice(0, k)), rootOf(leaves.slice(k))]
      : [...pathOf(index - k, leaves.slice(k)), rootOf(leaves.slice(0, k))];
  }

  const leavesOf = (size: number) =>
    Array.from({ length: size }, (_, i) => sha256(`0x00${i.toString(16).padStart(8, '0')}`));

  test('accepts every leaf of every tree up to 20, whatever the shape of its right border', async () => {
    for (let size = 1; size <= 20; size++) {
      const leaves = leavesOf(size);
      const root = rootOf(leaves);
      for (const [index, leaf] of leaves.entries()) {
        expect(await isIncluded(root, size, leaf, index, pathOf(index, leaves)), `${index} of ${size}`).toBe(
          true,
        );
      }
    }
  });

  test('accepts a leaf by no other index, length or hash', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 40 }), fc.nat(), async (size, any) => {
        const index = any % size;
        const leaves = leavesOf(size);
        const root = rootOf(leaves);
        const leaf = leaves[index]!;
        const path = pathOf(index, leaves);
        expect(await isIncluded(root, size, leaf, index, path)).toBe(true);
        expect(await isIncluded(root, size, leaf, index, [...path, leaf])).toBe(false);
        expect(await isIncluded(root, size, leaf, index, [...path, root])).toBe(false);
        if (path.length > 0) {
          expect(await isIncluded(root, size, leaf, index, path.slice(0, -1))).toBe(false);
          const broken = path.with(any % path.length, sha256('0xff'));
          expect(await isIncluded(root, size, leaf, index, broken)).toBe(false);
        }
        expect(await isIncluded(root, size, leaf, size, path)).toBe(false);
        const elsewhere = (index + 1) % size;
        if (elsewhere !== index) expect(await isIncluded(root, size, leaf, elsewhere, path)).toBe(false);
      }),
      fcRuns(25),
    );
  });
});
