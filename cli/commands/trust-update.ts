import type { Command } from 'commander';
import { FormatError } from '../../core/errors.ts';
import { grouped } from '../../core/fingerprint.ts';
import { openTrust, type Trust } from '../../core/trust.ts';
import { readOffer, type TrustOffer, updateTrust } from '../../core/trust-update.ts';
import { readBounded } from '../bounded-file.ts';
import { linksFromNode } from '../chain-links.ts';
import { CommandError, failure } from '../command-error.ts';
import { type Context, note, print, serviceOf } from '../context.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { nodeRpc } from '../node-rpc.ts';
import { bundleOfService, MAX_TRUST_BYTES, openPinned } from '../pinned-trust.ts';
import { replaceFile } from '../private-files.ts';
import type { Service } from '../service.ts';
import { headOf, headText } from '../trust-text.ts';

/** `jz trust update`: carries a pinned bundle forward. Sources offer links, never roots, and every link is checked. */

type Options = { trust?: string; node?: string; json?: boolean };

/** What an offer can be refused for, and how the command then ends. An outage is none of these. */
const REFUSED: Readonly<Record<string, ExitCode>> = {
  'trust-offer-invalid': EXIT.invalid,
  'trust-link-invalid': EXIT.invalid,
  'trust-other-founding': EXIT.invalid,
  'trust-other-chain': EXIT.invalid,
  'trust-behind': EXIT.differs,
};

function urlOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw failure('url-invalid', { url: text }, { exit: EXIT.usage });
}

function parse(bytes: Uint8Array): TrustOffer {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (cause) {
    throw new FormatError('trust-offer-invalid', 'Not JSON', { cause, details: { reason: 'not-json' } });
  }
  return readOffer(value);
}

/** The offer of a file, of a service, or of a node. */
async function offerOf(
  context: Context,
  trust: Trust,
  source: string | undefined,
  node: string | undefined,
): Promise<TrustOffer> {
  if (node !== undefined) return { links: await linksFromNode(nodeRpc(urlOf(node)), trust) };
  if (source !== undefined && !/^https?:/i.test(source)) {
    return parse(await readBounded(source, MAX_TRUST_BYTES));
  }
  // Another agency's service gets no token of ours: a bundle is open to everyone.
  const service: Service =
    source === undefined
      ? serviceOf(context)
      : { url: urlOf(source), language: context.language, token: undefined };
  return parse(await bundleOfService(service));
}

function refused(error: FormatError, source: string): CommandError {
  const { link, reason, held, offered } = error.details as Record<string, string | number>;
  const values = { source, link, reason, held, offered };
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return new CommandError(error.code in REFUSED ? error.code : 'trust-link-invalid', {
    exit: REFUSED[error.code] ?? EXIT.invalid,
    values: { link: '', reason: error.code, ...(Object.fromEntries(given) as Record<string, string>) },
    cause: error,
  });
}

async function run(context: Context, source: string | undefined, options: Options): Promise<void> {
  const path = options.trust ?? context.environment.trust;
  if (path === undefined) throw failure('trust-missing', {}, { exit: EXIT.usage });
  if (source !== undefined && options.node !== undefined) {
    throw failure('trust-one-source', {}, { exit: EXIT.usage });
  }
  const sealCache = new Map();
  const held = openPinned(await readBounded(path, MAX_TRUST_BYTES), path, sealCache);
  const from = options.node ?? source ?? serviceOf(context).url.origin;
  let update: ReturnType<typeof updateTrust>;
  try {
    const offer = await offerOf(context, held, source, options.node);
    // Again: another update may have carried it further while the source was asked.
    update = updateTrust(await readBounded(path, MAX_TRUST_BYTES), offer, sealCache);
  } catch (error) {
    throw error instanceof FormatError ? refused(error, from) : error;
  }
  const { bundle, trust, added } = update;
  if (added > 0) {
    // Nobody who opens it may ever find a bundle here that does not hold.
    openTrust(bundle, sealCache);
    replaceFile(path, bundle);
  }
  if (options.json) {
    print(JSON.stringify({ trust: path, added, fingerprint: trust.foundingHash, head: headOf(trust) }));
    return;
  }
  print(context.text(added > 0 ? 'trust.update.done' : 'trust.update.same', { path, added }));
  print(`${context.text('trust.fingerprint')}  ${grouped(trust.foundingHash)}`);
  print(`${context.text('trust.head')}  ${headText(context, trust)}`);
  note(context.text('trust.update.compare'));
}

export function addTrustUpdate(trust: Command, context: Context): void {
  const { text } = context;
  trust
    .command('update')
    .summary(text('trust.update'))
    .description(text('trust.update.description'))
    .argument('[source]', text('trust.update.source'))
    .option('-t, --trust <file>', text('verify.trust'))
    .option('--node <url>', text('trust.update.node'))
    .action((source: string | undefined, options: Options) => run(context, source, options));
}
