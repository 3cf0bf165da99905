import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { nodeFiles } from '../../cli/node-files/node-files.ts';
import { makeCard, parseCard } from '../../core/card.ts';
import { computeGenesis } from '../../core/genesis.ts';
import { type Engine, engineFor } from '../../scripts/engine/engines.ts';
import { readUnit } from '../../scripts/engine/unit.ts';
import { temporaryFolder } from '../cli/support/jz.ts';
import { compiledCode } from '../support/artifacts.ts';
import { agencyKeys, testDocument } from '../support/founding.ts';

/** The command lines that the generated files give, held against what the engines' own sources know. */

const IDS = ['court', 'grid', 'police', 'telecom'];
const folder = temporaryFolder();

/** Options of Besu, as its source has them (26.2: app/src/main/java/.../cli/options, BesuCommand.java). */
const BESU_OPTIONS = [
  'Xqbft-enable-early-round-change',
  'data-path',
  'data-storage-format',
  'discovery-enabled',
  'genesis-file',
  'host-allowlist',
  'max-peers',
  'min-gas-price',
  'node-private-key-file',
  'p2p-host',
  'p2p-interface',
  'p2p-port',
  'permissions-nodes-config-file',
  'permissions-nodes-config-file-enabled',
  'rpc-http-api',
  'rpc-http-enabled',
  'rpc-http-host',
  'rpc-http-port',
  'static-nodes-file',
  'sync-mode',
  'tx-pool',
  'tx-pool-limit-by-account-percentage',
];

/** Writes the files of the second agency's node. @returns its folder and settings by file */
async function write(engine: 'besu' | 'goquorum', host = '127.0.0.1') {
  const out = path.join(folder, `${engine}-${host.replaceAll(/[^\d]/g, '')}`);
  const code = compiledCode();
  const document = testDocument(IDS, code);
  const cards = IDS.map((id, index) => {
    const { governance, operator, validator } = agencyKeys(id);
    const statement = { id, name: { en: id, zh: id }, endpoint: `tcp://${host}:${30_301 + index}` };
    return parseCard(makeCard(statement, { governance, operators: [operator], validator }));
  });
  const genesis = await computeGenesis(document, code);
  const files = nodeFiles({ engine, agency: 'grid', out, rpcPort: 8_555, cards, document, genesis });
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(out, name)), { recursive: true });
    writeFileSync(path.join(out, name), content);
  }
  return { out, files, chainId: document.chainId };
}

const given = (engine: string, program?: string) => engineFor({ engine, program }) as Engine;

describe('the command of a node', () => {
  it('of Besu is its configuration file, and one heap', async () => {
    const { out } = await write('besu');
    expect(await given('besu', '/opt/x/besu').commands({ folder: out, founding: '' })).toEqual([
      { program: '/opt/x/besu', args: [`--config-file=${out}/besu.toml`], env: { JAVA_OPTS: '-Xmx1g' } },
    ]);
  });

  it('of GoQuorum is two: the genesis block first, then the node with every flag', async () => {
    const { out, chainId } = await write('goquorum');
    const env = { PRIVATE_CONFIG: 'ignore' };
    const program = '/opt/x/geth';
    expect(await given('goquorum', program).commands({ folder: out, founding: '' })).toEqual([
      { program, args: [`--datadir=${out}/data`, 'init', `${out}/genesis.json`], env },
      {
        program,
        args: [
          ...[`--datadir=${out}/data`, `--nodekey=${out}/node.key`, `--networkid=${chainId}`],
          ...['--syncmode=full', '--gcmode=archive', '--nat=extip:127.0.0.1', '--port=30302'],
          ...['--nodiscover', '--permissioned', '--maxpeers=70', '--http', '--http.addr=127.0.0.1'],
          ...['--http.port=8555', '--http.api=eth,net,web3,istanbul', '--http.vhosts=localhost'],
          ...['--ipcdisable', '--mine', '--miner.gasprice=0'],
          ...['--txpool.accountslots=256', '--txpool.accountqueue=256'],
        ],
        env,
      },
    ]);
  });

  it('of our own validators has the key, the ports and the peers of the files for Besu', async () => {
    const { out } = await write('besu');
    const [command, ...more] = await given('embedded').commands({
      folder: out,
      founding: '/f/founding.json',
    });
    expect(more).toEqual([]);
    expect(command!.args.slice(1)).toEqual([
      ...['--data', `${out}/data`, '--founding', '/f/founding.json', '--key', `${out}/node.key`],
      ...['--port', '8555', '--peer-port', '30302'],
      ...['--peer', 'http://127.0.0.1:30301,http://127.0.0.1:30303,http://127.0.0.1:30304'],
    ]);
  });
});

describe('the configuration of Besu', () => {
  it('sets nothing that Besu does not have: it would not start', async () => {
    const { files } = await write('besu');
    const set = [...files['besu.toml']!.matchAll(/^([A-Za-z][\w-]*)=/gm)].map((match) => match[1]);
    expect(set.toSorted()).toEqual(BESU_OPTIONS);
  });

  it('listens on one interface where the address is of this machine alone', async () => {
    const on = (host: string) => write('besu', host).then(({ files }) => files['besu.toml']);
    expect(await on('127.0.0.1')).toContain('\np2p-interface="127.0.0.1"\n');
    expect(await on('192.0.2.7')).not.toContain('p2p-interface');
  });

  it('names one allowed node a line, the last without a comma', async () => {
    const lines = (await write('besu')).files['permissions_config.toml']!.split('\n');
    expect(lines).toHaveLength(7);
    expect(lines[4]).toMatch(/^ {2}"enode:\/\/[0-9a-f]{128}@127\.0\.0\.1:30304"$/);
  });
});

describe('a unit', () => {
  it('without exactly one command is none', () => {
    expect(() => readUnit('[Service]\nUser=x\n')).toThrow();
    expect(() => readUnit('ExecStart=a\nExecStart=b\n')).toThrow();
  });
});

describe('the engine that is asked for', () => {
  const program = path.join(folder, 'program');
  beforeAll(() => {
    writeFileSync(program, '#!/bin/sh\necho "besu/v26.2.0/linux-x86_64/openjdk-java-25"\n');
    chmodSync(program, 0o755);
  });

  it('is none where none was given, or no program for it', () => {
    expect(engineFor({})).toEqual({ skipped: expect.stringContaining('JIANZHENG_ENGINE=besu|goquorum') });
    expect(engineFor({ engine: 'besu' })).toEqual({
      skipped: expect.stringContaining('JIANZHENG_ENGINE_BIN'),
    });
  });

  it('must be one that is known, also beside a program', () => {
    expect(() => engineFor({ engine: 'geth', program })).toThrow(/besu, goquorum, embedded/);
    expect(() => engineFor({ program })).toThrow(/JIANZHENG_ENGINE must be/);
  });

  it('says its version, and is refused when it is another program or none', async () => {
    expect(await given('besu', program).version()).toMatch(/^besu\/v26/);
    await expect(given('goquorum', program).version()).rejects.toThrow(/does not say that it is goquorum/);
    await expect(given('besu', '/bin/false').version()).rejects.toThrow(/failed/);
    const plain = path.join(folder, 'plain');
    writeFileSync(plain, 'no program');
    await expect(given('besu', plain).version()).rejects.toThrow(/EACCES|permission/i);
    await expect(given('besu', path.join(folder, 'nowhere')).version()).rejects.toThrow(/ENOENT/);
  });
});
