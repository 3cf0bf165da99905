import type { Command } from 'commander';
import { grouped } from '../../core/fingerprint.ts';
import { readBounded } from '../bounded-file.ts';
import { type Context, note, print, serviceOf } from '../context.ts';
import { bundleOfService, MAX_TRUST_BYTES, openPinned } from '../pinned-trust.ts';
import { headOf, trustText } from '../trust-text.ts';
import { writeOut } from './receipt.ts';
import { addTrustUpdate } from './trust-update.ts';

/** `jz trust`: what an auditor pins. The fingerprint is what two people compare. */

async function bundleOf(
  context: Context,
  file: string | undefined,
): Promise<{ bytes: Uint8Array; from: string }> {
  if (file !== undefined) return { bytes: await readBounded(file, MAX_TRUST_BYTES), from: file };
  const service = serviceOf(context);
  return { bytes: await bundleOfService(service), from: service.url.origin };
}

async function show(context: Context, file: string | undefined, options: { json?: boolean }): Promise<void> {
  const { bytes, from } = await bundleOf(context, file);
  const trust = openPinned(bytes, from);
  if (!options.json) {
    for (const line of trustText(context, trust)) print(line);
    return;
  }
  const { foundingHash, chainId, registry, ledger, ledgers, agencies, sets } = trust;
  print(
    JSON.stringify({
      fingerprint: foundingHash,
      head: headOf(trust),
      consortium: trust.document.consortium,
      chainId,
      registry,
      ledger,
      ledgers,
      agencies,
      sets,
      single: sets.at(-1)?.length === 1,
    }),
  );
}

async function exportTo(context: Context, options: { out?: string; json?: boolean }): Promise<void> {
  const { bytes, from } = await bundleOf(context, undefined);
  const { foundingHash } = openPinned(bytes, from);
  if (options.out === undefined) {
    process.stdout.write(bytes);
    return;
  }
  await writeOut(options.out, bytes);
  if (options.json) {
    print(JSON.stringify({ trust: options.out, fingerprint: foundingHash }));
    return;
  }
  note(context.text('trust.written', { path: options.out, fingerprint: grouped(foundingHash) }));
  note(context.text('trust.compare'));
}

export function addTrust(program: Command, context: Context): void {
  const { text } = context;
  const trust = program
    .command('trust')
    .summary(text('trust.summary'))
    .description(text('trust.description'));
  trust
    .command('show')
    .summary(text('trust.show'))
    .description(text('trust.show'))
    .argument('[file]', text('trust.file'))
    .action((file: string | undefined, options: { json?: boolean }) => show(context, file, options));
  trust
    .command('export')
    .summary(text('trust.export'))
    .description(text('trust.export'))
    .option('-o, --out <file>', text('option.out'))
    .action((options: { out?: string; json?: boolean }) => exportTo(context, options));
  addTrustUpdate(trust, context);
}
