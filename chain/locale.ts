import { type Language, pick } from '../language/language.ts';

/** The language of whoever started the process, from the POSIX locale. */
export function operatorLanguage(): Language {
  const { LC_ALL, LC_MESSAGES, LANG } = process.env;
  return pick(LC_ALL || LC_MESSAGES || LANG);
}
