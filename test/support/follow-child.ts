import type { SealCache } from '../../core/qbft.ts';
import { chainFollower } from '../../server/chain-view/follower.ts';
import { followHead } from '../../server/ledger/head.ts';
import { chainNode } from '../../server/ledger/node.ts';
import { rpcTo } from '../../server/ledger/rpc.ts';
import { openTrustFile } from '../../server/ledger/trust-file.ts';
import { openStore } from '../../server/store/store.ts';

/**
 * Follows a chain to its end in short stretches, and says after each where it stands: `node follow-child.ts URL
 * TRUST STORE`. A process of its own, so that it can be killed.
 */
const BLOCKS_AT_A_TIME = 3;

const [url = '', trustPath = '', folder = ''] = process.argv.slice(2);
const cache: SealCache = new Map();
const trustFile = openTrustFile(trustPath, cache);
const store = openStore(folder);
const rpc = rpcTo({ url: () => url, deadlineMs: 10_000, stopped: new AbortController().signal });
const whole = chainNode(rpc, trustFile.trust);
const node = {
  ...whole,
  blocks: (first: number, last: number) => whole.blocks(first, Math.min(last, first + BLOCKS_AT_A_TIME - 1)),
};
const { number } = await followHead({ node, store, trustFile, cache, now: Date.now }).confirm();
const follower = chainFollower({ node, store, trustFile, cache });
let more = true;
while (more) {
  process.stdout.write('step\n');
  more = await follower.step(number);
}
process.stdout.write('done\n');
