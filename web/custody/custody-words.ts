import { type CustodyKey, en, zh } from '../../language/custody-page.ts';
import { fill, type Language } from '../../language/language.ts';
import { useWords } from '../app/language.ts';

export type CustodyWords = (key: CustodyKey, values?: Readonly<Record<string, string | number>>) => string;

const saying =
  (language: Language): CustodyWords =>
  (key, values = {}) =>
    fill((language === 'zh' ? zh : en)[key], values);
const WORDS = { en: saying('en'), zh: saying('zh') };

/** The words of hand-offs, opinions and cases. */
export function useCustodyWords(): CustodyWords {
  return WORDS[useWords().language];
}
