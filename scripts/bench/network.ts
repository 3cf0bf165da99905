import { hash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toHex } from '../../core/bytes.ts';
import { checkFounding } from '../../core/founding.ts';
import { addressOfKey } from '../../core/signature.ts';
import { foundingTrust, openTrust } from '../../core/trust.ts';
import { verify } from '../../core/verify.ts';
import { spawnChain } from '../../test/support/chain-process.ts';
import { consortium } from '../../test/support/consortium.ts';
import { temporaryFolder, writeFoundingFiles } from '../../test/support/embedded-chain.ts';
import { agencyKeys } from '../../test/support/founding.ts';
import { anchorCall, signCall } from '../../test/support/ledger-calls.ts';
import { type Service, startService } from '../../test/support/service.ts';
import type { Row } from './row.ts';

/**
 * From upload to a receipt that verifies, over HTTP, with real processes: one validator, and four that co-seal. And how
 * many anchors a second the chain itself takes. A block's time is whole seconds: that is the floor of all waiting here.
 */
const RECORDS = 60;
const IN_FLIGHT = 6;
const ANCHORS = 300;
const GRID = agencyKeys('grid');

type Network = {
  rpcUrl: string;
  ledger: string;
  trust: Uint8Array;
  service: Service;
  close(): Promise<void>;
};

async function single(): Promise<Network> {
  const { folder, remove } = temporaryFolder();
  const { founding, key } = writeFoundingFiles(folder);
  mkdirSync(join(folder, 'chain'));
  const chain = spawnChain({ folder: join(folder, 'chain'), founding, key });
  const rpcUrl = await chain.ready;
  const trust = foundingTrust(checkFounding(new Uint8Array(readFileSync(founding))));
  const data = join(folder, 'service-grid');
  mkdirSync(join(data, 'keys'), { recursive: true });
  writeFileSync(join(data, 'trust.json'), trust);
  writeFileSync(join(data, 'keys', 'operator.key'), toHex(GRID.operator), { mode: 0o600 });
  const service = await startService({ data, env: { JIANZHENG_RPC_URL: rpcUrl } });
  return {
    rpcUrl,
    ledger: openTrust(trust).ledger,
    trust,
    service,
    async close() {
      await service.stop();
      chain.child.kill('SIGTERM');
      await chain.ended;
      remove();
    },
  };
}

async function four(): Promise<Network> {
  const net = await consortium();
  const service = await net.service('grid');
  return { rpcUrl: net.nodes.nodes[1]!.url, ledger: net.ledger, trust: net.trust, service, close: net.close };
}

async function uploads({ service, trust: bundle }: Network): Promise<number[]> {
  const trust = openTrust(bundle);
  const times: number[] = [];
  let next = 0;
  async function one(): Promise<void> {
    while (next < RECORDS) {
      const bytes = new TextEncoder().encode(`evidence ${next++}`);
      const start = performance.now();
      const { recordId } = await service.submit([{ name: 'a', bytes }]);
      const receipt = await service.receipt(recordId);
      const files = [{ size: bytes.length, sha256: hash('sha256', bytes), sm3: hash('sm3', bytes) }];
      const { verdict } = verify({ receipt, files, trust });
      if (verdict !== 'VERIFIED') throw new Error(verdict);
      times.push(performance.now() - start);
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, one));
  return times.toSorted((a, b) => a - b);
}

async function anchorsPerSecond({ rpcUrl, ledger, service }: Network): Promise<number> {
  await service.stop();
  const rpc = async (method: string, ...params: unknown[]) => {
    const answer = await fetch(rpcUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    });
    const { result, error } = (await answer.json()) as { result?: unknown; error?: { message: string } };
    if (error) throw new Error(error.message);
    return result;
  };
  const sender = addressOfKey(GRID.operator);
  const first = Number(await rpc('eth_getTransactionCount', sender, 'latest'));
  // Each of the service's transactions was one anchor, so nonce and sequence go together.
  const raws = Array.from({ length: ANCHORS }, (_, i) =>
    signCall(GRID.operator, { to: ledger, data: anchorCall(first + i + 1), nonce: first + i }),
  );
  const start = performance.now();
  for (let sent = 0; sent < ANCHORS; sent += 50) {
    await Promise.all(raws.slice(sent, sent + 50).map((raw) => rpc('eth_sendRawTransaction', raw)));
  }
  while (Number(await rpc('eth_getTransactionCount', sender, 'latest')) < first + ANCHORS) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return ANCHORS / ((performance.now() - start) / 1000);
}

export default async function bench(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [validators, open] of [
    [1, single],
    [4, four],
  ] as const) {
    const network = await open();
    try {
      const times = await uploads(network);
      const at = (part: number) => times[Math.min(times.length - 1, Math.floor(times.length * part))]!;
      const name = validators === 1 ? '1 validator' : `${validators} validators`;
      const what = `upload to verified receipt, ${name}, ${IN_FLIGHT} in flight`;
      rows.push(
        { id: 'network', what: `${what}, p50`, value: at(0.5), unit: 'ms' },
        { id: 'network', what: `${what}, p99`, value: at(0.99), unit: 'ms' },
        { id: 'network', what: `anchors, ${name}`, value: await anchorsPerSecond(network), unit: '1/s' },
      );
    } finally {
      await network.close();
    }
  }
  return rows;
}
