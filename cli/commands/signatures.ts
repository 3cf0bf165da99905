import { buffer } from 'node:stream/consumers';
import type { Command } from 'commander';
import { type SignedRole, signedRoles } from '../../core/persons/roles.ts';
import {
  type CountersignatureReport,
  type ListCache,
  verifyCountersignature,
} from '../../core/persons/verify.ts';
import { verify } from '../../core/verify.ts';
import { labelOf } from '../../language/kinds.ts';
import { failure } from '../command-error.ts';
import { accountOf, type Context, note, print } from '../context.ts';
import { EXIT } from '../exit.ts';
import { bytesOf } from '../held-files.ts';
import { readPinned } from '../pinned-trust.ts';
import { writeNewFolder } from '../private-files.ts';
import { askForReceipt } from '../receipts.ts';
import { ask, type Service } from '../service.ts';
import { readSignatureFiles } from '../signature-files.ts';
import { agencyNames, roleLines, signedLines } from '../signed-text.ts';
import { columns, safe, timeText } from '../terminal.ts';

/** `jz signatures`: who signed a record, role by role: as the service says, or verified offline out of a folder. */

type Item = {
  readonly recordId: string;
  readonly role: string;
  readonly person: string;
  readonly by: 'p256' | 'passkey';
  readonly keyList: string;
  readonly claimedAt: string;
  readonly verdict: CountersignatureReport['verdict'] | null;
  readonly failed: string | null;
};
type Page = {
  readonly items: readonly Item[];
  readonly roles: readonly SignedRole[];
  readonly keyLists: readonly string[];
};
type Options = { from?: string; out?: string; trust?: string; json?: boolean };

/** @throws CommandError `record-id-malformed` */
export function recordIdOf(id: string): string {
  const lower = id.toLowerCase();
  if (/^[0-9a-f]{64}$/.test(lower)) return lower;
  throw failure('record-id-malformed', { id }, { exit: EXIT.usage });
}

function show(context: Context, { items, roles }: Page): void {
  const { text, verdictText, language } = context;
  const rows = items.map(({ verdict, failed, role, person, by, claimedAt }) => [
    verdictText(`signed.verdict.${verdict ?? 'PENDING'}`),
    labelOf('role', role, language),
    safe(person),
    verdictText(`signed.by.${by}`),
    timeText(Date.parse(claimedAt)),
    failed ?? '',
  ]);
  if (rows.length === 0) print(text('signatures.none'));
  for (const line of [...columns(rows), ...roleLines(context, roles)]) print(line);
  print('');
  print(verdictText('signed.not'));
}

/** What a folder needs to be verified elsewhere: each countersignature and key list with its receipt, and the record's. */
async function takeAlong(service: Service, recordId: string, page: Page): Promise<Record<string, Buffer>> {
  const files: Record<string, Buffer> = {};
  const receiptOf = async (id: string): Promise<Buffer | undefined> => {
    const answer = await askForReceipt(service, id);
    return answer.ready ? answer.bytes : undefined;
  };
  const anchored = page.items.filter(({ verdict }) => verdict !== null);
  const lists = new Set([...anchored.map(({ keyList }) => keyList), ...page.keyLists]);
  for (const id of [...anchored.map((item) => item.recordId), ...lists]) {
    const receipt = await receiptOf(id);
    if (!receipt) continue;
    files[`${id}.receipt.json`] = receipt;
    files[`${id}.json`] = await buffer(bytesOf(service, `records/${id}/files/0`));
  }
  const own = await receiptOf(recordId).catch(() => undefined);
  return own ? { ...files, [`${recordId}.receipt.json`]: own } : files;
}

async function online(context: Context, recordId: string, { out, json }: Options): Promise<void> {
  const account = accountOf(context);
  const page = await ask<Page>(account, { method: 'GET', path: `records/${recordId}/countersignatures` });
  if (out !== undefined) {
    writeNewFolder(out, await takeAlong(account, recordId, page));
    note(context.text('signatures.written', { path: out }));
  }
  if (json) print(JSON.stringify(page));
  else show(context, page);
}

const exitOf = (reports: readonly CountersignatureReport[]) => {
  if (reports.some(({ verdict }) => verdict === 'INVALID')) return EXIT.invalid;
  const all = reports.length > 0 && reports.every(({ verdict }) => verdict === 'SIGNED');
  return all ? EXIT.done : EXIT.undetermined;
};

async function offline(context: Context, recordId: string, from: string, options: Options): Promise<void> {
  const pinned = options.trust ?? context.environment.trust;
  if (pinned === undefined) throw failure('trust-missing', {}, { exit: EXIT.usage });
  const { trust } = await readPinned(pinned);
  const given = await readSignatureFiles(from);
  const [lost] = [...given.fileless, ...given.unmatched];
  if (lost !== undefined) throw failure('signatures-unmatched', { path: lost });
  const sealCache = new Map();
  const listCache: ListCache = new Map();
  const reports = given.countersignatures.map((countersignature) =>
    verifyCountersignature({
      recordId,
      countersignature,
      keyLists: given.keyLists,
      trust,
      sealCache,
      listCache,
    }),
  );
  // What the record's kind asks for is known with its receipt alone.
  const own = given.others
    .map((receipt) => verify({ receipt, files: [], trust, sealCache }))
    .find((report) => report.recordId === recordId && report.verdict !== 'INVALID');
  const roles = signedRoles(own?.kind ?? '', reports, own?.template);
  process.exitCode = exitOf(reports);
  if (options.json) {
    const fingerprint = { trust: { fingerprint: trust.foundingHash } };
    print(JSON.stringify({ recordId, kind: own?.kind ?? null, reports, roles, ...fingerprint }));
    return;
  }
  for (const line of signedLines(context, { signatures: reports, roles }, agencyNames(context, trust)))
    print(line);
  if (!own) note(context.text('signatures.kindUnknown'));
}

async function run(context: Context, id: string, options: Options): Promise<void> {
  const recordId = recordIdOf(id);
  if (options.from === undefined) await online(context, recordId, options);
  else await offline(context, recordId, options.from, options);
}

export function addSignatures(program: Command, context: Context): void {
  const { text } = context;
  program
    .command('signatures')
    .summary(text('signatures.summary'))
    .description(text('signatures.description'))
    .argument('<record-id>', text('argument.recordId'))
    .option('--from <folder>', text('signatures.from'))
    .option('-o, --out <folder>', text('signatures.out'))
    .option('-t, --trust <file>', text('verify.trust'))
    .action((id: string, options: Options) => run(context, id, options));
}
