import { agencyWord } from '../../core/batch-anchored.ts';
import { faultPoint } from '../faults.ts';
import { describeRevert } from '../ledger/abi.ts';
import { LedgerError } from '../ledger/errors.ts';
import { type Batch, cutBatch, lastSequence, openBatch, waitingRecords } from '../sealing/batches.ts';
import { openAct } from '../store/acts.ts';
import { raiseAlert } from '../store/alerts.ts';
import { carryOut } from './acts.ts';
import type { Anchoring } from './anchoring.ts';
import { adoptNext, settleBatch } from './settle.ts';
import { keepSigned, markSent, type Signed, signedFor, signedWith } from './signed.ts';
import { refuseSuperseded, type Succession, succession } from './succession.ts';

/**
 * The write path, from records that wait to a proved anchor. It reads from top to bottom, and it is also the recovery:
 * after a crash at any line, and after any error, the next step begins again at the top and finds out from store and
 * chain how far things are. Nothing that decides is remembered between steps but whether this run has compared both.
 *
 * What keeps a batch from being anchored twice: one batch is open at a time; its sequence is durable before anything is
 * signed; the contract takes each sequence once. What keeps it from being lost: it stays open until its proof is stored.
 */
export type WritePath = {
  /** Takes the next step. @returns whether there was anything to do @throws LedgerError, FormatError: try again later */
  step(): Promise<boolean>;
};

/** How long a transaction is watched before everything is looked at afresh and the transaction sent again. */
const WATCH_MS = 10_000;
/** The same, where it is doubtful whether the node took it. */
const DOUBT_MS = 500;
const FIRST_LOOK_MS = 40;
const LONGEST_LOOK_MS = 1_000;
/** Between two comparisons with the chain while nothing is to be done. */
const COMPARE_MS = 15_000;

/** What a run remembers between its rounds: nothing that decides, only which doubts it has told of. */
type Round = Anchoring & { readonly doubted: Set<string>; readonly succession: Succession };

export function writePath(given: Anchoring): WritePath {
  const context: Round = { ...given, doubted: new Set(), succession: succession(given) };
  const { store, head, node, rule, now, waitFor } = context;
  const agency = agencyWord(context.agency);
  let comparedAt = Number.NEGATIVE_INFINITY;

  /** Brings the store up with a chain that knows more than it: after a restore, or when someone else anchors as us. */
  async function compare(): Promise<void> {
    await head.confirm();
    for (let anchored = await node.batchCount(agency); ; ) {
      const known = lastSequence(store);
      if (anchored < known) throw behind(`it holds ${anchored} batches, ${known} are proved`);
      if (anchored === known) break;
      await adoptNext(context);
    }
    comparedAt = now();
  }

  return {
    async step() {
      let batch = openBatch(store);
      if (!batch) {
        // Before the first batch of a run, always: a batch that is cut before the chain was read could be one that it holds.
        if (now() - comparedAt > COMPARE_MS || now() < comparedAt) await compare();
        // Before the next batch is cut: while one is open, its anchor may be on its way under the next nonce.
        const act = openAct(store);
        if (act) {
          await carryOut(context, act);
          return true;
        }
        // Hand-offs go on, so nothing is cut that could not be anchored, and would stand in their way.
        if (waitingRecords(store, 1).length > 0) {
          refuseSuperseded(context.succession.known(head.latest()?.number ?? 0));
        }
        // Commit point: the batch has its sequence, its order and its root. A crash before leaves its records waiting.
        batch = cutBatch(store, rule, now());
        if (!batch) return false;
        faultPoint('batch-durable');
      }
      await anchorBatch(context, agency, batch);
      waitFor(undefined);
      return true;
    },
  };
}

function behind(what: string): LedgerError {
  return new LedgerError('node-behind', `The node does not show what we have proved: ${what}`);
}

/** One round for an open batch. It ends with the proof stored, or with the transaction on its way. */
async function anchorBatch(context: Round, agency: string, batch: Batch): Promise<void> {
  const { store, head, node, key, now, waitFor } = context;
  const { sequence } = batch;
  waitFor({ code: 'node', detail: `batch ${sequence}` });
  // A node that is behind or off the chain would tell us that nothing was anchored, and take anything.
  const { number } = await head.confirm();
  // In this order: a nonce that was used up before the count was read has had its effect on it.
  const nonce = await node.transactionCount(key.address);
  const anchored = await node.batchCount(agency);
  if (anchored < sequence - 1) throw behind(`it holds ${anchored} batches, ${sequence - 1} are proved`);
  if (anchored < sequence) {
    refuseSuperseded(await context.succession.look(number));
    const signed = await signedTransaction(context, batch, nonce);
    // Sent as often as we come by: a node that has it says so, one that lost it takes it.
    const taken = await send(context, signed);
    // Whether the node has it is unknown until the chain shows it.
    markSent(store, signed.hash, now());
    faultPoint('transaction-sent');
    waitFor({ code: 'block', detail: `batch ${sequence}, transaction ${signed.hash}` });
    if (!(await watch(context, signed, taken ? WATCH_MS : DOUBT_MS))) return;
  }
  // The chain holds this sequence now, through whichever of our transactions, or someone else's.
  waitFor({ code: 'proof', detail: `batch ${sequence}` });
  if ((await node.batchCount(agency)) >= sequence) await settleBatch(context, batch);
}

