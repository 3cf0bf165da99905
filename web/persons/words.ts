import { fill } from '../../language/language.ts';
import { en, type PersonsKey, zh } from '../../language/persons-page.ts';
import { useWords } from '../app/language.ts';

/** The words for what persons signed. */
export function usePersonsWords() {
  const { language } = useWords();
  const texts = language === 'zh' ? zh : en;
  return (key: PersonsKey, values: Readonly<Record<string, string | number>> = {}) =>
    fill(texts[key], values);
}
