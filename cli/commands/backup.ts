import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { failure } from '../command-error.ts';
import { type Context, note, print } from '../context.ts';
import { EXIT } from '../exit.ts';
import { bytesText } from '../terminal.ts';

/** `jz backup`: a copy of the data folder, while the service runs. */

async function run(context: Context, folder: string, options: { json?: boolean }): Promise<void> {
  const { data } = context.environment;
  const target = path.resolve(folder);
  if (!existsSync(path.join(data, 'founding.json')) && !existsSync(path.join(data, 'trust.json'))) {
    throw failure('data-missing', { path: data });
  }
  const way = path.relative(data, target);
  if (way === '' || !(way.startsWith('..') || path.isAbsolute(way))) {
    throw failure('backup-inside', { path: target }, { exit: EXIT.usage });
  }
  // Only here, because it loads SQLite.
  const { backUp } = await import('../backup.ts');
  try {
    const { copied, kept, bytes } = await backUp(data, target);
    if (options.json) print(JSON.stringify({ backup: target, copied, kept, bytes }));
    else note(context.text('backup.done', { path: target, copied, kept, size: bytesText(bytes) }));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw failure('backup-failed', { path: target, reason }, { cause: error });
  }
}

export function addBackup(program: Command, context: Context): void {
  const { text } = context;
  program
    .command('backup')
    .summary(text('backup.summary'))
    .description(text('backup.description'))
    .argument('<folder>', text('backup.folder'))
    .action((folder: string, options: { json?: boolean }) => run(context, folder, options));
}
