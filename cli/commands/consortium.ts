import { randomInt } from 'node:crypto';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { equal } from '../../core/bytes.ts';
import { grouped } from '../../core/fingerprint.ts';
import {
  type AgencySignatures,
  agencySignatures,
  documentOf,
  mergeSignatures,
  parametersOf,
  readAgencySignatures,
} from '../../core/found-consortium.ts';
import { foundingOf, foundingPack, signFounding } from '../../core/founding.ts';
import { type FoundingDocument, foundingBytes } from '../../core/founding-document.ts';
import type { computeGenesis } from '../../core/genesis.ts';
import { foundingTrust } from '../../core/trust.ts';
import { readBounded } from '../bounded-file.ts';
import { failure } from '../command-error.ts';
import { type Context, note, print } from '../context.ts';
import { localCode } from '../contracts.ts';
import { EXIT } from '../exit.ts';
import { matchCards, readCards, readDocument, readPack } from '../founding-files.ts';
import { ENGINES, type Engine, nodeFiles } from '../node-files/node-files.ts';
import { confirm, knownPassword } from '../password.ts';
import { writeNew, writeNewFolder } from '../private-files.ts';
import { orRefuse } from '../refused.ts';
import { columns, safe, style } from '../terminal.ts';
import { ownCard } from './agency.ts';

/** `jz consortium`: several agencies found a chain together, each on a machine of its own. */

/** Below it no validator may fail: N - ceil(2N/3) is 0. */
const FAULT_TOLERANT = 4;
const GAS_LIMIT = 100_000_000;
/** A block's time may not lie in the future, and clocks differ. */
const GENESIS_AGE_SECONDS = 60;
const LOWEST_CHAIN_ID = 1_000_000;
const HIGHEST_CHAIN_ID = 2 ** 31;
const MAX_SIGNATURES_BYTES = 64 * 1024;

/** Loaded only where it is needed: with it comes a whole EVM, half of all that `jz` would read at each start. */
const genesisOf: typeof computeGenesis = async (document, code) => {
  const { computeGenesis } = await import('../../core/genesis.ts');
  return computeGenesis(document, code);
};

/** What is shown of a founding before anybody agrees to it. */
function showFounding(context: Context, document: FoundingDocument, genesisHash?: string): void {
  const { text, language } = context;
  const { hash, registry, ledger, handoff } = foundingOf(document);
  const { chainId, consortium, genesis, agencies } = document;
  note(`${text('trust.fingerprint')}  ${style('bold', grouped(hash))}`);
  const rows = [
    [text('trust.consortium'), safe(consortium[language])],
    [text('trust.chain'), String(chainId)],
    [text('consortium.rules'), genesis.forks],
    [text('consortium.time'), `${new Date(genesis.timestamp * 1000).toISOString()} (${genesis.timestamp})`],
    [text('trust.registry'), registry],
    [text('trust.ledger'), ledger],
    ...(handoff === undefined ? [] : [[text('trust.handoff'), handoff]]),
    ...(genesisHash === undefined ? [] : [[text('consortium.genesis'), genesisHash]]),
    ...agencies.map(({ id, name, validator }) => [id, `${safe(name[language])}  ${validator}`]),
  ];
  for (const line of columns(rows)) note(line);
  if (agencies.length < FAULT_TOLERANT) {
    note(style('yellow', text('consortium.few', { count: agencies.length })));
  }
}

type FoundOptions = {
  nameEn: string;
  nameZh: string;
  chainId?: number;
  timestamp?: number;
  gasLimit: number;
  forks: 'berlin' | 'london';
  out: string;
  json?: boolean;
};

