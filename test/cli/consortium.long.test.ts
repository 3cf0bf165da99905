import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Wallet } from 'ethers';
import { beforeAll, describe, expect, it } from 'vitest';
import { canonicalBytes } from '../../core/canonical.ts';
import { parseCard } from '../../core/card.ts';
import { checkFounding } from '../../core/founding.ts';
import { computeGenesis } from '../../core/genesis.ts';
import { openTrust } from '../../core/trust.ts';
import {
  CARDS,
  FOUND,
  fourAgencies,
  IDS,
  type Id,
  initArgs,
  type Machine,
  machine,
  NAMES,
} from './support/four-agencies.ts';
import { PASSWORD } from './support/password.ts';

const FOUNDING = 'founding-document.json';
let machines: Record<Id, Machine>;
let fingerprint: string;

const checkArgs = (cards: readonly string[] = CARDS) => [
  ...['consortium', 'check', FOUNDING, ...cards],
  ...['--password-file', 'password', '--fingerprint', fingerprint],
];
const put = (on: Machine, name: string, content: Uint8Array | string) =>
  writeFileSync(path.join(on.folder, name), content);
const filesUnder = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) => ({
    file: path.join(entry.parentPath, entry.name),
    isFolder: entry.isDirectory(),
  }));

beforeAll(async () => {
  machines = await fourAgencies();
  for (const [index, id] of IDS.entries()) {
    // Each gives the cards in an order of its own.
    const cards = [...CARDS.slice(index), ...CARDS.slice(0, index)];
    const { code, stderr } = await machines[id].run(['consortium', 'found', ...cards, ...FOUND]);
    expect(stderr).toContain(`jz consortium found ${cards.join(' ')}`);
    expect(code).toBe(0);
  }
  fingerprint = createHash('sha256').update(machines.grid.read(FOUNDING)).digest('hex');
  for (const id of IDS) {
    const { code, stderr } = await machines[id].run(checkArgs());
    expect([code, stderr]).toEqual([0, expect.stringContaining(fingerprint.match(/.{4}/g)!.join(' '))]);
    for (const to of IDS) {
      if (to !== id) put(machines[to], `${id}.signatures.json`, machines[id].read(`${id}.signatures.json`));
    }
  }
}, 180_000);

describe('jz agency', () => {
  it('makes keystores that other wallets open, readable by their owner alone, and prints no key', async () => {
    const { folder, read } = machines.grid;
    const card = parseCard(read('agency/card.json'));
    const wallet = await Wallet.fromEncryptedJson(
      read('agency/keystore/governance.json').toString(),
      PASSWORD,
    );
    expect(wallet.address.toLowerCase()).toBe(card.governance);
    expect(JSON.parse(read('agency/keystore/validator.json').toString()).version).toBe(3);
    expect(statSync(path.join(folder, 'agency')).mode & 0o777).toBe(0o700);
    for (const { file, isFolder } of filesUnder(path.join(folder, 'agency'))) {
      expect(statSync(file).mode & 0o777, file).toBe(isFolder ? 0o700 : 0o600);
    }
    const fresh = machine();
    const { stdout, stderr } = await fresh.run([...initArgs('bank', 9), '--json']);
    const key = await fresh.run(['agency', 'unlock', 'validator', '-o', 'k', '--password-file', 'password']);
    const secret = fresh.read('k').toString().trim();
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    expect(statSync(path.join(fresh.folder, 'k')).mode & 0o777).toBe(0o600);
    expect(stdout + stderr + key.stdout + key.stderr).not.toContain(secret);
    expect(new Wallet(`0x${secret}`).address.toLowerCase()).toBe(JSON.parse(stdout).validator);
  });

  it('never writes over anything, and leaves nothing half made', async () => {
    const before = machines.grid.read('agency/card.json');
    const { code, stderr } = await machines.grid.run(initArgs('grid', 0));
    expect([code, stderr]).toEqual([6, expect.stringContaining('[out-exists]')]);
    expect(machines.grid.read('agency/card.json')).toEqual(before);
    const fresh = machine();
    put(fresh, 'short', 'too short\n');
    const cases: [string, string[]][] = [
      ['password-short', [...initArgs('grid', 0).slice(0, -1), 'short']],
      ['terminal-missing', initArgs('grid', 0).slice(0, -2)],
      ['agency-refused', initArgs('Grid', 0)],
      ['card-endpoint-invalid', [...initArgs('grid', 0), '--endpoint', 'tcp://node.example:1']],
      ['file-unreadable', [...initArgs('grid', 0).slice(0, -1), 'nowhere']],
    ];
    for (const [name, args] of cases) {
      expect((await fresh.run(args)).stderr).toContain(`[${name}]`);
      expect(readdirSync(fresh.folder).sort()).toEqual(['password', 'short']);
    }
  });

  it('shows a card that holds, and says what is wrong with one that does not', async () => {
    const shown = await machines.grid.run(['agency', 'show', 'police.card.json', '--lang', 'zh']);
    expect([shown.code, shown.stdout]).toEqual([0, expect.stringContaining('机构 police')]);
    const card = parseCard(machines.grid.read('police.card.json'));
    put(machines.grid, 'bad.json', canonicalBytes({ ...card, endpoint: 'tcp://127.0.0.1:1' }));
    const bad = await machines.grid.run(['agency', 'show', 'bad.json']);
    expect([bad.code, bad.stdout]).toEqual([6, '']);
    expect(bad.stderr).toContain('[card-signature-invalid]');
  });

  it('does not open a key with another password, nor the governance key at all', async () => {
    put(machines.grid, 'wrong', 'another password altogether\n');
    const unlock = (role: string, password: string) =>
      machines.grid.run(['agency', 'unlock', role, '-o', 'stolen', '--password-file', password]);
    expect((await unlock('operator', 'wrong')).stderr).toContain('[keystore-locked]');
    expect((await unlock('governance', 'password')).code).toBe(2);
    expect(existsSync(path.join(machines.grid.folder, 'stolen'))).toBe(false);
  });
});

