import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve } from '../../chain/rpc/server.ts';
import { headFingerprint } from '../../core/fingerprint.ts';
import { foundingTrust, openTrust } from '../../core/trust.ts';
import { testPack } from '../support/embedded-chain.ts';
import { agencyKeys } from '../support/founding.ts';
import { addressFor } from '../support/ledger-fixture.ts';
import { paperWorld, setChangeLog } from '../support/paper-world.ts';
import { deploySuccessor, nameSuccessor } from '../support/successor.ts';
import { openTestNode, type TestNode } from '../support/test-node.ts';
import { listen } from './support/fake-service.ts';
import { jz, temporaryFolder } from './support/jz.ts';

const world = paperWorld('trust command');
const { founding: founded, latest } = world.bundles;
const folder = temporaryFolder();
const at = (name: string) => path.join(folder, name);
const PINNED = 'pinned.json';
const links = () => (JSON.parse(Buffer.from(latest).toString('utf8')) as { links: object[] }).links;
const json = (name: string, value: unknown) => writeFileSync(at(name), JSON.stringify(value));

function update(source: readonly string[], pinned: Uint8Array | undefined = founded, env = {}) {
  if (pinned) writeFileSync(at(PINNED), pinned, { mode: 0o640 });
  return jz(['trust', 'update', ...source, '--trust', PINNED], { cwd: folder, env });
}
const held = () => new Uint8Array(readFileSync(at(PINNED)));

describe('jz trust update', () => {
  it('adds what another bundle proves, in place, and shows both fingerprints to be compared', async () => {
    writeFileSync(at('latest.json'), latest);
    const { code, stdout, stderr } = await update(['latest.json']);
    expect(code).toBe(0);
    expect(held()).toEqual(latest);
    expect(statSync(at(PINNED)).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder).filter((name) => name.includes('.new-'))).toEqual([]);
    expect(stdout.replaceAll(' ', '')).toContain(world.trust.foundingHash);
    expect(stdout.replaceAll(' ', '')).toContain(headFingerprint(world.trust));
    expect(stderr).toContain('Compare');

    const shown = JSON.parse((await jz(['trust', 'show', PINNED, '--json'], { cwd: folder })).stdout);
    expect(shown.head).toEqual({
      version: 2,
      block: world.changedAt,
      fingerprint: headFingerprint(world.trust),
    });
    const again = JSON.parse(
      (await jz(['trust', 'update', 'latest.json', '-t', PINNED, '--json'], { cwd: folder })).stdout,
    );
    expect(again).toMatchObject({ added: 0, fingerprint: world.trust.foundingHash, head: shown.head });
  });

  it('takes the bundle of any service, and sends it no token', async () => {
    const app = express();
    const tokens: unknown[] = [];
    app.get('/api/v1/trust', (request, response) => {
      tokens.push(request.headers.authorization);
      response.type('json').send(Buffer.from(latest));
    });
    const { url } = await listen(app);
    expect((await update([url], founded, { JIANZHENG_TOKEN: 'secret' })).code).toBe(0);
    expect(held()).toEqual(latest);
    expect(tokens).toEqual([undefined]);
    expect((await update([], founded, { JIANZHENG_URL: url })).code).toBe(0);
    expect(held()).toEqual(latest);
  });

  const set = () => setChangeLog(world.founding.registry, 2, world.sets[0]!.slice(1).map(addressFor));
  function rival(): object {
    const { chain } = paperWorld('trust command');
    return chain.prove(chain.seal(world.sets[0]!, [{ logs: [set()] }]), 0);
  }

  it.each([
    [
      'a skipped link',
      () => links().slice(1).concat(skipped()),
      () => founded,
      5,
      'trust-link-invalid',
      'link-version',
    ],
    ['another founding document', () => other('rehearsal'), () => founded, 5, 'trust-other-founding', ''],
    [
      'a link of another chain',
      () => other('rehearsal').links,
      () => founded,
      5,
      'trust-link-invalid',
      'link-emitter',
    ],
    [
      'a way back',
      () => JSON.parse(Buffer.from(founded).toString('utf8')),
      () => latest,
      1,
      'trust-behind',
      '',
    ],
    [
      'another history of a set that has left',
      () => [rival()],
      () => latest,
      5,
      'trust-link-invalid',
      'link-conflict',
    ],
    [
      'a receipt',
      () => JSON.parse(Buffer.from(world.grid.receipts[0]!).toString('utf8')),
      () => founded,
      5,
      'trust-offer-invalid',
      '',
    ],
  ] as const)('refuses %s, and leaves the bundle as it was', async (_, offer, pinned, exit, name, reason) => {
    json('offer.json', offer());
    const { code, stderr } = await update(['offer.json'], pinned());
    expect(stderr).toContain(`[${name}]`);
    expect(stderr).toContain(reason);
    expect(code).toBe(exit);
    expect(held()).toEqual(pinned());
  });

  function skipped(): object {
    const { chain } = paperWorld('trust command');
    const log = setChangeLog(world.founding.registry, 3, world.sets[1]!.map(addressFor));
    return chain.prove(chain.seal(world.sets[0]!, [{ logs: [log] }]), 0);
  }
  function other(name: string) {
    return JSON.parse(Buffer.from(paperWorld(name).bundles.latest).toString('utf8'));
  }

  it('ends with 6 when nobody answers, when a service fails, and when a node talks nonsense: no refusal', async () => {
    const app = express();
    app.get('/failing/api/v1/trust', (_request, response) => {
      response
        .status(503)
        .json({ code: 'service-stopping', title: 'Stopping', detail: 'Stopping', next: 'Wait' });
    });
    app.post('/nonsense', (_request, response) => {
      response.send('<html>');
    });
    const { url } = await listen(app);
    const nobody = 'http://127.0.0.1:9';
    for (const source of [[nobody], [`${url}/failing`], ['--node', nobody], ['--node', `${url}/nonsense`]]) {
      const { code, stderr } = await update(source);
      expect(stderr).toMatch(/\[(service-unreachable|service-stopping|node-failed)\]/);
      expect(code).toBe(6);
      expect(held()).toEqual(founded);
    }
  });

  it('does not touch a pinned bundle that does not hold, and says that nothing is decided', async () => {
    const { code, stderr } = await update(['latest.json'], Buffer.from('{}'));
    expect(stderr).toContain('[trust-refused]');
    expect(code).toBe(4);
  });
});