/** The transaction to send: the one signed already, unless its nonce is used up without effect. */
async function signedTransaction(context: Anchoring, batch: Batch, nonce: number): Promise<Signed> {
  const { store, key, now, log } = context;
  const { sequence, root, size } = batch;
  const earlier = signedFor(store, sequence, key.address);
  const [latest] = earlier;
  if (latest && latest.nonce > nonce)
    throw behind(`it has ${nonce} transactions of our key, ${latest.nonce} were there`);
  if (latest?.nonce === nonce) return latest;
  // Signed for another batch and never mined: it cannot anchor anything any more, but its nonce must go first.
  const blocking = signedWith(store, key.address, nonce);
  if (blocking) return blocking;
  if (latest) {
    // It was in a block and had no effect, or something else was sent with its nonce.
    const details = { sequence, nonce: latest.nonce, hash: latest.hash, tries: earlier.length };
    raiseAlert(store, { code: 'anchor-failed', subject: String(sequence), details }, now());
    log.error(details, 'A signed anchor had no effect, it is signed again with the next nonce');
    await waitSince(context, latest.createdAt, Math.min(60_000, 500 * 2 ** earlier.length));
  }
  await refuseInVain(context, batch);
  const signed = {
    ...key.sign({ sequence, root, size, nonce }),
    sequence,
    key: key.address,
    nonce,
    createdAt: now(),
  };
  // Commit point: from here on this key and nonce stand for this sequence and root, for ever.
  keepSigned(store, signed);
  faultPoint('transaction-durable');
  return signed;
}

async function waitSince(context: Anchoring, since: number, ms: number): Promise<void> {
  const left = since + ms - context.now();
  if (left > 0) await context.pause(Math.min(left, ms));
}

/** A transaction that the contract would refuse is not signed: it would use up a nonce and tell nobody why. */
async function refuseInVain(context: Anchoring, { sequence, root, size }: Batch): Promise<void> {
  const { node, key, store, now, log } = context;
  try {
    await node.tryAnchor(key.address, sequence, root, size);
  } catch (error) {
    if (!(error instanceof LedgerError) || error.code !== 'ledger-refused') throw error;
    const reason = error.details.data === undefined ? error.message : describeRevert(error.details.data);
    const details = { sequence, reason, operator: key.address };
    if (raiseAlert(store, { code: 'anchor-refused', subject: reason.slice(0, 200), details }, now())) {
      log.error(details, 'The ledger would refuse our anchor');
    }
    throw new LedgerError('ledger-refused', `The ledger would refuse the anchor: ${reason}`, {
      cause: error,
      details,
    });
  }
}

/** How engines say that they have a transaction already: "already known", "Known transaction". */
const KNOWN = /\bknown\b/i;

/**
 * Sends it. Other refusals are not understood here (engines word them differently): the chain will show what came of it.
 * @returns whether the node plainly has it
 */
async function send({ node, log, doubted }: Round, { raw, hash, sequence }: Signed): Promise<boolean> {
  try {
    await node.send(raw);
    return true;
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    if (KNOWN.test(error.message)) return true;
    if (!doubted.has(hash)) {
      log.info({ hash, sequence, reason: error.message }, 'The node did not plainly take a transaction');
    }
    doubted.add(hash);
    return false;
  }
}

/** Waits until a block holds the transaction. @returns false when none does within `ms` */
async function watch(context: Anchoring, { hash }: Signed, ms: number): Promise<boolean> {
  const { node, now, pause, stopped } = context;
  const until = now() + ms;
  for (
    let wait = FIRST_LOOK_MS;
    !stopped.aborted && now() < until;
    wait = Math.min(wait * 1.3, LONGEST_LOOK_MS)
  ) {
    if ((await node.minedIn(hash)) !== undefined) return true;
    await pause(wait);
  }
  return false;
}
