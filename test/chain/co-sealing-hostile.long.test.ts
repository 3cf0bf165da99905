import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { proposedToWire, signReport } from '../../chain/cosealing/messages.ts';
import type { Header } from '../../core/header.ts';
import { type CoSealers, coSealers } from '../support/co-sealers.ts';
import { bytesOf, clock, final, forge, hashOf, propose, tell } from '../support/hostile.ts';
import { until } from '../support/until.ts';

let net: CoSealers;
beforeEach(async () => {
  net = await coSealers();
});
afterEach(() => net.close());

/** Nobody: whoever is told of this place only stays alone. */
const NOBODY = 4;

describe('a co-sealer refuses, with no effect,', () => {
  let genesis: Header;
  beforeEach(async () => {
    await net.start(1);
    genesis = await net.headerOf(1, 0);
  });
  afterEach(async () => {
    expect((await net.status(1)).lock).toBe(null);
    expect(await net.head(1)).toBe(0);
    // It was the flaw that was refused: without it the same block is sealed.
    expect((await propose(net, 1, forge(net, genesis))).kind).toBe('seal');
  });

  it.each([
    ['a time 40 s behind its clock', () => forge(net, genesis, { timestamp: clock() - 40 }), /clock/],
    ['a time 40 s ahead of its clock', () => forge(net, genesis, { timestamp: clock() + 40 }), /clock/],
    ['a proposal that another signed', () => forge(net, genesis, { signer: 2 }), /the proposer is/],
    [
      'a block that names another as its maker',
      () => forge(net, genesis, { change: { miner: new Uint8Array(20) } }),
      /the proposer is/,
    ],
    [
      'another state than execution gives',
      () => forge(net, genesis, { change: { stateRoot: new Uint8Array(32) } }),
      /another block/,
    ],
    [
      'another gas limit',
      () => forge(net, genesis, { change: { gasLimit: genesis.gasLimit + 1n } }),
      /another block/,
    ],
    [
      'another parent',
      () => forge(net, genesis, { change: { parentHash: new Uint8Array(32).fill(1) } }),
      /does not follow the head/,
    ],
    ['the seal of a stranger', () => forge(net, genesis, { sealers: [0, 4] }), /stranger/],
    ['two seals by one validator', () => forge(net, genesis, { sealers: [0, 0] }), /[Tt]wo seals/],
    [
      'a transaction that is none',
      () => ({ ...forge(net, genesis), transactions: [new Uint8Array(10)] }),
      /not a transaction/,
    ],
    ['a height far ahead', () => forge(net, genesis, { change: { number: 1_000_000n } }), /behind/],
    ['a height that is final', () => forge(net, genesis, { change: { number: 0n } }), /^$/],
  ])('%s', async (_, block, reason) => {
    const answer = await propose(net, 1, block());
    expect(answer.kind).not.toBe('seal');
    expect(answer.seal).toBe(undefined);
    expect(answer.reason ?? '').toMatch(reason);
  });

  it('what is no message at all', async () => {
    const url = net.peerUrl(1);
    const json = { 'content-type': 'application/json' };
    const good = proposedToWire(forge(net, genesis));
    const send = async (path: string, init: RequestInit) => (await fetch(`${url}${path}`, init)).status;
    expect(await send('/propose', { method: 'POST', headers: json, body: 'not json' })).toBe(400);
    expect(await send('/propose', { method: 'GET' })).toBe(405);
    expect(await send('/propose', { method: 'POST', headers: { 'content-type': 'text/plain' } })).toBe(415);
    expect(await send('/', { method: 'POST', headers: json, body: '{}' })).toBe(404);
    const origin = { ...json, origin: 'http://127.0.0.1' };
    expect(await send('/propose', { method: 'POST', headers: origin, body: JSON.stringify(good) })).toBe(403);
    const bodies: [string, unknown][] = [
      ...[null, 1, 'x', [], {}].flatMap((body): [string, unknown][] =>
        ['/propose', '/final', '/blocks', '/transactions', '/report'].map((path) => [path, body]),
      ),
      ['/propose', { ...good, header: '0x' }],
      ['/propose', { ...good, header: `${good.header}00` }],
      ['/propose', { ...good, signature: '0x' }],
      ['/propose', { ...good, signature: `0x${'11'.repeat(65)}` }],
      ['/propose', { ...good, transactions: 'x' }],
      ['/propose', { ...good, transactions: Array(1001).fill('0x') }],
      ['/blocks', { from: -1 }],
      ['/blocks', { from: 'x' }],
      ['/report', { challenge: 'short' }],
      ['/transactions', { raw: Array(65).fill('0x') }],
    ];
    for (const [path, body] of bodies) {
      expect((await tell(net, 1, path, body)).status, `${path} ${JSON.stringify(body).slice(0, 99)}`).toBe(
        400,
      );
    }
    // Refused for good: whoever brought it need not come again, and it is in no pool.
    const junk = await tell(net, 1, '/transactions', { raw: ['0x1234'] });
    expect(junk).toMatchObject({ status: 200, 0: true });
    expect(await net.rpc(1, 'eth_getTransactionCount', net.validators[0], 'pending')).toBe('0x0');
  });

  it('a body of more than 64 MiB', async () => {
    const body = new Uint8Array(64 * 1024 * 1024 + 1).fill(0x20);
    const headers = { 'content-type': 'application/json' };
    const sent = fetch(`${net.peerUrl(1)}/propose`, { method: 'POST', headers, body });
    // The connection is closed under whoever still sends; who reads first is told why.
    expect(
      await sent.then(
        ({ status }) => status,
        () => 413,
      ),
    ).toBe(413);
  });

  it('a final block with fewer seals than a quorum, or with one of a stranger', async () => {
    expect((await final(net, 1, forge(net, genesis, { sealers: [0, 2] }))).reason).toMatch(/2 seals where 3/);
    expect((await final(net, 1, forge(net, genesis, { sealers: [0, 2, 4] }))).reason).toMatch(/no validator/);
    expect((await final(net, 1, forge(net, genesis, { sealers: [0, 2, 2] }))).reason).toMatch(/[Tt]wo seals/);
    expect((await final(net, 1, forge(net, genesis, { sealers: [0, 1, 2, 3] }))).status).toBe(400);
  });
});

