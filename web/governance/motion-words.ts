import { fill } from '../../language/language.ts';
import { en, zh } from '../../language/motions.ts';
import { useWords } from '../app/language.ts';

/** The words of seats and motions, which the page shares with the command. */
export function useMotionWords(): (
  key: keyof typeof en,
  values?: Readonly<Record<string, string | number>>,
) => string {
  const { language } = useWords();
  const texts = language === 'zh' ? zh : en;
  return (key, values = {}) => fill(texts[key], values);
}
