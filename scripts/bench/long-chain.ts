import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Bloom } from '@ethereumjs/vm';
import type { Head } from '../../chain/chain.ts';
import { serve } from '../../chain/rpc/server.ts';
import { agencyWord, BATCH_ANCHORED_TOPIC } from '../../core/batch-anchored.ts';
import { concat, fromHex, fromHex0x } from '../../core/bytes.ts';
import { keccak256 } from '../../core/digests.ts';
import { encodeHeader, type Header } from '../../core/header.ts';
import { blockHash, emptyExtra, encodeExtra, quorum, sealHeader } from '../../core/qbft.ts';
import { addressOfKey } from '../../core/signature.ts';
import { encodeTransactionReceipt } from '../../core/transaction-receipt.ts';
import { trieRoot } from '../../core/trie.ts';
import { KEPT_BLOCKS } from '../../server/chain-view/follower.ts';
import { MAX_BATCH } from '../../server/ledger/rpc.ts';
import { openTestChain } from '../../test/support/embedded-chain.ts';
import { agencyKeys } from '../../test/support/founding.ts';
import { anchorCall, signCall } from '../../test/support/ledger-calls.ts';

/**
 * A node with a long chain of four agencies, for the measurement of following: `node long-chain.ts FOLDER BLOCKS`
 * prints where it answers. One block in ten holds an anchor, the others are empty. Headers and receipts are real; nothing
 * was executed, since following reads no state. Seals that nobody looks at are those of an earlier block: making 300,000
 * of them would take many times as long as what is measured.
 */

export const IDS = ['court', 'grid', 'police', 'telecom'] as const;
const BLOCKS_FOR_AN_ANCHOR = 10;
/** Those of the last block of a stretch are checked. */
const BLOCKS_IN_A_STRETCH = MAX_BATCH;
const GAS = 100_000n;

type Written = { readonly raw: Uint8Array; readonly receipt: Uint8Array; readonly bloom: Uint8Array };

const word = (value: number): Uint8Array => fromHex(value.toString(16).padStart(64, '0'));

/** An anchor as if it had been executed. Signed once: what signs a transaction of an older block is nobody's question. */
function anchorIn(ledger: string, id: string, sequence: number): Written {
  const { operator } = agencyKeys(id);
  const raw = fromHex0x(signCall(operator, { to: ledger, data: anchorCall(sequence), nonce: sequence - 1 }));
  const topics = [fromHex0x(BATCH_ANCHORED_TOPIC), fromHex0x(agencyWord(id)), word(sequence)];
  const bloom = new Bloom();
  for (const value of [fromHex0x(ledger), ...topics]) bloom.add(value);
  const data = concat(keccak256(word(sequence)), word(1), word(1));
  const receipt = encodeTransactionReceipt({
    type: 0,
    succeeded: true,
    cumulativeGasUsed: GAS,
    logsBloom: bloom.bitvector,
    logs: [{ address: ledger, topics, data }],
  });
  return { raw, receipt, bloom: bloom.bitvector };
}

function grow(folder: string, head: Head, ledger: string, last: number): void {
  const db = new DatabaseSync(join(folder, 'chain.sqlite'));
  db.exec('PRAGMA synchronous = OFF; BEGIN');
  const insertBlock = db.prepare('INSERT INTO blocks (number, hash, header) VALUES (?, ?, ?)');
  const insertTransaction = db.prepare(
    `INSERT INTO transactions (block, position, hash, sender, raw, receipt, gas_used) VALUES (?, 0, ?, ?, ?, ?, ?)`,
  );
  const keys = IDS.map((id) => agencyKeys(id).validator).slice(0, quorum(IDS.length));
  const unsealedExtra = encodeExtra(emptyExtra());
  let { extraData } = sealHeader({ ...head.header, extraData: unsealedExtra }, keys);
  const emptyRoot = trieRoot([]);
  let parent = head;
  for (let number = Number(head.header.number) + 1; number <= last; number++) {
    const turn = Math.floor(number / BLOCKS_FOR_AN_ANCHOR) - 1;
    const id = IDS[turn % IDS.length] as string;
    const anchor =
      number % BLOCKS_FOR_AN_ANCHOR === 0
        ? anchorIn(ledger, id, Math.floor(turn / IDS.length) + 1)
        : undefined;
    const unsealed: Header = {
      ...parent.header,
      parentHash: parent.hash,
      number: BigInt(number),
      timestamp: parent.header.timestamp + 1n,
      transactionsRoot: anchor ? trieRoot([anchor.raw]) : emptyRoot,
      receiptsRoot: anchor ? trieRoot([anchor.receipt]) : emptyRoot,
      logsBloom: anchor?.bloom ?? new Uint8Array(256),
      gasUsed: anchor ? GAS : 0n,
      extraData: unsealedExtra,
    };
    const checked = (number + 1) % BLOCKS_IN_A_STRETCH === 0 || number > last - KEPT_BLOCKS;
    const header = checked ? sealHeader(unsealed, keys) : { ...unsealed, extraData };
    if (checked) ({ extraData } = header);
    const hash = blockHash(header);
    insertBlock.run(number, hash, encodeHeader(header));
    if (anchor) {
      const sender = fromHex0x(addressOfKey(agencyKeys(id).operator));
      insertTransaction.run(number, keccak256(anchor.raw), sender, anchor.raw, anchor.receipt, Number(GAS));
    }
    parent = { header, hash };
  }
  db.exec('COMMIT');
  db.close();
}

async function main(folder: string, blocks: number): Promise<void> {
  const clock = { now: (1_790_000_100 + blocks + 10) * 1000 };
  const young = await openTestChain({ folder, ids: IDS, clock });
  const { head } = young.chain;
  await young.close();
  grow(folder, head, young.ledger, blocks);
  const grown = await openTestChain({ folder, ids: IDS, clock });
  const { url } = await serve(grown.chain, 0);
  console.log(url);
}

const [folder = '', blocks = ''] = process.argv.slice(2);
await main(folder, Number(blocks));
// Ends with whoever started it, however that ends.
process.on('disconnect', () => process.exit(0));
