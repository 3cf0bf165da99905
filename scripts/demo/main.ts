import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'vite';
import { en as demoEn, zh as demoZh } from '../../language/demo.ts';
import { fill, pick } from '../../language/language.ts';
import { lockData } from '../../server/lock.ts';
import { AGENCIES } from './agencies.ts';
import { foundDemo } from './founding.ts';
import { openNetwork } from './network.ts';
import { servePage } from './page-server.ts';
import { tell } from './story.ts';

/**
 * `npm run demo [-- --fresh]`: four agencies on one machine, each with its node and its service, and one page that
 * walks through what they can and cannot do to each other. State lies in ./demo-data and is gone on with the next time.
 */

const root = fileURLToPath(new URL('../..', import.meta.url));
const DEFAULT_PORT = 3100;
const texts =
  pick(process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG) === 'zh' ? demoZh : demoEn;

type Spoken = Extract<keyof typeof demoEn, `terminal.${string}`>;
const say = (key: Spoken, values: Record<string, string | number> = {}) =>
  console.log(fill(texts[key], values));
function refuse(key: Spoken, values: Record<string, string | number> = {}): never {
  console.error(fill(texts[key], values));
  process.exit(2);
}

function settings(): { folder: string; port: number; fresh: boolean } {
  let fresh = false;
  try {
    fresh = parseArgs({ options: { fresh: { type: 'boolean', default: false } } }).values.fresh;
  } catch {
    refuse('terminal.usage');
  }
  const port = process.env.JIANZHENG_DEMO_PORT || String(DEFAULT_PORT);
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) refuse('terminal.port-wrong', { port });
  return { folder: resolve(process.env.JIANZHENG_DEMO_DATA || 'demo-data'), port: Number(port), fresh };
}

function takeFolder(): () => void {
  try {
    return lockData(folder);
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'data-in-use') throw error;
    return refuse('terminal.in-use', { folder });
  }
}

const { folder, port, fresh } = settings();
const unlock = takeFolder();
const agencies = join(folder, 'agencies');
if (fresh) rmSync(agencies, { recursive: true, force: true });

say('terminal.page');
await build({ configFile: resolve(root, 'web/demo/vite.config.ts'), logLevel: 'warn' });
if (foundDemo(agencies)) say('terminal.founded', { count: AGENCIES.length });
const network = await openNetwork(agencies);

let stopping: Promise<void> | undefined;
async function stop(): Promise<void> {
  say('terminal.stopping');
  await page?.close();
  await network.stop();
  unlock();
}
function end(code: number): void {
  if (stopping) process.exit(130);
  stopping = stop();
  stopping.then(
    () => process.exit(code),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
}
process.on('SIGINT', () => end(0));
process.on('SIGTERM', () => end(0));

let page: Awaited<ReturnType<typeof servePage>> | undefined;
try {
  say('terminal.nodes');
  await Promise.all(AGENCIES.map(({ id }) => network.startNode(id)));
  say('terminal.services');
  // One after the other: eight starts at once make a small machine stand still.
  for (const { id } of AGENCIES) await network.startService(id);
  page = await servePage(tell(network), resolve(root, 'web/demo/dist'), port);
  say('terminal.ready', { url: page.url });
  const memory = network.memory();
  if (memory !== undefined) say('terminal.memory', { mb: Math.round(memory / 1e6) });
  say('terminal.stop-hint');
} catch (error) {
  const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
  console.error(taken ? fill(texts['terminal.port-taken'], { port }) : error);
  end(1);
}
