import { Readable } from 'node:stream';
import type { Logger } from 'pino';
import type { Content } from '../ingest/content.ts';
import { openIntake } from '../ingest/intake.ts';
import type { Sm3Pool } from '../ingest/sm3.ts';
import { submit } from '../ingest/submit.ts';
import { Refusal } from '../refusal.ts';
import { insertAccess, insertAccessDay, openSpan } from '../store/access-log.ts';
import type { Store } from '../store/store.ts';
import { LINES_TYPE, linesOf } from './lines.ts';

/**
 * When a UTC day is over, its access log becomes a record like any other: a file that is stored, hashed and anchored.
 * Whoever changes or drops an entry afterwards is found out by `jz audit`, or by anyone who holds the receipt.
 */

export const ACCESS_CASE = 'access-log';
export const ACCESS_KIND = 'access-log';
const SERVICE = 'service';
const EVERY_MS = 60_000;

export type Sealing = {
  readonly store: Store;
  readonly content: Content;
  readonly sm3: Sm3Pool;
  readonly agency: string;
  readonly now: () => number;
  readonly onRecords: (count: number) => void;
};

const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/**
 * Makes a record of the entries of the days that are over. Record and day are one transaction: a crash before it leaves
 * content that the next start takes away, or uses.
 * @returns the record's ID, or undefined where nothing was left to do
 * @throws Refusal `chain-not-ready`, `storage-full`
 */
export async function sealAccessDays(sealing: Sealing): Promise<string | undefined> {
  const { store, content, sm3, agency, now, onRecords } = sealing;
  const midnight = Date.parse(`${dayOf(now())}T00:00:00Z`);
  const span = openSpan(store, midnight);
  if (!span) return undefined;
  const through = dayOf(span.lastAt);
  const intake = openIntake(content, sm3, store);
  let made: string | undefined;
  try {
    await intake.receive(
      Readable.from(linesOf(store, span.first, span.last)),
      `access-log-${through}.jsonl`,
      LINES_TYPE,
    );
    const files = await intake.publish();
    const claims = { through, entries: String(span.last - span.first + 1) };
    const submission = {
      caseId: ACCESS_CASE,
      kind: ACCESS_KIND,
      claims,
      files: files.map((file) => ({ ...file, stored: true })),
    };
    await submit(store, { agency, actor: SERVICE }, [submission], undefined, ([row]) => {
      made = row!.id;
      const sha256 = files[0]!.entry.sha256;
      insertAccessDay(store, { through, first_seq: span.first, last_seq: span.last, sha256, record: made });
      insertAccess(store, now(), SERVICE, 'record-made', made);
      return '{}';
    });
  } catch (cause) {
    await intake.discard();
    throw cause;
  }
  await intake.settle();
  onRecords(1);
  return made;
}

/** Does so whenever a day is over, until the service stops. What fails is tried again. */
export async function keepSealingDays(
  sealing: Sealing,
  options: { log: Logger; pause: (ms: number) => Promise<void>; stopped: AbortSignal },
): Promise<void> {
  const { log, pause, stopped } = options;
  while (!stopped.aborted) {
    try {
      await sealAccessDays(sealing);
    } catch (error) {
      const passing = error instanceof Refusal && error.code === 'chain-not-ready';
      if (!passing)
        log.error({ err: error }, 'The access log of a day could not be handed in; it will be tried again');
    }
    await pause(EVERY_MS);
  }
}
