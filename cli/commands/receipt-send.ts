import { createHash } from 'node:crypto';
import type { Command } from 'commander';
import { type Acknowledgement, readAcknowledgement } from '../../core/acknowledgement.ts';
import { FormatError } from '../../core/errors.ts';
import type { CopyAnswer } from '../api.ts';
import { readBounded } from '../bounded-file.ts';
import { failure } from '../command-error.ts';
import { accountOf, type Context, note, print } from '../context.ts';
import { EXIT } from '../exit.ts';
import { handOver, heldText } from '../hand-over.ts';
import { heldFiles } from '../held-files.ts';
import type { LocalFile } from '../local-files.ts';
import type { RemoteFile } from '../multipart.ts';
import { filesFor, type ReceiptAtHand, receiptAtHand } from '../receipt-files.ts';
import { askForReceipt } from '../receipts.ts';
import { ask, jsonBody, type Service } from '../service.ts';

/** `jz receipt send`: hands a record's receipt to another agency's service, and notes its acknowledgement at home. */

type Options = { to: string; peerTokenFile?: string; withFiles?: string | true; json?: boolean };

const MAX_TOKEN_BYTES = 1024;

async function peerOf(context: Context, options: Options): Promise<Service> {
  const url = URL.canParse(options.to) ? new URL(options.to) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw failure('url-invalid', { url: options.to }, { exit: EXIT.usage });
  }
  // From a file or the environment: what stands on a command line is seen by every user of the machine.
  const token =
    options.peerTokenFile === undefined
      ? context.environment.peerToken
      : Buffer.from(await readBounded(options.peerTokenFile, MAX_TOKEN_BYTES))
          .toString('utf8')
          .trim();
  if (!token) throw failure('peer-token-missing', { url: url.origin }, { exit: EXIT.usage });
  return { url, token, language: context.language };
}

/** The peer's word, for just what was sent. Whose key it is only our own service knows, from the chain. */
function readAnswer(value: unknown, recordId: string, bytes: Uint8Array, url: string): Acknowledgement {
  const wrong = (reason: string, cause?: unknown) =>
    failure('acknowledgement-refused', { url, reason }, { exit: EXIT.differs, cause });
  let acknowledgement: Acknowledgement;
  try {
    acknowledgement = readAcknowledgement(value);
  } catch (error) {
    if (error instanceof FormatError) throw wrong(error.code, error);
    throw error;
  }
  if (acknowledgement.recordId !== recordId) throw wrong('acknowledgement-other-record');
  if (acknowledgement.receiptSha256 !== createHash('sha256').update(bytes).digest('hex')) {
    throw wrong('acknowledgement-other-receipt');
  }
  return acknowledgement;
}

/** From a path on this machine, or from the own service. */
async function filesToSend(
  context: Context,
  own: Service,
  recordId: string,
  receipt: ReceiptAtHand,
  from: string | true | undefined,
): Promise<readonly (LocalFile | RemoteFile)[]> {
  if (from !== true) return (await filesFor([receipt], from, context.text('progress.hashing')))[0] ?? [];
  const { files, missing } = await heldFiles(own, recordId, receipt);
  for (const name of missing) note(context.text('receipt.send.notHeld', { name }));
  return files;
}

async function run(context: Context, id: string, options: Options): Promise<void> {
  const recordId = id.toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(recordId)) throw failure('record-id-malformed', { id }, { exit: EXIT.usage });
  const own = accountOf(context);
  const peer = await peerOf(context, options);
  const answer = await askForReceipt(own, recordId);
  if (!answer.ready) throw failure('receipt-not-ready', { record: recordId, state: answer.state });
  const receipt = receiptAtHand(answer.bytes, own.url.origin);
  const files = await filesToSend(context, own, recordId, receipt, options.withFiles);
  const { kept } = await handOver(context, peer, receipt, files, options.json);
  const acknowledgement = readAnswer(kept.acknowledgement, recordId, answer.bytes, peer.url.origin);
  const copy = await ask<CopyAnswer>(own, {
    method: 'POST',
    path: `records/${recordId}/copies`,
    body: jsonBody(acknowledgement),
  });
  if (options.json) {
    print(JSON.stringify({ recordId, copy, acknowledgement }));
    return;
  }
  const held = heldText(context, acknowledgement, receipt);
  print(context.text('receipt.send.done', { agency: copy.agency, record: recordId, held }));
}

export function addReceiptSend(receipt: Command, context: Context): void {
  const { text } = context;
  receipt
    .command('send')
    .summary(text('receipt.send'))
    .description(text('receipt.send.description'))
    .argument('<id>', text('argument.recordId'))
    .requiredOption('--to <url>', text('receipt.send.to'))
    .option('--peer-token-file <file>', text('receipt.send.token'))
    .option('--with-files [path]', text('receipt.send.files'))
    .action((id: string, options: Options) => run(context, id, options));
}
