import * as value from './values.ts';

/** Examples of what webhooks are told, by type. */

const told = (type: string, data: object, timestamp: string = value.ANCHORED_AT) => ({
  ...{ type, timestamp, agency: 'grid', data },
});
const said = { statement: '1042-0-1', block: 1042 };
const sides = { handoff: 12, from: 'grid', to: 'police' };
const recordId = value.RECORD;
const answerBy = '2026-09-28T09:00:00.000Z';
const reportBy = '2026-10-21T09:00:00.000Z';
const until = '2026-10-28T09:00:00.000Z';
const due = {
  ...{ ...sides, agency: 'grid', recordId, commitment: value.COMMITMENT },
  ...{ clock: 'answer', deadline: answerBy },
};

export const DELIVERED: readonly { readonly type: string; readonly data: object }[] = [
  told('records.anchored', {
    ...{ sequence: 41, root: value.ROOT, block: 1041, blockTime: value.ANCHORED_AT, records: [recordId] },
  }),
  told('handoff.offered', {
    ...{ ...said, ...sides, agency: 'grid', recordId, commitment: value.COMMITMENT, answerBy, reportBy },
    purpose: value.REPORT_RECORD,
  }),
  told('handoff.accepted', { ...said, ...sides, recordId, answerBy }),
  told('handoff.refused', { ...said, ...sides, recordId, answerBy, reason: value.REPORT_RECORD }),
  told('handoff.recalled', { ...said, ...sides, recordId }),
  told('handoff.reported', {
    ...{ ...said, ...sides, recordId, reportBy, number: 1, final: true, report: value.REPORT_RECORD },
  }),
  told('handoff.extension_asked', { ...said, ...sides, recordId, clock: 'report', by: 'police', until }),
  told('handoff.extended', { ...said, ...sides, recordId, clock: 'report', until }),
  told('handoff.deadline_near', due, '2026-09-27T09:00:00.000Z'),
  told('handoff.overdue', due, answerBy),
  told('handoff.overdue_recorded', { ...said, ...sides, recordId, clock: 'answer', deadline: answerBy }),
  told('opinion.given', {
    ...{ ...said, agency: 'grid', recordId, attester: 'police', number: 1, opinion: 'confirm' },
    reasons: null,
  }),
  told('alert.raised', { code: 'chain-halted' }),
  told('webhook.test', {}),
];
