import { parseArgs } from 'node:util';
import { ChainError, reasonOf } from './errors.ts';

/** The values of options that are all required, or have a default. @throws ChainError `usage-wrong` */
export function readArguments<Name extends string>(
  usage: string,
  names: readonly Name[],
  defaults: Readonly<Record<string, string>> = {},
  args: string[] = process.argv.slice(2),
): Record<Name, string> {
  const wrong = (reason: string): never => {
    throw new ChainError('usage-wrong', { reason, usage });
  };
  let values: Record<string, string | boolean | undefined>;
  try {
    const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
    values = parseArgs({ options, args }).values;
  } catch (error) {
    return wrong(reasonOf(error));
  }
  const read = (name: Name): string => {
    const value = values[name] ?? defaults[name];
    return typeof value === 'string' && value !== '' ? value : wrong(`--${name} is missing`);
  };
  return Object.fromEntries(names.map((name) => [name, read(name)])) as Record<Name, string>;
}
