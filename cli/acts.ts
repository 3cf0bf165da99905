import { setTimeout as pause } from 'node:timers/promises';
import { CommandError } from './command-error.ts';
import { accountOf, type Context, note, print } from './context.ts';
import { ask, jsonBody } from './service.ts';
import { safe, timeText } from './terminal.ts';

/** What this agency says on the chain, through its own service: asked for, then waited for. */

type Act = {
  readonly id: number;
  readonly state: 'open' | 'said' | 'refused';
  readonly block: number | null;
  /** Deadlines that the service counted in working days. */
  readonly counted: readonly {
    readonly term: 'answerBy' | 'reportBy' | 'until';
    readonly workingDays: number;
    readonly time: string;
    readonly calendar: string;
  }[];
  readonly refusal: { readonly error: string; readonly what: string; readonly next: string } | null;
};

const LOOK_MS = 300;
/** A chain that halts does not hold up whoever sits here: the service goes on by itself. */
const PATIENCE_MS = 120_000;

async function take(context: Context, wish: object): Promise<Act> {
  return ask<Act>(accountOf(context), { method: 'POST', path: 'acts', body: jsonBody(wish) });
}

/** Waits until a block holds it, and says so. @throws CommandError with the contract's refusal in words */
async function follow(context: Context, taken: Act, json: boolean | undefined): Promise<void> {
  const account = accountOf(context);
  let act = taken;
  for (const end = Date.now() + PATIENCE_MS; act.state === 'open' && Date.now() < end; ) {
    await pause(LOOK_MS);
    act = await ask<Act>(account, { method: 'GET', path: `acts/${act.id}` });
  }
  const { refusal, block, id } = act;
  if (refusal) {
    throw new CommandError(refusal.error, { told: { message: refusal.what, next: refusal.next } });
  }
  if (json) return print(JSON.stringify(act));
  for (const { term, workingDays, time, calendar } of act.counted) {
    const values = { days: workingDays, time: timeText(Date.parse(time)), calendar: safe(calendar) };
    note(context.text(`act.counted.${term}`, values));
  }
  note(block === null ? context.text('act.waits', { id }) : context.text('act.said', { block }));
}

type Json = { json?: boolean };

/** Asks for it and waits until a block holds it. @throws CommandError with the contract's refusal in words */
export async function say(context: Context, wish: object, { json }: Json): Promise<void> {
  await follow(context, await take(context, wish), json);
}

/**
 * Says the same of several records, each in a transaction of its own. All are taken before one is waited for, so the
 * service goes on with the rest whatever becomes of this command. What is refused holds up none that was taken, and
 * what was not asked for any more is named.
 * @throws CommandError the first, after all of them
 */
export async function sayOfEach(
  context: Context,
  recordIds: readonly string[],
  wishOf: (recordId: string) => object,
  { json }: Json,
): Promise<void> {
  const taken: { recordId: string; act: Act }[] = [];
  let failed: unknown;
  for (const recordId of recordIds) {
    try {
      taken.push({ recordId, act: await take(context, wishOf(recordId)) });
    } catch (error) {
      failed = error;
      break;
    }
  }
  for (const { recordId, act } of taken) {
    if (recordIds.length > 1 && !json) note(recordId);
    try {
      await follow(context, act, json);
    } catch (error) {
      failed ??= error;
      if (recordIds.length > 1 && error instanceof CommandError && error.told) note(error.told.message);
    }
  }
  const left = recordIds.slice(taken.length);
  if (left.length > 0 && recordIds.length > 1) {
    note(context.text('act.notAsked', { records: left.join(' ') }));
  }
  if (failed) throw failed;
}