describe('jz consortium found', () => {
  it('gives the same bytes on each machine', () => {
    for (const id of IDS) expect(machines[id].read(FOUNDING)).toEqual(machines.court.read(FOUNDING));
  });

  it('writes down what it chose itself, so that the others can repeat it', async () => {
    const first = await machines.grid.run([
      'consortium',
      'found',
      ...CARDS,
      ...NAMES,
      '-o',
      'a.json',
      '--json',
    ]);
    const { chainId, timestamp, fingerprint: hash } = JSON.parse(first.stdout);
    const again = await machines.police.run([
      ...['consortium', 'found', ...CARDS, ...NAMES, '-o', 'a.json', '--json'],
      ...['--chain-id', String(chainId), '--timestamp', String(timestamp)],
    ]);
    expect(JSON.parse(again.stdout).fingerprint).toBe(hash);
    expect(machines.police.read('a.json')).toEqual(machines.grid.read('a.json'));
  });

  it('says what is lost below four agencies, and founds all the same', async () => {
    const { code, stderr } = await machines.grid.run([
      ...['consortium', 'found', ...CARDS.slice(1), ...FOUND, '-o', 'three.json'],
    ]);
    expect(code).toBe(0);
    expect(stderr).toContain('f = 0');
  });

  it('names what is wrong with the cards, and writes nothing', async () => {
    const grid = machines.grid;
    const card = parseCard(grid.read('police.card.json'));
    put(grid, 'unsigned.json', canonicalBytes({ ...card, signatures: [] }));
    put(grid, 'node.json', canonicalBytes({ ...card, node: parseCard(grid.read('grid.card.json')).node }));
    put(grid, 'pretty.json', JSON.stringify(card, null, 1));
    const cases: [string, string[]][] = [
      ['card-doubled', [...CARDS, 'grid.card.json']],
      ['card-unsigned', ['unsigned.json']],
      ['card-node-mismatch', ['node.json']],
      ['card-refused', ['pretty.json']],
      ['card-refused', ['password']],
      ['file-unreadable', ['nowhere.json']],
    ];
    for (const [name, cards] of cases) {
      const { code, stderr } = await grid.run(['consortium', 'found', ...cards, ...FOUND, '-o', 'x.json']);
      expect([code, stderr]).toEqual([6, expect.stringContaining(`[${name}]`)]);
    }
    expect(existsSync(path.join(grid.folder, 'x.json'))).toBe(false);
    const taken = await grid.run(['consortium', 'found', ...CARDS, ...FOUND]);
    expect(taken.stderr).toContain('[out-exists]');
  });
});

