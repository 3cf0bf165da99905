import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCard } from '../../core/card.ts';
import type { Engine } from './engines.ts';
import { jz, jzJson } from './jz.ts';

/** Four agencies found a chain with the commands of docs/operations/consortium.md, each in a folder of its own. */

export const IDS = ['court', 'grid', 'police', 'telecom'] as const;
export type Id = (typeof IDS)[number];

const PASSWORD = 'only for this test, twelve or more';
const NAMES = ['--name-en', 'Engine test', '--name-zh', '引擎测试'];

export type Agency = {
  readonly id: Id;
  /** Stands for its machine. */
  readonly folder: string;
  /** Folder of its node's files. */
  readonly node: string;
  readonly rpcPort: number;
  /** Data folder of its service. */
  readonly data: string;
};

export type Consortium = {
  readonly agencies: readonly Agency[];
  /** Paths, the same bytes at every agency. */
  readonly founding: string;
  readonly trust: string;
  /** Hash of the genesis block, 0x hex, as `jz consortium files` printed it. */
  readonly genesis: string;
  /** The text of an agency's governance keystore, and its password. */
  keystore(id: Id): { readonly text: string; readonly password: string };
  /** Public key of an agency's node, 128 hex digits: the name of its enode. */
  nodeId(id: Id): string;
};

/** Keys, cards, founding document, signatures and pack; @param ports peer ports, then RPC ports, one an agency */
export async function foundConsortium(
  folder: string,
  ports: readonly number[],
): Promise<Omit<Consortium, 'genesis'>> {
  const agencies = IDS.map((id, index) => {
    const own = join(folder, id);
    mkdirSync(own, { mode: 0o700 });
    writeFileSync(join(own, 'password'), `${PASSWORD}\n`, { mode: 0o600 });
    return {
      id,
      folder: own,
      node: join(own, 'node'),
      data: join(own, 'service'),
      rpcPort: ports[IDS.length + index] as number,
    };
  });
  const password = ['--password-file', 'password'];
  for (const [index, { id, folder: cwd }] of agencies.entries()) {
    const names = ['--name-en', `Agency ${id}`, '--name-zh', `机构 ${id}`];
    const endpoint = ['--endpoint', `tcp://127.0.0.1:${ports[index]}`];
    await jzJson(['agency', 'init', '--id', id, ...names, ...endpoint, ...password], { cwd });
  }
  const handOut = (from: (id: Id) => string, name: (id: Id) => string) => {
    for (const sender of agencies) {
      for (const { folder: to } of agencies) {
        const [source, target] = [join(sender.folder, from(sender.id)), join(to, name(sender.id))];
        if (source !== target) copyFileSync(source, target);
      }
    }
  };
  const card = (id: Id) => `${id}.card.json`;
  const signatures = (id: Id) => `${id}.signatures.json`;
  handOut(() => 'agency/card.json', card);

  const [first, ...others] = agencies as [Agency, ...Agency[]];
  type Document = { fingerprint: string; chainId: number; timestamp: number };
  const found = ['consortium', 'found', ...IDS.map(card), ...NAMES];
  const { fingerprint, chainId, timestamp } = await jzJson<Document>(found, { cwd: first.folder });
  const chosen = ['--chain-id', String(chainId), '--timestamp', String(timestamp)];
  for (const { folder: cwd } of others) {
    const again = await jzJson<Document>([...found, ...chosen], { cwd });
    if (again.fingerprint !== fingerprint) throw new Error('Two agencies made two founding documents');
  }
  const document = 'founding-document.json';
  for (const { folder: cwd } of agencies) {
    const check = ['consortium', 'check', document, ...IDS.map(card), '--fingerprint', fingerprint];
    await jzJson([...check, ...password], { cwd });
  }
  handOut(signatures, signatures);
  for (const { folder: cwd } of agencies) {
    await jzJson(['consortium', 'assemble', document, ...IDS.map(signatures), '-o', 'founded'], { cwd });
  }
  const at = (id: Id, name: string) => readFileSync(join(folder, id, name), 'utf8');
  return {
    agencies,
    founding: join(first.folder, 'founded', 'founding.json'),
    trust: join(first.folder, 'founded', 'trust.json'),
    keystore: (id) => ({ text: at(id, 'agency/keystore/governance.json'), password: PASSWORD }),
    nodeId: (id) => parseCard(Buffer.from(at(id, 'agency/card.json'))).node.slice(2),
  };
}

/** Each agency's node files and node key. @returns hash of the genesis block, the same at all of them */
export async function writeNodeFiles(agencies: readonly Agency[], engine: Engine['files']): Promise<string> {
  const cards = IDS.map((id) => `${id}.card.json`);
  const hashes = new Set<string>();
  for (const { id, folder: cwd, node, rpcPort } of agencies) {
    const files = ['consortium', 'files', 'founded/founding.json', ...cards];
    const options = ['--engine', engine, '--agency', id, '-o', node, '--rpc-port', String(rpcPort)];
    const { genesis } = await jzJson<{ genesis: string }>([...files, ...options], { cwd });
    hashes.add(genesis);
    await jzJson(
      ['agency', 'unlock', 'validator', '-o', join(node, 'node.key'), '--password-file', 'password'],
      { cwd },
    );
  }
  const [hash, ...different] = hashes;
  if (hash === undefined || different.length > 0)
    throw new Error('The agencies have different genesis blocks');
  return hash;
}

/** What the service of an agency needs in its data folder. */
export async function prepareService({ folder, data }: Agency): Promise<void> {
  mkdirSync(join(data, 'keys'), { recursive: true, mode: 0o700 });
  copyFileSync(join(folder, 'founded', 'trust.json'), join(data, 'trust.json'));
  const unlock = ['agency', 'unlock', 'operator', '-o', join(data, 'keys', 'operator.key')];
  const { code, stderr } = await jz([...unlock, '--password-file', 'password'], { cwd: folder });
  if (code !== 0) throw new Error(stderr);
}
