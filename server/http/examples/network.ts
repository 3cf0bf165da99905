import * as value from './values.ts';
import { type Example, JSON_TYPE, NEXT, page } from './values.ts';

/** Examples of the network, its governance, and the service itself. */

const founding = { block: 0, time: null };
const seat = {
  id: 'grid',
  name: value.GRID_NAME,
  governance: value.GOVERNANCE,
  validator: value.VALIDATOR,
  nextValidator: null,
  claimUntil: null,
};
const block = { number: 3400, hash: value.BLOCK_HASH, time: '2026-09-21T09:30:00.000Z' };
const same = (count: number) => ({ before: count, after: count });

export const NETWORK_EXAMPLES = {
  // Shortened: docs/FORMAT.md, section 9.
  getTrust: { answers: { 200: { format: 'jianzheng/trust/1', links: [], signatures: [] } } },
  listAgencies: {
    answers: {
      200: {
        items: [
          {
            ...seat,
            state: 'active',
            keys: [{ address: value.OPERATOR, role: 'operator', from: founding, until: null }],
            lastSequence: 12,
            lastAnchored: value.ANCHORED_AT,
          },
        ],
      },
    },
  },
  listBatches: {
    path: { id: 'grid' },
    query: { limit: 50 },
    answers: {
      200: page(
        {
          sequence: 12,
          root: value.ROOT,
          size: 4,
          blockNumber: 3051,
          blockTime: value.ANCHORED_AT,
          sealedBy: 1,
        },
        NEXT,
      ),
    },
  },
  takeBatchRecords: {
    path: { sequence: '12' },
    body: {
      [JSON_TYPE]: {
        agency: 'police',
        at: 1_789_980_000,
        format: 'jianzheng/records-request/1',
        key: value.OPERATOR,
        ledger: value.CONTRACT,
        nonce: value.UPLOAD,
        of: 'grid',
        sequence: 12,
        signature: value.SIGNATURE,
      },
    },
  },
  getChain: {
    answers: {
      200: {
        head: block,
        followed: block,
        set: {
          version: 1,
          changedAt: 0,
          validators: [
            { address: value.VALIDATOR, agency: 'grid', sealed: 100, proposed: 100, lastSealed: 3400 },
          ],
        },
        blocks: [{ number: 3400, time: block.time, proposer: value.VALIDATOR, signers: [value.VALIDATOR] }],
      },
    },
  },
  getStatus: {
    answers: {
      200: {
        queue: { received: 0, batched: 3, oldestMs: 420 },
        chain: {
          head: 3400,
          headTime: 1_789_983_000,
          reachable: true,
          setVersion: 1,
          validators: 1,
          operators: 'single',
        },
        disk: { freeBytes: 812_000_000_000 },
      },
    },
  },
  getGovernance: {
    answers: {
      200: {
        agency: 'grid',
        chainId: 20_260_901,
        registry: value.CONTRACT,
        block: 3400,
        time: block.time,
        version: 1,
        validators: [value.VALIDATOR],
        threshold: 1,
        voters: 1,
        seats: [{ ...seat, status: 'active', reinstateUntil: null }],
        motions: [
          {
            number: 1,
            kind: 'admit',
            status: 'open',
            proposer: 'grid',
            subject: 'police',
            votes: 1,
            needed: 1,
            votedBy: ['grid'],
            deadline: '2026-10-05T09:30:00.000Z',
            governance: value.GOVERNANCE,
            validator: value.VALIDATOR,
            ledger: null,
            codeHash: null,
            fromBlock: 3390,
            effect: {
              validators: { before: [value.VALIDATOR], after: [value.VALIDATOR] },
              version: same(1),
              quorum: same(1),
              mayBeDown: same(0),
              mayCheat: same(0),
              voters: { before: 1, after: 2 },
              claimBy: value.VALIDATOR,
              warnings: ['claim-needs-validator'],
            },
          },
        ],
      },
    },
  },
  audit: {},
  openApi: {},
  health: { answers: { 200: { alive: true } } },
  ready: {
    answers: {
      200: { ready: true, acceptsRecords: true, reasons: [], store: { ok: true }, chain: { ok: true } },
      503: {
        ready: false,
        acceptsRecords: true,
        reasons: ['chain-unreachable'],
        store: { ok: true },
        chain: { ok: false, reason: 'chain-unreachable' },
      },
    },
  },
  metrics: {},
} as const satisfies Record<string, Example>;
