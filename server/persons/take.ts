import { Readable } from 'node:stream';
import { FormatError } from '../../core/errors.ts';
import {
  COUNTERSIGNATURE_KIND,
  type Countersignature,
  countersignatureFile,
  readCountersignature,
  signatureProblem,
} from '../../core/persons/countersignature.ts';
import { findKey, isInForce, type KeyList } from '../../core/persons/key-list.ts';
import type { Services } from '../http/services.ts';
import { openIntake } from '../ingest/intake.ts';
import { submit } from '../ingest/submit.ts';
import { Refusal } from '../refusal.ts';
import { findCountersignature, insertCountersignature } from '../store/countersignatures.ts';
import { keyListIn, keyListRecords, MOST_LISTS } from './key-lists.ts';

/**
 * Takes what a person signed, and makes a record of it. Looked at first for what would keep it from ever counting, while
 * the person is still there; what counts in the end is what a verifier finds.
 */

/** One case for all of them: a case of evidence stays what it was, also where it is closed. */
export const COUNTERSIGNATURES_CASE = 'countersignatures';
const FILE_NAME = 'countersignature.json';
const MEDIA_TYPE = 'application/json';

function refuse(reason: string, cause?: unknown): never {
  throw new Refusal('countersignature-refused', `The countersignature would not count: ${reason}`, {
    ...(cause === undefined ? {} : { cause }),
    details: { reason },
  });
}

function readSaid(body: unknown): Countersignature {
  try {
    return readCountersignature(body);
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    return refuse(String(cause.details.where ?? cause.code), cause);
  }
}

const hasRole = ({ persons }: KeyList, { person, role }: Countersignature): boolean =>
  persons.some(({ id, roles }) => id === person && roles.includes(role));

async function checkSaid(services: Services, said: Countersignature, recordId: string): Promise<void> {
  if (said.recordId !== recordId) refuse('other-record');
  if (said.ledger !== services.trust.trust.ledger) refuse('other-chain');
  const known = await keyListIn(services, said.keyList);
  if (!known || known.list.agency !== services.agency.id) return refuse('key-list-unknown');
  // An earlier block than the countersignature's: it is certain once the list is in one.
  if (known.row.state !== 'anchored') refuse('key-list-not-anchored');
  const key = findKey(known.list, said.person, said.key);
  if (!key) return refuse('key-not-listed');
  if (!hasRole(known.list, said)) refuse('role-not-listed');
  const now = Date.now() / 1000;
  if (!isInForce(key, now)) refuse('key-not-in-force');
  if (signatureProblem(said, key)) refuse('signature-invalid');
  for (const id of keyListRecords(services.store, MOST_LISTS)) {
    const newer = await keyListIn(services, id);
    if (!newer || newer.row.seq <= known.row.seq || newer.list.agency !== known.list.agency) continue;
    const still = findKey(newer.list, said.person, said.key);
    if (!still || !hasRole(newer.list, said) || !isInForce(still, now)) refuse('key-ended');
  }
}

/**
 * @param body parsed JSON
 * @returns the record that holds it; the one from before where the same bytes came again
 * @throws Refusal `countersignature-refused`, `chain-not-ready`, `case-closed`, `storage-full`
 */
export async function takeCountersignature(
  services: Services,
  recordId: string,
  body: unknown,
  actor: string,
): Promise<{ readonly record: string; readonly isNew: boolean }> {
  const { store, content, sm3, agency } = services;
  const said = readSaid(body);
  await checkSaid(services, said, recordId);
  const file = countersignatureFile(said);
  const text = Buffer.from(file).toString('utf8');
  const before = findCountersignature(store, recordId, text);
  if (before) return { record: before, isNew: false };
  const intake = openIntake(content, sm3, store);
  let record = '';
  try {
    await intake.receive(Readable.from([Buffer.from(file)]), FILE_NAME, MEDIA_TYPE);
    const files = (await intake.publish()).map((each) => ({ ...each, stored: true }));
    const made = { caseId: COUNTERSIGNATURES_CASE, kind: COUNTERSIGNATURE_KIND, claims: {}, files };
    await submit(store, { agency: agency.id, actor }, [made], undefined, ([row]) => {
      record = row!.id;
      insertCountersignature(store, recordId, { record, body: text });
      services.access.note(actor, 'countersigned', recordId);
      return '{}';
    });
  } catch (cause) {
    await intake.discard();
    throw cause;
  }
  await intake.settle();
  services.onRecords(1);
  return { record, isNew: true };
}
