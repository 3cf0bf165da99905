import { createInterface } from 'node:readline/promises';
import { JianzhengError } from '../core/errors.ts';
import { isId } from '../core/record.ts';
import { fill, type Language } from '../language/language.ts';
import { en, type ServiceKey, zh } from '../language/service.ts';
import type { Config } from './config.ts';
import type { Founder } from './founding.ts';

/** What the service says to whoever starts it, and asks of whoever founds a chain. */

export function texts(language: Language) {
  const section = language === 'zh' ? zh : en;
  return (key: ServiceKey, values: Readonly<Record<string, string | number>> = {}): string =>
    fill(section[key], values);
}

/** An agency's name as the founding document takes it. */
const NAME = /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]{1,100}$/u;

async function ask(
  question: string,
  byDefault: string,
  fits: (answer: string) => boolean,
  otherwise: string,
): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    for (;;) {
      const answer = (await terminal.question(`${question} [${byDefault}]: `)).trim() || byDefault;
      if (fits(answer)) return answer;
      console.log(otherwise);
    }
  } finally {
    terminal.close();
  }
}

/** Who founds the chain: as set, as asked for on a terminal, or a default. */
export async function askFounder({ agency, language }: Config): Promise<Founder> {
  const say = texts(language);
  const interactive = process.stdin.isTTY === true && process.stdout.isTTY === true;
  const value = async (
    set: string | undefined,
    question: ServiceKey,
    byDefault: string,
    fits: (answer: string) => boolean,
    otherwise: ServiceKey,
  ): Promise<string> => {
    if (set !== undefined) return set;
    return interactive ? ask(say(question), byDefault, fits, say(otherwise)) : byDefault;
  };
  if (interactive) console.log(say('founding.title'));
  const isName = (answer: string) => NAME.test(answer);
  return {
    id: await value(agency.id, 'founding.ask-id', say('founding.default-id'), isId, 'founding.id-wrong'),
    name: {
      en: await value(
        agency.name.en,
        'founding.ask-name-en',
        agency.id ?? say('founding.default-name-en'),
        isName,
        'founding.name-wrong',
      ),
      zh: await value(
        agency.name.zh,
        'founding.ask-name-zh',
        agency.id ?? say('founding.default-name-zh'),
        isName,
        'founding.name-wrong',
      ),
    },
  };
}

/** Why a start failed, and what to do, in two lines. */
export function explainFailure(error: unknown, language: Language): string {
  const say = texts(language);
  const code = error instanceof JianzhengError ? error.code : '';
  const key = `failed.${code}`;
  const details = error instanceof JianzhengError ? error.details : {};
  const values = Object.fromEntries(Object.entries(details).map(([name, value]) => [name, String(value)]));
  if (Object.hasOwn(en, key)) {
    return `${say(key as ServiceKey, values)}\n${say(`${key}.next` as ServiceKey, values)}`;
  }
  const reason = error instanceof Error ? error.message : String(error);
  return `${say('failed.other', { reason })}\n${say('failed.other.next')}`;
}
