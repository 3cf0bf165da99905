/** Large files on the page that makes records: pausing, and going on after the browser was closed. */
export const en = {
  'upload.pause': 'Pause',
  'upload.paused':
    'Paused. What was sent stays with the service for seven days; your entries are still here.',
  'upload.pausedAt': 'paused at {percent}%',
  'upload.waitingForDigests': 'Everything is sent. Digests are still being computed in this browser…',
  'upload.earlier': 'A submission was not finished',
  'upload.earlier.choose': 'Choose these files again; what was sent of them is not sent twice:',
  'upload.earlier.more': 'and {n} more',
  'upload.earlier.ready': 'All its files are here again. Make the record to go on where it stopped.',
  'upload.earlier.drop': 'Discard it',
} as const;

export type UploadsPageKey = keyof typeof en;

export const zh: Record<UploadsPageKey, string> = {
  'upload.pause': '暂停',
  'upload.paused': '已暂停。已发送的内容在服务中保留七日，填写的内容也都还在。',
  'upload.pausedAt': '已暂停，{percent}%',
  'upload.waitingForDigests': '数据已全部发出，浏览器仍在计算摘要……',
  'upload.earlier': '有一次提交尚未完成',
  'upload.earlier.choose': '请重新选择以下文件，已发送的部分不会重复发送：',
  'upload.earlier.more': '另有 {n} 个文件',
  'upload.earlier.ready': '文件已齐。提交存证即可从中断处继续。',
  'upload.earlier.drop': '放弃该次提交',
};
