import { en as demoEn, zh as demoZh } from '../../language/demo.ts';
import { fill } from '../../language/language.ts';
import { language, useWords } from '../app/language.ts';

type DemoKey = keyof typeof demoEn;
type Values = Readonly<Record<string, string | number>>;

/** The demo's words in the page's language. */
export function useDemoWords(): (key: DemoKey, values?: Values) => string {
  useWords();
  const texts = language.get().language === 'zh' ? demoZh : demoEn;
  return (key, values = {}) => fill(texts[key], values);
}

export function isDemoKey(key: string): key is DemoKey {
  return Object.hasOwn(demoEn, key);
}
