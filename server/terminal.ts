import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { JianzhengError } from '../core/errors.ts';
import { isId } from '../core/record.ts';
import { fill, type Language } from '../language/language.ts';
import { en, type ServiceKey, zh } from '../language/service.ts';
import { isChainFault } from './chain-faults.ts';
import type { Config } from './config.ts';
import { type Founder, pathsIn } from './founding.ts';
import { storageRefusal } from './refusal.ts';

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

/** Code and values of an error, as far as they are known. Damage and errors of files are told with their path. */
function known(error: unknown, dataFolder: string): { code: string; values: Record<string, unknown> } {
  const reason = error instanceof Error ? error.message : String(error);
  const seen = storageRefusal(error);
  if (!(seen instanceof JianzhengError)) return { code: 'unexpected', values: { reason } };
  // SQLite's errors carry no path; by then the store is the only database that this process reads.
  const { path = join(pathsIn(dataFolder).service, 'store.sqlite') } = error as { path?: unknown };
  const code = seen.code === 'storage-unavailable' ? 'file-unusable' : seen.code;
  return { code, values: { reason, path, ...seen.details } };
}

/** Why a start failed, with its code, and what to do, in two lines. */
export function explainFailure(error: unknown, { language, dataFolder }: Config): string {
  const say = texts(language);
  const { code, values: found } = known(error, dataFolder);
  const values = Object.fromEntries(Object.entries(found).map(([name, value]) => [name, String(value)]));
  const listed = Object.hasOwn(en, `failed.${code}`) ? `failed.${code}` : 'failed.unexpected';
  const key = isChainFault(code) ? 'start.chain-fault' : listed;
  return `${say(key as ServiceKey, values)} [${code}]\n${say(`${key}.next` as ServiceKey, values)}`;
}
