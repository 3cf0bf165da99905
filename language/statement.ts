import type { OpenedStatement } from '../core/statement.ts';
import type { Statement } from '../core/statement-events.ts';
import { fill, type Language } from './language.ts';

/** What a statement on the chain says, in sentences, and what it does not say. */

export const en = {
  'statement.opinion.confirm':
    '“{attester}” confirms the record {recordId} of “{agency}” (opinion {number} on it).',
  'statement.opinion.reject':
    '“{attester}” rejects the record {recordId} of “{agency}” (opinion {number} on it).',
  'statement.opinion.dispute':
    '“{attester}” disputes the record {recordId} of “{agency}” (opinion {number} on it).',
  'statement.superseded': '“{agency}” put {replacement} in the place of its record {recordId}.',
  'statement.withdrawn': '“{agency}” no longer stands by its record {recordId}.',
  'statement.closed': '“{agency}” closed the case {commitment}: it has {count} records, the last is {head}.',
  'statement.offered':
    'Hand-off {handoff}: “{from}” offers the record {recordId} of “{agency}” to “{to}”, to be answered before {answerBy}.',
  'statement.accepted': 'Hand-off {handoff}: “{to}” accepted from “{from}” the record {recordId}.',
  'statement.refused': 'Hand-off {handoff}: “{to}” refused the record {recordId} that “{from}” offered.',
  'statement.recalled':
    'Hand-off {handoff}: “{from}” took back the record {recordId} that it had offered to “{to}”.',
  'statement.reported.interim':
    'Hand-off {handoff}: “{to}” reported to “{from}” on the record {recordId} (report {number}); more is to come.',
  'statement.reported.final':
    'Hand-off {handoff}: “{to}” reported to “{from}” on the record {recordId} (report {number}), for the last time.',
  'statement.extension-asked.answer':
    'Hand-off {handoff}: “{by}” asks for time until {until} for the answer.',
  'statement.extension-asked.report':
    'Hand-off {handoff}: “{by}” asks for time until {until} for the report.',
  'statement.extended.answer':
    'Hand-off {handoff}: “{from}” and “{to}” agree that the answer is due before {until}, no longer {previous}.',
  'statement.extended.report':
    'Hand-off {handoff}: “{from}” and “{to}” agree that the report is due before {until}, no longer {previous}.',
  'statement.overdue.answer':
    'Hand-off {handoff}: “{from}” offered the record {recordId} to “{to}” to be answered before {deadline}.',
  'statement.overdue.report':
    'Hand-off {handoff}: “{to}” accepted the record {recordId} from “{from}” and was to report before {deadline}.',
  'statement.reason': 'The reason is in the record {reason}.',
  'statement.purpose': 'The purpose is in the record {reason}.',
  'statement.report': 'The report is in the record {reason}.',
  'statement.wholeCase': 'It is about the whole case {commitment}, up to that record.',
  'statement.reportBy': 'A final report is due before {reportBy}.',
  'statement.proves.overdue.answer':
    'It proves that no answer was recorded by {time}. It does not prove that the other agency knew of the offer: only an acceptance admits receipt.',
  'statement.proves.overdue.report':
    'It proves that no final report was recorded by {time}. That the other agency had the record, its acceptance admits.',
  'statement.proves.offered':
    'It proves that the offer was published. It does not prove that the other agency knew of it: only an acceptance admits receipt.',
  'statement.proves.accepted': 'It proves that the other agency admits that it has it.',
  'statement.proves.others': 'It proves that this was said, by whom and when; not that it is true.',
  'statement.block': 'Block {number}, {time} by its proposer’s word, not before {parentTime}.',
  'statement.sealed': 'Sealed by {seals} of {validators}, set {version}.',
} as const;

export type StatementKey = keyof typeof en;

