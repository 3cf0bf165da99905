import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/** What the environment says. No other file of the command reads it. */
export type Environment = {
  /** Folder with the data of the service on this machine. */
  readonly data: string;
  /** Where the service is, when said. */
  readonly url: string | undefined;
  readonly token: string | undefined;
  /** Token for another agency's service, when a receipt is sent there. */
  readonly peerToken: string | undefined;
  /** Path of the trust bundle to verify with, when no option says. */
  readonly trust: string | undefined;
  /** This agency's node, as the service uses it. */
  readonly rpc: string | undefined;
  /** Folder for what a command that was killed may go on with. */
  readonly state: string;
  readonly locale: string;
};

export function readEnvironment(
  variables: Readonly<Record<string, string | undefined>> = process.env,
): Environment {
  // An empty variable counts as none: that is how shells and service files unset one.
  const read = (name: string) => variables[name] || undefined;
  return {
    data: path.resolve(read('JIANZHENG_DATA') ?? 'data'),
    url: read('JIANZHENG_URL'),
    token: read('JIANZHENG_TOKEN'),
    peerToken: read('JIANZHENG_PEER_TOKEN'),
    trust: read('JIANZHENG_TRUST'),
    rpc: read('JIANZHENG_RPC_URL'),
    state: path.join(
      read('XDG_STATE_HOME') ?? read('LOCALAPPDATA') ?? path.join(homedir(), '.local', 'state'),
      'jianzheng',
    ),
    locale: read('LC_ALL') ?? read('LC_MESSAGES') ?? read('LANG') ?? '',
  };
}

/** What a service that runs on this machine wrote down for us, readable by its own user alone. */
export type LocalService = { readonly url: string; readonly token: string; readonly pid: number };

/** The local service of a data folder, or undefined where none runs or where it is not ours to read. */
export function localService(data: string): LocalService | undefined {
  try {
    const { url, token, pid } = JSON.parse(readFileSync(path.join(data, 'service', 'local.json'), 'utf8'));
    return typeof url === 'string' && typeof token === 'string' && typeof pid === 'number'
      ? { url, token, pid }
      : undefined;
  } catch {
    return undefined;
  }
}
