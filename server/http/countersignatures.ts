import type { RequestHandler } from 'express';
import type { z } from 'zod';
import { kindState } from '../../core/kind-check.ts';
import type { CountersignatureStatement } from '../../core/persons/countersignature.ts';
import { signedRoles } from '../../core/persons/roles.ts';
import {
  type AnchoredFile,
  type CountersignatureReport,
  type ListCache,
  verifyCountersignature,
} from '../../core/persons/verify.ts';
import { parseReceipt } from '../../core/receipt.ts';
import { claimNames, type EvidenceRecord, parseRecord, readRecord } from '../../core/record.ts';
import { anchoredFile, keyListRecords, MOST_LISTS } from '../persons/key-lists.ts';
import { signingKeys } from '../persons/signing-keys.ts';
import { takeCountersignature } from '../persons/take.ts';
import { Refusal } from '../refusal.ts';
import { countersignaturesOf } from '../store/countersignatures.ts';
import { keptBytes, listKept } from '../store/kept-receipts.ts';
import { findRecord } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import { signedIn } from './authenticate.ts';
import { type countersignatureView, recordId } from './schemas.ts';
import type { Services } from './services.ts';

/** `/records/{id}/countersignatures`: who signed a record, in which role, and whether it counts. */

/**
 * A record of ours, or one whose receipt is kept, and what its kind asks for: by the names of its claims, which every
 * record shows.
 * @throws Refusal `record-not-found`
 */
function signable(store: Store, given: unknown) {
  const { id, record } = signedRecord(store, given);
  const { kind } = record;
  return { id, kind, template: kindState(kind, {}, claimNames(record)) };
}

function signedRecord(
  store: Store,
  given: unknown,
): { readonly id: string; readonly record: EvidenceRecord } {
  const id = recordId.safeParse(given);
  const own = id.success ? findRecord(store, id.data) : undefined;
  if (own) return { id: own.id, record: parseRecord(own.canonical) };
  const [kept] = id.success ? listKept(store, { record: id.data, limit: 1 }) : [];
  const bytes = kept && keptBytes(store, kept.id);
  if (!kept || !bytes) throw new Refusal('record-not-found', 'No record that could be signed');
  return { id: kept.record, record: readRecord(parseReceipt(bytes).record) };
}

export function countersignatures(services: Services) {
  const { store, trust, sealCache } = services;

  const create: RequestHandler = async (request, response) => {
    if (services.stopping()) throw new Refusal('service-stopping', 'The service is stopping');
    const { id } = signable(store, request.params.id);
    const { record, isNew } = await takeCountersignature(
      services,
      id,
      request.body,
      signedIn(response).actor,
    );
    response
      .status(isNew ? 201 : 200)
      .location(`/api/v1/records/${record}`)
      .set('Cache-Control', 'no-store')
      .json({ recordId: record, signedRecord: id });
  };

  /** Each file and receipt is read once, however many countersignatures name it. */
  function verifier(id: string, newest: readonly string[]) {
    const known = new Map<string, Promise<AnchoredFile | undefined>>();
    const listCache: ListCache = new Map();
    const fileOf = (record: string) => {
      const found = known.get(record) ?? anchoredFile(services, record);
      known.set(record, found);
      return found;
    };
    /** Verified as anybody would, by receipts; null while it has none. */
    return async (record: string, named: string): Promise<CountersignatureReport | null> => {
      const countersignature = await fileOf(record);
      if (!countersignature) return null;
      const files = await Promise.all([...new Set([named, ...newest])].map(fileOf));
      const keyLists = files.filter((file) => file !== undefined);
      return verifyCountersignature({
        ...{ recordId: id, countersignature, keyLists },
        ...{ trust: trust.trust, sealCache, listCache },
      });
    };
  }

  const list: RequestHandler = async (request, response) => {
    const { id, kind, template } = signable(store, request.params.id);
    const items: z.infer<typeof countersignatureView>[] = [];
    const reports: CountersignatureReport[] = [];
    const keyLists = keyListRecords(store, MOST_LISTS);
    const reportOn = verifier(id, keyLists);
    for (const row of countersignaturesOf(store, id)) {
      const said = JSON.parse(row.body) as CountersignatureStatement & {
        proof: { type: 'p256' | 'passkey' };
      };
      const report = await reportOn(row.record, said.keyList);
      if (report) reports.push(report);
      items.push({
        recordId: row.record,
        role: said.role,
        person: said.person,
        keyList: said.keyList,
        by: said.proof.type,
        claimedAt: new Date(said.at * 1000).toISOString(),
        verdict: report?.verdict ?? null,
        failed: report?.checks.find(({ outcome }) => outcome === 'fail')?.name ?? null,
      });
    }
    const roles = signedRoles(kind, reports, template).map((role) => ({ ...role, signed: [...role.signed] }));
    response.set('Cache-Control', 'private, no-cache').json({ recordId: id, kind, items, roles, keyLists });
  };

  const keys: RequestHandler = async (_request, response) => {
    const { account } = signedIn(response);
    if (account === undefined) throw new Refusal('account-needed', 'The caller has no account');
    const items = await signingKeys(services, account);
    response.set('Cache-Control', 'no-store').json({ ledger: trust.trust.ledger, items });
  };

  return { create, list, keys };
}
