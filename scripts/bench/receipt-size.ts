import { gzipSync } from 'node:zlib';
import { buildReceipt } from '../../core/build-receipt.ts';
import { fromHex } from '../../core/bytes.ts';
import { tree } from '../../core/merkle.ts';
import {
  addressFor,
  anchoringLog,
  bytesFor,
  noiseLog,
  paperChain,
  paperRecord,
} from '../../test/support/ledger-fixture.ts';
import type { Row } from './row.ts';

/** P9: the receipt of a one-file record in a batch of a million, its headers with four seals, alone or in a busy block. */
export default function bench(): Row[] {
  const set = [1, 2, 3, 4, 5].map((number) => `validator ${number}`);
  const ledger = addressFor('ledger');
  const ledgers = [{ address: ledger, fromBlock: 0, namedAt: 0 }];
  const trust = { ledgers, sets: [set.map(addressFor)], changedAt: [0] };
  return [1, 100].flatMap((transactions) => {
    const chain = paperChain('size');
    chain.seal(set, []);
    const record = paperRecord(chain, 'grid', 'one file');
    const index = 654_321;
    // The other leaves only have to be there; real ones would take a minute to make.
    const leaves = Array.from({ length: 1_000_000 }, (_, at): Uint8Array => {
      const leaf = new Uint8Array(32);
      new DataView(leaf.buffer).setUint32(0, at);
      return leaf;
    });
    leaves[index] = fromHex(record.recordId);
    const batch = tree(leaves);
    const anchor = anchoringLog(ledger, {
      agency: 'grid',
      sequence: 1,
      root: batch.root,
      size: leaves.length,
      sealedBy: 1,
    });
    const noise = Array.from({ length: transactions - 1 }, (_, at) => ({ logs: [noiseLog(`${at}`)] }));
    const block = chain.seal(set, [...noise, { logs: [anchor] }]);
    const path = batch.path(index);
    const receipt = buildReceipt(
      {
        record: record.record,
        disclosures: record.disclosures,
        inclusion: { index, path },
        anchor: chain.prove(block, transactions - 1),
        notBefore: chain.blocks[1]!.header,
      },
      trust,
    );
    const pathBytes = path.length * bytesFor('').length;
    const zipped = gzipSync(receipt, { level: 9 }).length;
    const where = `batch of 1e6, 4 seals, ${transactions} transaction${transactions > 1 ? 's' : ''} in the block`;
    return [
      {
        id: 'P9',
        what: `path (${where})`,
        value: pathBytes,
        unit: 'B',
        target: '<= 700',
        ok: pathBytes <= 700,
      },
      { id: 'P9', what: `one-file receipt (${where})`, value: receipt.length, unit: 'B' },
      { id: 'P9', what: '  gzipped', value: zipped, unit: 'B', target: '<= 10000', ok: zipped <= 10_000 },
    ];
  });
}
