import { agencyWord } from '../../core/batch-anchored.ts';
import { actInterface } from '../ledger/custody-abi.ts';
import { Refusal } from '../refusal.ts';
import type { Store } from '../store/store.ts';
import type { ProvedRecord } from './record-proof.ts';

/** What people want their agency to say, as calls of the contracts. Reasons, purposes and reports are records. */

type Terms = { to: string; purpose: string; answerBy: number; reportBy?: number | undefined };
export type Wish =
  | {
      do: 'attest';
      recordId: string;
      opinion: 'confirm' | 'reject' | 'dispute';
      reasons?: string | undefined;
    }
  | { do: 'supersede'; recordId: string; replacement: string; reason: string }
  | { do: 'withdraw'; recordId: string; reason: string }
  | { do: 'close-case'; case: string }
  | ({ do: 'offer'; recordId: string; wholeCase?: boolean | undefined } & Terms)
  | ({ do: 'hand-on'; handoff: number } & Terms)
  | { do: 'accept' | 'recall' | 'record-overdue'; handoff: number }
  | { do: 'refuse'; handoff: number; reason: string }
  | { do: 'report'; handoff: number; final: boolean; report: string }
  | { do: 'ask-extension' | 'agree-extension'; handoff: number; until: number };

export type Call = {
  readonly contract: 'ledger' | 'handoff';
  readonly method: string;
  readonly data: string;
};

const OPINIONS = { confirm: 1, reject: 2, dispute: 3 } as const;
const NOTHING = `0x${'0'.repeat(64)}`;
const hash = (recordId: string | undefined): string => (recordId === undefined ? NOTHING : `0x${recordId}`);
const terms = ({ to, purpose, answerBy, reportBy = 0 }: Terms) => [
  agencyWord(to),
  hash(purpose),
  answerBy,
  reportBy,
];

const call = (contract: Call['contract'], method: string, args: readonly unknown[]): Call => ({
  contract,
  method,
  data: actInterface.encodeFunctionData(method, args),
});

/** The call that closes a case: count and head as they are now, all of it anchored. @throws Refusal */
function closing(store: Store, id: string): Call {
  const row = store.one<{ commitment: string; count: number; head: string | null }>(
    'SELECT commitment, count, head FROM cases WHERE id = ?',
    id,
  );
  if (!row?.head) throw new Refusal('case-not-found', 'No such case');
  const waits = store.one(
    `SELECT 1 FROM records LEFT JOIN anchors ON anchors.sequence = records.batch
     WHERE records.case_id = ? AND anchors.sequence IS NULL LIMIT 1`,
    id,
  );
  if (waits) throw new Refusal('record-not-anchored', 'A record of the case is not anchored yet');
  return call('ledger', 'closeCase', [hash(row.commitment), row.count, hash(row.head)]);
}

/** The commitment to the case that a record of ours is in. */
function commitmentOf(store: Store, recordId: string): string {
  const row = store.one<{ commitment: string }>(
    'SELECT commitment FROM cases JOIN records ON records.case_id = cases.id WHERE records.id = ?',
    recordId,
  );
  if (!row) throw new Refusal('record-not-found', 'No record of ours');
  return row.commitment;
}

/**
 * Turns a wish into a call.
 * @param prove where a record stands on the chain
 * @throws Refusal `record-not-found`, `record-not-anchored`, `case-not-found`
 */
export async function callOf(
  store: Store,
  wish: Wish,
  prove: (recordId: string) => Promise<ProvedRecord>,
): Promise<Call> {
  switch (wish.do) {
    case 'attest': {
      const { proof } = await prove(wish.recordId);
      return call('ledger', 'attest', [proof, OPINIONS[wish.opinion], hash(wish.reasons)]);
    }
    case 'supersede': {
      const [{ proof }, replacement] = [await prove(wish.recordId), await prove(wish.replacement)];
      return call('ledger', 'supersede', [proof, replacement.proof, hash(wish.reason)]);
    }
    case 'withdraw':
      return call('ledger', 'withdraw', [(await prove(wish.recordId)).proof, hash(wish.reason)]);
    case 'close-case':
      return closing(store, wish.case);
    case 'offer': {
      const { proof } = await prove(wish.recordId);
      const commitment = wish.wholeCase ? `0x${commitmentOf(store, wish.recordId)}` : NOTHING;
      return call('handoff', 'offer', [proof, commitment, terms(wish)]);
    }
    case 'hand-on':
      return call('handoff', 'handOn', [wish.handoff, terms(wish)]);
    case 'accept':
      return call('handoff', 'accept', [wish.handoff]);
    case 'recall':
      return call('handoff', 'recall', [wish.handoff]);
    case 'record-overdue':
      return call('handoff', 'recordOverdue', [wish.handoff]);
    case 'refuse':
      return call('handoff', 'refuse', [wish.handoff, hash(wish.reason)]);
    case 'report':
      return call('handoff', 'report', [wish.handoff, wish.final, hash(wish.report)]);
    case 'ask-extension':
      return call('handoff', 'askExtension', [wish.handoff, wish.until]);
    case 'agree-extension':
      return call('handoff', 'agreeExtension', [wish.handoff, wish.until]);
  }
}
