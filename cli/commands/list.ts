import path from 'node:path';
import { type Command, Option } from 'commander';
import {
  type EvidenceList,
  LIST_FORMATS,
  type ListedRecord,
  type ListFormat,
} from '../../paper/evidence-list.ts';
import { type Proved, provedBy } from '../../paper/proved.ts';
import { notProved } from '../certificate-refused.ts';
import { readReceipt } from '../certificates.ts';
import { failure } from '../command-error.ts';
import { accountOf, type Context, note, print } from '../context.ts';
import { EXIT } from '../exit.ts';
import { readPinned } from '../pinned-trust.ts';
import { problemOf, readBody, send } from '../service.ts';
import { writeOut } from './receipt.ts';

/** `jz list`: the evidence list, of receipts here, or of a record or a case that the service has. */

type Options = {
  out: string;
  format?: ListFormat;
  trust?: string;
  record?: string;
  case?: string;
  json?: boolean;
};

/** @throws CommandError `list-format-unknown` */
function formatOf({ out, format }: Options): ListFormat {
  const found = format ?? LIST_FORMATS.find((each) => path.extname(out).toLowerCase() === `.${each}`);
  if (found === undefined) throw failure('list-format-unknown', { path: out }, { exit: EXIT.usage });
  return found;
}

/** One record, or several of one case in its order. @throws CommandError `list-several-cases` */
function listOf(proved: readonly Proved[], records: readonly ListedRecord[]): EvidenceList {
  const [first] = proved;
  const ids = new Set(proved.map(({ recordId }) => recordId));
  if (first && ids.size === 1) return { of: { record: first.recordId }, records: records.slice(0, 1) };
  const cases = new Set(proved.map((each) => each.case));
  if (first?.case === undefined || cases.size !== 1)
    throw failure('list-several-cases', {}, { exit: EXIT.usage });
  const position = new Map(proved.map(({ recordId, link }) => [recordId, link?.position ?? 0]));
  const once = [...new Map(records.map((record) => [record.recordId, record])).values()];
  once.sort((a, b) => position.get(a.recordId)! - position.get(b.recordId)!);
  return { of: { case: first.case }, records: once };
}

async function offline(
  context: Context,
  receipts: readonly string[],
  options: Options,
): Promise<EvidenceList> {
  const pinned = options.trust ?? context.environment.trust;
  if (pinned === undefined) throw failure('trust-missing', {}, { exit: EXIT.usage });
  const { trust } = await readPinned(pinned);
  const sealCache = new Map();
  const proved: Proved[] = [];
  for (const receipt of receipts) {
    const bytes = await readReceipt(receipt);
    try {
      proved.push(provedBy(bytes, trust, sealCache));
    } catch (error) {
      throw notProved(error, receipt);
    }
  }
  const records = proved.map((each): ListedRecord => {
    const { recordId, agency, claims, disclosed, interval } = each;
    const { number, time } = interval.anchored;
    return {
      recordId,
      agency: { id: agency, name: trust.agencies.find(({ id }) => id === agency)?.name },
      claims,
      files: disclosed.flatMap((file) => (file ? [file] : [])),
      anchored: { number, time },
    };
  });
  return listOf(proved, records);
}

async function online(
  context: Context,
  { record, case: caseId }: Options,
  format: ListFormat,
): Promise<Uint8Array> {
  const service = accountOf(context);
  const query = new URLSearchParams({ ...(record ? { record } : { case: caseId! }), format });
  const answer = await send(service, { method: 'GET', path: `evidence-list?${query}` });
  if (answer.status !== 200) throw await problemOf(service, answer);
  return readBody(service, answer);
}

async function makeOffline(
  context: Context,
  receipts: readonly string[],
  options: Options,
  format: ListFormat,
): Promise<Uint8Array> {
  const list = await offline(context, receipts, options);
  // What makes PDFs and workbooks takes longer to load than all the rest.
  const { makeList } = await import('../../paper/make-list.ts');
  return makeList(list, format);
}

async function run(context: Context, receipts: readonly string[], options: Options): Promise<void> {
  const ways = [receipts.length > 0, options.record !== undefined, options.case !== undefined];
  if (ways.filter(Boolean).length !== 1) throw failure('list-needs-one', {}, { exit: EXIT.usage });
  const format = formatOf(options);
  const bytes =
    receipts.length > 0
      ? await makeOffline(context, receipts, options, format)
      : await online(context, options, format);
  await writeOut(options.out, bytes);
  if (options.json) print(JSON.stringify({ list: options.out, format, bytes: bytes.length }));
  else note(context.text('list.written', { path: options.out }));
}

export function addList(program: Command, context: Context): void {
  const { text } = context;
  program
    .command('list')
    .summary(text('list.summary'))
    .description(text('list.description'))
    .argument('[receipt...]', text('list.receipts'))
    .requiredOption('-o, --out <file>', text('list.out'))
    .addOption(new Option('--format <format>', text('list.format')).choices(LIST_FORMATS))
    .option('-t, --trust <file>', text('verify.trust'))
    .option('--record <id>', text('list.record'))
    .option('--case <case>', text('list.case'))
    .action((receipts: string[], options: Options) => run(context, receipts, options));
}
