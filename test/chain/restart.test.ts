import { afterEach, beforeEach, expect, it } from 'vitest';
import { Store } from '../../chain/store/store.ts';
import { fromHex0x } from '../../core/bytes.ts';
import { openTestChain, temporaryFolder } from '../support/embedded-chain.ts';
import { agencyKeys } from '../support/founding.ts';
import { anchorCall, signCall } from '../support/ledger-calls.ts';

/** What was accepted and is in no block yet outlives the process, whatever state the two were in. */

const { operator } = agencyKeys('grid');
let place: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  place = temporaryFolder();
});
afterEach(() => place.remove());

const anchor = (to: string, nonce: number) => signCall(operator, { to, data: anchorCall(nonce + 1), nonce });
const receipt = (test: Awaited<ReturnType<typeof openTestChain>>, hash: string) =>
  test.rpc('eth_getTransactionReceipt', hash);

it('a transaction that waits is put into a block after a restart', async () => {
  const first = await openTestChain({ folder: place.folder });
  const early = (await first.rpc('eth_sendRawTransaction', anchor(first.ledger, 1))) as string;
  await first.settled();
  await first.close();
  const again = await openTestChain({ folder: place.folder });
  expect(await receipt(again, early)).toBeNull();
  expect(await again.rpc('eth_getTransactionByHash', early)).toMatchObject({ hash: early, blockHash: null });
  await again.rpc('eth_sendRawTransaction', anchor(again.ledger, 0));
  await again.settled();
  expect(await receipt(again, early)).toMatchObject({ status: '0x1' });
  await again.close();
});

it('one that could go into a block at once does so without being asked', async () => {
  const first = await openTestChain({ folder: place.folder });
  await first.close();
  const raw = fromHex0x(anchor(first.ledger, 0));
  const store = new Store(place.folder);
  store.addToPool([{ hash: Uint8Array.of(1), raw }]);
  store.close();
  const again = await openTestChain({ folder: place.folder });
  await again.settled();
  expect(Number(again.chain.head.header.number)).toBe(2);
  expect(again.chain.pool.size).toBe(0);
  await again.close();
});

it('the same blocks are there afterwards, and the chain goes on from them', async () => {
  const first = await openTestChain({ folder: place.folder });
  for (let nonce = 0; nonce < 3; nonce++) {
    await first.rpc('eth_sendRawTransaction', anchor(first.ledger, nonce));
    await first.settled();
  }
  const head = first.chain.head.header;
  const clock = { now: first.clock.now };
  await first.close();
  const again = await openTestChain({ folder: place.folder, clock });
  expect(again.chain.head.header).toEqual(head);
  await again.rpc('eth_sendRawTransaction', anchor(again.ledger, 3));
  await again.settled();
  expect(again.chain.head.header.number).toBe(head.number + 1n);
  expect(again.warnings).toEqual([]);
  await again.close();
});
