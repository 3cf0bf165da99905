import * as value from './values.ts';
import { type Example, JSON_TYPE, NEXT, page } from './values.ts';

/** Examples of what agencies say on the chain about records and cases, and of hand-offs. */

const act = {
  id: 5,
  method: 'offer',
  state: 'open',
  createdAt: '2026-09-21T09:00:00.000Z',
  transaction: null,
  block: null,
  counted: [
    {
      term: 'answerBy',
      workingDays: 3,
      time: '2026-09-24T16:00:00.000Z',
      calendar: 'Public holidays of China',
    },
  ],
  refusal: null,
};
const statement = {
  id: '3120-0-1',
  block: 3120,
  time: '2026-09-21T09:00:04.000Z',
  says: ['police confirms the record'],
  statement: {
    kind: 'opinion',
    agency: 'grid',
    recordId: value.RECORD,
    attester: 'police',
    sequence: 12,
    number: 1,
    previous: null,
    opinion: 'confirm',
    reasons: null,
    sealedBy: 1,
  },
};
const handoff = {
  handoff: 7,
  agency: 'grid',
  recordId: value.RECORD,
  commitment: value.COMMITMENT,
  from: 'grid',
  to: 'police',
  purpose: value.REPORT_RECORD,
  previous: null,
  state: 'offered',
  answerBy: '2026-09-24T16:00:00.000Z',
  reportBy: null,
  reports: 0,
  asked: null,
  recordedOverdue: [],
};
const lastBlock = { at: '2026-09-21T09:30:00.000Z', block: 3400 };

export const CUSTODY_EXAMPLES = {
  createAct: {
    body: {
      [JSON_TYPE]: {
        do: 'offer',
        recordId: value.RECORD,
        wholeCase: true,
        to: 'police',
        purpose: value.REPORT_RECORD,
        answerBy: { workingDays: 3 },
      },
    },
    answers: { 202: act },
  },
  listActs: { query: { limit: 50 }, answers: { 200: page(act) } },
  getAct: { path: { id: '5' }, answers: { 200: act } },
  listStatements: {
    query: { recordId: value.RECORD, kind: 'opinion', limit: 50 },
    answers: { 200: page(statement, NEXT) },
  },
  getStatement: {
    path: { id: statement.id },
    // Shortened: a whole one carries the block's receipts.
    answers: { 200: { format: 'jianzheng/statement/1' } },
  },
  listHandoffs: {
    query: { due: 'open', side: 'to', limit: 50 },
    answers: { 200: { ...page(handoff), ...lastBlock } },
  },
  getHandoff: { path: { id: '7' }, answers: { 200: handoff } },
  getTimeline: {
    query: { case: value.CASE },
    answers: {
      200: {
        case: value.CASE,
        agency: 'grid',
        commitment: value.COMMITMENT,
        ...lastBlock,
        records: [
          {
            recordId: value.RECORD,
            position: 1,
            name: '抄表/meter-0147.csv',
            held: 'own',
            block: 3051,
            time: value.ANCHORED_AT,
          },
        ],
        items: [statement],
        truncated: false,
      },
    },
  },
} as const satisfies Record<string, Example>;
