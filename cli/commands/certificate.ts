import type { Command } from 'commander';
import { notProved } from '../certificate-refused.ts';
import { readReceipt } from '../certificates.ts';
import { failure } from '../command-error.ts';
import { type Context, note, print } from '../context.ts';
import { EXIT } from '../exit.ts';
import { readPinned } from '../pinned-trust.ts';
import { isServiceAddress } from '../service-address.ts';
import { writeOut } from './receipt.ts';

/** `jz certificate`: what a receipt proves, as a PDF for people. */

type Options = { out: string; trust?: string; page?: string; json?: boolean };

/** @throws CommandError `url-invalid` */
function pageOf(context: Context, given: string | undefined): string | undefined {
  const page = given ?? context.environment.url;
  if (page === undefined) return undefined;
  if (!URL.canParse(page) || !isServiceAddress(new URL(page)))
    throw failure('url-invalid', { url: page }, { exit: EXIT.usage });
  return page;
}

async function run(context: Context, path: string, options: Options): Promise<void> {
  const pinned = options.trust ?? context.environment.trust;
  if (pinned === undefined) throw failure('trust-missing', {}, { exit: EXIT.usage });
  const page = pageOf(context, options.page);
  const { trust } = await readPinned(pinned);
  const receipt = await readReceipt(path);
  // What makes PDFs takes longer to load than all the rest.
  const { makeCertificate } = await import('../../paper/certificate.ts');
  let pdf: Uint8Array;
  try {
    pdf = await makeCertificate({ receipt, trust, page });
  } catch (error) {
    throw notProved(error, path);
  }
  await writeOut(options.out, pdf);
  if (options.json) print(JSON.stringify({ certificate: options.out, bytes: pdf.length }));
  else note(context.text('certificate.written', { path: options.out }));
}

export function addCertificate(program: Command, context: Context): void {
  const { text } = context;
  program
    .command('certificate')
    .summary(text('certificate.summary'))
    .description(text('certificate.description'))
    .argument('<receipt>', text('certificate.receipt'))
    .requiredOption('-o, --out <file>', text('certificate.out'))
    .option('-t, --trust <file>', text('verify.trust'))
    .option('--page <url>', text('certificate.page'))
    .action((path: string, options: Options) => run(context, path, options));
}
