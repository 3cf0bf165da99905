import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Context } from './context.ts';

/** The options `--wait` and `--timeout`. */

export type WaitOptions = { readonly wait?: boolean; readonly timeout: number };

/** A consortium that lost validators may stand for minutes: ten of them are patience, not an error. */
const DEFAULT_TIMEOUT_S = 600;

export function addWaiting(command: Command, { text }: Context): Command {
  const seconds = (value: string) => {
    const given = Number(value);
    if (!Number.isFinite(given) || given < 0) throw new InvalidArgumentError('');
    return given;
  };
  return command
    .option('-w, --wait', text('option.wait'))
    .addOption(
      new Option('--timeout <seconds>', text('option.timeout')).argParser(seconds).default(DEFAULT_TIMEOUT_S),
    );
}

/** In ms since the epoch. */
export function deadlineOf({ timeout }: WaitOptions): number {
  return Date.now() + timeout * 1000;
}
