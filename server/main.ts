import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';
import { destination, type Logger, pino } from 'pino';
import { grouped } from '../core/fingerprint.ts';
import { readCalendar } from './calendar.ts';
import { COMPILED } from './compiled.ts';
import { type Config, ConfigError, readEnv, type Secrets } from './config.ts';
import { armFault } from './faults.ts';
import { found, needsFounding, pathsIn } from './founding.ts';
import { lockData } from './lock.ts';
import { openAlerts } from './store/alerts.ts';
import { askFounder, explainFailure, texts } from './terminal.ts';

/** `npm start`: read the settings, found the chain on the first use, run until told to stop. */

const root = fileURLToPath(new URL('..', import.meta.url));
/** How long requests in progress may take once we stop. */
const CLOSE_MS = 10_000;
const FIRST_CHAIN_MS = 15_000;
const FIRST_HEAD_MS = 15_000;
const SHOWN_ALERTS = 5;

function settings(): { config: Config; secrets: Secrets } {
  try {
    return readEnv(process.env, root);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exit(2);
  }
}

/** Founds on first use. With a node of a consortium there is nothing to found. */
async function foundOnce(config: Config, secrets: Secrets): Promise<void> {
  if (secrets.rpcUrl !== undefined || !needsFounding(config.dataFolder)) return;
  const say = texts(config.language);
  found(config.dataFolder, await askFounder(config), Date.now());
  const paths = pathsIn(config.dataFolder);
  console.log(say('founding.done', { keys: paths.keys }));
}

async function run(config: Config, secrets: Secrets, log: Logger): Promise<void> {
  const say = texts(config.language);
  // Before anything is founded: a setting that is wrong is mended first.
  const calendar = readCalendar(config.calendarPath);
  const stamping = config.timeStamps
    ? (await import('./time-stamps/rule.ts')).readStampingRule(config.timeStamps)
    : undefined;
  const unlock = lockData(config.dataFolder);
  await foundOnce(config, secrets);
  const paths = pathsIn(config.dataFolder);
  enableCompileCache(COMPILED);
  // Imported here, so that what can be said at once is said at once.
  const { openContext } = await import('./context.ts');
  const context = await openContext(config, secrets, paths, calendar, stamping, log);
  const { services } = context;
  const [{ createApp }, { listen }, { writeLocalFile }] = await Promise.all([
    import('./app.ts'),
    import('./listen.ts'),
    import('./local-file.ts'),
  ]);
  const listening = await listen(config, createApp(services, config.http)).catch(async (error: unknown) => {
    await context.stop();
    throw error;
  });

  let stopping = false;
  const stop = async (): Promise<void> => {
    // The second time there is no more patience: everything that was acknowledged is durable already.
    if (stopping) {
      console.log(say('stop.at-once'));
      process.exit(130);
    }
    stopping = true;
    console.log(say('stop.stopping'));
    removeLocal();
    context.beginStop();
    await listening.close(CLOSE_MS);
    await context.stop();
    unlock();
    console.log(say('stop.stopped'));
    process.exit(0);
  };
  const stopOrFail = () => {
    stop().catch(fail);
  };
  process.on('SIGINT', stopOrFail);
  process.on('SIGTERM', stopOrFail);
  // Whoever started us with a channel is gone: nobody is left to stop us.
  if (process.connected) process.on('disconnect', stopOrFail);

  const { url } = listening;
  const token = services.access.issueRunToken('operator', 'local');
  const removeLocal = writeLocalFile(paths.service, { url, token, pid: process.pid });
  const ticket = services.access.issueTicket('operator', 'local');
  try {
    await context.chainStarted(FIRST_CHAIN_MS);
  } catch (error) {
    stopping = true;
    removeLocal();
    await listening.close(0);
    await context.stop();
    throw error;
  }
  context.chainFault.then(({ code, reason }) => {
    console.error(`${say('start.chain-ended', { reason, code })}\n${say('start.chain-ended.next')}`);
  });
  // Without a sealed block to name, no record can be made. Only the very first start waits here, a second or so.
  await context.headKnown(FIRST_HEAD_MS);
  if (stopping) return;
  console.log(say('start.ready', { url }));
  console.log(say('start.sign-in', { link: `${url}/#/sign-in?ticket=${ticket}` }));
  console.log(say('founding.fingerprint', { fingerprint: grouped(services.trust.trust.foundingHash) }));
  if (services.trust.trust.sets.at(-1)?.length === 1) console.log(say('start.single'));
  for (const { code, subject, lastAt } of openAlerts(services.store, SHOWN_ALERTS)) {
    const at = new Date(lastAt).toISOString();
    console.log(say('start.alert', { text: say(`alert.${code}`), subject, at }));
  }
  if (process.stdout.isTTY) console.log(say('start.stop-hint'));
}

const { config, secrets } = settings();
armFault(config.fault);
const log = pino({ level: config.logLevel, base: null }, destination(2));

function fail(error: unknown): never {
  console.error(explainFailure(error, config));
  log.debug({ error }, 'The service ended');
  process.exit(1);
}

// What nobody caught leaves the process in a state that nobody knows; the disk is in one that the next start knows.
process.on('uncaughtException', (error) => {
  log.fatal({ err: error }, 'Unexpected error');
  fail(error);
});
process.on('unhandledRejection', (error) => {
  log.fatal({ err: error }, 'Unexpected error');
  fail(error);
});

run(config, secrets, log).catch(fail);
