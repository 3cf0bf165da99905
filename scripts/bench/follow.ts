import { type ChildProcess, fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SealCache } from '../../core/qbft.ts';
import { foundingTrust } from '../../core/trust.ts';
import { chainFollower } from '../../server/chain-view/follower.ts';
import { followHead } from '../../server/ledger/head.ts';
import { chainNode } from '../../server/ledger/node.ts';
import { rpcTo } from '../../server/ledger/rpc.ts';
import { openTrustFile } from '../../server/ledger/trust-file.ts';
import { listAgencies } from '../../server/store/chain-view.ts';
import { openStore } from '../../server/store/store.ts';
import { temporaryFolder, testPack } from '../../test/support/embedded-chain.ts';
import type { Row } from './row.ts';

/**
 * How long a new service takes to follow a chain from its first block, through a node in a process of its own, until
 * everything is durable in its store. `JIANZHENG_BENCH_BLOCKS` sets the length of the chain; making it takes longer
 * than following it.
 */
const BLOCKS = Number(process.env.JIANZHENG_BENCH_BLOCKS ?? 100_000);
const IDS = ['court', 'grid', 'police', 'telecom'];
const MEGABYTE = 1024 * 1024;
const MOST_MEGABYTES = 200;

async function startNode(folder: string): Promise<{ child: ChildProcess; url: string }> {
  const program = fileURLToPath(new URL('./long-chain.ts', import.meta.url));
  const child = fork(program, [folder, String(BLOCKS)], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.setEncoding('utf8').once('data', (line: string) => resolve(line.trim()));
    child.once('exit', (code) => reject(new Error(`The node ended with ${code}`)));
  });
  return { child, url };
}

export default async function bench(): Promise<Row[]> {
  const place = temporaryFolder();
  const { child, url } = await startNode(join(place.folder));
  const pack = JSON.parse(Buffer.from(testPack({ ids: IDS })).toString('utf8'));
  const trustPath = join(place.folder, 'trust.json');
  writeFileSync(trustPath, foundingTrust(pack as Parameters<typeof foundingTrust>[0]));
  const cache: SealCache = new Map();
  const trustFile = openTrustFile(trustPath, cache);
  const store = openStore(join(place.folder, 'service'));
  const rpc = rpcTo({ url: () => url, deadlineMs: 10_000, stopped: new AbortController().signal });
  const node = chainNode(rpc, trustFile.trust);
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  let most = before;
  const start = performance.now();
  const head = await followHead({ node, store, trustFile, cache, now: Date.now }).confirm();
  const follower = chainFollower({ node, store, trustFile, cache });
  while (await follower.step(head.number)) most = Math.max(most, process.memoryUsage().rss);
  const seconds = (performance.now() - start) / 1000;
  const anchored = listAgencies(store).reduce((sum, { lastSequence }) => sum + lastSequence, 0);
  if (anchored !== Math.floor(BLOCKS / 10)) throw new Error(`${anchored} anchors were followed`);
  store.close();
  child.kill();
  place.remove();
  const memory = (most - before) / MEGABYTE;
  return [
    {
      id: 'follow',
      what: `a new service follows ${BLOCKS} blocks, 1 in 10 with an anchor`,
      value: seconds,
      unit: 's',
    },
    { id: 'follow', what: '  blocks', value: BLOCKS / seconds, unit: '1/s' },
    {
      id: 'follow',
      what: '  memory that it takes on top',
      value: memory,
      unit: 'MB',
      target: `<= ${MOST_MEGABYTES}`,
      ok: memory <= MOST_MEGABYTES,
    },
  ];
}