describe('a co-sealer', () => {
  it('seals an old time only if more than the faulty vouched for it while it was new', async () => {
    await net.start(1);
    const genesis = await net.headerOf(1, 0);
    const old = (sealers: number[]) => forge(net, genesis, { timestamp: clock() - 3600, sealers });
    expect((await propose(net, 1, old([0]))).reason).toMatch(/clock/);
    expect((await propose(net, 1, old([]))).reason).toMatch(/clock/);
    const future = forge(net, genesis, { timestamp: clock() + 3600, sealers: [0, 2, 3] });
    expect((await propose(net, 1, future)).reason).toMatch(/clock/);
    expect((await net.status(1)).lock).toBe(null);
    expect((await propose(net, 1, old([0, 2]))).kind).toBe('seal');
  });

  it('that is shown its own seal on a block that it does not know abstains', async () => {
    await net.start(1);
    const genesis = await net.headerOf(1, 0);
    const answer = await propose(net, 1, forge(net, genesis, { sealers: [0, 1] }));
    expect(answer.reason).toMatch(/abstains/);
    expect((await net.status(1)).abstainsThrough).toBe('unknown');
    await net.kill(1);
    await net.start(1);
    expect((await propose(net, 1, forge(net, genesis))).reason).toMatch(/abstains/);
    // All others have said how far they are: above that it seals again.
    for (const i of [2, 3, 0]) await net.start(i);
    await net.reach(1);
    const bound = await until('the bound', async () => {
      const { abstainsThrough } = await net.status(1);
      return abstainsThrough !== 'unknown' && { through: abstainsThrough ?? 1 };
    });
    for (let height = 2; height <= bound.through + 1; height++) {
      await net.send(0);
      await net.reach(height);
    }
    expect((await net.status(1)).abstainsThrough).toBe(null);
    expect(await net.sealersOf(0, 1)).not.toContain(net.validators[1]);
    await net.checkAll();
  });

  it('never seals two blocks of one height, whoever asks, killed in between or not', async () => {
    await net.startAll([1, 2, 3]);
    const genesis = await net.headerOf(1, 0);
    const a = forge(net, genesis);
    const b = forge(net, genesis, { timestamp: clock() - 1 });
    const first = await propose(net, 1, a);
    expect(first.kind).toBe('seal');
    expect((await propose(net, 2, a)).kind).toBe('seal');
    expect((await propose(net, 3, b)).kind).toBe('seal');
    for (const i of [1, 2]) expect((await propose(net, i, b)).kind).toBe('locked');
    expect((await propose(net, 3, a)).kind).toBe('locked');
    await net.kill(1);
    await net.start(1);
    expect((await propose(net, 1, b)).kind).toBe('locked');
    expect((await propose(net, 1, a)).seal).toBe(first.seal);
    // The honest process of that key is shown its own seals, abstains, and adopts what can still be final.
    await net.start(0);
    await net.reach(1);
    expect((await net.headerOf(0, 1)).timestamp).toBe(a.header.timestamp);
    await net.checkAll();
  });
});

