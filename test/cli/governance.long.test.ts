import { copyFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { canonicalBytes, parseCanonical } from '../../core/canonical.ts';
import { checkFounding } from '../../core/founding.ts';
import { foundingTrust, openTrust } from '../../core/trust.ts';
import { followSets } from '../../server/ledger/links.ts';
import { chainNode } from '../../server/ledger/node.ts';
import { rpcTo } from '../../server/ledger/rpc.ts';
import { openTrustFile } from '../../server/ledger/trust-file.ts';
import { testPack } from '../support/embedded-chain.ts';
import { initArgs } from './support/four-agencies.ts';
import { type Governed, governedChain } from './support/governed-chain.ts';
import { jz, type Ran } from './support/jz.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
let consortium: Governed;

/** What a run with `--json` printed, where it went well. */
function told(ran: Ran): Record<string, unknown> {
  expect(ran.stderr.split('\n').filter((line) => line.startsWith('{'))).toEqual([]);
  expect(ran.code).toBe(0);
  return JSON.parse(ran.stdout) as Record<string, unknown>;
}
const eventsOf = (ran: Ran) => (told(ran).events as { event: string }[]).map(({ event }) => event);
const refused = (ran: Ran, code = 6) => {
  expect(ran.code).toBe(code);
  expect(ran.stdout).toBe('');
  return /\[([a-z-]+)\]/.exec(ran.stderr)?.[1];
};
const propose = async (id: string, ...args: string[]): Promise<string> => {
  const said = told(await consortium.act(id, 'propose', ...args, '--json'));
  const [first] = said.events as { motion: number }[];
  return String(first!.motion);
};
const seatOf = async (id: string) =>
  ((await consortium.status()).seats as { id: string; status: string }[]).find((seat) => seat.id === id);

beforeAll(async () => {
  consortium = await governedChain();
}, 180_000);

describe('a fifth agency', () => {
  it('proves its keys for this registry, and needs no secret of anybody else', async () => {
    const { as } = consortium;
    const init = [...initArgs('tax', 9).slice(0, -1), '../password'];
    expect((await as('tax', ...init)).code).toBe(0);
    const made = await as('tax', 'governance', 'possession', '--password-file', '../password', '--json');
    expect(told(made)).toMatchObject({ agency: 'tax', chainId: 20261 });
  });

  it('is shown before it is proposed: new set, new quorum, what one more down would do', async () => {
    const { as, act } = consortium;
    const admit = ['propose', 'admit', '../tax/agency/card.json', '--proof', '../tax/tax.possession.json'];
    const asked = await as('grid', 'governance', ...admit, '--password-file', '../password');
    expect(refused(asked, 2)).toBe('terminal-missing');
    expect(asked.stderr).toMatch(/validators +4 → 5/);
    expect(asked.stderr).toMatch(/seals for a block, votes for a motion +3 → 4/);
    expect(asked.stderr).toMatch(/may be down +1, unchanged/);
    expect((await consortium.status()).motions).toEqual([]);

    const chinese = await as(
      'grid',
      'governance',
      ...admit,
      '--password-file',
      '../password',
      '--lang',
      'zh',
    );
    expect(chinese.stderr).toMatch(/验证者 +4 → 5/);

    const done = await act('grid', ...admit, '--json');
    expect(eventsOf(done)).toEqual(['motion-proposed', 'motion-voted']);
  });

  it('is voted in by three of four, and by none twice', async () => {
    const { act, as } = consortium;
    expect(refused(await act('grid', 'vote', '1'))).toBe('registry-voted');
    expect(refused(await act('grid', 'propose', 'suspend', 'court'))).toBe('registry-motion-open');
    expect(refused(await act('tax', 'vote', '1'))).toBe('registry-not-voter');
    expect(refused(await act('tax', 'claim'))).toBe('registry-no-claim');
    expect(refused(await act('grid', 'vote', '9'))).toBe('motion-missing');
    expect(eventsOf(await act('court', 'vote', '1', '--json'))).toEqual(['motion-voted']);
    const shown = told(await as('police', 'governance', 'show', '1', '--json'));
    expect(shown).toMatchObject({ votes: 2, needed: 3, votedBy: ['court', 'grid'], status: 'open' });
    expect(shown.effect).toMatchObject({ quorum: { before: 3, after: 4 } });
    const last = await act('police', 'vote', '1', '--json');
    expect(eventsOf(last)).toEqual(['motion-voted', 'motion-passed', 'agency-admitted']);
    expect(refused(await act('telecom', 'vote', '1'))).toBe('registry-motion-passed');
    expect(await seatOf('tax')).toMatchObject({ status: 'admitted' });
    expect(await consortium.status()).toMatchObject({ version: 1 });
  });

  it('takes its seat by its validator’s claim: the set grows, and the trust link follows', async () => {
    const { act, as, chain, trust, url, folder } = consortium;
    expect(eventsOf(await act('tax', 'claim', '--json'))).toEqual(['agency-seated', 'epoch-started']);
    expect(refused(await act('tax', 'claim'))).toBe('registry-no-claim');
    const status = await consortium.status();
    expect(status).toMatchObject({ version: 2, trustVersion: 1, threshold: 4, voters: 5 });
    expect(status.validators).toHaveLength(5);
    expect((await as('grid', 'governance', 'status')).stdout).toContain('chain is at set 2');

    const longer = path.join(folder, 'longer.json');
    copyFileSync(trust, longer);
    const contracts = { registry: chain.registry, ledger: chain.ledger };
    const rpc = rpcTo({ url: () => url, deadlineMs: 10_000, stopped: new AbortController().signal });
    await followSets(chainNode(rpc, contracts), openTrustFile(longer, new Map()));
    expect(openTrust(new Uint8Array(readFileSync(longer))).sets.at(-1)).toEqual(status.validators);
    const current = await as('grid', 'governance', 'status', '--trust', longer);
    expect([current.code, current.stdout]).toEqual([0, expect.not.stringContaining('chain is at set 2')]);
  });

  it('manages its own operator keys', async () => {
    const { act, as } = consortium;
    const init = [...initArgs('tax', 9).slice(0, -1), '../password', '--dir', 'second'];
    expect((await as('tax', ...init)).code).toBe(0);
    const prove = ['governance', 'possession', '--dir', 'second', '-o', 'second.json'];
    expect((await as('tax', ...prove, '--password-file', '../password')).code).toBe(0);
    expect(eventsOf(await act('tax', 'operator', 'add', '--proof', 'second.json', '--json'))).toEqual([
      'operator-added',
    ]);
    const { operators } = JSON.parse(
      readFileSync(path.join(consortium.folder, 'tax/second/card.json'), 'utf8'),
    );
    const list = () => as('grid', 'governance', 'operator', 'list', '--json');
    expect((await list()).stdout).toContain(
      JSON.stringify({ agency: 'tax', key: operators[0], active: true }),
    );
    expect(refused(await act('grid', 'operator', 'revoke', operators[0]))).toBe('registry-not-operator');
    expect((await act('tax', 'operator', 'revoke', operators[0])).code).toBe(0);
    expect((await list()).stdout).toContain(
      JSON.stringify({ agency: 'tax', key: operators[0], active: false }),
    );
    expect(refused(await act('tax', 'operator', 'add', '--proof', 'second.json'))).toBe('registry-key-used');
  });
});

describe('a key that is replaced', () => {
  const voted = async (...args: string[]) => {
    const motion = await propose('grid', ...args);
    for (const id of ['court', 'police']) expect((await consortium.act(id, 'vote', motion)).code).toBe(0);
    return consortium.act('telecom', 'vote', motion, '--json');
  };

  it('is the validator from its claim on, with a new version of the set', async () => {
    const { act } = consortium;
    const proof = ['--proof', '../tax/second.json'];
    const stranger = await act('grid', 'propose', 'replace-validator', 'court', ...proof);
    expect(refused(stranger)).toBe('possession-of-another');
    const passed = await voted('replace-validator', 'tax', ...proof);
    expect(eventsOf(passed)).toEqual(['motion-voted', 'motion-passed', 'validator-named']);
    expect(refused(await act('tax', 'claim'))).toBe('registry-no-claim');
    const claimed = await act('tax', 'claim', '--dir', 'second', '--json');
    expect(eventsOf(claimed)).toEqual(['validator-replaced']);
    const { version, validators } = await consortium.status();
    expect(version).toBe(3);
    expect(validators).toHaveLength(5);
  });

  it('votes as governance key at once, and the one before it never again', async () => {
    const { act } = consortium;
    const passed = await voted('replace-governance', 'tax', '--proof', '../tax/second.json');
    expect(eventsOf(passed)).toContain('governance-replaced');
    const motion = await propose('grid', 'suspend', 'court');
    expect(refused(await act('tax', 'vote', motion))).toBe('registry-not-voter');
    expect((await act('tax', 'vote', motion, '--dir', 'second')).code).toBe(0);
    expect((await act('grid', 'withdraw', motion)).code).toBe(0);
    // From here on the agency works with its new folder alone.
    const { folder } = consortium;
    rmSync(path.join(folder, 'tax/agency'), { recursive: true });
    renameSync(path.join(folder, 'tax/second'), path.join(folder, 'tax/agency'));
  });
});

describe('a suspension', () => {
  it('takes the vote and leaves the seat, and other motions become void', async () => {
    const { act } = consortium;
    const other = await propose('telecom', 'remove', 'court');
    const motion = await propose('grid', 'suspend', 'telecom');
    for (const id of ['court', 'police']) expect((await act(id, 'vote', motion)).code).toBe(0);
    const last = await act('tax', 'vote', motion);
    expect(last.stdout).toContain('“telecom” is suspended.');
    expect(await seatOf('telecom')).toMatchObject({ status: 'suspended' });
    expect(await consortium.status()).toMatchObject({ voters: 4, threshold: 4, version: 3 });
    expect(refused(await act('telecom', 'vote', motion))).toBe('registry-not-voter');
    expect(refused(await act('grid', 'vote', other))).toBe('registry-motion-void');
    const second = await act('grid', 'propose', 'suspend', 'court');
    expect(refused(second)).toBe('registry-voters');
    expect(second.stderr).toContain('The contract refuses');
  });

  it('ends with a reinstatement that its validator claims', async () => {
    const { act } = consortium;
    const motion = await propose('grid', 'reinstate', 'telecom');
    for (const id of ['court', 'police', 'tax']) expect((await act(id, 'vote', motion)).code).toBe(0);
    expect(await seatOf('telecom')).toMatchObject({ status: 'suspended' });
    expect(eventsOf(await act('telecom', 'claim', '--json'))).toEqual(['agency-reinstated', 'epoch-started']);
    expect(await seatOf('telecom')).toMatchObject({ status: 'active' });
  });
});

describe('a motion', () => {
  it('is taken back by its proposer alone', async () => {
    const { act } = consortium;
    const motion = await propose('grid', 'suspend', 'court');
    expect(refused(await act('court', 'withdraw', motion))).toBe('registry-not-proposer');
    expect(eventsOf(await act('grid', 'withdraw', motion, '--json'))).toEqual(['motion-withdrawn']);
    expect(refused(await act('court', 'vote', motion))).toBe('registry-motion-withdrawn');
  });

  it('about nobody, or a state that does not fit, is refused before anything is signed', async () => {
    const { act } = consortium;
    const before = await consortium.status();
    expect(refused(await act('grid', 'propose', 'suspend', 'nobody'))).toBe('registry-status');
    expect(refused(await act('grid', 'propose', 'reinstate', 'court'))).toBe('registry-status');
    const hash = `0x${'00'.repeat(32)}`;
    const successor = ['propose', 'successor', consortium.chain.ledger, hash, '99999999'];
    expect(refused(await act('grid', ...successor))).toBe('registry-successor-code');
    expect((await consortium.status()).block).toBe(before.block);
  });
});

describe('a key that never comes near a network', () => {
  it('signs a call that was written elsewhere, which is then sent, once', async () => {
    const { act, as, folder } = consortium;
    const motion = await propose('grid', 'suspend', 'court');
    const written = await as('police', 'governance', 'vote', motion, '--unsigned-out', 'vote.json');
    expect([written.code, written.stdout]).toEqual([0, '']);
    const key = ['--password-file', '../password', '--yes'];
    const stranger = await as('court', 'governance', 'sign', '../police/vote.json', '-o', 'x.json', ...key);
    expect(refused(stranger)).toBe('call-of-another-key');
    // No node here: the address is one that nothing answers at.
    const nowhere = ['--lang', 'en'];
    const signed = await as(
      'police',
      'governance',
      'sign',
      'vote.json',
      '-o',
      'signed.json',
      ...key,
      ...nowhere,
    );
    expect(signed.code).toBe(0);
    expect(signed.stderr).toContain(`vote for motion ${motion}`);
    expect(signed.stderr).toMatch(/\| Motion \d+: suspend “court”/);
    const send = () => as('grid', 'governance', 'send', path.join(folder, 'police/signed.json'), '--json');
    expect(eventsOf(await send())).toEqual(['motion-voted']);
    // Sent again it is the same call: nothing happens twice.
    expect(eventsOf(await send())).toEqual(['motion-voted']);
    expect((await act('grid', 'withdraw', motion)).code).toBe(0);
  });

  it('does not sign what is for another registry, or what the file was changed to', async () => {
    const { as, folder } = consortium;
    const file = path.join(folder, 'police/vote.json');
    const call = parseCanonical(new Uint8Array(readFileSync(file)), { maxBytes: 65_536 }) as { data: string };
    const elsewhere = { ...call, registry: `0x${'11'.repeat(20)}` };
    const transfer = { ...call, data: '0xa9059cbb' };
    for (const changed of [elsewhere, transfer, { ...call, format: 'x' }]) {
      writeFileSync(path.join(folder, 'police/changed.json'), canonicalBytes(changed));
      const key = ['--password-file', '../password', '--yes'];
      const ran = await as('police', 'governance', 'sign', 'changed.json', '-o', 'never.json', ...key);
      expect(refused(ran)).toBe('call-refused');
    }
    expect(existsSync(path.join(folder, 'police/never.json'))).toBe(false);
  });

  it('may lie in a keystore elsewhere', async () => {
    const { act, folder } = consortium;
    const medium = path.join(folder, 'medium.json');
    copyFileSync(path.join(folder, 'court/agency/keystore/governance.json'), medium);
    const motion = JSON.parse(
      (await act('court', 'propose', 'suspend', 'grid', '--keystore', medium, '--json')).stdout,
    ).events[0].motion;
    const wrong = path.join(folder, 'grid/agency/keystore/governance.json');
    const ran = await act('court', 'withdraw', String(motion), '--keystore', wrong);
    expect(refused(ran)).toBe('keystore-of-another-key');
    expect((await act('court', 'withdraw', String(motion))).code).toBe(0);
  });
});

describe('the node', () => {
  it('is held against the pinned trust bundle, and never asked which registry it is', async () => {
    const { as, folder, url } = consortium;
    expect((await as('grid', 'governance', 'status', '--rpc', '')).code).toBe(2);
    const unnamed = await jz(['governance', 'status', '--trust', consortium.trust]);
    expect(refused(unnamed, 2)).toBe('rpc-missing');
    expect(refused(await jz(['governance', 'status', '--rpc', url]), 2)).toBe('trust-missing');
    const nobody = await as('grid', 'governance', 'status', '--rpc', 'http://127.0.0.1:9');
    expect(refused(nobody)).toBe('rpc-unreachable');
    const other = path.join(folder, 'other.json');
    const pack = (chainId: number) =>
      checkFounding(testPack({ ids: ['grid'], change: (document) => ({ ...document, chainId }) }));
    writeFileSync(other, foundingTrust(pack(777)));
    const stranger = await as('grid', 'governance', 'status', '--rpc', url, '--trust', other);
    expect(refused(stranger)).toBe('node-of-another-chain');
    writeFileSync(other, foundingTrust(pack(20261)));
    // Another founding of the same number: another registry address, at which this chain has nothing.
    const forked = await as('grid', 'governance', 'status', '--rpc', url, '--trust', other);
    expect(refused(forked)).toBe('registry-absent');
    // The same founding, but a chain that never seated the fifth: an old state, or another end of it.
    const old = await governedChain();
    const longer = path.join(folder, 'longer.json');
    const behind = await as('grid', 'governance', 'status', '--rpc', old.url, '--trust', longer);
    expect(refused(behind)).toBe('node-contradicts-trust');
  });
});

describe('time', () => {
  it('ends a motion after 14 days', async () => {
    const { act, chain } = consortium;
    const late = await propose('grid', 'suspend', 'court');
    chain.clock.now += 15 * DAY_MS;
    // A block of the new time, by an act that has nothing to do with it.
    const other = await propose('police', 'suspend', 'court');
    const shown = await consortium.as('grid', 'governance', 'show', late, '--json');
    expect(told(shown)).toMatchObject({ status: 'expired', effect: null });
    expect(refused(await act('court', 'vote', late))).toBe('registry-motion-expired');
    expect((await act('police', 'withdraw', other)).code).toBe(0);
  });
});
