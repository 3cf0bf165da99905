import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** `jz` as an agency runs it: a process of its own, in a folder that stands for the agency's machine. */

const launcher = fileURLToPath(new URL('../../cli/jz.cjs', import.meta.url));

export type Ran = { readonly code: number | null; readonly stdout: string; readonly stderr: string };
type Options = {
  readonly cwd: string;
  /** Data folder of the service on this machine; by default there is none. */
  readonly data?: string;
};

export function jz(args: readonly string[], { cwd, data = '/nonexistent' }: Options): Promise<Ran> {
  const child = spawn(process.execPath, [launcher, ...args], {
    cwd,
    env: { PATH: process.env.PATH, LANG: 'C', JIANZHENG_DATA: data },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** Runs it with `--json`. @throws Error with what it said when it does not end with 0 */
export async function jzJson<Value>(args: readonly string[], options: Options): Promise<Value> {
  const { code, stdout, stderr } = await jz([...args, '--json'], options);
  if (code !== 0) throw new Error(`jz ${args.join(' ')} ended with ${code}:\n${stdout}${stderr}`);
  return JSON.parse(stdout) as Value;
}