/** A word as a shell reads it back. */
function quoted(word: string): string {
  return /^[\w./:@-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

async function found(context: Context, files: string[], options: FoundOptions): Promise<void> {
  const cards = await readCards(files);
  const { nameEn, nameZh, gasLimit, forks, out } = options;
  // What is of chance or of the clock is chosen once, by whoever goes first; the others repeat it.
  const chainId = options.chainId ?? randomInt(LOWEST_CHAIN_ID, HIGHEST_CHAIN_ID);
  const timestamp = options.timestamp ?? Math.floor(Date.now() / 1000) - GENESIS_AGE_SECONDS;
  const parameters = { chainId, consortium: { en: nameEn, zh: nameZh }, forks, gasLimit, timestamp };
  const document = orRefuse('founding-refused', out, () => documentOf(cards, parameters, localCode()));
  writeNew(out, foundingBytes(document));
  const { hash } = foundingOf(document);
  const warnings = cards.length < FAULT_TOLERANT ? ['few-agencies'] : [];
  if (options.json) {
    print(
      JSON.stringify({ founding: out, fingerprint: hash, chainId, timestamp, gasLimit, forks, warnings }),
    );
    return;
  }
  showFounding(context, document);
  const again = ['jz', 'consortium', 'found', ...files, '--name-en', nameEn, '--name-zh', nameZh];
  again.push('--chain-id', String(chainId), '--timestamp', String(timestamp));
  again.push('--gas-limit', String(gasLimit), '--forks', forks);
  note(context.text('consortium.found.done', { path: out }));
  note(safe(again.map(quoted).join(' ')));
}

type CheckOptions = {
  dir: string;
  out?: string;
  fingerprint?: string;
  passwordFile?: string;
  json?: boolean;
};

async function check(context: Context, file: string, files: string[], options: CheckOptions): Promise<void> {
  const given = await readDocument(file);
  const cards = matchCards(given, await readCards(files));
  const code = localCode();
  const own = await ownCard(options.dir);
  // Made again here, from the cards and this machine's contracts: nothing of the document is taken on trust but its
  // parameters, which are shown.
  const document = orRefuse('founding-refused', file, () => documentOf(cards, parametersOf(given), code));
  if (!equal(foundingBytes(document), foundingBytes(given)))
    throw failure('founding-differs', { path: file });
  const entry = cards.find(({ id }) => id === own.id);
  if (!entry) throw failure('own-card-missing', { id: own.id });
  if (entry.signatures[0]?.signature !== own.signatures[0]?.signature) {
    throw failure('own-card-differs', { id: own.id });
  }
  const { hash } = await genesisOf(document, code);
  if (!options.json) showFounding(context, document, hash);
  await agree(context, document, options.fingerprint);
  const password = await knownPassword(context, options.passwordFile);
  const { openKeys } = await import('../keystore.ts');
  const keys = await openKeys(options.dir, password, own);
  const signatures = [keys.governance, ...keys.operators, keys.validator].map((key) =>
    signFounding(document, key),
  );
  const out = options.out ?? `${own.id}.signatures.json`;
  writeNew(out, agencySignatures(document, own.id, signatures));
  if (options.json) {
    print(
      JSON.stringify({
        signatures: out,
        fingerprint: foundingOf(document).hash,
        genesis: hash,
        agency: own.id,
      }),
    );
  } else note(context.text('consortium.check.done', { path: out }));
}

/** The fingerprint that the others have, given or confirmed by a person: never skipped. */
async function agree(context: Context, document: FoundingDocument, given: string | undefined) {
  if (given === undefined) return confirm(context, context.text('consortium.check.ask'));
  const { hash } = foundingOf(document);
  if (given.replace(/\s/g, '').toLowerCase() === hash) return;
  throw failure('fingerprint-differs', { here: grouped(hash) }, { exit: EXIT.differs });
}

async function assemble(
  context: Context,
  file: string,
  files: string[],
  { out, json }: { out: string; json?: boolean },
): Promise<void> {
  const document = await readDocument(file);
  const signed: AgencySignatures[] = [];
  for (const path of files) {
    const bytes = await readBounded(path, MAX_SIGNATURES_BYTES);
    signed.push(orRefuse('signatures-refused', path, () => readAgencySignatures(document, bytes)));
  }
  const signatures = orRefuse('signatures-refused', file, () => mergeSignatures(document, signed));
  const pack = orRefuse('founding-refused', file, () => foundingPack(document, localCode(), signatures));
  writeNewFolder(out, { 'founding.json': pack, 'trust.json': foundingTrust({ document, signatures }) });
  const { hash } = foundingOf(document);
  if (json) print(JSON.stringify({ out, fingerprint: hash }));
  else note(context.text('consortium.assemble.done', { path: out, fingerprint: grouped(hash) }));
}

type FilesOptions = { engine: Engine; agency: string; out: string; rpcPort: number; json?: boolean };

async function writeFiles(context: Context, file: string, files: string[], options: FilesOptions) {
  const { engine, agency, out, rpcPort } = options;
  const { document, code } = await readPack(file);
  const cards = matchCards(document, await readCards(files));
  const genesis = await genesisOf(document, code);
  const written = nodeFiles({ engine, agency, out, rpcPort, cards, document, genesis });
  writeNewFolder(out, written);
  const names = Object.keys(written);
  if (options.json) print(JSON.stringify({ out, engine, agency, genesis: genesis.hash, files: names }));
  else note(context.text('consortium.files.done', { path: out, genesis: genesis.hash, agency }));
}

export function addConsortium(program: Command, context: Context): void {
  const { text } = context;
  const whole = (value: string): number => {
    if (/^\d{1,15}$/.test(value)) return Number(value);
    throw new InvalidArgumentError(text('consortium.whole'));
  };
  const consortium = program
    .command('consortium')
    .summary(text('consortium.summary'))
    .description(text('consortium.description'));
  consortium
    .command('found')
    .summary(text('consortium.found'))
    .description(text('consortium.found.description'))
    .argument('<card...>', text('consortium.cards'))
    .requiredOption('--name-en <name>', text('option.nameEn'))
    .requiredOption('--name-zh <name>', text('option.nameZh'))
    .option('--chain-id <number>', text('consortium.chainId'), whole)
    .option('--timestamp <seconds>', text('consortium.timestamp'), whole)
    .option('--gas-limit <gas>', text('consortium.gasLimit'), whole, GAS_LIMIT)
    .addOption(
      new Option('--forks <rules>', text('consortium.forks')).choices(['berlin', 'london']).default('berlin'),
    )
    .option('-o, --out <file>', text('consortium.found.out'), 'founding-document.json')
    .action((files: string[], options: FoundOptions) => found(context, files, options));
  consortium
    .command('check')
    .summary(text('consortium.check'))
    .description(text('consortium.check.description'))
    .argument('<founding>', text('consortium.document'))
    .argument('<card...>', text('consortium.cards'))
    .option('--dir <folder>', text('agency.dir'), 'agency')
    .option('--fingerprint <hex>', text('consortium.check.fingerprint'))
    .option('--password-file <file>', text('option.passwordFile'))
    .option('-o, --out <file>', text('consortium.check.out'))
    .action((file: string, files: string[], options: CheckOptions) => check(context, file, files, options));
  consortium
    .command('assemble')
    .summary(text('consortium.assemble'))
    .description(text('consortium.assemble.description'))
    .argument('<founding>', text('consortium.document'))
    .argument('<signatures...>', text('consortium.signatures'))
    .requiredOption('-o, --out <folder>', text('consortium.assemble.out'))
    .action((file: string, files: string[], options: { out: string; json?: boolean }) =>
      assemble(context, file, files, options),
    );
  consortium
    .command('files')
    .summary(text('consortium.files'))
    .description(text('consortium.files.description'))
    .argument('<founding>', text('consortium.pack'))
    .argument('<card...>', text('consortium.cards'))
    .addOption(new Option('--engine <engine>', text('consortium.engine')).choices(ENGINES).default('besu'))
    .requiredOption('--agency <id>', text('agency.id'))
    .requiredOption('-o, --out <folder>', text('consortium.files.out'))
    .option('--rpc-port <port>', text('consortium.rpcPort'), whole, 8545)
    .action((file: string, files: string[], options: FilesOptions) =>
      writeFiles(context, file, files, options),
    );
}