describe('jz trust update --node', () => {
  let view: TestNode;
  let served: Awaited<ReturnType<typeof serve>>;
  beforeAll(async () => {
    view = await openTestNode();
    served = await serve(view.chain.chain, 0);
  });
  afterAll(async () => {
    served.server.closeAllConnections();
    served.server.close();
    await view.close();
  });

  it('makes the links itself out of what a node of the chain answers', async () => {
    const pinned = new Uint8Array(readFileSync(view.trustPath));
    expect(JSON.parse((await update(['--node', served.url, '--json'], pinned)).stdout).added).toBe(0);
    await view.admitNewcomer();
    const { code, stdout, stderr } = await update(['--node', served.url, '--json'], pinned);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ added: 1, head: { version: 2 } });
    // The same bytes as a service beside that node has.
    await view.head.confirm();
    expect(held()).toEqual(new Uint8Array(view.trustFile.bytes));
    expect(openTrust(held()).sets.map((set) => set.length)).toEqual([4, 5]);
  });

  it('learns of a ledger that takes over, and shows from which block on', async () => {
    const rpc = (method: string, ...params: unknown[]) => view.chain.rpc(method, ...params);
    const voting = { registry: view.chain.registry, rpc, send: view.send };
    const successor = await deploySuccessor(voting);
    const governance = ['court', 'grid', 'police', 'telecom'].map((id) => agencyKeys(id).governance);
    await nameSuccessor(voting, governance, successor, { fromBlock: 500, motion: 2 });
    const pinned = new Uint8Array(readFileSync(view.trustPath));
    const { code, stdout, stderr } = await update(['--node', served.url, '--json'], pinned);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout).added).toBe(openTrust(pinned).sets.length === 2 ? 1 : 2);
    expect(openTrust(held()).ledgers.at(-1)).toMatchObject({ address: successor.address, fromBlock: 500 });
    const { stdout: shown } = await jz(['trust', 'show', PINNED], { cwd: folder });
    expect(shown).toMatch(new RegExp(`ledger +${successor.address} from block 500 on`));
  });

  it('refuses a node of another chain', async () => {
    const pack = testPack({ change: (document) => ({ ...document, chainId: 7 }) });
    const pinned = foundingTrust(JSON.parse(Buffer.from(pack).toString('utf8')));
    const { code, stderr } = await update(['--node', served.url], pinned);
    expect(stderr).toContain('[trust-other-chain]');
    expect(code).toBe(5);
    expect(held()).toEqual(pinned);
  });
});
