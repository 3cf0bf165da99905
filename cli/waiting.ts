import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Context } from './context.ts';

/** The options `--wait` and `--timeout`. */

export type TimeoutOptions = { readonly timeout: number };
export type WaitOptions = TimeoutOptions & { readonly wait?: boolean };

/** A consortium that lost validators may stand for minutes: ten of them are patience, not an error. */
const DEFAULT_TIMEOUT_S = 600;

export function addTimeout(command: Command, { text }: Context): Command {
  const seconds = (value: string) => {
    const given = Number(value);
    if (!Number.isFinite(given) || given < 0) throw new InvalidArgumentError('');
    return given;
  };
  return command.addOption(
    new Option('--timeout <seconds>', text('option.timeout')).argParser(seconds).default(DEFAULT_TIMEOUT_S),
  );
}

export function addWaiting(command: Command, context: Context): Command {
  return addTimeout(command.option('-w, --wait', context.text('option.wait')), context);
}

/** In ms since the epoch. */
export function deadlineOf({ timeout }: TimeoutOptions): number {
  return Date.now() + timeout * 1000;
}
