import { CONTRACT, type Example, JSON_TYPE, RECORD } from './values.ts';

/** Examples of what persons sign. */

const KEY_LIST = 'b2d4f6081a3c5e7f90b1d3f507192b3d4f60718293a4b5c6d7e8f9012a3b4c5d';
const HOLDER = 'd8e0f1a2b3c4d5e6f708192a3b4c5d6e7f80912233445566778899aabbccddee';
const KEY = '031e18532fd4754c02f3041d9c75ceb33b83ffd81ac7ce4fe882ccb1c98bc5896e';
const byRecord = { path: { id: RECORD } };
const taken = { recordId: HOLDER, signedRecord: RECORD };
const said = { person: 'p-0417', keyList: KEY_LIST, role: 'collectors' };

export const PERSON_EXAMPLES = {
  createCountersignature: {
    ...byRecord,
    body: {
      [JSON_TYPE]: {
        at: 1_790_000_400,
        format: 'jianzheng/countersignature/1',
        key: KEY,
        ledger: CONTRACT,
        proof: {
          type: 'p256',
          signature:
            '93243b8ac62ac0fadf917f833ccbcb72e631009307e6ba043f13af9bc17e89ed23160f644f9532d64dfb54e480c04271a5285b25e6d9aad3693a68a0c2ca0cf2',
        },
        recordId: RECORD,
        ...said,
      },
    },
    answers: { 200: taken, 201: taken },
  },
  listCountersignatures: {
    ...byRecord,
    answers: {
      200: {
        recordId: RECORD,
        kind: 'power-use',
        items: [
          {
            ...{ recordId: HOLDER, ...said, by: 'p256', claimedAt: '2026-09-21T14:20:00.000Z' },
            ...{ verdict: 'SIGNED', failed: null },
          },
        ],
        roles: [
          { role: 'collectors', demanded: 2, signed: ['grid p-0417'] },
          { role: 'reviewer', demanded: 1, signed: [] },
        ],
        keyLists: [KEY_LIST],
      },
    },
  },
  listSigningKeys: {
    answers: {
      200: {
        ledger: CONTRACT,
        items: [
          {
            ...{ id: 'Zm9yLXRoZS1icm93c2Vy', host: 'grid.example', key: KEY },
            listed: {
              ...{ keyList: KEY_LIST, person: 'p-0417', roles: ['collectors', 'reviewer'] },
              origin: 'https://grid.example',
            },
          },
        ],
      },
    },
  },
} as const satisfies Record<string, Example>;
