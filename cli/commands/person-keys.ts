import { existsSync } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import { FormatError } from '../../core/errors.ts';
import {
  KEY_LIST_FORMAT,
  type KeyList,
  keyListFile,
  MAX_KEY_LIST_BYTES,
  type PersonKey,
  parseKeyList,
} from '../../core/persons/key-list.ts';
import { labelOf } from '../../language/kinds.ts';
import { readBounded } from '../bounded-file.ts';
import { failure } from '../command-error.ts';
import { type Context, note, print } from '../context.ts';
import { EXIT } from '../exit.ts';
import { newPassword } from '../password.ts';
import { newPersonKey } from '../person-key.ts';
import { replaceFile, writeNew } from '../private-files.ts';
import { columns, safe, timeText } from '../terminal.ts';

/** `jz person-keys`: keys of persons, and the agency's list of them. Nothing here needs a service. */

type New = { out: string; passwordFile?: string; json?: boolean };

async function make(context: Context, { out, passwordFile, json }: New): Promise<void> {
  // Before a password is asked for.
  if (existsSync(out)) throw failure('out-exists', { path: out });
  const { pem, key } = newPersonKey(await newPassword(context, passwordFile));
  writeNew(out, pem);
  print(json ? JSON.stringify({ key, file: out }) : key);
  if (!json) note(context.text('personKeys.made', { path: out }));
}

async function readList(path: string): Promise<KeyList> {
  try {
    return parseKeyList(await readBounded(path, MAX_KEY_LIST_BYTES));
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    const reason = String(cause.details.where ?? cause.code);
    throw failure('key-list-unreadable', { path, reason }, { exit: EXIT.invalid, cause });
  }
}

type Add = {
  agency?: string;
  person: string;
  role: string[];
  key: string;
  from?: number;
  until?: number;
  origin?: string;
  rpId?: string;
  json?: boolean;
};

/** As the list's reader will find it: what is missing or does not fit, it names. */
function keyOf({ key, from, until, origin, rpId }: Omit<Add, 'person' | 'role'>): PersonKey {
  const isPasskey = origin !== undefined || rpId !== undefined;
  const type = isPasskey ? { type: 'passkey', origin, rpId } : { type: 'p256' };
  return { from: from ?? Math.floor(Date.now() / 1000), key, until: until ?? null, ...type } as PersonKey;
}

/** The person with this key as well, or with this key as it now is, and the roles that are now given. */
function withKey(list: KeyList, { person: id, role, ...rest }: Add): KeyList {
  const known = list.persons.find((person) => person.id === id);
  const added = keyOf(rest);
  const keys = [...(known?.keys ?? []).filter(({ key }) => key !== added.key), added];
  const person = { id, keys, roles: [...new Set(role)].sort() };
  const persons = [...list.persons.filter((each) => each.id !== id), person];
  return { ...list, persons: persons.sort((a, b) => (a.id < b.id ? -1 : 1)) };
}

async function add(context: Context, path: string, options: Add): Promise<void> {
  const exists = existsSync(path);
  const { agency = '' } = options;
  if (!exists && agency === '') throw failure('key-list-agency', { path }, { exit: EXIT.usage });
  const before: KeyList = exists ? await readList(path) : { agency, format: KEY_LIST_FORMAT, persons: [] };
  if (agency !== '' && agency !== before.agency) {
    throw failure('key-list-other-agency', { path, agency: before.agency }, { exit: EXIT.usage });
  }
  let file: Uint8Array;
  try {
    file = keyListFile(withKey(before, options));
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    const reason = String(cause.details.where ?? cause.code);
    throw failure('key-list-refused', { reason }, { exit: EXIT.usage, cause });
  }
  if (exists) replaceFile(path, file);
  else writeNew(path, file);
  if (options.json) print(JSON.stringify({ file: path, person: options.person, key: options.key }));
  else note(context.text('personKeys.added', { person: options.person, path }));
}

async function show(context: Context, path: string, { json }: { json?: boolean }): Promise<void> {
  const list = await readList(path);
  if (json) return print(JSON.stringify(list));
  const { text, language } = context;
  const time = (seconds: number | null) => (seconds === null ? '-' : timeText(seconds * 1000));
  print(text('personKeys.of', { agency: list.agency }));
  const rows = list.persons.flatMap(({ id, keys, roles }) =>
    keys.map((key) => [
      id,
      roles.map((role) => labelOf('role', role, language)).join(', '),
      text(`personKeys.type.${key.type}`),
      `${time(key.from)} – ${time(key.until)}`,
      key.type === 'passkey' ? `${key.key}  ${safe(key.origin)}` : key.key,
    ]),
  );
  for (const line of columns(rows)) print(line);
}

function seconds(value: string): number {
  const given = Date.parse(value);
  // A time without a zone would mean another one on each machine.
  if (Number.isNaN(given) || !/(Z|[+-]\d{2}:?\d{2})$/i.test(value)) throw new InvalidArgumentError('');
  return Math.floor(given / 1000);
}

const collect = (given: string, before: readonly string[] = []): string[] => [...before, given];

export function addPersonKeys(program: Command, context: Context): void {
  const { text } = context;
  const command = program
    .command('person-keys')
    .summary(text('personKeys.summary'))
    .description(text('personKeys.description'));
  command
    .command('new')
    .summary(text('personKeys.new'))
    .description(text('personKeys.new'))
    .requiredOption('-o, --out <file>', text('personKeys.out'))
    .option('--password-file <file>', text('option.passwordFile'))
    .action((options: New) => make(context, options));
  command
    .command('add')
    .summary(text('personKeys.add'))
    .description(text('personKeys.add.description'))
    .argument('<list>', text('personKeys.list'))
    .option('--agency <id>', text('personKeys.agency'))
    .requiredOption('--person <id>', text('personKeys.person'))
    .requiredOption('--role <role>', text('personKeys.role'), collect)
    .requiredOption('--key <hex>', text('personKeys.key'))
    .option('--from <time>', text('personKeys.from'), seconds)
    .option('--until <time>', text('personKeys.until'), seconds)
    .option('--origin <url>', text('personKeys.origin'))
    .option('--rp-id <host>', text('personKeys.rpId'))
    .action((path: string, options: Add) => add(context, path, options));
  command
    .command('show')
    .summary(text('personKeys.show'))
    .description(text('personKeys.show'))
    .argument('<list>', text('personKeys.list'))
    .action((path: string, options: { json?: boolean }) => show(context, path, options));
}
