import { setTimeout as pause } from 'node:timers/promises';
import { CommandError } from './command-error.ts';
import { accountOf, type Context, note, print } from './context.ts';
import { ask, jsonBody } from './service.ts';

/** What this agency says on the chain, through its own service: asked for, then waited for. */

type Act = {
  readonly id: number;
  readonly state: 'open' | 'said' | 'refused';
  readonly block: number | null;
  readonly refusal: { readonly error: string; readonly what: string; readonly next: string } | null;
};

const LOOK_MS = 300;
/** A chain that halts does not hold up whoever sits here: the service goes on by itself. */
const PATIENCE_MS = 120_000;

/** Asks for it and waits until a block holds it. @throws CommandError with the contract's refusal in words */
export async function say(context: Context, wish: object, { json }: { json?: boolean }): Promise<void> {
  const account = accountOf(context);
  let act = await ask<Act>(account, { method: 'POST', path: 'acts', body: jsonBody(wish) });
  for (const end = Date.now() + PATIENCE_MS; act.state === 'open' && Date.now() < end; ) {
    await pause(LOOK_MS);
    act = await ask<Act>(account, { method: 'GET', path: `acts/${act.id}` });
  }
  const { refusal, block, id } = act;
  if (refusal) {
    throw new CommandError(refusal.error, { told: { message: refusal.what, next: refusal.next } });
  }
  if (json) print(JSON.stringify(act));
  else note(block === null ? context.text('act.waits', { id }) : context.text('act.said', { block }));
}
