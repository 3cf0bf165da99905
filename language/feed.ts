/** The Atom feed of offers, answers and deadlines. */
export const en = {
  title: 'Hand-offs of {agency}',
  subtitle:
    'What was offered, what was answered, and what is due. A hint, never a proof: each statement has one.',
  entry: 'Hand-off {handoff}, {from} → {to}: {what}',
  'near.answer.ours': 'This agency owes an answer to hand-off {handoff}, record {recordId}, by {deadline}.',
  'near.answer.theirs': '“{to}” owes an answer to hand-off {handoff}, record {recordId}, by {deadline}.',
  'near.report.ours':
    'This agency owes a final report on hand-off {handoff}, record {recordId}, by {deadline}.',
  'near.report.theirs': '“{to}” owes a final report on hand-off {handoff}, record {recordId}, by {deadline}.',
  'overdue.answer.ours':
    'This agency was to answer hand-off {handoff}, record {recordId}, by {deadline}. No answer is recorded as far as the chain was followed.',
  'overdue.answer.theirs':
    '“{to}” was to answer hand-off {handoff}, record {recordId}, by {deadline}. No answer is recorded as far as the chain was followed.',
  'overdue.report.ours':
    'This agency was to give its final report on hand-off {handoff}, record {recordId}, by {deadline}. None is recorded as far as the chain was followed.',
  'overdue.report.theirs':
    '“{to}” was to give its final report on hand-off {handoff}, record {recordId}, by {deadline}. None is recorded as far as the chain was followed.',
} as const;

export type FeedKey = keyof typeof en;

export const zh: Record<FeedKey, string> = {
  title: '{agency}的移交',
  subtitle: '收到和发出的移交、对方的答复以及到期事项。仅供提示，不作证明；链上每一陈述另有证明。',
  entry: '移交 {handoff}，{from} → {to}：{what}',
  'near.answer.ours': '本机构应于 {deadline} 之前答复移交 {handoff}（存证记录 {recordId}）。',
  'near.answer.theirs': '“{to}”应于 {deadline} 之前答复移交 {handoff}（存证记录 {recordId}）。',
  'near.report.ours': '本机构应于 {deadline} 之前就移交 {handoff}（存证记录 {recordId}）作最终反馈。',
  'near.report.theirs': '“{to}”应于 {deadline} 之前就移交 {handoff}（存证记录 {recordId}）作最终反馈。',
  'overdue.answer.ours':
    '本机构应于 {deadline} 之前答复移交 {handoff}（存证记录 {recordId}）；就已跟随到的链而言，没有记录到答复。',
  'overdue.answer.theirs':
    '“{to}”应于 {deadline} 之前答复移交 {handoff}（存证记录 {recordId}）；就已跟随到的链而言，没有记录到答复。',
  'overdue.report.ours':
    '本机构应于 {deadline} 之前就移交 {handoff}（存证记录 {recordId}）作最终反馈；就已跟随到的链而言，没有记录到最终反馈。',
  'overdue.report.theirs':
    '“{to}”应于 {deadline} 之前就移交 {handoff}（存证记录 {recordId}）作最终反馈；就已跟随到的链而言，没有记录到最终反馈。',
};
