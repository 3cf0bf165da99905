import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Report } from '../../core/report.ts';
import type { Agency } from './consortium.ts';
import { jz, jzJson } from './jz.ts';
import { waitFor } from './patience.ts';
import { type Process, start } from './processes.ts';

/** An agency's service beside its own node, and what people do with it: submit, get the receipt, verify it offline. */

const main = fileURLToPath(new URL('../../server/main.ts', import.meta.url));
const START_MS = 120_000;
/** Seconds that `jz submit` waits for a receipt: a network that lost validators may stand for minutes. */
const RECEIPT_S = '600';

/** Starts the service of an agency, and waits until it takes submissions. */
export async function startService({ id, data }: Agency, rpcUrl: string, log: string): Promise<Process> {
  const service = start(
    `The service of ${id}`,
    {
      program: process.execPath,
      args: [main],
      env: {
        LANG: 'C',
        JIANZHENG_DATA: data,
        JIANZHENG_AGENCY: id,
        JIANZHENG_PORT: '0',
        JIANZHENG_RPC_URL: rpcUrl,
        JIANZHENG_LOG: 'warn',
      },
    },
    log,
  );
  const check = () => {
    if (!service.running()) throw new Error(`The service has ended; see ${log}:\n${service.tail()}`);
  };
  const ready = async () => {
    const local = JSON.parse(readFileSync(join(data, 'service', 'local.json'), 'utf8')) as { url: string };
    return (await fetch(`${local.url}/readyz`)).ok || undefined;
  };
  await waitFor(`the service of ${id}`, ready, check, START_MS);
  return service;
}

/** Submits a new file and waits for its receipt. @returns paths of both */
export async function submit(
  { folder, data }: Agency,
  name: string,
): Promise<{ readonly file: string; readonly receipt: string }> {
  const file = join(folder, `${name}.txt`);
  writeFileSync(file, `${name}, submitted at ${new Date().toISOString()}\n`);
  const args = ['submit', file, '--wait', '--timeout', RECEIPT_S, '--receipts', join(folder, 'receipts')];
  const { receipt } = await jzJson<{ receipt: string }>(args, { cwd: folder, data });
  return { file, receipt };
}

/** Verifies with nothing but a receipt, a trust bundle and a file: no service, no node. */
export async function verdict(evidence: {
  file: string;
  receipt: string;
  trust: string;
  cwd: string;
}): Promise<Report> {
  const { file, receipt, trust, cwd } = evidence;
  const { stdout, stderr } = await jz(['verify', file, '-r', receipt, '-t', trust, '--json'], { cwd });
  try {
    return JSON.parse(stdout) as Report;
  } catch {
    throw new Error(`jz verify said: ${stdout}${stderr}`);
  }
}

/** A copy of a file with one bit turned. */
export function flipBit(file: string): string {
  const bytes = readFileSync(file);
  bytes[0]! ^= 1;
  const altered = `${file}.altered`;
  writeFileSync(altered, bytes);
  return altered;
}
