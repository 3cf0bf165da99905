import { fill } from '../../language/language.ts';
import { en, zh } from '../../language/verdicts.ts';
import { useWords } from '../app/language.ts';

export type VerdictKey = keyof typeof en;

/** The words of verdicts and checks, which the page shares with the command and the service. */
export function useVerdictWords(): (
  key: VerdictKey,
  values?: Readonly<Record<string, string | number>>,
) => string {
  const { language } = useWords();
  const texts = language === 'zh' ? zh : en;
  return (key, values = {}) => fill(texts[key], values);
}
