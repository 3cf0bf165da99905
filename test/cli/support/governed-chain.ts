import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { encryptKeystoreJson } from 'ethers';
import { afterAll } from 'vitest';
import { serve } from '../../../chain/rpc/server.ts';
import { toHex0x } from '../../../core/bytes.ts';
import { makeCard } from '../../../core/card.ts';
import { checkFounding } from '../../../core/founding.ts';
import { addressOfKey } from '../../../core/signature.ts';
import { foundingTrust } from '../../../core/trust.ts';
import { openTestChain, type TestChain, testPack } from '../../support/embedded-chain.ts';
import { agencyKeys } from '../../support/founding.ts';
import { PASSWORD } from './four-agencies.ts';
import { jz, type Ran, temporaryFolder } from './jz.ts';

/**
 * A consortium of four on the embedded chain, served over HTTP as nodes do, with each agency's folder as `jz agency
 * init` lays it out. The one process seals with all four keys, and its clock is the test's.
 */

export const FOUNDERS = ['court', 'grid', 'police', 'telecom'] as const;

export type Governed = {
  readonly chain: TestChain;
  readonly url: string;
  readonly folder: string;
  /** Path of the founding's trust bundle. */
  readonly trust: string;
  /** `jz ...` as this agency, in the folder that holds its own. */
  as(id: string, ...args: string[]): Promise<Ran>;
  /** `jz governance ...` with its key, without asking. */
  act(id: string, ...args: string[]): Promise<Ran>;
  /** What `status --json` says. */
  status(): Promise<Record<string, unknown>>;
};

/** A keystore that opens at once: a test signs many times. */
function quickKeystore(key: Uint8Array): Promise<string> {
  const account = { address: addressOfKey(key), privateKey: toHex0x(key) };
  return encryptKeystoreJson(account, PASSWORD, { scrypt: { N: 1024 } });
}

async function writeFolder(folder: string, id: string): Promise<void> {
  const { governance, operator, validator } = agencyKeys(id);
  const name = { en: `Agency ${id}`, zh: `机构 ${id}` };
  const card = makeCard({ id, name, endpoint: null }, { governance, operators: [operator], validator });
  mkdirSync(path.join(folder, 'agency', 'keystore'), { recursive: true });
  writeFileSync(path.join(folder, 'agency', 'card.json'), card);
  for (const [role, key] of Object.entries({ governance, operator, validator })) {
    writeFileSync(path.join(folder, 'agency', 'keystore', `${role}.json`), await quickKeystore(key));
  }
}

export async function governedChain(): Promise<Governed> {
  const folder = temporaryFolder();
  const chain = await openTestChain({
    folder: temporaryFolder(),
    ids: FOUNDERS,
    clock: { now: Date.now() },
  });
  const { server, url } = await serve(chain.chain, 0);
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await chain.close();
  });
  const trust = path.join(folder, 'trust.json');
  writeFileSync(trust, foundingTrust(checkFounding(testPack({ ids: FOUNDERS }))));
  for (const id of FOUNDERS) await writeFolder(path.join(folder, id), id);
  writeFileSync(path.join(folder, 'password'), `${PASSWORD}\n`);

  const env = { JIANZHENG_RPC_URL: url, JIANZHENG_TRUST: trust, LC_ALL: 'C.UTF-8', TZ: 'UTC' };
  const as = (id: string, ...args: string[]) => {
    mkdirSync(path.join(folder, id), { recursive: true });
    return jz(args, { cwd: path.join(folder, id), env });
  };
  return {
    chain,
    url,
    folder,
    trust,
    as,
    act: (id, ...args) => as(id, 'governance', ...args, '--yes', '--password-file', '../password'),
    async status() {
      const { code, stdout, stderr } = await as('grid', 'governance', 'status', '--json');
      if (code !== 0) throw new Error(stderr);
      return JSON.parse(stdout) as Record<string, unknown>;
    },
  };
}