describe('jz consortium check', () => {
  it('signs nothing that it did not make again itself', async () => {
    const { grid } = machines;
    const document = JSON.parse(grid.read(FOUNDING).toString());
    const code = [
      { ...document.contracts[0], creationCodeHash: `0x${'11'.repeat(32)}` },
      document.contracts[1],
    ];
    put(grid, 'other-code.json', canonicalBytes({ ...document, contracts: code }));
    const without = document.agencies.filter(({ id }: { id: string }) => id !== 'grid');
    put(grid, 'without.json', canonicalBytes({ ...document, agencies: without }));
    put(grid, 'broken.json', '{}');
    const check = (file: string, cards: readonly string[], ...more: string[]) =>
      grid.run([
        'consortium',
        'check',
        file,
        ...cards,
        '--password-file',
        'password',
        '-o',
        'no.json',
        ...more,
      ]);
    const others = CARDS.filter((name) => name !== 'grid.card.json');
    expect((await check('other-code.json', CARDS)).stderr).toContain('[founding-differs]');
    expect((await check('without.json', others)).stderr).toContain('[own-card-missing]');
    expect((await check('without.json', CARDS)).stderr).toContain('[card-of-a-stranger]');
    expect((await check(FOUNDING, others)).stderr).toContain('[card-missing]');
    expect((await check('broken.json', CARDS)).stderr).toContain('[founding-refused]');
    const differs = await check(FOUNDING, CARDS, '--fingerprint', '00'.repeat(32));
    expect([differs.code, differs.stderr]).toEqual([1, expect.stringContaining('[fingerprint-differs]')]);
    // Without a fingerprint from elsewhere a person is asked, and here there is none.
    expect((await check(FOUNDING, CARDS)).stderr).toContain('[terminal-missing]');
    put(grid, 'wrong', 'another password altogether\n');
    const locked = await check(FOUNDING, CARDS, '--fingerprint', fingerprint, '--password-file', 'wrong');
    expect(locked.stderr).toContain('[keystore-locked]');
    expect(existsSync(path.join(grid.folder, 'no.json'))).toBe(false);
  });

  it('notices a card that somebody made in this agency’s name', async () => {
    const forger = machine();
    expect((await forger.run(initArgs('grid', 1))).code).toBe(0);
    const { grid } = machines;
    put(grid, 'forged.json', forger.read('agency/card.json'));
    const cards = CARDS.map((name) => (name === 'grid.card.json' ? 'forged.json' : name));
    await grid.run(['consortium', 'found', ...cards, ...FOUND, '-o', 'forged-founding.json']);
    const { stderr } = await grid.run(['consortium', 'check', 'forged-founding.json', ...cards]);
    expect(stderr).toContain('[own-card-differs]');
    const mixed = await grid.run(['consortium', 'check', 'forged-founding.json', ...CARDS]);
    expect(mixed.stderr).toContain('[card-differs]');
  });
});

const SIGNATURES = IDS.map((id) => `${id}.signatures.json`);

describe('jz consortium assemble', () => {
  it('gives the same signed pack and bundle on each machine', async () => {
    for (const id of ['grid', 'police'] as const) {
      const args = ['consortium', 'assemble', FOUNDING, ...SIGNATURES.toReversed(), '-o', 'founded'];
      expect((await machines[id].run(args)).code).toBe(0);
    }
    const pack = machines.grid.read('founded/founding.json');
    expect(machines.police.read('founded/founding.json')).toEqual(pack);
    expect(checkFounding(new Uint8Array(pack)).hash).toBe(fingerprint);
    const trust = openTrust(new Uint8Array(machines.grid.read('founded/trust.json')));
    expect([trust.foundingHash, trust.sets[0]?.length]).toEqual([fingerprint, 4]);
  });

  it('starts nothing without every signature', async () => {
    const { grid } = machines;
    const [first = ''] = SIGNATURES;
    put(grid, 'changed.json', grid.read(first).toString().replace('"court"', '"police"'));
    const cases: [string, string[]][] = [
      ['signatures-missing', SIGNATURES.slice(1)],
      ['signatures-doubled', [...SIGNATURES, first]],
      ['founding-signature-invalid', [...SIGNATURES.slice(1), 'changed.json']],
      ['signatures-refused', [...SIGNATURES.slice(1), 'court.card.json']],
    ];
    for (const [name, files] of cases) {
      const { code, stderr } = await grid.run(['consortium', 'assemble', FOUNDING, ...files, '-o', 'half']);
      expect([code, stderr]).toEqual([6, expect.stringContaining(`[${name}]`)]);
    }
    const three = await grid.run(['consortium', 'found', ...CARDS.slice(1), ...FOUND, '-o', '3.json']);
    expect(three.code).toBe(0);
    const other = await grid.run(['consortium', 'assemble', '3.json', ...SIGNATURES, '-o', 'half']);
    expect(other.stderr).toContain('[signatures-of-another-founding]');
    expect(existsSync(path.join(grid.folder, 'half'))).toBe(false);
  });
});

