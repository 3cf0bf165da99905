/** Being told that a record is anchored, by a notification or in words. Part of language/page.ts. */
export const en = {
  'notice.ask': 'Tell me when it is anchored',
  'notice.stop': 'Do not tell me',
  'notice.asking':
    'The browser asks whether it may notify you. If you leave that open, it will be said on the page.',
  'notice.byBrowser': 'This browser will notify you when it is anchored, as long as this tab stays open.',
  'notice.byWords':
    'This browser shows no notifications here: they are not allowed, or it cannot. The title of this tab and a line on the page will say it, as long as this tab stays open.',
  'notice.anchored.one': 'The record is anchored',
  'notice.anchored.many': '{n} records are anchored',
  'notice.body': 'Record {id}',
  'notice.lost': 'Whether the record is anchored cannot be asked any more. Look at the record.',
  'notice.open': 'Look at it',
  'notice.close': 'Close this message',
} as const;

export const zh: Record<keyof typeof en, string> = {
  'notice.ask': '上链后提醒我',
  'notice.stop': '取消提醒',
  'notice.asking': '浏览器正在询问是否允许通知。不作选择时，将只在页面上告知。',
  'notice.byBrowser': '上链后浏览器将发出通知，请勿关闭本标签页。',
  'notice.byWords':
    '浏览器在此不能发出通知（未获允许，或不支持）。上链后，本标签页的标题和页面上的一行文字会告知，请勿关闭本标签页。',
  'notice.anchored.one': '存证记录已上链',
  'notice.anchored.many': '{n} 条存证记录已上链',
  'notice.body': '存证编号 {id}',
  'notice.lost': '无法继续查询该存证记录是否已上链，请查看存证记录。',
  'notice.open': '查看',
  'notice.close': '关闭此消息',
};
