import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { grouped } from '../../core/fingerprint.ts';
import { failure } from '../command-error.ts';
import { type Context, note, print } from '../context.ts';
import { readPinned } from '../pinned-trust.ts';
import { writeOut } from './receipt.ts';

/** `jz verifier`: the verifier as one HTML file, with the auditor's own trust bundle written into it. */

const BUILT = new URL('../../web/verifier/dist/jianzheng-verifier.html', import.meta.url);
/** The place that web/verifier/one-file.ts leaves for a bundle. */
const PLACE = '<script type="application/octet-stream" id="pinned-trust">';

async function write(
  context: Context,
  options: { out: string; trust?: string; json?: boolean },
): Promise<void> {
  const { out } = options;
  const trust = options.trust === undefined ? undefined : await readPinned(options.trust);
  const page = await readFile(BUILT, 'utf8').catch((cause: unknown) => {
    throw failure('verifier-not-built', {}, { cause });
  });
  const pinned = trust ? Buffer.from(trust.bytes).toString('base64') : '';
  const [before, after] = page.split(PLACE);
  if (after === undefined) throw failure('verifier-not-built', {});
  await writeOut(out, Buffer.from(`${before}${PLACE}${pinned}${after}`));
  if (options.json) {
    print(JSON.stringify({ verifier: out, fingerprint: trust?.trust.foundingHash ?? null }));
    return;
  }
  note(context.text('verifier.written', { path: out }));
  if (trust) {
    note(context.text('verifier.pinned', { fingerprint: grouped(trust.trust.foundingHash) }));
    note(context.text('trust.compare'));
  } else note(context.text('verifier.unpinned'));
}

export function addVerifier(program: Command, context: Context): void {
  const { text } = context;
  program
    .command('verifier')
    .summary(text('verifier.summary'))
    .description(text('verifier.description'))
    .requiredOption('-o, --out <file>', text('verifier.out'))
    .option('--trust <file>', text('verifier.trust'))
    .action((options: { out: string; trust?: string; json?: boolean }) => write(context, options));
}
