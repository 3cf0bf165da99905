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

type Row = Pick<Item, 'verdict' | 'failed'> & Partial<Pick<Item, 'role' | 'person' | 'by' | 'claimedAt'>>;

function show(context: Context, rows: readonly Row[], roles: readonly SignedRole[]): void {
  const { text, language } = context;
  const lines = rows.map(({ verdict, failed, role, person, by, claimedAt }) => [
    text(`signatures.verdict.${verdict ?? 'PENDING'}`),
    role === undefined ? '-' : labelOf('role', role, language),
    safe(person ?? '-'),
    by === undefined ? '-' : text(`personKeys.type.${by}`),
    claimedAt === undefined ? '-' : timeText(Date.parse(claimedAt)),
    failed ?? '',
  ]);
  if (lines.length === 0) print(text('signatures.none'));
  for (const line of columns(lines)) print(line);
  for (const { role, demanded, signed } of roles) {
    const label = labelOf('role', role, language);
    const values = { role: label, signed: signed.length, demanded, who: signed.join(', ') || '-' };
    print(text(signed.length < demanded ? 'signatures.missing' : 'signatures.role', values));
  }
  print('');
  print(text('signatures.not'));
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
  else show(context, page.items, page.roles);
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
  const roles = signedRoles(own?.kind ?? '', reports);
  process.exitCode = exitOf(reports);
  if (options.json) {
    const fingerprint = { trust: { fingerprint: trust.foundingHash } };
    print(JSON.stringify({ recordId, kind: own?.kind ?? null, reports, roles, ...fingerprint }));
    return;
  }
  const rows = reports.map(
    ({ verdict, checks, role, person, by, agency, claimedAt }): Row => ({
      verdict,
      failed: checks.find(({ outcome }) => outcome === 'fail' || outcome === 'unknown')?.name ?? null,
      ...(role === undefined ? {} : { role }),
      ...(person === undefined ? {} : { person: `${agency ?? '-'} ${person}` }),
      ...(by === undefined ? {} : { by }),
      ...(claimedAt === undefined ? {} : { claimedAt: new Date(claimedAt * 1000).toISOString() }),
    }),
  );
  show(context, rows, roles);
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
