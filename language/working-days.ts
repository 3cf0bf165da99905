/** Deadlines that were counted in working days, as the command and the pages say them. */
export const en = {
  'act.counted.answerBy': 'To be answered by {time}: {days} working days (calendar: {calendar}).',
  'act.counted.reportBy': 'Final report due by {time}: {days} working days (calendar: {calendar}).',
  'act.counted.until': 'Asked for until {time}: {days} working days (calendar: {calendar}).',
} as const;

export const zh: Record<keyof typeof en, string> = {
  'act.counted.answerBy': '答复期限为 {time}：{days} 个工作日（工作日历：{calendar}）。',
  'act.counted.reportBy': '最终反馈期限为 {time}：{days} 个工作日（工作日历：{calendar}）。',
  'act.counted.until': '请求延至 {time}：{days} 个工作日（工作日历：{calendar}）。',
};
