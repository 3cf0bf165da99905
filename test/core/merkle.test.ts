import { readFileSync } from 'node:fs';
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, toHex } from '../../core/bytes.ts';
import { FormatError } from '../../core/errors.ts';
import { growingTree } from '../../core/merkle/growing.ts';
import { levelAbove } from '../../core/merkle/interior.ts';
import {
  leafHash,
  rootFromPath,
  rootOf,
  tree,
  verifyConsistency,
  verifyInclusion,
} from '../../core/merkle.ts';
import { fcRuns } from '../support/properties.ts';

const vectors = <T>(name: string): T[] =>
  JSON.parse(readFileSync(new URL(`../vectors/rfc6962/${name}.json`, import.meta.url), 'utf8'));
const bytes = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));

/** MTH, PATH and SUBPROOF exactly as RFC 9162 sections 2.1.1, 2.1.3.1 and 2.1.4.1 define them, over leaf hashes. */
const naive = {
  split: (n: number) => {
    let k = 1;
    while (k * 2 < n) k *= 2;
    return k;
  },
  node: (left: Uint8Array, right: Uint8Array) => nobleSha256(concat(Uint8Array.of(1), left, right)),
  root(d: Uint8Array[]): Uint8Array {
    if (d.length === 1) return d[0]!;
    const k = this.split(d.length);
    return this.node(this.root(d.slice(0, k)), this.root(d.slice(k)));
  },
  path(m: number, d: Uint8Array[]): Uint8Array[] {
    if (d.length === 1) return [];
    const k = this.split(d.length);
    return m < k
      ? [...this.path(m, d.slice(0, k)), this.root(d.slice(k))]
      : [...this.path(m - k, d.slice(k)), this.root(d.slice(0, k))];
  },
  subproof(m: number, d: Uint8Array[], whole: boolean): Uint8Array[] {
    if (m === d.length) return whole ? [] : [this.root(d)];
    const k = this.split(d.length);
    return m <= k
      ? [...this.subproof(m, d.slice(0, k), whole), this.root(d.slice(k))]
      : [...this.subproof(m - k, d.slice(k), false), this.root(d.slice(0, k))];
  },
};

const leaves = (count: number) => Array.from({ length: count }, (_, i) => leafHash(Uint8Array.of(i, i >> 8)));

describe('the vectors of transparency-dev/merkle', () => {
  type Inclusion = {
    name: string;
    leafIdx: number;
    treeSize: number;
    root: string;
    leafHash: string;
    proof: string[] | null;
    wantErr: boolean;
  };
  type Consistency = {
    name: string;
    size1: number;
    size2: number;
    root1: string;
    root2: string;
    proof: string[] | null;
    wantErr: boolean;
  };
  it.each(vectors<Inclusion>('inclusion').map((v) => [v.name, v] as const))('inclusion %s', (_, v) => {
    const path = (v.proof ?? []).map(bytes);
    expect(
      verifyInclusion({
        leaf: bytes(v.leafHash),
        index: v.leafIdx,
        size: v.treeSize,
        path,
        root: bytes(v.root),
      }),
    ).toBe(!v.wantErr);
  });
  it.each(vectors<Consistency>('consistency').map((v) => [v.name, v] as const))('consistency %s', (_, v) => {
    const path = (v.proof ?? []).map(bytes);
    expect(
      verifyConsistency({
        size1: v.size1,
        size2: v.size2,
        root1: bytes(v.root1),
        root2: bytes(v.root2),
        path,
      }),
    ).toBe(!v.wantErr);
  });
});

describe('the tree', () => {
  it('equals the recursive definition of the RFC, with every path and consistency proof, up to 40 leaves', () => {
    for (let n = 1; n <= 40; n++) {
      const d = leaves(n);
      const built = tree(d);
      expect(toHex(built.root)).toBe(toHex(naive.root(d)));
      for (let i = 0; i < n; i++) {
        expect(built.path(i).map(toHex)).toEqual(naive.path(i, d).map(toHex));
        expect(
          verifyInclusion({ leaf: d[i]!, index: i, size: n, path: built.path(i), root: built.root }),
        ).toBe(true);
      }
      for (let m = 1; m <= n; m++) {
        const path = built.consistency(m);
        expect(path.map(toHex)).toEqual(naive.subproof(m, d, true).map(toHex));
        const root1 = rootOf(d.slice(0, m));
        expect(verifyConsistency({ size1: m, size2: n, root1, root2: built.root, path })).toBe(true);
      }
    }
  });

  it('has the same root when its leaves come one by one', () => {
    const growing = growingTree();
    expect(() => growing.root()).toThrow(expect.objectContaining({ code: 'tree-empty' }));
    const d = leaves(300);
    for (const [before, leaf] of d.entries()) {
      growing.add(leaf);
      expect(growing.size()).toBe(before + 1);
      expect(toHex(growing.root())).toBe(toHex(rootOf(d.slice(0, before + 1))));
    }
  });

  it('equals the recursive definition for sizes in the thousands', () => {
    fc.assert(
      fc.property(fc.integer({ min: 41, max: 3000 }), fc.nat(), fc.nat(), (n, a, b) => {
        const d = leaves(n);
        const built = tree(d);
        expect(toHex(built.root)).toBe(toHex(naive.root(d)));
        expect(built.path(a % n).map(toHex)).toEqual(naive.path(a % n, d).map(toHex));
        expect(built.consistency((b % n) + 1).map(toHex)).toEqual(
          naive.subproof((b % n) + 1, d, true).map(toHex),
        );
      }),
      fcRuns(5),
    );
  });

  it('hashes interior nodes as @noble/hashes does, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 64, maxLength: 64 }), (pair) => {
        const level = new Int32Array(16);
        const view = new DataView(pair.buffer, pair.byteOffset, 64);
        for (let i = 0; i < 16; i++) level[i] = view.getInt32(i * 4);
        const above = levelAbove(level);
        const found = new DataView(new ArrayBuffer(32));
        for (let i = 0; i < 8; i++) found.setInt32(i * 4, above[i]!);
        expect(toHex(new Uint8Array(found.buffer))).toBe(toHex(nobleSha256(concat(Uint8Array.of(1), pair))));
      }),
      fcRuns(300),
    );
  });

  it('refuses to be empty, leaves that are no hashes, and positions that it does not have', () => {
    expect(() => tree([])).toThrow(FormatError);
    expect(() => tree([new Uint8Array(31)])).toThrow(FormatError);
    for (const index of [-1, 3, 0.5, Number.NaN, 2 ** 32]) {
      expect(() => tree(leaves(3)).path(index)).toThrow(FormatError);
    }
    for (const size of [0, 4, 1.5, Number.NaN]) {
      expect(() => tree(leaves(3)).consistency(size)).toThrow(FormatError);
    }
  });
});

