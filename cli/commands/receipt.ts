import { rm, stat, writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { failure } from '../command-error.ts';
import { accountOf, type Context, note, print } from '../context.ts';
import { EXIT } from '../exit.ts';
import { askForReceipt, waitForReceipt } from '../receipts.ts';
import { besideReceipt, stampsOfService } from '../time-stamps.ts';
import { addWaiting, deadlineOf, type WaitOptions } from '../waiting.ts';
import { addReceiptImport } from './receipt-import.ts';
import { addReceiptSend } from './receipt-send.ts';

/** `jz receipt`: the receipt of a record, as a file. */

type Options = WaitOptions & { out?: string; json?: boolean };

export async function writeOut(path: string, bytes: Uint8Array): Promise<void> {
  const before = await stat(path).catch(() => undefined);
  try {
    await writeFile(path, bytes);
  } catch (error) {
    // Half of a file must not be taken for it.
    if (!before) await rm(path, { force: true }).catch(() => undefined);
    const reason = error instanceof Error ? error.message : String(error);
    throw failure('file-unwritable', { path, reason }, { cause: error });
  }
}

async function receiptBytesOf(context: Context, recordId: string, options: Options): Promise<Buffer> {
  const service = accountOf(context);
  if (options.wait) {
    return waitForReceipt(service, recordId, {
      deadline: deadlineOf(options),
      onState: (state) => {
        if (process.stderr.isTTY) note(context.text('receipt.waiting', { state }));
      },
    });
  }
  const answer = await askForReceipt(service, recordId);
  if (!answer.ready) throw failure('receipt-not-ready', { record: recordId, state: answer.state });
  return answer.bytes;
}

async function run(context: Context, id: string, options: Options): Promise<void> {
  const recordId = id.toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(recordId)) throw failure('record-id-malformed', { id }, { exit: EXIT.usage });
  const bytes = await receiptBytesOf(context, recordId, options);
  if (options.out === undefined) {
    process.stdout.write(bytes);
    return;
  }
  await writeOut(options.out, bytes);
  const stamps = await stampsOfService(accountOf(context), recordId);
  const timeStamps = stamps && besideReceipt(options.out);
  if (stamps && timeStamps) await writeOut(timeStamps, stamps);
  if (options.json) {
    print(JSON.stringify({ recordId, receipt: options.out, bytes: bytes.length, timeStamps }));
    return;
  }
  note(context.text('receipt.written', { path: options.out }));
  if (timeStamps) note(context.text('receipt.stamps', { path: timeStamps }));
}

export function addReceipt(program: Command, context: Context): void {
  const { text } = context;
  const command = program
    .command('receipt')
    .summary(text('receipt.summary'))
    .description(text('receipt.description'))
    .argument('<id>', text('argument.recordId'))
    .option('-o, --out <file>', text('option.out'))
    // Or it would take what is meant for the commands below it.
    .enablePositionalOptions();
  addReceiptImport(command, context);
  addReceiptSend(command, context);
  addWaiting(command, context).action((id: string, options: Options) => run(context, id, options));
}
