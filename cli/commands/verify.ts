import { type Command, Option } from 'commander';
import { signedRecords } from '../../core/persons/beside.ts';
import { outageReport, type Report } from '../../core/report.ts';
import type { Trust } from '../../core/trust.ts';
import { verify } from '../../core/verify.ts';
import { certificateAmong, readReceipt } from '../certificates.ts';
import { CommandError, failure } from '../command-error.ts';
import { type Context, note, print, serviceOf } from '../context.ts';
import { differencesOf } from '../differences.ts';
import { hashFiles } from '../digests.ts';
import { EXIT, VERDICT_EXIT } from '../exit.ts';
import { type LocalFile, listFiles } from '../local-files.ts';
import { readPinned } from '../pinned-trust.ts';
import { startProgress } from '../progress.ts';
import { reportText } from '../report-text.ts';
import { jsonBody, problemOf, readBody, send } from '../service.ts';
import { readSignatureFiles } from '../signature-files.ts';
import { agencyNames, signedLines, unusedLines } from '../signed-text.ts';
import { checkStampOptions, type StampOptions, stampsOf } from '../time-stamps.ts';

/** `jz verify`: files against a receipt, offline; or, with a record ID, what the service says. */

type Options = StampOptions & {
  receipt?: string;
  signatures?: string;
  trust?: string;
  record?: string;
  json?: boolean;
};
type Digests = Report['files'][number]['given'];

async function digestsOf(context: Context, files: readonly LocalFile[], sm3: boolean): Promise<Digests[]> {
  const total = files.reduce((sum, file) => sum + file.size, 0);
  const progress = startProgress(context.text('progress.hashing'), total, 'bytes');
  const given: Digests[] = [];
  try {
    for await (const { digests } of hashFiles(files, { sm3, onBytes: progress.add })) given.push(digests);
  } finally {
    progress.stop();
  }
  return given;
}

type Offline = { report: Report; trust: Trust; files: readonly LocalFile[] };

/** @param path of the receipt, or of a certificate that holds it; without it one of the files is the certificate */
async function verifyOffline(
  context: Context,
  given: readonly LocalFile[],
  path: string | undefined,
  pinned: string,
): Promise<Offline> {
  // A bundle that does not hold decides nothing, for or against the evidence.
  const { trust } = await readPinned(pinned);
  const { receipt, others: files } =
    path === undefined ? await certificateAmong(given) : { receipt: await readReceipt(path), others: given };
  const sealCache = new Map();
  // Without files first: a receipt that does not hold needs no file to be read, however large they are.
  const alone = verify({ receipt, files: [], trust, sealCache });
  if (alone.verdict === 'INVALID' || files.length === 0) return { report: alone, trust, files };
  const sm3 = alone.disclosed?.some((file) => file?.sm3 !== undefined) ?? true;
  const digests = await digestsOf(context, files, sm3);
  return { report: verify({ receipt, files: digests, trust, sealCache }), trust, files };
}

/** Asks the service. Whatever keeps it from answering is an outage, and an outage decides nothing. */
async function verifyOnline(
  context: Context,
  files: readonly LocalFile[],
  recordId: string,
): Promise<Report> {
  const service = serviceOf(context);
  // Before anything is read: to strangers the service compares no files without a receipt.
  if (files.length > 0 && service.token === undefined) {
    throw failure('verify-record-token', { url: service.url.origin });
  }
  const given = await digestsOf(context, files, true);
  let refused: CommandError | undefined;
  try {
    const answer = await send(service, {
      method: 'POST',
      path: 'verifications',
      body: jsonBody({ recordId, files: given }),
    });
    // No outage: who asks is the matter, and the service says what to do about it.
    refused = answer.status === 401 || answer.status === 403 ? await problemOf(service, answer) : undefined;
    if (refused) throw refused;
    const said: Partial<Report> & { detail?: string } = JSON.parse(
      (await readBody(service, answer)).toString('utf8'),
    );
    const whole = Array.isArray(said.checks) && Array.isArray(said.files);
    if (whole && said.verdict && Object.hasOwn(VERDICT_EXIT, said.verdict)) return said as Report;
    note(context.text('verify.outage', { reason: said.detail ?? String(answer.status) }));
  } catch (error) {
    if (error === refused || (!(error instanceof CommandError) && !(error instanceof SyntaxError)))
      throw error;
    const reason = error instanceof CommandError ? String(error.details.reason ?? error.code) : error.message;
    note(context.text('verify.outage', { reason }));
  }
  return outageReport(given);
}

