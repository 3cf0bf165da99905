import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toHex } from '../../core/bytes.ts';
import { checkFounding } from '../../core/founding.ts';
import { addressOfKey } from '../../core/signature.ts';
import { foundingTrust, openTrust } from '../../core/trust.ts';
import { type CoSealers, coSealers, IDS } from './co-sealers.ts';
import { agencyKeys, testKey } from './founding.ts';
import { signCall } from './ledger-calls.ts';
import { agencyWord, ROLE, registryAbi, signPossession } from './registry-calls.ts';
import { type Service, startService } from './service.ts';
import { until } from './until.ts';

/** Four agencies with a node each as a process of its own, a service beside whichever node asks for one, and governance. */

export type AgencyId = (typeof IDS)[number];
type TransactionReceipt = { status: string; blockNumber: string };

const registry = registryAbi();

export type Consortium = {
  readonly nodes: CoSealers;
  /** The founding trust bundle's bytes. */
  readonly trust: Uint8Array;
  /** Address of the ledger contract. */
  readonly ledger: string;
  /** Starts an agency's service. @param rpcUrl of another node than its own */
  service(id: AgencyId, rpcUrl?: string): Promise<Service>;
  /** Calls a contract by a transaction of this key. @returns its status, and its block */
  transact(key: Uint8Array, to: string, data: string): Promise<{ succeeded: boolean; block: number }>;
  /** Runs a call of the registry without a transaction. @returns the name of the error that it reverts with, or null */
  refusal(from: string, name: string, args: readonly unknown[]): Promise<string | null>;
  registryCall(name: string, args: readonly unknown[]): string;
  view(name: string, args?: readonly unknown[]): Promise<readonly unknown[]>;
  possession(id: string, role: keyof typeof ROLE, key: Uint8Array): Promise<string>;
  /** Replaces an agency's validator by votes of three and the claim of the new one, and restarts its node with it. */
  replaceValidator(id: AgencyId, label: string): Promise<{ key: Uint8Array; block: number }>;
  close(): Promise<void>;
};

export async function consortium(): Promise<Consortium> {
  const nodes = await coSealers();
  const pack = new Uint8Array(readFileSync(join(nodes.folder, 'founding.json')));
  const trust = foundingTrust(checkFounding(pack));
  const services: Service[] = [];
  await nodes.startAll();

  const ask = (method: string, ...params: unknown[]) => nodes.rpc(0, method, ...params);

  const transact: Consortium['transact'] = async (key, to, data) => {
    const sender = addressOfKey(key);
    // An operator's key is also its service's.
    const nonce = Number(await ask('eth_getTransactionCount', sender, 'pending'));
    const raw = signCall(key, { to, data, nonce, gasLimit: 3_000_000 });
    const hash = await until('a transaction is taken', () => ask('eth_sendRawTransaction', raw));
    const receipt = await until('it is in a block', async () => {
      return ((await ask('eth_getTransactionReceipt', hash)) ?? undefined) as TransactionReceipt | undefined;
    });
    return { succeeded: receipt.status === '0x1', block: Number(receipt.blockNumber) };
  };
  const registryCall: Consortium['registryCall'] = (name, args) => registry.encodeFunctionData(name, args);
  const view: Consortium['view'] = async (name, args = []) => {
    const data = registry.encodeFunctionData(name, args);
    const answer = (await ask('eth_call', { to: nodes.registry, data }, 'latest')) as string;
    return [...registry.decodeFunctionResult(name, answer)];
  };
  const possession: Consortium['possession'] = async (id, role, key) => {
    const [hash] = await view('possessionHash', [agencyWord(id), ROLE[role], addressOfKey(key)]);
    return signPossession(key, hash as string);
  };

  return {
    nodes,
    trust,
    ledger: openTrust(trust).ledger,
    async service(id, rpcUrl = nodes.nodes[IDS.indexOf(id)]!.url) {
      const data = join(nodes.folder, `service-${id}-${services.length}`);
      mkdirSync(join(data, 'keys'), { recursive: true });
      writeFileSync(join(data, 'trust.json'), trust);
      writeFileSync(join(data, 'keys', 'operator.key'), `${toHex(agencyKeys(id).operator)}\n`, {
        mode: 0o600,
      });
      const env = { JIANZHENG_RPC_URL: rpcUrl, JIANZHENG_AGENCY: id, JIANZHENG_EMPTY_BLOCK_SECONDS: '0' };
      const service = await startService({ data, env });
      services.push(service);
      return service;
    },
    transact,
    async refusal(from, name, args) {
      const data = registry.encodeFunctionData(name, args);
      const answer = await fetch(nodes.nodes[0]!.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          jsonrpc: '2.0',
          id: 1,
          method: 'eth_call',
          params: [{ from, to: nodes.registry, data }, 'latest'],
        }),
      });
      const { error } = (await answer.json()) as { error?: { data?: unknown; message: string } };
      if (!error) return null;
      if (typeof error.data !== 'string') throw new Error(error.message);
      return registry.parseError(error.data)?.name ?? error.data;
    },
    registryCall,
    view,
    possession,
    async replaceValidator(id, label) {
      const key = testKey(label);
      const args = [agencyWord(id), addressOfKey(key), await possession(id, 'validator', key)];
      const [first, ...others] = IDS.filter((other) => other !== id).map(
        (other) => agencyKeys(other).governance,
      );
      const proposed = await transact(first!, nodes.registry, registryCall('proposeValidator', args));
      if (!proposed.succeeded) throw new Error('The motion was refused');
      const [number] = await view('motionCount');
      for (const voter of others) await transact(voter, nodes.registry, registryCall('vote', [number]));
      // The new validator claims its place itself: here while its node still runs with the old key.
      const claimed = await transact(key, nodes.registry, registryCall('claim', []));
      if (!claimed.succeeded) throw new Error('The claim was refused');
      const i = IDS.indexOf(id);
      await nodes.kill(i);
      nodes.keys[i] = key;
      await nodes.start(i);
      return { key, block: claimed.block };
    },
    async close() {
      await Promise.all(services.map((service) => service.stop()));
      await nodes.close();
    },
  };
}
