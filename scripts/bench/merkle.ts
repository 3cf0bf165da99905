import { createHash } from 'node:crypto';
import { SimpleMerkleTree } from '@openzeppelin/merkle-tree';
import { MerkleTree } from 'merkletreejs';
import { tree } from '../../core/merkle.ts';
import { fastest, type Row } from './row.ts';

/**
 * P6: a tree of a million leaves against @openzeppelin/merkle-tree and merkletreejs. The first hashes with Keccak-256
 * and sorts its leaves, so it is measured over fewer of them and taken per leaf (which favours it: sorting costs more
 * with more); FULL=1 measures it over all. merkletreejs is given Node's own SHA-256, the fastest that it can have.
 */
export default function bench(): Row[] {
  const full = process.env.FULL === '1';
  const count = 1_000_000;
  const sha256 = (data: Uint8Array | Buffer) => createHash('sha256').update(data).digest();
  const leaves = Array.from({ length: count }, (_, index) => sha256(Buffer.from(`leaf ${index}`)));
  const ours = fastest(3, () => tree(leaves).root);
  const javascript = fastest(1, () => new MerkleTree(leaves, sha256).getRoot());
  const some = full ? count : 20_000;
  const hex = leaves.slice(0, some).map((leaf) => `0x${leaf.toString('hex')}`);
  const openzeppelin = fastest(1, () => SimpleMerkleTree.of(hex).root) * (count / some);

  const row = (other: string, time: number, target: number): Row[] => [
    { id: 'P6', what: `tree of 1e6 leaves, ${other}`, value: time, unit: 'ms' },
    {
      id: 'P6',
      what: `  times as long as ours`,
      value: time / ours,
      unit: 'x',
      target: `>= ${target}`,
      ok: time / ours >= target,
    },
  ];
  return [
    { id: 'P6', what: 'tree of 1e6 leaves, ours', value: ours, unit: 'ms' },
    ...row(`@openzeppelin/merkle-tree (${full ? 'all' : `per leaf, over ${some}`})`, openzeppelin, 50),
    ...row('merkletreejs with SHA-256', javascript, 3),
  ];
}
