import { type Example, JSON_TYPE, KEY_LIST_RECORD, RECORD, SIGNED_RECORD } from './values.ts';

/** Examples of what persons sign. */

const taken = { recordId: SIGNED_RECORD, signedRecord: RECORD };
const byRecord = { path: { id: RECORD } };

export const PERSON_EXAMPLES = {
  createCountersignature: {
    ...byRecord,
    // Shortened: what is signed and the signature are made by the page or by `jz countersign`.
    body: { [JSON_TYPE]: { format: 'jianzheng/countersignature/1' } },
    answers: { 200: taken, 201: taken },
  },
  listCountersignatures: {
    ...byRecord,
    answers: {
      200: {
        recordId: RECORD,
        kind: 'on-site-inspection',
        items: [
          {
            recordId: SIGNED_RECORD,
            role: 'collectors',
            person: 'p-0417',
            keyList: KEY_LIST_RECORD,
            by: 'passkey',
            claimedAt: '2026-09-21T08:41:00.000Z',
            verdict: 'SIGNED',
            failed: null,
          },
        ],
        roles: [{ role: 'collectors', demanded: 2, signed: ['grid p-0417'], excused: false }],
        keyLists: [KEY_LIST_RECORD],
      },
    },
  },
  listSigningKeys: {
    answers: {
      200: {
        ledger: '0xc4a9d1e7f305b8264c0d9e8f7a6b5c4d3e2f1a0b',
        items: [
          {
            id: 'cGFzc2tleS1leGFtcGxl',
            host: 'jianzheng.example',
            key: `02${'5d'.repeat(32)}`,
            listed: {
              keyList: KEY_LIST_RECORD,
              person: 'p-0417',
              roles: ['collectors'],
              origin: 'https://jianzheng.example',
            },
          },
        ],
      },
    },
  },
} as const satisfies Record<string, Example>;
