import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { failure } from '../command-error.ts';
import { type Context, note, print } from '../context.ts';

/** `jz chain export`: the embedded chain in the form that Besu imports. A process of the chain's own room does it. */

type Options = { out: string; json?: boolean };

async function exportChain(context: Context, { out, json }: Options): Promise<void> {
  const data = path.join(context.environment.data, 'chain');
  if (!existsSync(data)) throw failure('chain-missing', { path: data });
  const script = fileURLToPath(new URL('../../chain/export.ts', import.meta.url));
  const child = spawn(process.execPath, [script, '--data', data, '--out', path.resolve(out)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    texts.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    texts.stderr += chunk;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0) throw failure('chain-export-failed', { reason: texts.stderr.trim() });
  const { blocks, head, genesis } = JSON.parse(texts.stdout) as {
    blocks: number;
    head: string;
    genesis: string;
  };
  if (json) print(JSON.stringify({ blocks, head, chain: path.resolve(out), genesis }));
  else note(context.text('chain.exported', { blocks, path: out, genesis }));
}

export function addChain(program: Command, context: Context): void {
  const { text } = context;
  program
    .command('chain')
    .summary(text('chain.summary'))
    .description(text('chain.description'))
    .command('export')
    .summary(text('chain.export'))
    .description(text('chain.export'))
    .requiredOption('-o, --out <file>', text('option.out'))
    .action((options: Options) => exportChain(context, options));
}
