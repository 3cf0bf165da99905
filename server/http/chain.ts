import type { RequestHandler } from 'express';
import type { z } from 'zod';
import { Refusal } from '../refusal.ts';
import { askedPeer, withheldBatches } from '../store/asked-batches.ts';
import {
  type AgencyRow,
  agencyRow,
  type FollowedBlock,
  followedTo,
  type KeyRow,
  lastBlocks,
  listAgencies,
  listBatches,
  listKeys,
} from '../store/chain-view.ts';
import { latestHeader } from '../store/headers.ts';
import { batchCursor, readCursor, writeCursor } from './cursor.ts';
import { type agencyView, batchQuery, type chainView, type followedBatch, read } from './schemas.ts';
import type { Services } from './services.ts';

/** What this service knows of the chain by following it: the agencies, everyone's batches, who seals. */

/** Blocks of which it is said who sealed them. */
const SHOWN_BLOCKS = 100;

const isoOf = (seconds: number): string => new Date(seconds * 1000).toISOString();

/** A founding key counts from the founding, which has no time of its own. */
function momentOf(
  block: number | null,
  time: number | null,
): z.infer<typeof agencyView>['keys'][number]['from'] {
  return block === null ? null : { block, time: time ? isoOf(time) : null };
}

function viewKey({ address, role, ...span }: KeyRow): z.infer<typeof agencyView>['keys'][number] {
  return {
    address,
    role,
    from: momentOf(span.fromBlock, span.fromTime),
    until: momentOf(span.untilBlock, span.untilTime),
  };
}

/** Batches that did not come, of each agency. */
const SHOWN_WITHHELD = 20;
const isoOfMs = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

export function chain(services: Services) {
  const { store, trust, peers } = services;

  function viewAsked(agency: string): z.infer<typeof agencyView>['asked'] {
    const service = peers.get(agency);
    if (service === undefined || agency === services.agency.id) return undefined;
    const { asked_to, answered_at, unreachable_since, reason } = askedPeer(store, agency);
    return {
      ...{ service, upTo: asked_to, answeredAt: isoOfMs(answered_at) },
      ...{ unreachableSince: isoOfMs(unreachable_since), reason },
      withheld: withheldBatches(store, agency, SHOWN_WITHHELD).map(({ sequence, outcome, ...batch }) => ({
        ...{ sequence, outcome, reason: batch.reason, since: new Date(batch.since).toISOString() },
      })),
    };
  }

  function viewAgency(row: AgencyRow, keys: readonly KeyRow[]): z.infer<typeof agencyView> {
    const founder = trust.trust.agencies.find(({ id }) => id === row.id);
    return {
      id: row.id,
      name: founder?.name ?? null,
      state: row.state,
      governance: row.governance,
      validator: row.validator,
      nextValidator: row.nextValidator,
      claimUntil: row.claimUntil === null ? null : isoOf(row.claimUntil),
      keys: keys.filter(({ agency }) => agency === row.id).map(viewKey),
      lastSequence: row.lastSequence,
      lastAnchored: row.lastAnchored === null ? null : isoOf(row.lastAnchored),
      asked: viewAsked(row.id),
    };
  }

  const agencies: RequestHandler = (_request, response) => {
    const keys = listKeys(store);
    const items = listAgencies(store).map((row) => viewAgency(row, keys));
    response.set('Cache-Control', 'private, no-cache').json({ items });
  };

  const batches: RequestHandler = (request, response) => {
    const id = String(request.params.id);
    const query = read(batchQuery, request.query);
    const before = readCursor(batchCursor, query.cursor);
    if (!agencyRow(store, id)) throw new Refusal('agency-not-found', 'No such agency');
    const rows = listBatches(store, id, { limit: query.limit + 1, below: before?.[0] });
    const page = rows.slice(0, query.limit);
    const last = page.at(-1);
    response.set('Cache-Control', 'private, no-cache').json({
      items: page.map(
        ({ sequence, root, size, blockNumber, blockTime, sealedBy }): z.infer<typeof followedBatch> => ({
          sequence,
          root,
          size,
          blockNumber,
          blockTime: isoOf(blockTime),
          sealedBy,
        }),
      ),
      next: rows.length > page.length && last ? writeCursor([last.sequence]) : null,
    });
  };

  function validatorsBy(blocks: readonly FollowedBlock[]): z.infer<typeof chainView>['set']['validators'] {
    const owners = new Map(listAgencies(store).map(({ id, validator }) => [validator, id]));
    return (trust.trust.sets.at(-1) ?? []).map((address) => {
      const sealed = blocks.filter(({ signers }) => signers?.includes(address));
      return {
        address,
        agency: owners.get(address) ?? null,
        sealed: sealed.length,
        proposed: blocks.filter(({ proposer }) => proposer === address).length,
        lastSealed: sealed[0]?.number ?? null,
      };
    });
  }

  const show: RequestHandler = (_request, response) => {
    const head = latestHeader(store);
    const followed = followedTo(store);
    const blocks = lastBlocks(store, SHOWN_BLOCKS).filter(({ number }) => number > 0);
    const { sets, changedAt } = trust.trust;
    const answer: z.infer<typeof chainView> = {
      head: head ? { number: head.number, hash: head.hash, time: isoOf(head.time) } : null,
      followed: followed
        ? { number: followed.number, hash: followed.hash, time: isoOf(followed.time) }
        : null,
      ...(services.followTrouble() === undefined ? {} : { trouble: services.followTrouble() }),
      set: {
        version: sets.length,
        changedAt: changedAt.at(-1) ?? 0,
        validators: validatorsBy(blocks),
      },
      blocks: blocks.map(({ number, time, proposer, signers }) => ({
        number,
        time: isoOf(time),
        proposer,
        signers: signers && [...signers],
      })),
    };
    response.set('Cache-Control', 'no-store').json(answer);
  };

  return { agencies, batches, show };
}
