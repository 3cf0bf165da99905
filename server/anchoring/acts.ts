import { faultPoint } from '../faults.ts';
import { readRevert } from '../ledger/custody-abi.ts';
import { LedgerError } from '../ledger/errors.ts';
import { type ActRow, actRefused, actSaid, signAct } from '../store/acts.ts';
import type { Anchoring } from './anchoring.ts';
import { signedWith } from './signed.ts';
import type { Succession } from './succession.ts';

/**
 * What the agency says beside its anchors: opinions, corrections, hand-offs. Each is one transaction of the same key, so
 * it takes its turn in the write path: while a batch is open no act is signed, and while an act is open no batch is cut.
 * One signed transaction is on its way at most, and no nonce ever stands for two things. As with an anchor, nothing
 * that decides is remembered: after a crash at any line the next step finds out from store and chain how far it was.
 */

/** How long a transaction is watched before everything is looked at afresh. */
const WATCH_MS = 10_000;
const LOOK_MS = 200;
/** The largest call proves two records in batches of 2^32. */
export const ACT_GAS = 1_500_000;

function behind(what: string): LedgerError {
  return new LedgerError('node-behind', `The node does not show what we have sent: ${what}`);
}

/** Takes an act one step further. @throws LedgerError: try again later */
export async function carryOut(
  context: Anchoring & { readonly succession: Succession },
  act: ActRow,
): Promise<void> {
  const { store, node, head, key, trustFile, waitFor } = context;
  waitFor({ code: 'node', detail: `act ${act.id}` });
  const { number } = await head.confirm();
  const nonce = await node.transactionCount(key.address);
  if (act.hash !== null && act.nonce !== null && (await settled(context, act, nonce))) return;
  const to = trustFile.trust[act.contract];
  if (to === undefined) {
    actRefused(store, act.id, JSON.stringify({ error: 'NoContract', values: {} }));
    return;
  }
  const next = act.contract === 'ledger' ? await context.succession.look(number) : undefined;
  if (next) {
    const values = { ledger: next.address, fromBlock: next.fromBlock };
    actRefused(store, act.id, JSON.stringify({ error: 'LedgerSuperseded', values }));
    return;
  }
  const inFlight = act.hash !== null && act.key === key.address && act.nonce === nonce;
  const signed = inFlight ? act : await tryAndSign(context, act, to, nonce);
  if (!signed) return;
  await send(context, String(signed.raw));
  faultPoint('act-sent');
  waitFor({ code: 'block', detail: `act ${act.id}, transaction ${signed.hash}` });
  if (await watch(context, String(signed.hash))) {
    await settled(context, { ...act, ...signed }, nonce + 1);
    waitFor(undefined);
  }
}

/** Whether the chain has taken what was signed; notes it then. A failed one is signed again: it had no effect. */
async function settled({ store, node, log }: Anchoring, act: ActRow, nonce: number): Promise<boolean> {
  const outcome = await node.outcomeOf(String(act.hash));
  if (outcome?.succeeded) {
    actSaid(store, act.id, outcome.block);
    return true;
  }
  if (!outcome && (act.nonce ?? 0) > nonce) throw behind(`it has ${nonce} transactions of our key`);
  if (outcome) {
    // What the contract refused after all: the state had changed since it was tried. It is tried again, and told then.
    log.warn(
      { act: act.id, hash: act.hash, block: outcome.block },
      'An act had no effect, it is tried again',
    );
  }
  return false;
}

/** Tries the act, and signs it where the contract would take it. @returns undefined where it refuses */
async function tryAndSign(
  context: Anchoring,
  act: ActRow,
  to: string,
  nonce: number,
): Promise<Partial<ActRow> | undefined> {
  const { store, node, key, log } = context;
  // Signed for a batch that somebody else anchored: its nonce must go first, with what it was signed for.
  const blocking = signedWith(store, key.address, nonce);
  if (blocking) {
    await send(context, blocking.raw);
    await watch(context, blocking.hash);
    return undefined;
  }
  try {
    await node.tryCall(key.address, to, act.data, ACT_GAS);
  } catch (error) {
    if (!(error instanceof LedgerError) || error.code !== 'ledger-refused') throw error;
    const refusal = readRevert(error.details.data);
    log.warn({ act: act.id, method: act.method, ...refusal }, 'The contract refuses an act');
    actRefused(store, act.id, JSON.stringify(refusal));
    return undefined;
  }
  const made = { key: key.address, nonce, ...key.signCall({ to, data: act.data, nonce, gas: ACT_GAS }) };
  // Commit point: what may be on its way is known from here on.
  signAct(store, act.id, made);
  faultPoint('act-durable');
  return made;
}

async function send({ node }: Anchoring, raw: string): Promise<void> {
  try {
    await node.send(raw);
  } catch (error) {
    // Engines word their refusals differently, "already known" among them: the chain shows what came of it.
    if (!(error instanceof LedgerError) || error.code === 'ledger-unreachable') throw error;
  }
}

async function watch({ node, now, pause, stopped }: Anchoring, hash: string): Promise<boolean> {
  for (const until = now() + WATCH_MS; !stopped.aborted && now() < until; await pause(LOOK_MS)) {
    if ((await node.outcomeOf(hash)) !== undefined) return true;
  }
  return false;
}
