import { fill } from '../../language/language.ts';
import { en, type NetworkKey, zh } from '../../language/network.ts';
import { useWords } from '../app/language.ts';

/** The words of the pages about the network. */
export function useNetworkWords(): (
  key: NetworkKey,
  values?: Readonly<Record<string, string | number>>,
) => string {
  const { language } = useWords();
  const texts = language === 'zh' ? zh : en;
  return (key, values = {}) => fill(texts[key], values);
}
