import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The whole product as `npm start` runs it, in a folder of its own: service and chain as processes, on free ports. */

const root = fileURLToPath(new URL('../..', import.meta.url));

export type Given = { name: string; bytes: Uint8Array | string; mediaType?: string };
export type RecordAnswer = {
  recordId: string;
  case: string;
  position: number;
  state: 'received' | 'batched' | 'anchored';
  files: { name: string; size: number; sha256: string; sm3: string | null; stored: boolean }[];
};

export type Service = {
  readonly url: string;
  /** May do everything; for this run. */
  readonly token: string;
  readonly data: string;
  readonly pid: number;
  /** What it has printed. */
  output(): string;
  /** The chain's process, or undefined while there is none. */
  chainPid(): number | undefined;
  /** A request with the token, unless other headers say otherwise. */
  request(path: string, init?: RequestInit): Promise<Response>;
  /** Submits files as one record. @throws Error with the answer when it is not 201 */
  submit(files: readonly Given[], fields?: Record<string, string>, key?: string): Promise<RecordAnswer>;
  /** Waits for the receipt's bytes. */
  receipt(recordId: string, ms?: number): Promise<Uint8Array>;
  /** Ends it as Ctrl-C does. @returns the exit code */
  stop(): Promise<number | null>;
  /** Ends it as a power cut would. The chain notices by itself. */
  kill(): Promise<void>;
  /** Resolves when the process is gone, with its exit code or signal. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
};

export type ServiceChoices = {
  /** Data folder; a new temporary one by default. */
  readonly data?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly startMs?: number;
};

export function temporaryData(): string {
  return mkdtempSync(join(tmpdir(), 'jianzheng-service-'));
}

export function removeData(data: string): void {
  rmSync(data, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}

function environment(data: string, env: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('JIANZHENG_'));
  return {
    ...Object.fromEntries(inherited),
    LANG: 'en_US.UTF-8',
    JIANZHENG_DATA: data,
    JIANZHENG_PORT: '0',
    JIANZHENG_AGENCY: 'grid',
    JIANZHENG_BATCH_MS: '50',
    JIANZHENG_LOG: 'warn',
    ...env,
  };
}

/** Runs `node server/main.ts` without waiting for anything. */
export function launchService(choices: ServiceChoices & { data: string }): {
  child: ChildProcess;
  output: () => string;
  ended: Promise<number | NodeJS.Signals | null>;
} {
  const child = spawn(process.execPath, [join(root, 'server/main.ts')], {
    cwd: root,
    env: environment(choices.data, choices.env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  }
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once('close', (code, signal) => resolve(signal ?? code));
  });
  return { child, output: () => printed, ended };
}

function readJson(path: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Starts a service and waits until it takes records. @throws Error with what it printed when it does not get there */
export async function startService(choices: ServiceChoices = {}): Promise<Service> {
  const data = choices.data ?? temporaryData();
  const { child, output, ended } = launchService({ ...choices, data });
  const pid = child.pid as number;
  let over = false;
  ended.then(() => {
    over = true;
  });
  const end = Date.now() + (choices.startMs ?? 60_000);
  let local: Record<string, unknown> | undefined;
  for (;;) {
    local = readJson(join(data, 'service', 'local.json'));
    if (local?.pid === pid && output().includes('sign-in')) break;
    if (over) throw new Error(`The service ended with ${String(await ended)}:\n${output()}`);
    if (Date.now() > end) {
      child.kill('SIGKILL');
      throw new Error(`The service does not start:\n${output()}`);
    }
    await pause(10);
  }
  const url = String(local.url);
  const token = String(local.token);

  const request = (path: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    if (!headers.has('authorization')) headers.set('authorization', `Bearer ${token}`);
    return fetch(`${url}${path}`, { ...init, headers });
  };

  return {
    url,
    token,
    data,
    pid,
    output,
    chainPid: () => readJson(join(data, 'chain', 'rpc.json'))?.pid as number | undefined,
    request,
    async submit(files, fields = {}, key) {
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.append(name, value);
      for (const { name, bytes, mediaType } of files) {
        const part = typeof bytes === 'string' ? bytes : Uint8Array.from(bytes);
        form.append('files', new Blob([part], { type: mediaType ?? 'application/octet-stream' }), name);
      }
      const headers = key === undefined ? {} : { 'Idempotency-Key': key };
      const answer = await request('/api/v1/records', { method: 'POST', body: form, headers });
      if (answer.status !== 201) throw new Error(`${answer.status}: ${await answer.text()}`);
      return (await answer.json()) as RecordAnswer;
    },
    async receipt(recordId, ms = 30_000) {
      for (const until = Date.now() + ms; ; ) {
        const answer = await request(`/api/v1/records/${recordId}/receipt`);
        if (answer.status === 200) return new Uint8Array(await answer.arrayBuffer());
        const text = await answer.text();
        if (answer.status !== 202 || Date.now() > until) throw new Error(`${answer.status}: ${text}`);
        await pause(50);
      }
    },
    async stop() {
      child.kill('SIGINT');
      const code = await ended;
      if (typeof code === 'string') throw new Error(`Ended by ${code}:\n${output()}`);
      return code;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    ended,
  };
}
