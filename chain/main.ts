import { readArguments } from './arguments.ts';
import { ChainError, knownFull, reasonOf } from './errors.ts';
import { operatorLanguage } from './locale.ts';
import { start } from './start.ts';

/**
 * The embedded chain as a process of its own:
 * `node chain/main.ts --data DIR --founding FILE --key FILE [--port 0] [--keep-states 128] [--must-exist no]`, and
 * with other validators beside it `--peer-port PORT --peer URL,URL... [--restored]`.
 * `--must-exist yes`: blocks of this chain are known, so an empty folder is a loss and no beginning.
 * When it is ready it says so in one line of JSON on stdout, in DIR/rpc.json, and to a parent with an IPC channel.
 * It ends on SIGTERM, SIGINT, and when that parent is gone, so that none is left over to hold the folder. What goes
 * wrong is one line on stderr and an exit code (errors.ts).
 */
const USAGE =
  'node chain/main.ts --data DIR --founding FILE --key FILE [--port PORT] [--keep-states BLOCKS] [--must-exist yes|no] [--peer-port PORT --peer URL[,URL...] [--restored]]';

function exit(error: unknown): never {
  const seen = knownFull(error);
  const known = seen instanceof ChainError;
  const shown = known ? seen : new ChainError('unexpected', { reason: reasonOf(error) }, error);
  // The sentence last: whoever supervises us shows the last lines.
  if (!known && error instanceof Error && error.stack) process.stderr.write(`${error.stack}\n`);
  process.stderr.write(`${shown.in(operatorLanguage())}\n`);
  process.exit(shown.exitCode);
}

process.on('uncaughtException', exit);
process.on('unhandledRejection', exit);

// A parent that goes while we start leaves nobody to work for. Ending at any moment is safe.
const parent = process.connected;
const leave = () => process.exit(0);
if (parent) process.on('disconnect', leave);

function readNumber(name: string, text: string, most: number): number {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (number <= most) return number;
  throw new ChainError('usage-wrong', { reason: `--${name} must be a number up to ${most}`, usage: USAGE });
}

function readYesNo(name: string, text: string): boolean {
  if (text === 'yes' || text === 'no') return text === 'yes';
  throw new ChainError('usage-wrong', { reason: `--${name} must be yes or no`, usage: USAGE });
}

const { restored, rest } = takeFlag(process.argv.slice(2), '--restored');
const given = readArguments(
  USAGE,
  ['data', 'founding', 'key', 'port', 'keep-states', 'must-exist', 'peer-port', 'peer'],
  { port: '0', 'keep-states': '128', 'must-exist': 'no', 'peer-port': 'none', peer: 'none' },
  rest,
);

function takeFlag(all: readonly string[], flag: string): { restored: boolean; rest: string[] } {
  return { restored: all.includes(flag), rest: all.filter((argument) => argument !== flag) };
}

/** Peers are on this machine: nothing of this chain goes over a network. */
function readPeers() {
  const wrong = (reason: string) => new ChainError('usage-wrong', { reason, usage: USAGE });
  if (given['peer-port'] === 'none' || given.peer === 'none') {
    if (given['peer-port'] !== given.peer) throw wrong('--peer-port and --peer belong together');
    if (restored) throw wrong('--restored is for a validator with peers');
    return undefined;
  }
  const urls = given.peer.split(',');
  const foreign = urls.find((url) => !/^http:\/\/127\.0\.0\.1:\d{1,5}$/.test(url));
  if (foreign !== undefined) throw wrong(`--peer must be http://127.0.0.1:PORT, not ${foreign}`);
  return { port: readNumber('peer-port', given['peer-port'], 65_535), urls, restored };
}

const peers = readPeers();
const running = await start({
  folder: given.data,
  founding: given.founding,
  key: given.key,
  mustExist: readYesNo('must-exist', given['must-exist']),
  port: readNumber('port', given.port, 65_535),
  keepStates: readNumber('keep-states', given['keep-states'], 1_000_000),
  ...(peers ? { peers } : {}),
  warn: (message) => process.stderr.write(`${message}\n`),
});
const { url, peerUrl } = running;
const place = { url, ...(peerUrl ? { peer: peerUrl } : {}) };

let stopping = false;
function stop(): void {
  if (stopping) return;
  stopping = true;
  running.stop().then(() => process.exit(0), exit);
}
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
if (parent) process.off('disconnect', leave).on('disconnect', stop);
running.chain.failure.then(exit, exit);

process.stdout.write(`${JSON.stringify({ ready: true, ...place, pid: process.pid })}\n`);
// A parent that has gone meanwhile is no error: its going ends us in order.
process.send?.({ type: 'ready', ...place }, undefined, undefined, () => undefined);