describe('a proof in the hands of an adversary', () => {
  it('holds for one index only: the anchored size fixes where each path leads', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), fc.nat(), fc.nat(80), (n, i, index) => {
        const d = leaves(n);
        const built = tree(d);
        const at = i % n;
        fc.pre(index !== at);
        const proof = { leaf: d[at]!, path: built.path(at), root: built.root };
        expect(verifyInclusion({ ...proof, index, size: n })).toBe(false);
      }),
      fcRuns(200),
    );
  });

  it('may hold for another size as well, so that the size must come from the chain and never from a receipt', () => {
    // RFC 9162 binds no size to a root: the last of five leaves has the path of the last of two.
    const built = tree(leaves(5));
    const proof = { leaf: leaves(5)[4]!, path: built.path(4), root: built.root };
    expect(verifyInclusion({ ...proof, index: 4, size: 5 })).toBe(true);
    expect(verifyInclusion({ ...proof, index: 1, size: 2 })).toBe(true);
  });

  it('never holds with a bit flipped, a hash missing, added, or moved', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 64 }), fc.nat(), fc.nat(), (n, i, b) => {
        const d = leaves(n);
        const built = tree(d);
        const index = i % n;
        const path = built.path(index);
        const holds = (changed: Uint8Array[]) =>
          verifyInclusion({ leaf: d[index]!, index, size: n, path: changed, root: built.root });
        const flipped = path.map((hash) => hash.slice());
        flipped[b % path.length]![b % 32]! ^= 1 << (b % 8);
        expect(holds(flipped)).toBe(false);
        expect(holds(path.slice(1))).toBe(false);
        expect(holds(path.slice(0, -1))).toBe(false);
        expect(holds([...path, new Uint8Array(32)])).toBe(false);
        if (path.length > 1) expect(holds(path.toReversed())).toBe(false);
      }),
      fcRuns(100),
    );
  });

  it('never holds with a hash of another length, whatever it is a hash of', () => {
    const d = leaves(5);
    const built = tree(d);
    const cut = (path: Uint8Array[]) => path.map((hash, at) => (at === 0 ? hash.slice(1) : hash));
    expect(rootFromPath({ leaf: d[1]!, index: 1, size: 5, path: cut(built.path(1)) })).toBeNull();
    expect(rootFromPath({ leaf: d[1]!.slice(1), index: 1, size: 5, path: built.path(1) })).toBeNull();
    // A proof that is right but for a first hash that both roots agree on.
    const short = new Uint8Array(31);
    const node = (left: Uint8Array, right: Uint8Array) => nobleSha256(concat(Uint8Array.of(1), left, right));
    const consistency = { size1: 3, size2: 4, path: [short, d[3]!, d[0]!] };
    const root1 = node(d[0]!, short);
    const root2 = node(d[0]!, node(short, d[3]!));
    expect(verifyConsistency({ ...consistency, root1, root2 })).toBe(false);
  });

  it('is refused, without a throw, for positions beyond every tree', () => {
    const proof = { leaf: new Uint8Array(32), path: [] };
    for (const [index, size] of [
      [0, 0],
      [1, 1],
      [-1, 1],
      [0, 2 ** 32 + 1],
      [0.5, 1],
      [Number.NaN, 1],
      [0, Number.POSITIVE_INFINITY],
    ] as const) {
      expect(rootFromPath({ ...proof, index, size })).toBeNull();
    }
    const far = Array.from({ length: 32 }, () => new Uint8Array(32));
    expect(
      rootFromPath({ leaf: new Uint8Array(32), index: 2 ** 32 - 1, size: 2 ** 32, path: far }),
    ).not.toBeNull();
    expect(
      rootFromPath({ leaf: new Uint8Array(32), index: 2 ** 32 - 1, size: 2 ** 32, path: far.slice(1) }),
    ).toBeNull();
  });
});
