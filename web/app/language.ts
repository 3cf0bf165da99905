import { fill, type Language, pick } from '../../language/language.ts';
import { en, zh } from '../../language/page.ts';
import { createStore, useStore } from './store.ts';

/** The language of the page: the browser's at first, then the one that was chosen, kept on this device. */

type PageKey = keyof typeof en;
/** Keys of texts that count something: each stands in the dictionary once for one, once for many. */
type CountKey = PageKey extends infer Key ? (Key extends `${infer Base}.one` ? Base : never) : never;

export type Words = {
  readonly language: Language;
  t(key: PageKey, values?: Readonly<Record<string, string | number>>): string;
  /** A text that counts: `{n}` is the number. */
  count(key: CountKey, n: number, values?: Readonly<Record<string, string | number>>): string;
};

const KEPT = 'jianzheng.language';

function kept(): Language | undefined {
  try {
    const value = localStorage.getItem(KEPT);
    return value === 'en' || value === 'zh' ? value : undefined;
  } catch {
    // Storage can be forbidden; then the choice lasts as long as the page.
    return undefined;
  }
}

export const language = createStore<{ language: Language }>({
  language: kept() ?? pick(navigator.languages.join(',')),
});

const TAGS = { en: 'en', zh: 'zh-CN' } as const;

/** The tag of the language for `lang` attributes and Accept-Language. */
export const languageTag = (): string => TAGS[language.get().language];

function mark(): void {
  document.documentElement.lang = languageTag();
}
mark();
language.subscribe(mark);

export function switchLanguage(to: Language): void {
  try {
    localStorage.setItem(KEPT, to);
  } catch {
    // As above: not kept, but used.
  }
  language.set({ language: to });
}

function wordsOf(chosen: Language): Words {
  const texts = chosen === 'zh' ? zh : en;
  const numbers = new Intl.NumberFormat(TAGS[chosen]);
  const shown = (values: Readonly<Record<string, string | number>>) =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        name,
        typeof value === 'number' ? numbers.format(value) : value,
      ]),
    );
  const t: Words['t'] = (key, values = {}) => fill(texts[key], shown(values));
  return {
    language: chosen,
    t,
    count: (key, n, values = {}) => t(`${key}.${n === 1 ? 'one' : 'many'}` as PageKey, { ...values, n }),
  };
}

const WORDS = { en: wordsOf('en'), zh: wordsOf('zh') };

/** The words of the page in the language of the moment. */
export const words = (): Words => WORDS[language.get().language];

export function useWords(): Words {
  return WORDS[useStore(language).language];
}