export const zh: Record<StatementKey, string> = {
  'statement.opinion.confirm':
    '“{attester}”确认“{agency}”的存证记录 {recordId}（该记录的第 {number} 条会签意见）。',
  'statement.opinion.reject':
    '“{attester}”否定“{agency}”的存证记录 {recordId}（该记录的第 {number} 条会签意见）。',
  'statement.opinion.dispute':
    '“{attester}”对“{agency}”的存证记录 {recordId} 提出异议（该记录的第 {number} 条会签意见）。',
  'statement.superseded': '“{agency}”以 {replacement} 取代其存证记录 {recordId}。',
  'statement.withdrawn': '“{agency}”不再坚持其存证记录 {recordId}。',
  'statement.closed': '“{agency}”办结案件 {commitment}：共 {count} 条存证记录，最后一条为 {head}。',
  'statement.offered':
    '移交 {handoff}：“{from}”将“{agency}”的存证记录 {recordId} 移交“{to}”，请其于 {answerBy} 之前答复。',
  'statement.accepted': '移交 {handoff}：“{to}”已接收“{from}”移交的存证记录 {recordId}。',
  'statement.refused': '移交 {handoff}：“{to}”拒绝接收“{from}”移交的存证记录 {recordId}。',
  'statement.recalled': '移交 {handoff}：“{from}”撤回向“{to}”移交的存证记录 {recordId}。',
  'statement.reported.interim':
    '移交 {handoff}：“{to}”就存证记录 {recordId} 向“{from}”反馈（第 {number} 次），后续仍有反馈。',
  'statement.reported.final':
    '移交 {handoff}：“{to}”就存证记录 {recordId} 向“{from}”作最终反馈（第 {number} 次）。',
  'statement.extension-asked.answer': '移交 {handoff}：“{by}”请求将答复期限延至 {until}。',
  'statement.extension-asked.report': '移交 {handoff}：“{by}”请求将反馈期限延至 {until}。',
  'statement.extended.answer': '移交 {handoff}：“{from}”与“{to}”商定答复期限由 {previous} 延至 {until}。',
  'statement.extended.report': '移交 {handoff}：“{from}”与“{to}”商定反馈期限由 {previous} 延至 {until}。',
  'statement.overdue.answer':
    '移交 {handoff}：“{from}”将存证记录 {recordId} 移交“{to}”，应于 {deadline} 之前答复。',
  'statement.overdue.report':
    '移交 {handoff}：“{to}”已接收“{from}”移交的存证记录 {recordId}，应于 {deadline} 之前反馈。',
  'statement.reason': '理由载于存证记录 {reason}。',
  'statement.purpose': '移交目的载于存证记录 {reason}。',
  'statement.report': '反馈内容载于存证记录 {reason}。',
  'statement.wholeCase': '所涉为整个案件 {commitment}，至该条存证记录为止。',
  'statement.reportBy': '最终反馈应于 {reportBy} 之前作出。',
  'statement.proves.overdue.answer':
    '它证明截至 {time} 没有记录到任何答复；不证明对方知悉该移交：只有接收才表示承认收到。',
  'statement.proves.overdue.report':
    '它证明截至 {time} 没有记录到最终反馈；对方已收到该记录，由其接收所承认。',
  'statement.proves.offered': '它证明该移交已经公布；不证明对方知悉：只有接收才表示承认收到。',
  'statement.proves.accepted': '它证明对方承认已收到。',
  'statement.proves.others': '它证明何机构于何时作出此表示；不证明所述属实。',
  'statement.block': '第 {number} 号区块，出块方所报时间为 {time}，不早于 {parentTime}。',
  'statement.sealed': '由 {validators} 个验证者中的 {seals} 个封签，验证者集合第 {version} 版。',
};

const utc = (seconds: number): string => new Date(seconds * 1000).toISOString();

function keyOf(statement: Statement): StatementKey {
  const { kind } = statement;
  if (kind === 'opinion') return `statement.opinion.${statement.opinion}`;
  if (kind === 'reported') return `statement.reported.${statement.final ? 'final' : 'interim'}`;
  if (kind === 'extension-asked' || kind === 'extended' || kind === 'overdue') {
    return `statement.${kind}.${statement.clock}`;
  }
  return `statement.${kind}`;
}

function proofOf(statement: Statement): StatementKey {
  if (statement.kind === 'overdue') return `statement.proves.overdue.${statement.clock}`;
  if (statement.kind === 'offered' || statement.kind === 'accepted')
    return `statement.proves.${statement.kind}`;
  return 'statement.proves.others';
}

/** Where the words behind it are, if it names any. */
function behind(statement: Statement): [StatementKey, string] | undefined {
  if (statement.kind === 'offered') return ['statement.purpose', statement.purpose];
  if (statement.kind === 'reported') return ['statement.report', statement.report];
  if (statement.kind === 'opinion')
    return statement.reasons === null ? undefined : ['statement.reason', statement.reasons];
  return 'reason' in statement ? ['statement.reason', statement.reason] : undefined;
}

const TIMES: ReadonlySet<string> = new Set(['answerBy', 'reportBy', 'until', 'deadline']);

/** The values of a statement as they are read. */
function shown(statement: Statement): Record<string, string> {
  return Object.fromEntries(
    Object.entries(statement).map(([name, value]) => {
      const isTime = TIMES.has(name) || (name === 'previous' && statement.kind === 'extended');
      return [name, isTime && typeof value === 'number' ? utc(value) : String(value)];
    }),
  );
}

/** What a statement says, in one sentence. */
export function statementSentence(statement: Statement, language: Language): string {
  return fill((language === 'zh' ? zh : en)[keyOf(statement)], shown(statement));
}

/** The sentences of a statement that holds: what it says, what stands behind it, what it proves, and who vouches. */
export function statementText({ statement, block, sealedBy }: OpenedStatement, language: Language): string[] {
  const texts = language === 'zh' ? zh : en;
  const values = shown(statement);
  const say = (key: StatementKey, more: Record<string, string | number> = {}) =>
    fill(texts[key], { ...values, ...more });
  const words = behind(statement);
  return [
    say(keyOf(statement)),
    ...(statement.kind === 'offered' && statement.commitment !== null ? [say('statement.wholeCase')] : []),
    ...(statement.kind === 'offered' && statement.reportBy !== null ? [say('statement.reportBy')] : []),
    ...(words ? [say(words[0], { reason: words[1] })] : []),
    say(proofOf(statement), { time: utc(block.time) }),
    say('statement.block', {
      number: block.number,
      time: utc(block.time),
      parentTime: utc(block.parentTime),
    }),
    say('statement.sealed', {
      seals: sealedBy.signers.length,
      validators: sealedBy.validators,
      version: sealedBy.version,
    }),
  ];
}
