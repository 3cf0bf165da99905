/** Batches of records whose content is a text, and the proof of each record as the contracts take it. */
import { toHex0x, utf8 } from '../../../core/bytes.ts';
import { leafHash, tree } from '../../../core/merkle.ts';
import { bytes32, type Consortium } from './consortium.ts';

export interface RecordProof {
  agency: string;
  leaf: string;
  sequence: number;
  index: number;
  path: string[];
}

/** Anchors the texts as the agency's batch of this number; gives their proofs. */
export async function anchorRecords(
  c: Consortium,
  agency: string,
  sequence: number,
  texts: readonly string[],
): Promise<RecordProof[]> {
  const leaves = texts.map((text) => leafHash(utf8(text)));
  const batch = tree(leaves);
  await c.anchor(`${agency} operator`, sequence, toHex0x(batch.root), batch.size);
  return leaves.map((leaf, index) => ({
    agency: bytes32(agency),
    leaf: toHex0x(leaf),
    sequence,
    index,
    path: batch.path(index).map(toHex0x),
  }));
}