describe('a validator that lies to whoever asks it', () => {
  let liar: Server;
  afterEach(() => {
    liar.closeAllConnections();
    liar.close();
  });

  it('does not stop the other three, nor move them', async () => {
    await net.start(1, { peers: [NOBODY] });
    const genesis = await net.headerOf(1, 0);
    await net.kill(1);
    const asked = new Set<string>();
    liar = createServer(async (request, response) => {
      const path = request.url as string;
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { challenge } = JSON.parse(Buffer.concat(chunks).toString()) as { challenge: string };
      asked.add(path);
      const high = forge(net, genesis, { change: { number: 1_000_000_001n }, sealers: [3] });
      const answers: Record<string, unknown> = {
        '/report': signReport(
          { head: 1e9, hash: `0x${'00'.repeat(32)}`, time: Date.now(), abstaining: false, lock: high },
          net.registry,
          challenge,
          net.keys[3] as Uint8Array,
        ),
        '/propose': { kind: 'seal', seal: `0x${'22'.repeat(65)}` },
        '/blocks': [proposedToWire(forge(net, genesis, { sealers: [3], timestamp: clock() + 9 }))],
      };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(answers[path] ?? 'nonsense'));
    });
    const port = Number(new URL(net.peerUrl(3)).port);
    await new Promise<void>((resolve) => liar.listen(port, '127.0.0.1', resolve));
    await net.startAll([0, 1, 2]);
    await net.reach(1, [0, 1, 2]);
    await net.send(1);
    await net.reach(2, [0, 1, 2]);
    expect([...asked]).toEqual(expect.arrayContaining(['/report', '/propose', '/blocks']));
    expect((await net.sealersOf(0, 2)).toSorted()).toEqual(net.validators.slice(0, 3).toSorted());
    await net.checkAll([0, 1, 2]);
  });
});

describe('two final blocks of one height, by a third of faulty validators and more,', () => {
  async function ends(i: number, code: number) {
    const ended = await net.nodes[i]?.process.ended;
    expect(ended?.code).toBe(code);
    return ended?.stderr ?? '';
  }

  it('shown to a node, stop it for good, and it says which and keeps both', async () => {
    await net.startAll();
    await net.reach(1);
    const genesis = await net.headerOf(1, 0);
    const own = await net.headerOf(1, 1);
    const other = forge(net, genesis, { timestamp: Number(own.timestamp) + 1, sealers: [0, 2, 3] });
    await final(net, 1, other).catch(() => undefined);
    const said = await ends(1, 21);
    expect(said).toContain(hashOf(other));
    expect(said).toMatch(/Two final blocks of height 1/);
    const kept = JSON.parse(readFileSync(join(net.dataOf(1), 'final-conflict.json'), 'utf8'));
    expect(kept).toEqual({ own: bytesOf(own), other: bytesOf(other.header) });
    await expect(net.start(1)).rejects.toThrow(/Two final blocks of height 1/);
    // A final block on the other one tells as much.
    const above = forge(net, other.header, { sealers: [0, 1, 3] });
    await final(net, 2, above).catch(() => undefined);
    expect(await ends(2, 21)).toContain(hashOf(other));
  });

  it('met when another node is asked where it stands stop all who see both', async () => {
    await net.start(3, { peers: [NOBODY] });
    const genesis = await net.headerOf(3, 0);
    const other = forge(net, genesis, { timestamp: clock() - 1000, sealers: [0, 1, 3] });
    expect((await final(net, 3, other)).status).toBe(200);
    await net.kill(3);
    await net.startAll([0, 1, 2]);
    await net.reach(1, [0, 1, 2]);
    await net.start(3, { peers: [NOBODY] });
    for (const i of [0, 1, 2]) expect(await ends(i, 21)).toContain(hashOf(other));
    expect(await net.head(3)).toBe(1);
  });
});

describe('a final block', () => {
  it('shown with other transactions proves nothing, and the true one is taken after it', async () => {
    await net.startAll([0, 1, 2]);
    // Before there is a first block, the transaction would be in it, and there would be no second one.
    await net.reach(1, [0, 1, 2]);
    await net.send(0);
    await net.reach(2, [0, 1, 2]);
    const answer = await fetch(`${net.peerUrl(0)}/blocks`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ from: 1 }),
    });
    const [one, two] = (await answer.json()) as { header: string; transactions: string[] }[];
    await net.start(3, { peers: [NOBODY] });
    expect((await tell(net, 3, '/final', one)).status).toBe(200);
    const empty = await tell(net, 3, '/final', { ...two, transactions: [] });
    expect(empty).toMatchObject({ status: 400, reason: expect.stringMatching(/other transactions/) });
    expect(await net.head(3)).toBe(1);
    expect((await tell(net, 3, '/final', two)).status).toBe(200);
    expect(await net.head(3)).toBe(2);
    await net.checkAll();
  });

  it('that execution does not give stops the node, which says so and starts again without it', async () => {
    await net.start(1);
    const genesis = await net.headerOf(1, 0);
    const wrong = forge(net, genesis, { change: { stateRoot: new Uint8Array(32) }, sealers: [0, 2, 3] });
    await final(net, 1, wrong).catch(() => undefined);
    const ended = await net.nodes[1]?.process.ended;
    expect(ended?.code).toBe(22);
    expect(ended?.stderr).toMatch(/executing it here does not give it/);
    expect(existsSync(join(net.dataOf(1), 'final-conflict.json'))).toBe(false);
    await net.start(1);
    expect(await net.head(1)).toBe(0);
  });
});
