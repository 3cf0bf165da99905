import { spawn } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { removeData, type Service, startService } from '../../test/support/service.ts';

/** A case with one large file in a service of its own, for what is measured from outside: the command and the page. */

const MIB = 1024 * 1024;
const launcher = fileURLToPath(new URL('../../cli/jz.cjs', import.meta.url));

export type Run = {
  readonly ms: number;
  /** The most that the process ever had resident, bytes; 0 where the system does not tell. */
  readonly peakBytes: number;
  readonly stdout: string;
};

/** The most that a process had resident, bytes. */
function peakOf(pid: number): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** Runs a command to its end. @throws Error with what it said, unless it ends with 0 */
export function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Run> {
  const start = performance.now();
  const child = spawn(program, args, {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let peakBytes = 0;
  const sampler = setInterval(() => {
    peakBytes = Math.max(peakBytes, peakOf(child.pid ?? 0));
  }, 50);
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    said.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said.stderr += chunk;
  });
  return new Promise<Run>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (code !== 0) reject(new Error(`${program} ${args.join(' ')} ended with ${code}: ${said.stderr}`));
      else resolve({ ms: performance.now() - start, peakBytes, stdout: said.stdout });
    });
  }).finally(() => clearInterval(sampler));
}

export type BigCase = {
  readonly folder: string;
  /** The file, its receipt, and the service's trust bundle. */
  readonly paths: { readonly file: string; readonly receipt: string; readonly trust: string };
  readonly bytes: number;
  readonly service: Service;
  jz(...args: string[]): Promise<Run>;
  close(): Promise<void>;
};

/** @param bytes of the file, whole MiB @param caseId of its record */
export async function openBigCase(bytes: number, caseId: string): Promise<BigCase> {
  const folder = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'jianzheng-bench-case-'));
  const path = (name: string) => join(folder, name);
  const paths = { file: path('big.bin'), receipt: path('receipt.json'), trust: path('trust.json') };
  const block = randomFillSync(new Uint8Array(MIB));
  const file = openSync(paths.file, 'w');
  for (let written = 0; written < bytes; written += MIB) writeSync(file, block);
  closeSync(file);
  const service = await startService({ data: path('data') });
  const env = { JIANZHENG_DATA: service.data, XDG_STATE_HOME: path('state') };
  const jz = (...args: string[]) => run(process.execPath, [launcher, ...args], env);
  const submitted = await jz('submit', paths.file, '--case', caseId, '--wait', '--json');
  const { recordId } = JSON.parse(submitted.stdout) as { recordId: string };
  writeFileSync(paths.receipt, await service.receipt(recordId));
  writeFileSync(paths.trust, await (await service.request('/api/v1/trust')).bytes());
  return {
    ...{ folder, paths, bytes, service, jz },
    async close() {
      await service.stop();
      removeData(service.data);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
