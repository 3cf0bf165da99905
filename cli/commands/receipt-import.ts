import type { Command } from 'commander';
import { accountOf, type Context, print } from '../context.ts';
import { handOver, heldText } from '../hand-over.ts';
import { filesFor, receiptFromFile } from '../receipt-files.ts';

/** `jz receipt import`: what another agency handed over is verified by the own service, and kept there. */

type Options = { files?: string; json?: boolean };

async function run(context: Context, paths: string[], options: Options): Promise<void> {
  const service = accountOf(context);
  const receipts = await Promise.all(paths.map(receiptFromFile));
  const files = await filesFor(receipts, options.files, context.text('progress.hashing'));
  for (const [index, receipt] of receipts.entries()) {
    const { kept, replayed } = await handOver(context, service, receipt, files[index] ?? [], options.json);
    if (options.json) {
      print(JSON.stringify({ receipt: receipt.from, ...kept, replayed }));
      continue;
    }
    print(
      context.text(replayed ? 'receipt.import.again' : 'receipt.import.done', {
        path: receipt.from,
        record: kept.recordId,
        agency: kept.agency,
        held: heldText(context, kept, receipt),
      }),
    );
  }
}

export function addReceiptImport(receipt: Command, context: Context): void {
  const { text } = context;
  receipt
    .command('import')
    .summary(text('receipt.import'))
    .description(text('receipt.import.description'))
    .argument('<file...>', text('receipt.import.file'))
    .option('--files <path>', text('receipt.import.files'))
    .action((paths: string[], options: Options) => run(context, paths, options));
}
