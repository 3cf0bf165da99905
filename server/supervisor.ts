import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Log } from './anchoring/anchoring.ts';
import { type ChainFault, faultOf } from './chain-faults.ts';
import { COMPILED } from './compiled.ts';
import { PATIENCE, watchAnswers } from './watchdog.ts';

/**
 * Keeps the embedded chain running as a child process. It is asked nothing here but its address; whatever else is
 * wanted of it goes over JSON-RPC, as to any node.
 */
export type ChainProcess = {
  /** Where it answers, or undefined while it does not. */
  url(): string | undefined;
  /** Why it ended the last time, while it is down. */
  trouble(): string | undefined;
  /** Whether it is down for want of room on its disk. It goes on by itself when there is some. */
  full(): boolean;
  /** What someone has to mend before it is started again, by the next start of the service. */
  fault(): ChainFault | undefined;
  /** Asks it to end, and ends it when it does not within some seconds. */
  stop(): Promise<void>;
};

const FIRST_RESTART_MS = 100;
const LONGEST_RESTART_MS = 10_000;
/** After this long without a fall, the next one is the first again. */
const STEADY_MS = 30_000;
const STOP_MS = 10_000;
/** Exit code of chain/errors.ts: the one before us is still dying. */
const DATA_LOCKED = 15;
/** The same: no room. */
const STORAGE_FULL = 20;
const SHOWN_LINES = 5;

type Command = {
  readonly data: string;
  readonly founding: string;
  readonly key: string;
  /** Whether blocks of this chain are known: it is then never founded again. Asked at each of its starts. */
  readonly mustExist: () => boolean;
};

function launch({ data, founding, key, mustExist }: Command): ChildProcess {
  const main = fileURLToPath(new URL('../chain/main.ts', import.meta.url));
  const known = mustExist() ? 'yes' : 'no';
  const options = ['--data', data, '--founding', founding, '--key', key, '--must-exist', known];
  return spawn(process.execPath, [main, ...options], {
    env: { NODE_COMPILE_CACHE: COMPILED, ...process.env },
    // Its end of the IPC channel closes when we die, however we die, and then it ends itself.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // A group of its own: Ctrl-C is for us, and we end it when nothing needs it any more.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
}

/**
 * Starts the chain, and starts it again whenever it ends or answers no more.
 * @param changed called after its address, or what is wrong with it, has changed
 * @param patience with a chain that is silent; see watchdog.ts
 */
export function superviseChain(
  command: Command,
  log: Log,
  changed: () => void,
  patience = PATIENCE,
): ChainProcess {
  let url: string | undefined;
  let trouble: string | undefined;
  let full = false;
  let fault: ChainFault | undefined;
  let stopping = false;
  let child: ChildProcess | undefined;
  let timer: NodeJS.Timeout | undefined;
  let delay = FIRST_RESTART_MS;
  let ended: Promise<void> = Promise.resolve();
  let unwatch: () => void = () => undefined;

  function start(): void {
    const started = Date.now();
    const lines: string[] = [];
    const running = launch(command);
    child = running;
    ended = new Promise((resolve) => {
      running.once('exit', () => resolve());
      running.once('error', () => resolve());
    });
    running.stderr?.setEncoding('utf8').on('data', (text: string) => {
      lines.push(...text.split('\n').filter((line) => line !== ''));
      lines.splice(0, lines.length - SHOWN_LINES);
    });
    running.on('message', (message: { type?: unknown; url?: unknown }) => {
      if (message?.type !== 'ready' || typeof message.url !== 'string') return;
      url = message.url;
      trouble = undefined;
      full = false;
      unwatch = watchAnswers(url, patience, () => {
        log.warn({ pid: running.pid }, 'The embedded chain answers no more, it is ended');
        // Whatever it was doing is undone or done: a block counts from the commit of its transaction.
        running.kill('SIGKILL');
      });
      changed();
    });
    let over = false;
    const fell = (reason: string, code: number | null): void => {
      if (over) return;
      over = true;
      unwatch();
      url = undefined;
      child = undefined;
      if (stopping) return;
      const said = lines.join(' ') || reason;
      // The same again is no news: a full disk may last for days.
      const level = trouble === said ? 'info' : 'warn';
      trouble = said;
      full = code === STORAGE_FULL;
      fault = faultOf(code, lines.at(-1) ?? reason, Date.now());
      if (fault) {
        log.error({ code: fault.code, reason: fault.reason }, 'The embedded chain cannot run');
        changed();
        return;
      }
      if (Date.now() - started > STEADY_MS) delay = FIRST_RESTART_MS;
      const wait = code === DATA_LOCKED ? FIRST_RESTART_MS : delay;
      log[level](
        { reason, output: lines.join('\n'), restartInMs: wait },
        'The embedded chain ended, it is started again',
      );
      timer = setTimeout(start, wait);
      if (code !== DATA_LOCKED) delay = Math.min(delay * 2, LONGEST_RESTART_MS);
      changed();
    };
    running.once('error', (error) => fell(error.message, null));
    running.once('exit', (code, signal) => {
      const tell = () => fell(signal ? `signal ${signal}` : `exit code ${code}`, code);
      // Its last words may still be on their way.
      if (running.stderr?.readableEnded === false) running.stderr.once('close', tell);
      else tell();
    });
  }

  start();
  return {
    url: () => url,
    trouble: () => trouble,
    full: () => full,
    fault: () => fault,
    async stop() {
      stopping = true;
      clearTimeout(timer);
      unwatch();
      const running = child;
      if (!running) return;
      running.kill('SIGTERM');
      const force = setTimeout(() => running.kill('SIGKILL'), STOP_MS);
      await ended;
      clearTimeout(force);
    },
  };
}
