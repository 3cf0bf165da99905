import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { foundingOf } from '../../core/founding.ts';
import { addressOfKey } from '../../core/signature.ts';
import { compiledCode } from '../support/artifacts.ts';
import { post, spawnChain } from '../support/chain-process.ts';
import { temporaryFolder, writeFoundingFiles } from '../support/embedded-chain.ts';
import { agencyKeys, testDocument } from '../support/founding.ts';
import { anchorCall, signCall } from '../support/ledger-calls.ts';
import { LONG } from '../support/long.ts';

/** Kills at the desk; `CHAIN_KILLS=500 npx vitest run test/chain/kill` for a long run. */
const KILLS = Number(process.env.CHAIN_KILLS ?? (LONG ? 20 : 5));
const { operator } = agencyKeys('grid');
const sender = addressOfKey(operator);

const asNumber = async (url: string, method: string, ...params: unknown[]) =>
  Number((await post(url, method, ...params)).result);

/** Sends anchors until the process is gone, some at a time. @returns hashes and heads that it acknowledged */
async function load(url: string, ledger: string, acknowledged: Set<string>, heads: Map<number, string>) {
  try {
    // On a busy machine the kill may come before this is answered.
    let nonce = await asNumber(url, 'eth_getTransactionCount', sender, 'pending');
    for (;;) {
      const raws = Array.from({ length: 1 + (nonce % 5) }, (_, i) => {
        const next = nonce + i;
        return signCall(operator, { to: ledger, data: anchorCall(next + 1), nonce: next });
      });
      nonce += raws.length;
      const answers = await Promise.all(raws.map((raw) => post(url, 'eth_sendRawTransaction', raw)));
      for (const { result } of answers) acknowledged.add(result as string);
      const head = (await post(url, 'eth_getBlockByNumber', 'latest', false)).result;
      const { number, hash } = head as { number: string; hash: string };
      heads.set(Number(number), hash);
    }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
}

it(
  `loses nothing that it acknowledged in ${KILLS} kills under load`,
  async () => {
    const place = temporaryFolder();
    const files = writeFoundingFiles(place.folder);
    const options = { folder: join(place.folder, 'chain'), ...files };
    const { ledger } = foundingOf(testDocument(['grid'], compiledCode()));
    const acknowledged = new Set<string>();
    const heads = new Map<number, string>();
    for (let kill = 0; kill < KILLS; kill++) {
      const running = spawnChain(options);
      const url = await running.ready;
      const loading = load(url, ledger, acknowledged, heads);
      await pause(100 + Math.random() * 1_600);
      running.child.kill('SIGKILL');
      await running.ended;
      await loading;
    }
    const last = spawnChain(options);
    const url = await last.ready;
    try {
      for (const [number, hash] of heads) {
        const block = (await post(url, 'eth_getBlockByNumber', `0x${number.toString(16)}`, false)).result;
        expect(block).toMatchObject({ hash });
      }
      const all = await asNumber(url, 'eth_getTransactionCount', sender, 'pending');
      while ((await asNumber(url, 'eth_getTransactionCount', sender, 'latest')) < all) await pause(50);
      for (const hash of acknowledged) {
        const { result } = await post(url, 'eth_getTransactionReceipt', hash);
        expect(result, `transaction ${hash}`).toMatchObject({ status: '0x1' });
      }
      expect(acknowledged.size).toBeGreaterThan(KILLS);
    } finally {
      last.child.kill('SIGTERM');
      expect((await last.ended).code).toBe(0);
      place.remove();
    }
  },
  60_000 + KILLS * 5_000,
);
