import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The embedded chain as the process that the product runs. */

const MAIN = fileURLToPath(new URL('../../chain/main.ts', import.meta.url));

export type ChainProcess = {
  readonly child: ChildProcess;
  /** Where it answers, once it is ready. @throws Error with its stderr when it ends before */
  readonly ready: Promise<string>;
  /** Exit code, or the signal that ended it, and all that it wrote to stderr. */
  readonly ended: Promise<{ code: number | null; signal: string | null; stderr: string }>;
};

export function spawnChain(options: {
  folder: string;
  founding: string;
  key: string;
  port?: number;
  ipc?: boolean;
  /** Locale, by default C. */
  locale?: string;
  /** Further arguments. */
  more?: readonly string[];
  env?: Readonly<Record<string, string>>;
}): ChainProcess {
  const { folder, founding, key, port = 0, ipc = false, locale = 'C', more = [], env = {} } = options;
  const args = [
    MAIN,
    '--data',
    folder,
    '--founding',
    founding,
    '--key',
    key,
    '--port',
    String(port),
    ...more,
  ];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, LC_ALL: locale, ...env },
    stdio: ['ignore', 'pipe', 'pipe', ...(ipc ? ['ipc' as const] : [])],
  });
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const ended = new Promise<Awaited<ChainProcess['ended']>>((resolve) => {
    // Not 'close': with an IPC channel that was disconnected it never comes.
    child.once('exit', (code, signal) => {
      const done = () => resolve({ code, signal, stderr });
      if (child.stderr?.readableEnded === false) child.stderr.once('end', done);
      else done();
    });
  });
  const line = new Promise<string>((resolve) => {
    let stdout = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      if (stdout.includes('\n')) resolve((JSON.parse(stdout) as { url: string }).url);
    });
  });
  const early = ended.then(({ code, signal, stderr: text }) => {
    throw new Error(`The chain ended with ${code ?? signal}: ${text}`);
  });
  early.catch(() => undefined);
  const ready = Promise.race([line, early]);
  ready.catch(() => undefined);
  return { child, ready, ended };
}

/** One JSON-RPC request over HTTP; the answer with its `result` or `error`. */
export async function post(
  url: string,
  method: string,
  ...params: unknown[]
): Promise<{ result?: unknown; error?: { code: number; message: string; data?: unknown } }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  return (await response.json()) as { result?: unknown };
}