/** What persons signed of the record, out of a folder; without one it is said that nothing was shown. */
async function signedOf(report: Report, trust: Trust, folder: string | undefined) {
  const none = { countersignatures: [], keyLists: [], fileless: [], unmatched: [] };
  const given = folder === undefined ? none : await readSignatureFiles(folder);
  const { beside, strays } = signedRecords([report], given, { trust });
  const { fileless, unmatched } = given;
  return { ...beside[0], strays, fileless, unmatched };
}
type Signed = Awaited<ReturnType<typeof signedOf>>;

function signedText(context: Context, trust: Trust, { signatures, roles, ...unused }: Signed): string[] {
  const lines =
    signatures && roles ? signedLines(context, { signatures, roles }, agencyNames(context, trust)) : [];
  return [...lines, ...unusedLines(context, unused)];
}

async function run(context: Context, paths: string[], options: Options): Promise<void> {
  const { receipt, record } = options;
  checkStampOptions(options);
  if (receipt === undefined && record === undefined && paths.length === 0) {
    throw failure('verify-needs-one', {}, { exit: EXIT.usage });
  }
  const pinned = options.trust ?? context.environment.trust;
  if (record === undefined && pinned === undefined) {
    throw failure('trust-missing', {}, { exit: EXIT.usage });
  }
  const listed = await listFiles(paths);
  // A verdict is about everything that was given: VERIFIED must not be said past something that was not looked at.
  const [path] = listed.leftOut;
  if (path !== undefined) throw failure('verify-left-out', { path }, { exit: EXIT.undetermined });

  let report: Report;
  let trust: Trust | undefined;
  let files: readonly LocalFile[] = listed.files;
  if (record === undefined && pinned !== undefined) {
    ({ report, trust, files } = await verifyOffline(context, files, receipt, pinned));
  } else {
    report = await verifyOnline(context, files, record!);
  }
  const stamps = await stampsOf(report, options);
  const signed = trust && (await signedOf(report, trust, options.signatures));
  process.exitCode = VERDICT_EXIT[report.verdict];
  // What was given and does not hold is not to be passed over, though the evidence does not rest on it.
  const refused = signed?.signatures?.some(({ verdict }) => verdict === 'INVALID');
  if (report.verdict === 'VERIFIED' && (stamps?.outcome === 'fails' || refused)) {
    process.exitCode = EXIT.differs;
  }
  const differences = await differencesOf(files, report);

  if (options.json) {
    const named = report.files.map((file, index) => {
      const difference = differences[index];
      return { path: files[index]?.path, ...file, ...(difference ? { difference } : {}) };
    });
    const how = trust === undefined ? { online: true } : { trust: { fingerprint: trust.foundingHash } };
    const timeStamps = stamps ? { timeStamps: stamps } : {};
    const persons = signed ? { signed } : {};
    print(JSON.stringify({ ...report, files: named, ...timeStamps, ...persons, ...how }));
    return;
  }
  const name = trust?.agencies.find(({ id }) => id === report.agency)?.name[context.language];
  const given = files.map((file) => file.path);
  const persons = trust && signed ? signedText(context, trust, signed) : [];
  const more = { agencyName: name, differences, stamps: stamps ? [stamps] : [], signed: persons };
  for (const line of reportText(context, report, given, more)) print(line);
  if (trust === undefined) print(`\n${context.text('verify.online')}`);
}

export function addVerify(program: Command, context: Context): void {
  const { text } = context;
  program
    .command('verify')
    .summary(text('verify.summary'))
    .description(text('verify.description'))
    .argument('[path...]', text('argument.paths'))
    .addOption(new Option('-r, --receipt <file>', text('verify.receipt')).conflicts('record'))
    .addOption(new Option('--signatures <folder>', text('verify.signatures')).conflicts('record'))
    .option('-t, --trust <file>', text('verify.trust'))
    .option('--record <id>', text('verify.record'))
    .addOption(new Option('--time-stamps <file>', text('verify.timeStamps')).conflicts('record'))
    .option('--tsa-ca <file>', text('verify.tsaCa'))
    .action((paths: string[], options: Options) => run(context, paths, options));
}
