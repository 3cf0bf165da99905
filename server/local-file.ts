import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { utf8 } from '../core/bytes.ts';
import { writeDurable } from './durable-files.ts';

/** How commands on the same machine find this run of the service: its address, a token for this run, its process. */
export function writeLocalFile(
  folder: string,
  content: { url: string; token: string; pid: number },
): () => void {
  const path = join(folder, 'local.json');
  writeDurable(`${path}.new`, utf8(`${JSON.stringify(content)}\n`));
  renameSync(`${path}.new`, path);
  return () => rmSync(path, { force: true });
}
