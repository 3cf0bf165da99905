import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readUnit } from './unit.ts';

/** Programs that a consortium's nodes can be, and how each is started from the files of `jz consortium files`. */

export type Command = {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
};

/** A node's files, as `jz consortium files` wrote them into `folder`, and the founding pack that they came from. */
export type NodeFiles = { readonly folder: string; readonly founding: string };

export type Engine = {
  readonly name: string;
  /** Value of `jz consortium files --engine`. */
  readonly files: 'besu' | 'goquorum';
  /** What the program says that it is. @throws Error when it cannot be run or is something else */
  version(): Promise<string>;
  /** What to run at each start, in order; the last one is the node. */
  commands(node: NodeFiles): Promise<readonly Command[]>;
};

const VERSION_MS = 120_000;
const SHOWN = 400;

function output(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { timeout: VERSION_MS }, (error, stdout, stderr) => {
      const said = `${stdout}${stderr}`.trim();
      if (error)
        reject(new Error(`${program} ${args.join(' ')} failed: ${error.message}\n${said.slice(0, SHOWN)}`));
      else resolve(said);
    });
  });
}

/** An engine of others: started by the command line and environment of the systemd unit that we wrote for it. */
function realEngine(
  about: { name: 'besu' | 'goquorum'; versionArgs: readonly string[]; says: RegExp },
  program: string,
): Engine {
  const { name, versionArgs, says } = about;
  return {
    name,
    files: name,
    async version() {
      await access(program, constants.X_OK);
      const said = await output(program, versionArgs);
      const line = said.split('\n').find((text) => says.test(text));
      if (line === undefined) {
        throw new Error(`${program} does not say that it is ${name}: ${said.slice(0, SHOWN)}`);
      }
      return line.trim();
    },
    async commands({ folder }) {
      const unit = readUnit(await readFile(join(folder, 'jianzheng-node.service'), 'utf8'));
      // The unit names the path where an agency installs the program; all else is run as it stands there.
      return unit.commands.map(([, ...args]) => ({ program, args, env: unit.environment }));
    },
  };
}

const main = fileURLToPath(new URL('../../chain/main.ts', import.meta.url));

/** Our own chain's co-sealing validators, with keys and ports from the files for Besu: no engine, the same scenario. */
const embedded: Engine = {
  name: 'embedded',
  files: 'besu',
  version: async () => `co-sealing validators of this repository, Node ${process.version}`,
  async commands({ folder, founding }) {
    const toml = await readFile(join(folder, 'besu.toml'), 'utf8');
    const setting = (name: string): string => {
      const found = new RegExp(`^${name}=(.+)$`, 'm').exec(toml)?.[1];
      if (found === undefined) throw new Error(`besu.toml does not set ${name}`);
      return found.replaceAll('"', '');
    };
    const peers = JSON.parse(await readFile(setting('static-nodes-file'), 'utf8')) as string[];
    const args = [
      ...[main, '--data', setting('data-path'), '--founding', founding],
      ...['--key', setting('node-private-key-file'), '--port', setting('rpc-http-port')],
      ...['--peer-port', setting('p2p-port')],
      ...['--peer', peers.map((enode) => `http://${enode.split('@')[1]}`).join(',')],
    ];
    return [{ program: process.execPath, args, env: {} }];
  },
};

export type Asked = { readonly engine?: string | undefined; readonly program?: string | undefined };

/**
 * The engine that was asked for.
 * @returns a reason where none was given to run
 * @throws Error where what was asked for makes no sense
 */
export function engineFor({ engine, program }: Asked): Engine | { readonly skipped: string } {
  const known = ['besu', 'goquorum', 'embedded'];
  if (engine === undefined && program === undefined) {
    return {
      skipped: 'no engine was given: set JIANZHENG_ENGINE=besu|goquorum and JIANZHENG_ENGINE_BIN=PATH',
    };
  }
  if (engine === undefined || !known.includes(engine)) {
    throw new Error(`JIANZHENG_ENGINE must be one of ${known.join(', ')}, not ${engine ?? 'empty'}`);
  }
  if (engine === 'embedded') return embedded;
  if (program === undefined) {
    return { skipped: `no program was given: set JIANZHENG_ENGINE_BIN to the path of ${engine}` };
  }
  return engine === 'besu'
    ? realEngine({ name: 'besu', versionArgs: ['--version'], says: /^besu\//im }, program)
    : realEngine({ name: 'goquorum', versionArgs: ['version'], says: /quorum version/i }, program);
}
