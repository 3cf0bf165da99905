import { expect, test } from 'vitest';
import { NOTICES, noticeOfClock, noticeOfStatement } from '../../../core/notices.ts';
import { STATEMENT_KINDS, type Statement } from '../../../core/statement-events.ts';
import { DELIVERED } from '../../../server/http/examples/delivered.ts';
import { NOTICE_SCHEMAS } from '../../../server/http/notice-schemas.ts';
import { openApiDocument } from '../../../server/http/openapi.ts';
import { isDescribed, type Received } from '../../support/receiver.ts';

/** What webhooks are told is what the OpenAPI document says of them, with nothing left over. */

const hex = (digit: string) => digit.repeat(64);
const sides = { handoff: 3, from: 'grid', to: 'police', sealedBy: 1 };
const recordId = hex('a');
const TIME = 1_790_000_000;
const said: readonly Statement[] = [
  {
    ...{ kind: 'opinion', sealedBy: 1, agency: 'grid', recordId, attester: 'police', sequence: 2 },
    ...{ number: 2, previous: 1, opinion: 'dispute', reasons: hex('b') },
  },
  {
    ...{ ...sides, kind: 'offered', agency: 'grid', recordId, commitment: null, sequence: 2, previous: null },
    ...{ answerBy: TIME, reportBy: null, purpose: hex('c') },
  },
  {
    ...{ ...sides, kind: 'offered', agency: 'grid', recordId, commitment: hex('d'), sequence: 2 },
    ...{ previous: 1, answerBy: TIME, reportBy: TIME + 86_400, purpose: hex('c') },
  },
  { ...sides, kind: 'accepted', recordId, answerBy: TIME },
  { ...sides, kind: 'refused', recordId, answerBy: TIME, reason: hex('e') },
  { ...sides, kind: 'recalled', recordId },
  { ...sides, kind: 'reported', recordId, reportBy: null, number: 1, final: false, report: hex('f') },
  { ...sides, kind: 'extension-asked', recordId, clock: 'report', by: 'police', until: TIME },
  { ...sides, kind: 'extended', recordId, clock: 'answer', previous: TIME, until: TIME + 86_400 },
  { ...sides, kind: 'overdue', recordId, clock: 'report', deadline: TIME },
];
/** Nobody is told of them by webhook. */
const UNTOLD = ['superseded', 'withdrawn', 'closed'];

const sent = ({ type, at, data }: { type: string; at: number; data: object }): Received['body'] =>
  JSON.parse(JSON.stringify({ type, timestamp: new Date(at).toISOString(), agency: 'grid', data }));

test('each type of notice is described once, with an example that fits', () => {
  const types = NOTICE_SCHEMAS.map(({ shape }) => shape.type.value);
  expect(types).toEqual([...NOTICES, 'webhook.test']);
  expect(DELIVERED.map(({ type }) => type)).toEqual(types);
  expect(DELIVERED.filter((each) => !isDescribed(each as Received['body']))).toEqual([]);
  const { webhooks } = openApiDocument() as { webhooks: Record<string, unknown> };
  expect(Object.keys(webhooks)).toEqual(types);
});

test('all that is said on the chain is told as it is described', () => {
  expect([...new Set([...said.map(({ kind }) => kind), ...UNTOLD])].sort()).toEqual(
    [...STATEMENT_KINDS].sort(),
  );
  const at = { block: 7, tx: 0, log: 1, time: TIME };
  for (const statement of said) {
    const notice = noticeOfStatement(statement, at, 'grid');
    expect(isDescribed(sent(notice!)), statement.kind).toBe(true);
  }
});

test.each([
  ['handoff.deadline_near', TIME - 10],
  ['handoff.overdue', TIME + 10],
])('%s is told as it is described', (type, now) => {
  const handoff = {
    ...{ handoff: 3, from: 'grid', to: 'police', agency: 'grid', recordId, commitment: null },
    ...{ state: 'offered', answerBy: TIME, reportBy: null },
  } as Parameters<typeof noticeOfClock>[0];
  const notice = noticeOfClock(handoff, now, 3600);
  expect(notice?.type).toBe(type);
  expect(isDescribed(sent(notice!))).toBe(true);
});

test('what is not described is found out', () => {
  const [first] = DELIVERED as readonly Received['body'][];
  expect(isDescribed({ ...first!, data: { ...first!.data, name: '机密.txt' } })).toBe(false);
  expect(isDescribed({ ...first!, type: 'records.lost' })).toBe(false);
});
