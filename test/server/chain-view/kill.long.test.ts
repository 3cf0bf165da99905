import { spawn } from 'node:child_process';
import { copyFileSync, readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serve } from '../../../chain/rpc/server.ts';
import { openTrust } from '../../../core/trust.ts';
import { chainFollower } from '../../../server/chain-view/follower.ts';
import { openStore, type Store } from '../../../server/store/store.ts';
import { agencyKeys } from '../../support/founding.ts';
import { anchorCall } from '../../support/ledger-calls.ts';
import { openTestNode, type TestNode } from '../../support/test-node.ts';

const program = fileURLToPath(new URL('../../support/follow-child.ts', import.meta.url));

let view: TestNode;
let node: { server: Server; url: string };
beforeAll(async () => {
  view = await openTestNode();
  for (let sequence = 1; sequence <= 12; sequence++) {
    if (sequence === 6) await view.admitNewcomer();
    const to = view.chain.ledger;
    await view.send(
      ['grid', 'court'].map((id) => ({ key: agencyKeys(id).operator, to, data: anchorCall(sequence) })),
    );
  }
  node = await serve(view.chain.chain, 0);
});
afterAll(async () => {
  node.server.closeAllConnections();
  node.server.close();
  await view.close();
});

/** Runs a follower and kills it this many milliseconds after it began its `steps`th step. @returns whether it was done before */
function followUntil(paths: { trust: string; store: string }, steps: number, ms: number): Promise<boolean> {
  const child = spawn(process.execPath, [program, node.url, paths.trust, paths.store], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if ((said.match(/step/g) ?? []).length >= steps) setTimeout(() => child.kill('SIGKILL'), ms);
  });
  return new Promise((resolve) => child.once('close', () => resolve(said.includes('done'))));
}

const TABLES = ['chain_agencies', 'chain_keys', 'chain_batches'];
const contents = (store: Store) => TABLES.map((table) => store.all(`SELECT * FROM ${table} ORDER BY 1, 2`));

test('a follower that is killed again and again ends with what one that never was has, set changes included', async () => {
  const folder = join(view.trustPath, '..');
  const founding = join(folder, 'trust-founding.json');
  copyFileSync(view.trustPath, founding);
  const paths = { trust: join(folder, 'trust-killed.json'), store: join(folder, 'killed') };
  copyFileSync(founding, paths.trust);
  let kills = 0;
  // At the beginning of a step, and at several moments within it: asking, writing, before the next one.
  for (let round = 0; !(await followUntil(paths, 2, [0, 3, 6, 10, 15, 25][round % 6] as number)); round++)
    kills++;
  expect(kills).toBeGreaterThan(0);
  const follower = chainFollower(view);
  while (await follower.step(Number(view.chain.chain.head.header.number)));
  const killed = openStore(paths.store);
  expect(contents(killed)).toEqual(contents(view.store));
  killed.close();
  expect(openTrust(new Uint8Array(readFileSync(paths.trust))).sets).toEqual(view.trustFile.trust.sets);
  expect(contents(view.store)[2]).toHaveLength(24);
});
