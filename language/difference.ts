import type { Difference } from '../core/difference.ts';
import { fill, type Language } from './language.ts';

/** Why a file is none of those recorded: for the page and the command alike. */

export const en = {
  'why.shown': 'Undo this, and it is “{name}”, byte for byte: {changes}.',
  'change.line-ends': 'line ends were changed (LF, CRLF)',
  'change.byte-order-mark': 'a byte order mark was added or removed',
  'change.final-newline': 'the newline at the very end was added or removed',
  'change.encoding': 'the text was saved in another encoding ({encoding} was recorded)',
  'change.appended': '{bytes} bytes were added at the end',
  'why.sameSize': 'It has the size of “{name}”, and other bytes.',
  'why.longer': 'It is {by} longer than “{name}”.',
  'why.shorter': 'It is {by} shorter than “{name}”.',
  'why.common':
    'Often this comes of a file that a messenger or an editor saved again, or whose metadata were removed. Ask for the original.',
  'why.looking': 'Looking for what differs …',
  comma: ', ',
} as const;

export const zh: Record<keyof typeof en, string> = {
  'why.shown': '撤销以下改动后，它与“{name}”逐字节一致：{changes}。',
  'change.line-ends': '换行符被更改（LF、CRLF）',
  'change.byte-order-mark': '增加或去除了字节顺序标记',
  'change.final-newline': '增加或去除了文末换行',
  'change.encoding': '文本改用了其他编码保存（存证时为 {encoding}）',
  'change.appended': '末尾增加了 {bytes} 个字节',
  'why.sameSize': '它与“{name}”大小相同，内容不同。',
  'why.longer': '它比“{name}”多 {by}。',
  'why.shorter': '它比“{name}”少 {by}。',
  'why.common': '常见原因：文件经聊天软件或编辑器重新保存，或元数据被去除。请索取原始文件。',
  'why.looking': '正在查找差异……',
  comma: '、',
};

export type DifferenceKey = keyof typeof en;

export function differenceWords(
  language: Language,
): (key: DifferenceKey, values?: Readonly<Record<string, string | number>>) => string {
  const texts = language === 'zh' ? zh : en;
  return (key, values = {}) => fill(texts[key], values);
}

/** What was shown, in one sentence. @param name of the recorded file */
export function differenceText(found: Difference, name: string, language: Language): string {
  const d = differenceWords(language);
  const { encoding = '', bytes = 0 } = found;
  const changes = found.changes.map((change) =>
    d(`change.${change}`, { encoding: encoding.toUpperCase(), bytes }),
  );
  return d('why.shown', { name, changes: changes.join(d('comma')) });
}
