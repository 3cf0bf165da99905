import { en as actionsEn, zh as actionsZh } from '../../language/access.ts';
import { fill } from '../../language/language.ts';
import { en, type OperateKey, zh } from '../../language/operate.ts';
import { useWords } from '../app/language.ts';

type Values = Readonly<Record<string, string | number>>;

/** The words of the pages for whoever runs the service. */
export function useOperateWords(): (key: OperateKey, values?: Values) => string {
  const { language } = useWords();
  const texts = language === 'zh' ? zh : en;
  return (key, values = {}) => fill(texts[key], values);
}

/** What an entry of the access log says was done; its own name where a newer service notes something new. */
export function useActionWords(): (action: string) => string {
  const { language } = useWords();
  const texts: Readonly<Record<string, string>> = language === 'zh' ? actionsZh : actionsEn;
  return (action) => texts[`action.${action}`] ?? action;
}
