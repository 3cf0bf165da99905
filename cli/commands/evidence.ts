import type { Command } from 'commander';
import { type Equivocation, openEquivocation } from '../../core/equivocation.ts';
import { FormatError } from '../../core/errors.ts';
import { MAX_STATEMENT_BYTES, type OpenedStatement, openStatement } from '../../core/statement.ts';
import type { Trust } from '../../core/trust.ts';
import { statementText } from '../../language/statement.ts';
import { readBounded } from '../bounded-file.ts';
import { failure } from '../command-error.ts';
import { type Context, print } from '../context.ts';
import { EXIT } from '../exit.ts';
import { MAX_TRUST_BYTES, openPinned } from '../pinned-trust.ts';
import { columns, safe } from '../terminal.ts';

/** `jz evidence`: what agencies said on the chain, and proof of misbehaviour, checked offline like a receipt. */

type Found = { kind: 'statement'; opened: OpenedStatement } | { kind: 'equivocation'; opened: Equivocation };

/** Which of the two it is, its own first member says; whatever says neither is read as a statement, and refused so. */
function isEquivocation(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 64))
    .toString('latin1')
    .startsWith('{"format":"jianzheng/equivocation/1"');
}

function open(bytes: Uint8Array, path: string, trust: Trust): Found {
  try {
    return isEquivocation(bytes)
      ? { kind: 'equivocation', opened: openEquivocation(bytes, trust) }
      : { kind: 'statement', opened: openStatement(bytes, trust) };
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    const { version, known } = error.details as { version: number; known: number };
    if (error.code === 'evidence-set-unknown' || error.code === 'statement-set-unknown') {
      const exit = EXIT.undetermined;
      throw failure('evidence-set-unknown', { path, version, known }, { exit, cause: error });
    }
    throw failure('evidence-refused', { path, reason: error.code }, { exit: EXIT.invalid, cause: error });
  }
}

function lines({ text, language }: Context, found: Equivocation, trust: Trust): string[] {
  const { number, setVersion, blocks, validators } = found;
  const founders = new Map(trust.agencies.map((agency) => [agency.validator, agency]));
  const count = trust.sets[setVersion - 1]?.length ?? 0;
  const rows = validators.map((validator) => {
    const agency = founders.get(validator);
    const name = agency ? safe(agency.name[language]) : text('evidence.joinedLater');
    return ['  ', name, agency?.id ?? '', validator];
  });
  return [
    text('evidence.holds', { number, version: setVersion }),
    ...blocks.map(({ hash, round, time, signers }) => {
      const at = new Date(time * 1000).toISOString();
      return `  ${text('evidence.block', { hash, round, time: at, signers: signers.length, validators: count })}`;
    }),
    '',
    text('evidence.both'),
    ...columns(rows),
    '',
    text(found.sameRound ? 'evidence.each' : 'evidence.many'),
    text(found.sameParent ? 'evidence.oneChain' : 'evidence.chainsUnknown'),
  ];
}

type Options = { trust?: string; json?: boolean };

async function verifyEvidence(context: Context, path: string, options: Options): Promise<void> {
  const pinned = options.trust ?? context.environment.trust;
  if (pinned === undefined) throw failure('trust-missing', {}, { exit: EXIT.usage });
  const trust = openPinned(await readBounded(pinned, MAX_TRUST_BYTES), pinned);
  const found = open(await readBounded(path, MAX_STATEMENT_BYTES), path, trust);
  const fingerprint = { trust: { fingerprint: trust.foundingHash } };
  if (options.json) print(JSON.stringify({ holds: true, ...found.opened, ...fingerprint }));
  else {
    const said =
      found.kind === 'statement'
        ? [context.text('evidence.statement'), ...statementText(found.opened, context.language)]
        : lines(context, found.opened, trust);
    for (const line of said) print(line);
  }
}

export function addEvidence(program: Command, context: Context): void {
  const { text } = context;
  const evidence = program
    .command('evidence')
    .summary(text('evidence.summary'))
    .description(text('evidence.description'));
  evidence
    .command('verify')
    .summary(text('evidence.verify'))
    .description(text('evidence.verify'))
    .argument('<file>', text('evidence.file'))
    .option('-t, --trust <file>', text('verify.trust'))
    .action((path: string, options: Options) => verifyEvidence(context, path, options));
}
