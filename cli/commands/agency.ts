import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { Argument, type Command, Option } from 'commander';
import { toHex } from '../../core/bytes.ts';
import { type Card, MAX_CARD_BYTES, makeCard, parseCard } from '../../core/card.ts';
import { isPrivateKey } from '../../core/signature.ts';
import { readBounded } from '../bounded-file.ts';
import { failure } from '../command-error.ts';
import { type Context, note, print } from '../context.ts';
import { knownPassword, newPassword } from '../password.ts';
import { writeNew, writeNewFolder } from '../private-files.ts';
import { orRefuse } from '../refused.ts';
import { safe } from '../terminal.ts';

/** `jz agency`: an agency's keys, made at home, and the membership card that it hands to the others. */

type InitOptions = {
  id: string;
  nameEn: string;
  nameZh: string;
  endpoint?: string;
  dir: string;
  passwordFile?: string;
  json?: boolean;
};

function newKey(): Uint8Array {
  for (;;) {
    const key = new Uint8Array(randomBytes(32));
    // One in 2^128 is no key.
    if (isPrivateKey(key)) return key;
  }
}

/** The card of an agency's own folder. @throws CommandError `file-unreadable`, `card-refused` and its like */
export async function ownCard(dir: string): Promise<Card> {
  const file = path.join(dir, 'card.json');
  const bytes = await readBounded(file, MAX_CARD_BYTES);
  return orRefuse('card-refused', file, () => parseCard(bytes));
}

async function init(context: Context, options: InitOptions): Promise<void> {
  const { id, dir } = options;
  // Before the password is asked for; that nothing is written over holds whatever happens in between.
  if (existsSync(dir)) throw failure('out-exists', { path: dir });
  const keys = { governance: newKey(), operators: [newKey()], validator: newKey() };
  const name = { en: options.nameEn, zh: options.nameZh };
  const card = orRefuse('agency-refused', id, () =>
    makeCard({ id, name, endpoint: options.endpoint ?? null }, keys),
  );
  const password = await newPassword(context, options.passwordFile);
  // Only here, because it loads ethers.
  const { sealKey } = await import('../keystore.ts');
  writeNewFolder(dir, {
    'keystore/governance.json': await sealKey(keys.governance, password),
    'keystore/operator.json': await sealKey(keys.operators[0]!, password),
    'keystore/validator.json': await sealKey(keys.validator, password),
    'card.json': card,
  });
  const { governance, operators, validator } = parseCard(card);
  if (options.json) print(JSON.stringify({ dir, id, governance, operators, validator }));
  else note(context.text('agency.made', { path: dir }));
}

type UnlockOptions = { dir: string; out: string; passwordFile?: string; json?: boolean };

async function unlock(context: Context, role: 'operator' | 'validator', options: UnlockOptions) {
  const { dir, out } = options;
  const card = await ownCard(dir);
  const password = await knownPassword(context, options.passwordFile);
  const { keystorePath, openKey } = await import('../keystore.ts');
  const address = role === 'validator' ? card.validator : card.operators[0]!;
  const key = await openKey(keystorePath(dir, role), password, address);
  writeNew(out, `${toHex(key)}\n`);
  if (options.json) print(JSON.stringify({ key: out, role, address }));
  else note(context.text('agency.unlocked', { path: out, address }));
}

async function showCard(context: Context, file: string, options: { json?: boolean }): Promise<void> {
  const bytes = await readBounded(file, MAX_CARD_BYTES);
  const card = orRefuse('card-refused', file, () => parseCard(bytes));
  if (options.json) {
    print(JSON.stringify(card));
    return;
  }
  const { id, name, governance, operators, validator, endpoint } = card;
  print(`${id}  ${safe(name[context.language])}`);
  print(`${context.text('agency.governance')}  ${governance}`);
  for (const operator of operators) print(`${context.text('agency.operator')}  ${operator}`);
  print(`${context.text('agency.validator')}  ${validator}`);
  print(`${context.text('agency.endpoint')}  ${safe(endpoint ?? '-')}`);
}

export function addAgency(program: Command, context: Context): void {
  const { text } = context;
  const agency = program
    .command('agency')
    .summary(text('agency.summary'))
    .description(text('agency.description'));
  agency
    .command('init')
    .summary(text('agency.init'))
    .description(text('agency.init.description'))
    .requiredOption('--id <id>', text('agency.id'))
    .requiredOption('--name-en <name>', text('option.nameEn'))
    .requiredOption('--name-zh <name>', text('option.nameZh'))
    .option('--endpoint <tcp://address:port>', text('agency.endpoint.option'))
    .option('--dir <folder>', text('agency.dir'), 'agency')
    .option('--password-file <file>', text('option.passwordFile'))
    .action((options: InitOptions) => init(context, options));
  agency
    .command('show')
    .summary(text('agency.show'))
    .description(text('agency.show'))
    .argument('<card>', text('consortium.card'))
    .action((file: string, options: { json?: boolean }) => showCard(context, file, options));
  agency
    .command('unlock')
    .summary(text('agency.unlock'))
    .description(text('agency.unlock.description'))
    .addArgument(new Argument('<role>', text('agency.role')).choices(['operator', 'validator']))
    .addOption(new Option('--dir <folder>', text('agency.dir')).default('agency'))
    .requiredOption('-o, --out <file>', text('agency.unlock.out'))
    .option('--password-file <file>', text('option.passwordFile'))
    .action((role: 'operator' | 'validator', options: UnlockOptions) => unlock(context, role, options));
}
