import { setImmediate } from 'node:timers/promises';
import { FormatError } from '../../core/errors.ts';
import { decodeHeader } from '../../core/header.ts';
import { checkSeals, type SealCache } from '../../core/qbft.ts';
import type { Trust } from '../../core/trust.ts';
import type { Log } from '../anchoring/anchoring.ts';
import { setInForce } from '../ledger/head.ts';
import { type FollowedBlock, keepSigners, lastBlocks, listAgencies } from '../store/chain-view.ts';
import { settleAlerts } from '../store/settle-alerts.ts';
import type { Store } from '../store/store.ts';

/** Looks at what was followed for what someone must see to. Nothing here is proof of anything; each is an alert. */
export type Watch = {
  /** Called whenever the node's last block was followed. */
  look(): Promise<void>;
};

export type WatchRule = {
  /** Seconds after which a consortium makes an empty block; 0 where blocks come only when there is something to put in. */
  readonly emptyBlockSeconds: number;
  /** Blocks in a row without a seal of a validator, or a proposal by it, before it counts as silent; 0: never. */
  readonly silentBlocks: number;
  /** Days without an anchor before an agency that has anchored before counts as silent; 0: never. */
  readonly silentDays: number;
};

/** Blocks at the end of which it is known who sealed them. */
const SHOWN_BLOCKS = 100;
/** So many times the period of empty blocks a node may be without a new one. */
const PERIODS = 3;
/** A sent transaction that no block holds after this long, while the node has made no block at all. */
const WAITING_MS = 60_000;
const DAY_SECONDS = 24 * 3600;

export function watchChain(options: {
  store: Store;
  trust: () => Trust;
  cache: SealCache;
  rule: WatchRule;
  log: Log;
  now: () => number;
}): Watch {
  const { store, trust, cache, rule, log, now } = options;
  const settle = settleAlerts({ store, log, now });
  /** When we saw the last block for the first time, as our own clock has it: a block's time is its proposer's word. */
  let newest = { number: -1, at: 0 };

  /** Who sealed the blocks at the end. Costs milliseconds a seal, so they are not recovered while catching up. */
  async function recoverSigners(blocks: readonly FollowedBlock[]): Promise<void> {
    for (const { number, header, signers } of blocks) {
      if (signers !== null || number === 0) continue;
      keepSigners(store, number, signersOf(number, header));
      await setImmediate();
    }
  }

  function signersOf(number: number, rlp: Uint8Array): readonly string[] {
    try {
      return checkSeals(decodeHeader(rlp), setInForce(trust(), number), cache);
    } catch (error) {
      // Only the last block of a stretch was held against its seals: those of the others are the node's word.
      if (error instanceof FormatError) return [];
      throw error;
    }
  }

  function lookForSilentValidators(blocks: readonly FollowedBlock[]): void {
    if (rule.silentBlocks === 0) {
      settle('validator-silent', new Map());
      return;
    }
    const { sets, changedAt } = trust();
    const validators = sets.at(-1) ?? [];
    const oldest = blocks.at(-1)?.number ?? 0;
    const whole = blocks.length >= rule.silentBlocks && oldest > (changedAt.at(-1) ?? 0);
    if (!whole || validators.length === 1 || blocks.some(({ signers }) => !signers?.length)) return;
    // A block carries a quorum of seals, so the slowest of many may never seal; but it proposes when its turn comes.
    const heard = new Set(blocks.flatMap(({ signers, proposer }) => [...(signers ?? []), proposer]));
    const owners = new Map(listAgencies(store).map(({ id, validator }) => [validator, id]));
    const silent = validators.filter((validator) => !heard.has(validator));
    settle(
      'validator-silent',
      new Map(
        silent.map((validator) => {
          const agency = owners.get(validator) ?? '';
          return [`${agency} ${validator}`, { agency, validator, blocks: rule.silentBlocks }];
        }),
      ),
    );
  }

  function lookForSilentAgencies(): void {
    const since = now() / 1000 - rule.silentDays * DAY_SECONDS;
    const silent = listAgencies(store).filter(
      ({ state, lastAnchored }) => state === 'active' && lastAnchored !== null && lastAnchored < since,
    );
    const found = silent.map(
      ({ id, lastSequence, lastAnchored }) => [id, { agency: id, lastSequence, lastAnchored }] as const,
    );
    settle('agency-silent', new Map(rule.silentDays === 0 ? [] : found));
  }

  function lookForSuccessors(): void {
    const [, ...named] = trust().ledgers;
    const found = named.map(({ address, fromBlock }) => [address, { ledger: address, fromBlock }] as const);
    settle('ledger-superseded', new Map(found));
  }

  function lookForStandstill(number: number): void {
    if (number !== newest.number) newest = { number, at: now() };
    const since = now() - newest.at;
    const { emptyBlockSeconds } = rule;
    const overdue = emptyBlockSeconds > 0 && since > PERIODS * emptyBlockSeconds * 1000;
    const waits = since > WAITING_MS && hasWaiting(now() - WAITING_MS);
    const details = { number, seconds: Math.round(since / 1000) };
    settle('node-stalled', new Map(overdue || waits ? [[`block ${number}`, details]] : []));
  }

  function hasWaiting(sentBefore: number): boolean {
    return (
      store.one(
        `SELECT 1 FROM transactions JOIN batches USING (sequence)
           WHERE state = 'open' AND sent_at < ? LIMIT 1`,
        sentBefore,
      ) !== undefined
    );
  }

  return {
    async look() {
      const number = lastBlocks(store, 1)[0]?.number;
      if (number === undefined) return;
      lookForStandstill(number);
      await recoverSigners(lastBlocks(store, Math.max(SHOWN_BLOCKS, rule.silentBlocks)));
      lookForSilentValidators(lastBlocks(store, rule.silentBlocks));
      lookForSilentAgencies();
      lookForSuccessors();
    },
  };
}