describe('jz consortium files', () => {
  const pack = () => path.join(machines.grid.folder, 'founded', 'founding.json');
  const write = (engine: string, agency: string, out: string, ...more: string[]) =>
    machines.grid.run([
      ...['consortium', 'files', pack(), ...CARDS, '--engine', engine],
      ...['--agency', agency, '-o', out, '--json', ...more],
    ]);
  const readJson = (name: string) => JSON.parse(machines.grid.read(name).toString());
  const readText = (name: string) => machines.grid.read(name).toString();

  beforeAll(async () => {
    if (existsSync(pack())) return;
    await machines.grid.run(['consortium', 'assemble', FOUNDING, ...SIGNATURES, '-o', 'founded']);
  });

  it.each([['besu'], ['goquorum']])(
    'gives all agencies one genesis and one allowlist: %s',
    async (engine) => {
      const allowlist = engine === 'besu' ? 'permissions_config.toml' : 'data/permissioned-nodes.json';
      const peers = engine === 'besu' ? 'static-nodes.json' : 'data/static-nodes.json';
      const checked = checkFounding(new Uint8Array(machines.grid.read('founded/founding.json')));
      const genesis = await computeGenesis(checked.document, checked.code);
      for (const id of IDS) {
        const { code, stdout } = await write(engine, id, `${engine}-${id}`);
        expect([code, JSON.parse(stdout).genesis]).toEqual([0, genesis.hash]);
        expect(readText(`${engine}-${id}/genesis.json`)).toBe(readText(`${engine}-court/genesis.json`));
        expect(readText(`${engine}-${id}/${allowlist}`)).toBe(readText(`${engine}-court/${allowlist}`));
        const { node } = parseCard(machines.grid.read(`${id}.card.json`));
        const nodes: string[] = readJson(`${engine}-${id}/${peers}`);
        expect(nodes).toHaveLength(3);
        expect(nodes.join()).not.toContain(node.slice(2));
        expect(readText(`${engine}-court/${allowlist}`)).toContain(`enode://${node.slice(2)}@127.0.0.1:`);
        for (const { file, isFolder } of filesUnder(path.join(machines.grid.folder, `${engine}-${id}`))) {
          expect(statSync(file).mode & 0o777, file).toBe(isFolder ? 0o700 : 0o600);
        }
      }
      const { config, alloc, extraData } = readJson(`${engine}-grid/genesis.json`);
      expect(config.qbft).toMatchObject({
        validatorcontractaddress: checked.registry,
        emptyblockperiodseconds: 60,
        requesttimeoutseconds: 5,
      });
      expect(Object.keys(alloc).sort()).toEqual([checked.registry, checked.ledger, checked.handoff].sort());
      expect(extraData).toBe(`0xe5a0${'00'.repeat(32)}c0c080c0`);
    },
  );

  it('keeps Besu’s RPC on loopback, its gas free and its old states', () => {
    const toml = readText('besu-grid/besu.toml');
    for (const line of [
      'rpc-http-host="127.0.0.1"',
      'min-gas-price=0',
      'data-storage-format="FOREST"',
      'tx-pool="SEQUENCED"',
      'tx-pool-limit-by-account-percentage=1',
      'discovery-enabled=false',
      'permissions-nodes-config-file-enabled=true',
      'p2p-port=30302',
    ]) {
      expect(toml.split('\n')).toContain(line);
    }
    const folder = path.join(machines.grid.folder, 'besu-grid');
    expect(readText('besu-grid/jianzheng-node.service')).toContain(`--config-file=${folder}/besu.toml\n`);
    expect(readText('besu-grid/compose.yaml')).toContain('network_mode: host');
  });

  it('keeps GoQuorum’s RPC on loopback, its gas free, its old states and its timers bounded', () => {
    const flags = readText('goquorum-grid/goquorum.flags').trim().split('\n');
    for (const flag of [
      '--http.addr=127.0.0.1',
      '--gcmode=archive',
      '--permissioned',
      '--miner.gasprice=0',
    ]) {
      expect(flags).toContain(flag);
    }
    expect(readText('goquorum-grid/jianzheng-node.service')).toContain(flags.join(' '));
    const { config } = readJson('goquorum-grid/genesis.json');
    expect(config).toMatchObject({
      isQuorum: true,
      qbft: { validatorselectionmode: 'contract', maxRequestTimeoutSeconds: 8, ceil2Nby3Block: 0 },
    });
  });

  it('frees the base fee where the rules have one', async () => {
    const { grid } = machines;
    const own = [
      'consortium',
      'found',
      'grid.card.json',
      ...FOUND,
      '--forks',
      'london',
      '-o',
      'l.json',
      '--json',
    ];
    const { fingerprint: hash } = JSON.parse((await grid.run(own)).stdout);
    const check = ['consortium', 'check', 'l.json', 'grid.card.json', '--fingerprint', hash];
    await grid.run([...check, '--password-file', 'password', '-o', 'l.sig']);
    await grid.run(['consortium', 'assemble', 'l.json', 'l.sig', '-o', 'london']);
    const files = ['consortium', 'files', 'london/founding.json', 'grid.card.json', '--agency', 'grid'];
    expect((await grid.run([...files, '-o', 'london-node'])).code).toBe(0);
    const { config, baseFeePerGas } = readJson('london-node/genesis.json');
    expect([config.zeroBaseFee, config.londonBlock, baseFeePerGas]).toEqual([true, 0, '0x0']);
  });

  it('names what it cannot write, and writes nothing', async () => {
    const { grid } = machines;
    const cases: [number, string, Promise<{ code: number | null; stderr: string }>][] = [
      [2, 'agency-not-founding', write('besu', 'bank', 'n1')],
      [2, 'path-unfit', write('besu', 'grid', 'a folder')],
      [2, 'port-unfit', write('besu', 'grid', 'n1', '--rpc-port', '70000')],
      [2, 'port-unfit', write('besu', 'grid', 'n1', '--rpc-port', '30302')],
      [6, 'out-exists', write('besu', 'grid', 'agency')],
      [2, 'usage', write('geth', 'grid', 'n1')],
      [
        6,
        'founding-refused',
        grid.run(['consortium', 'files', FOUNDING, ...CARDS, '--agency', 'grid', '-o', 'n1', '--json']),
      ],
    ];
    for (const [expected, name, running] of cases) {
      const { code, stderr } = await running;
      expect([code, JSON.parse(stderr).error.code]).toEqual([expected, name]);
    }
    expect(existsSync(path.join(grid.folder, 'n1'))).toBe(false);
  });

  it('needs the address of every node', async () => {
    const on = machine();
    const bare = initArgs('solo', 0).filter((arg) => arg !== '--endpoint' && !arg.startsWith('tcp:'));
    await on.run(bare);
    mkdirSync(path.join(on.folder, 'x'));
    const found = ['consortium', 'found', 'agency/card.json', ...FOUND, '-o', 'f.json', '--json'];
    const { fingerprint: hash } = JSON.parse((await on.run(found)).stdout);
    const check = ['consortium', 'check', 'f.json', 'agency/card.json', '--fingerprint', hash];
    await on.run([...check, '--password-file', 'password']);
    await on.run(['consortium', 'assemble', 'f.json', 'solo.signatures.json', '-o', 'founded']);
    const files = ['consortium', 'files', 'founded/founding.json', 'agency/card.json', '--agency', 'solo'];
    expect((await on.run([...files, '-o', 'node'])).stderr).toContain('[endpoint-missing]');
  });
});
