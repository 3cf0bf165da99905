import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ownerOf } from '../../chain/state/nodes.ts';
import { fromHex0x } from '../../core/bytes.ts';
import { openTestChain, temporaryFolder } from '../support/embedded-chain.ts';
import { agencyKeys } from '../support/founding.ts';
import { anchorCall, signCall } from '../support/ledger-calls.ts';

/** One thing at a time is changed in the stored chain; it must be noticed at the start, or when it is first read. */

let place: ReturnType<typeof temporaryFolder>;

const anchor = (to: string, nonce: number) =>
  signCall(agencyKeys('grid').operator, { to, data: anchorCall(nonce + 1), nonce });

beforeEach(async () => {
  place = temporaryFolder();
  const { chain, rpc, ledger, close } = await openTestChain({ folder: place.folder });
  for (let nonce = 0; nonce < 3; nonce++) {
    await rpc('eth_sendRawTransaction', anchor(ledger, nonce));
    await chain.idle();
  }
  await close();
});
afterEach(() => place.remove());

function edit(sql: string): void {
  const database = new DatabaseSync(join(place.folder, 'chain.sqlite'));
  expect(database.prepare(sql).run().changes).toBeGreaterThan(0);
  database.close();
}

const longer = (column: string) => `${column} = CAST(${column} || x'00' AS BLOB)`;

const atStart: [string, string][] = [
  ["a contract's code is lost", 'DELETE FROM code'],
  ["a contract's code is altered", `UPDATE code SET ${longer('code')}`],
  ['the state is lost', 'DELETE FROM nodes'],
  ['the account state is altered', `UPDATE nodes SET ${longer('node')} WHERE length(key) = 32`],
  ['the last header is altered', `UPDATE blocks SET ${longer('header')} WHERE number = 4`],
  ['the last hash is altered', 'UPDATE blocks SET hash = randomblob(32) WHERE number = 4'],
  [
    'a header before it is another',
    'UPDATE blocks SET header = (SELECT header FROM blocks WHERE number = 1) WHERE number = 2',
  ],
  ['a block is lost', 'DELETE FROM blocks WHERE number = 2'],
  ['a transaction is altered', `UPDATE transactions SET ${longer('raw')} WHERE block = 3`],
  ['a receipt is altered', `UPDATE transactions SET ${longer('receipt')} WHERE block = 3`],
  ['a transaction is lost', 'DELETE FROM transactions WHERE block = 4'],
  ['a transaction was put in', "INSERT INTO transactions VALUES (1, 0, x'00', x'00', x'c0', x'c0', 0, NULL)"],
  ['it holds no block', 'DELETE FROM blocks'],
];
it.each(atStart)('is noticed at the start: %s', async (_, sql) => {
  edit(sql);
  await expect(openTestChain({ folder: place.folder })).rejects.toMatchObject({
    code: 'store-damaged',
    message: expect.stringMatching(/^The chain's store is damaged: .+ Restore chain\/ from a backup/),
  });
});

it('is noticed when it is read, and ends the chain: the storage of a contract', async () => {
  const test = await openTestChain({ folder: place.folder });
  await test.close();
  const owner = ownerOf(fromHex0x(test.ledger)).toUpperCase();
  edit(
    `UPDATE nodes SET ${longer('node')} WHERE hex(substr(key, 1, 16)) = '${owner}' AND length(node) < 100`,
  );
  const again = await openTestChain({ folder: place.folder });
  await again.rpc('eth_sendRawTransaction', anchor(again.ledger, 3)).catch(() => undefined);
  expect(await again.chain.failure).toMatchObject({ code: 'store-damaged' });
  expect(Number(again.chain.head.header.number)).toBe(4);
  await again.close();
});
