import { visible } from '../core/visible.ts';
import { en, zh } from '../language/command.ts';
import { en as kindsEn, zh as kindsZh } from '../language/kinds.ts';
import { fill, type Language } from '../language/language.ts';
import { en as verdictsEn, zh as verdictsZh } from '../language/verdicts.ts';
import { failure } from './command-error.ts';
import { type Environment, localService } from './environment.ts';
import { EXIT } from './exit.ts';
import type { Service } from './service.ts';
import { isServiceAddress } from './service-address.ts';

type Values = Readonly<Record<string, string | number>>;

/** What every command works with. Values put into a text are made visible: it does not matter who wrote them. */
export type Context = {
  readonly environment: Environment;
  readonly language: Language;
  readonly text: (key: keyof typeof en, values?: Values) => string;
  readonly kindText: (key: keyof typeof kindsEn, values?: Values) => string;
  readonly verdictText: (key: keyof typeof verdictsEn, values?: Values) => string;
};

const shown = (values: Values): Values =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, visible(String(value))]));

export function contextFor(environment: Environment, language: Language): Context {
  const own = language === 'zh' ? zh : en;
  const verdicts = language === 'zh' ? verdictsZh : verdictsEn;
  return {
    environment,
    language,
    text: (key, values = {}) => fill(own[key], shown(values)),
    kindText: (key, values = {}) => fill((language === 'zh' ? kindsZh : kindsEn)[key], shown(values)),
    verdictText: (key, values = {}) => fill(verdicts[key], shown(values)),
  };
}

/** What a header can carry after `Bearer `, and the service takes: visible ASCII. */
const TOKEN = /^[\x21-\x7e]{1,200}$/;

const DEFAULT_URL = 'http://127.0.0.1:3000';

/**
 * The service to talk to: the one that the environment names, else the one that runs on this machine.
 * @throws CommandError `url-invalid`, `token-invalid`
 */
export function serviceOf(context: Context): Service {
  const { environment, language } = context;
  const local = localService(environment.data);
  const given = environment.url ?? local?.url ?? DEFAULT_URL;
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (!url || !isServiceAddress(url)) throw failure('url-invalid', { url: given }, { exit: EXIT.usage });
  // Not shown: it may be a token all the same, with a line break that a file put at its end.
  if (environment.token !== undefined && !TOKEN.test(environment.token)) {
    throw failure('token-invalid', {}, { exit: EXIT.usage });
  }
  return {
    url,
    language,
    // Read for each request: a service that was started again has another token for its new run.
    get token() {
      return environment.token ?? localToken(environment.data, url);
    },
  };
}

/** The local service's own token opens that service alone: it must never go anywhere else. */
function localToken(data: string, url: URL): string | undefined {
  const local = localService(data);
  const mine = local && URL.canParse(local.url) && new URL(local.url).origin === url.origin;
  return mine ? local.token : undefined;
}

/** As `serviceOf`, for what needs an account. @throws CommandError `url-invalid`, `token-invalid`, `token-missing` */
export function accountOf(context: Context): Service {
  const service = serviceOf(context);
  if (service.token === undefined) throw failure('token-missing', { url: service.url.origin });
  return service;
}

/** One line on stdout: results, and nothing else. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** One line on stderr: what a person wants to know and a pipe does not. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`);
}
