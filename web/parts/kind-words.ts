import { en, type KindTextKey, labelOf, zh } from '../../language/kinds.ts';
import { fill } from '../../language/language.ts';
import { useWords } from '../app/language.ts';

/** The words of kinds, roles and fields, which the page shares with the command and the service. */
export function useKindWords() {
  const { language } = useWords();
  const texts = language === 'zh' ? zh : en;
  return {
    k: (key: KindTextKey, values: Readonly<Record<string, string | number>> = {}) => fill(texts[key], values),
    label: (what: 'kind' | 'role' | 'claim', name: string) => labelOf(what, name, language),
  };
}
