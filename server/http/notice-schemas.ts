import { z } from 'zod';
import type { NoticeType } from '../../core/notices.ts';

/** What webhooks are told, as the OpenAPI document describes it: the body of each notice. */

const hex64 = z.string().regex(/^[0-9a-f]{64}$/);
const recordId = hex64.describe('Record ID');
const time = z.iso.datetime();
const agency = z.string().describe('Agency that submitted the record');
const commitment = hex64.nullable().describe('Of the case; null where a record is handed off without it');
const clock = z.enum(['answer', 'report']);
/** What was said on the chain: GET /api/v1/statements/{id} has its proof. */
const said = { statement: z.string().describe('ID of the statement: its proof is there'), block: z.int() };
const sides = {
  handoff: z.int().min(1).describe('Number of the hand-off'),
  from: z.string().describe('Agency that offers custody'),
  to: z.string().describe('Agency to which it is offered'),
};
const due = { ...sides, agency, recordId, commitment, clock, deadline: time };

function notice<Type extends NoticeType | 'webhook.test', Data extends z.ZodRawShape>(
  type: Type,
  what: string,
  data: Data,
) {
  return z
    .object({
      type: z.literal(type),
      timestamp: time.describe('When it happened'),
      agency: z.string().describe('Agency whose service tells it'),
      data: z.object(data),
    })
    .describe(what);
}

export const recordsAnchoredNotice = notice(
  'records.anchored',
  'Records of this agency are anchored and proved: their receipts are there',
  {
    sequence: z.int().min(1).describe('Number of the batch'),
    root: hex64,
    block: z.int(),
    blockTime: time,
    records: z.array(recordId).max(100).describe('Of a larger batch several notices tell'),
  },
);
export const handoffOfferedNotice = notice(
  'handoff.offered',
  'Custody was offered to this agency, or by it',
  {
    ...{ ...said, ...sides, agency, recordId, commitment, answerBy: time },
    ...{ reportBy: time.nullable(), purpose: hex64.describe('Record that says what for') },
  },
);
export const handoffAcceptedNotice = notice('handoff.accepted', 'A hand-off was accepted', {
  ...{ ...said, ...sides, recordId, answerBy: time },
});
export const handoffRefusedNotice = notice('handoff.refused', 'A hand-off was refused', {
  ...{ ...said, ...sides, recordId, answerBy: time, reason: hex64.describe('Record that says why') },
});
export const handoffRecalledNotice = notice('handoff.recalled', 'An offer was recalled', {
  ...{ ...said, ...sides, recordId },
});
export const handoffReportedNotice = notice('handoff.reported', 'Whoever has custody reported', {
  ...{ ...said, ...sides, recordId, reportBy: time.nullable(), number: z.int().min(1), final: z.boolean() },
  report: hex64.describe('Record that holds the report'),
});
export const handoffExtensionAskedNotice = notice(
  'handoff.extension_asked',
  'One side asked for another deadline',
  { ...said, ...sides, recordId, clock, by: z.string().describe('Agency that asks'), until: time },
);
export const handoffExtendedNotice = notice('handoff.extended', 'Both sides agreed on another deadline', {
  ...{ ...said, ...sides, recordId, clock, until: time },
});
export const handoffDeadlineNearNotice = notice(
  'handoff.deadline_near',
  'A deadline is near, and what is due has not come',
  due,
);
export const handoffOverdueNotice = notice(
  'handoff.overdue',
  'A deadline has passed by the clock of the service, and what is due has not come',
  due,
);
export const handoffOverdueRecordedNotice = notice(
  'handoff.overdue_recorded',
  'Somebody had it recorded on the chain that a deadline passed',
  { ...said, ...sides, recordId, clock, deadline: time },
);
export const opinionGivenNotice = notice('opinion.given', 'An opinion on a record of this agency, or by it', {
  ...{
    ...said,
    agency,
    recordId,
    attester: z.string().describe('Agency that gave the opinion'),
    number: z.int().min(1),
  },
  opinion: z.enum(['confirm', 'reject', 'dispute']),
  reasons: hex64.nullable().describe('Record that holds the reasons'),
});
export const alertRaisedNotice = notice('alert.raised', 'Something that an operator must look at', {
  code: z.string(),
});
export const webhookTestNotice = notice('webhook.test', 'Somebody tried the webhook', {});

/** By type, in the order of docs/webhooks.md. */
export const NOTICE_SCHEMAS = [
  recordsAnchoredNotice,
  handoffOfferedNotice,
  handoffAcceptedNotice,
  handoffRefusedNotice,
  handoffRecalledNotice,
  handoffReportedNotice,
  handoffExtensionAskedNotice,
  handoffExtendedNotice,
  handoffDeadlineNearNotice,
  handoffOverdueNotice,
  handoffOverdueRecordedNotice,
  opinionGivenNotice,
  alertRaisedNotice,
  webhookTestNotice,
] as const;
