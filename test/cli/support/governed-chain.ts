import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll } from 'vitest';
import { serve } from '../../../chain/rpc/server.ts';
import { checkFounding } from '../../../core/founding.ts';
import { foundingTrust } from '../../../core/trust.ts';
import { openTestChain, type TestChain, testPack } from '../../support/embedded-chain.ts';
import { writeAgencyFolder } from './agency-folder.ts';
import { jz, type Ran, temporaryFolder } from './jz.ts';
import { PASSWORD } from './password.ts';

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
  for (const id of FOUNDERS) await writeAgencyFolder(path.join(folder, id), id);
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
