import type { Command } from 'commander';
import { type Context, note, print } from '../context.ts';
import { hashFiles } from '../digests.ts';
import { listContent } from '../local-files.ts';
import { startProgress } from '../progress.ts';
import { safe } from '../terminal.ts';

/** `jz hash`: the digests of files, as records hold them. */

async function hash(context: Context, paths: string[], options: { json?: boolean }): Promise<void> {
  const { files, leftOut } = await listContent(paths);
  for (const path of leftOut) note(context.text('files.leftOut', { path }));
  const total = files.reduce((sum, file) => sum + file.size, 0);
  const progress = startProgress(context.text('progress.hashing'), total, 'bytes');
  const lines: string[] = [];
  try {
    for await (const { item, digests } of hashFiles(files, { sm3: true, onBytes: progress.add })) {
      const { size, sha256, sm3 } = digests;
      lines.push(
        options.json
          ? JSON.stringify({ name: item.name, size, mediaType: item.mediaType, sha256, sm3 })
          : `sha256 ${sha256}  sm3 ${sm3}  ${size}  ${safe(item.name)}`,
      );
      // A bar and results would write over each other; in a pipe each line goes out as soon as it is known.
      if (!process.stderr.isTTY) print(lines.pop()!);
    }
  } finally {
    progress.stop();
    for (const line of lines) print(line);
  }
}

export function addHash(program: Command, context: Context): void {
  program
    .command('hash')
    .summary(context.text('hash.summary'))
    .description(context.text('hash.description'))
    .argument('<path...>', context.text('argument.paths'))
    .action((paths: string[], options: { json?: boolean }) => hash(context, paths, options));
}
