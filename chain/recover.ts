import { equal, toHex } from '../core/bytes.ts';
import { FormatError } from '../core/errors.ts';
import { decodeHeader, type Header } from '../core/header.ts';
import { blockHash } from '../core/qbft.ts';
import { trieRoot } from '../core/trie.ts';
import { damaged } from './errors.ts';
import type { StoredBlock } from './store/rows.ts';
import type { Store } from './store/store.ts';

/** Blocks whose rows and links are checked at the start. Older ones were, when they were the last. */
const CHECKED_BLOCKS = 16;

/** A stored header, held against its stored hash. @throws ChainError `store-damaged` */
export function openBlock(block: StoredBlock): Header {
  try {
    const header = decodeHeader(block.header);
    if (Number(header.number) !== block.number || !equal(blockHash(header), block.hash)) {
      throw damaged(`block ${block.number} does not have its hash`);
    }
    return header;
  } catch (error) {
    if (error instanceof FormatError) throw damaged(`block ${block.number}: ${error.message}`, error);
    throw error;
  }
}

/**
 * Checks the end of the stored chain: links, transactions and receipts of the last blocks.
 * @returns the head
 * @throws ChainError `store-damaged`
 */
export function recoverHead(store: Store): { header: Header; hash: Uint8Array } {
  const head = store.head();
  if (!head) throw damaged('it holds no block');
  let above: Header | undefined;
  for (let number = head.number; number >= 0 && number > head.number - CHECKED_BLOCKS; number--) {
    const block = store.blockByNumber(number);
    if (!block) throw damaged(`block ${number} is missing`);
    const header = openBlock(block);
    if (above && !equal(above.parentHash, block.hash)) {
      throw damaged(
        `block ${number + 1} names ${toHex(above.parentHash)} as its parent, not block ${number}`,
      );
    }
    const rows = store.transactionsOf(number);
    if (
      !equal(trieRoot(rows.map((row) => row.raw)), header.transactionsRoot) ||
      !equal(trieRoot(rows.map((row) => row.receipt)), header.receiptsRoot)
    ) {
      throw damaged(`the transactions of block ${number} are not those that it was sealed with`);
    }
    above = header;
  }
  return { header: openBlock(head), hash: head.hash };
}
