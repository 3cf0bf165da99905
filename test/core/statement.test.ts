import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromHex0x, toHex0x, utf8 } from '../../core/bytes.ts';
import { canonicalBytes } from '../../core/canonical.ts';
import { FormatError } from '../../core/errors.ts';
import { openSealedLog, type SealedLog } from '../../core/sealed-log.ts';
import { openStatement, type StatementTrust, statementFile } from '../../core/statement.ts';
import {
  contractOf,
  readStatement,
  STATEMENT_KINDS,
  type Statement,
  type StatementKind,
} from '../../core/statement-events.ts';
import { proveLog } from '../../server/ledger/proofs.ts';
import { abis, act, anchorTexts, DAY, type Proof, timeOf } from '../support/custody-calls.ts';
import { fcRuns } from '../support/properties.ts';
import { agencyWord } from '../support/registry-calls.ts';
import { openTestNode, type TestNode } from '../support/test-node.ts';

/** What agencies say on the chain, each as a file that is checked like a receipt. */

let view: TestNode;
let trust: StatementTrust;
let anchorBlock: number;
const files = new Map<StatementKind, Uint8Array>();
const expected = new Map<StatementKind, Omit<Statement, 'kind' | 'sealedBy'>>();

const words = (name: string) => toHex0x(utf8(name.padEnd(32, '.')));
const bare = (hash: string) => hash.slice(2);
const [reason, purpose, report, commitment] = ['reason', 'purpose', 'report', 'commitment'].map(words) as [
  string,
  string,
  string,
  string,
];

async function said<Kind extends StatementKind>(
  kind: Kind,
  block: number,
  values: Omit<Statement<Kind>, 'kind' | 'sealedBy'>,
): Promise<void> {
  const log = await proveLog(view.node, block, ({ topics, data }) => {
    try {
      return readStatement({ topics, data }).kind === kind;
    } catch {
      return false;
    }
  });
  files.set(kind, statementFile(log as SealedLog, trust));
  expected.set(kind, values);
}

beforeAll(async () => {
  view = await openTestNode();
  trust = view.trustFile.trust;
  const [first, second, third] = (await anchorTexts(view, 'grid', ['one', 'two', 'three'])) as [
    Proof,
    Proof,
    Proof,
  ];
  anchorBlock = Number(await view.chain.rpc('eth_blockNumber'));
  const record = (proof: Proof) => ({ agency: 'grid', recordId: bare(proof.leaf) });
  await act(view, 'telecom', 'ledger', 'attest', [first, 1, `0x${'0'.repeat(64)}`]);
  await said('opinion', await act(view, 'police', 'ledger', 'attest', [first, 3, reason]), {
    ...record(first),
    ...{
      attester: 'police',
      sequence: 1,
      number: 2,
      previous: null,
      opinion: 'dispute',
      reasons: bare(reason),
    },
  });
  await said('superseded', await act(view, 'grid', 'ledger', 'supersede', [first, second, reason]), {
    ...record(first),
    ...{ replacement: bare(second.leaf), sequence: 1, replacementSequence: 1, reason: bare(reason) },
  });
  await said('withdrawn', await act(view, 'grid', 'ledger', 'withdraw', [third, reason]), {
    ...record(third),
    ...{ sequence: 1, reason: bare(reason) },
  });
  await said('closed', await act(view, 'grid', 'ledger', 'closeCase', [commitment, 3, third.leaf]), {
    ...{ agency: 'grid', commitment: bare(commitment), count: 3, head: bare(third.leaf) },
  });

  const now = await timeOf(view);
  const terms = { to: agencyWord('police'), purpose, answerBy: now + 3 * DAY, reportBy: now + 9 * DAY };
  const offer = (changed: object, proof = second, whole = commitment) =>
    act(view, 'grid', 'handoff', 'offer', [proof, whole, { ...terms, ...changed }]);
  const parties = (handoff: number, to = 'police') => ({
    handoff,
    from: 'grid',
    to,
    recordId: bare(second.leaf),
  });
  await said('offered', await offer({}), {
    ...parties(1),
    ...{ agency: 'grid', commitment: bare(commitment), sequence: 1, previous: null },
    ...{ answerBy: terms.answerBy, reportBy: terms.reportBy, purpose: bare(purpose) },
  });
  const asked = terms.answerBy + DAY;
  await said('extension-asked', await act(view, 'police', 'handoff', 'askExtension', [1, asked]), {
    ...parties(1),
    ...{ clock: 'answer', by: 'police', until: asked },
  });
  await said('extended', await act(view, 'grid', 'handoff', 'agreeExtension', [1, asked]), {
    ...parties(1),
    ...{ clock: 'answer', previous: terms.answerBy, until: asked },
  });
  await said('accepted', await act(view, 'police', 'handoff', 'accept', [1]), {
    ...parties(1),
    answerBy: asked,
  });
  await said('reported', await act(view, 'police', 'handoff', 'report', [1, true, report]), {
    ...parties(1),
    ...{ reportBy: terms.reportBy, number: 1, final: true, report: bare(report) },
  });
  await offer({ to: agencyWord('court'), reportBy: 0 });
  await said('refused', await act(view, 'court', 'handoff', 'refuse', [2, reason]), {
    ...parties(2, 'court'),
    ...{ answerBy: terms.answerBy, reason: bare(reason) },
  });
  await offer({ to: agencyWord('court') });
  await said('recalled', await act(view, 'grid', 'handoff', 'recall', [3]), parties(3, 'court'));
  await offer({ to: agencyWord('telecom') });
  view.chain.clock.now = terms.answerBy * 1000;
  await said('overdue', await act(view, 'court', 'handoff', 'recordOverdue', [4]), {
    ...parties(4, 'telecom'),
    ...{ clock: 'answer', deadline: terms.answerBy },
  });
}, 180_000);
afterAll(() => view.close());

const fileOf = (kind: StatementKind) => files.get(kind) as Uint8Array;
const refusal = (bytes: Uint8Array, given = trust): string | undefined => {
  try {
    openStatement(bytes, given);
    return undefined;
  } catch (error) {
    if (error instanceof FormatError) return error.code;
    throw error;
  }
};
const logOf = (bytes: Uint8Array) =>
  (JSON.parse(Buffer.from(bytes).toString('utf8')) as { log: SealedLog }).log;

describe('a statement', () => {
  it.each(STATEMENT_KINDS)('"%s" opens to what was said, when, and who sealed it', (kind) => {
    const opened = openStatement(fileOf(kind), trust);
    expect(opened.statement).toEqual({ kind, sealedBy: 1, ...expected.get(kind) });
    expect(opened.sealedBy).toMatchObject({ version: 1, validators: 4 });
    expect(opened.sealedBy.signers.length).toBeGreaterThanOrEqual(3);
    expect(opened.block.parentTime).toBeLessThanOrEqual(opened.block.time);
  });

  it.each(STATEMENT_KINDS)('"%s" has the values that the compiler’s own ABI gives', (kind) => {
    const { log } = openSealedLog(logOf(fileOf(kind)));
    const parsed = abis[contractOf(kind)].parseLog({
      topics: log.topics.map(toHex0x),
      data: toHex0x(log.data),
    });
    const { kind: _, ...values } = openStatement(fileOf(kind), trust).statement;
    const plain = (value: unknown): unknown => {
      if (typeof value === 'bigint') return Number(value);
      if (typeof value === 'string' && /^0x0{64}$/.test(value)) return 0;
      return typeof value === 'string' ? value.slice(2) : value;
    };
    const found = parsed?.args.map((value: unknown) => plain(value));
    const names: Record<string, number> = { answer: 1, report: 2, confirm: 1, reject: 2, dispute: 3 };
    const mine = Object.values(values).map((value) => {
      if (typeof value !== 'string') return value ?? 0;
      if (names[value] !== undefined) return names[value];
      return /^[0-9a-f]{64}$/.test(value) ? value : agencyWord(value).slice(2);
    });
    // The order of fields is that of the event, but for the indexed ones, which come first in both.
    expect(mine).toEqual(found);
  });

  it('has every event of both contracts that says something, and no other', () => {
    const names = [abis.ledger, abis.handoff].flatMap((abi) =>
      abi.fragments.flatMap((each) => (each.type === 'event' ? [(each as { name?: string }).name] : [])),
    );
    const known = STATEMENT_KINDS.map((kind) => {
      const { log } = openSealedLog(logOf(fileOf(kind)));
      return abis[contractOf(kind)].getEvent(toHex0x(log.topics[0] as Uint8Array))?.name;
    });
    expect(known.toSorted()).toEqual(names.filter((name) => name !== 'BatchAnchored').toSorted());
  });
});

describe('a statement file is refused', () => {
  const changed = (change: (file: { format: string; log: Record<string, unknown> }) => void) => {
    const file = JSON.parse(Buffer.from(fileOf('accepted')).toString('utf8'));
    change(file);
    return canonicalBytes(file);
  };

  it('from another chain, however the keys', () => {
    const other = { ...trust, handoff: `0x${'1'.repeat(40)}` };
    const ledgerAs = (address: string) => ({ ...trust, ledgers: [{ address, fromBlock: 0, namedAt: 0 }] });
    expect(refusal(fileOf('accepted'), other)).toBe('statement-emitter');
    expect(refusal(fileOf('accepted'), { ...trust, handoff: undefined })).toBe('statement-emitter');
    expect(refusal(fileOf('closed'), ledgerAs(`0x${'1'.repeat(40)}`))).toBe('statement-emitter');
    // The same words out of the other contract.
    expect(refusal(fileOf('closed'), ledgerAs(trust.handoff as string))).toBe('statement-emitter');
  });

  it('of a set that is not in force, and undecided of one that is not known yet', () => {
    expect(refusal(fileOf('accepted'), { ...trust, changedAt: [1_000_000] })).toBe('statement-set-other');
    expect(refusal(fileOf('accepted'), { ...trust, changedAt: [0, 1], sets: [...trust.sets, []] })).toBe(
      'statement-set-other',
    );
    expect(refusal(fileOf('accepted'), { ...trust, sets: [] })).toBe('statement-set-unknown');
  });

  it('in another spelling, under another format, with more or fewer members', () => {
    expect(refusal(utf8(` ${Buffer.from(fileOf('accepted')).toString('utf8')}`))).toBe('json-not-canonical');
    expect(refusal(changed((file) => (file.format = 'jianzheng/statement/2')))).toBe('member-invalid');
    expect(refusal(changed((file) => Object.assign(file, { more: 1 })))).toBe('member-invalid');
    expect(refusal(changed((file) => delete file.log.parent))).toBe('member-invalid');
  });

  it('with one log of the block in the place of another', () => {
    expect(refusal(changed((file) => (file.log.logIndex = 1)))).toBe('log-missing');
  });

  it('for what is no statement: an anchor', async () => {
    const anchor = (await proveLog(view.node, anchorBlock, () => true)) as SealedLog;
    expect(refusal(canonicalBytes({ format: 'jianzheng/statement/1', log: anchor }))).toBe('event-other');
    expect(() => statementFile(anchor, trust)).toThrow(FormatError);
  });

  it('with any bit of any byte flipped', () => {
    const bytes = fileOf('overdue');
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(7), (at, bit) => {
        const flipped = bytes.slice();
        flipped[at] = (flipped[at] as number) ^ (1 << bit);
        expect(refusal(flipped)).toBeDefined();
      }),
      fcRuns(300),
    );
  });
});

describe('words out of their range are no statement', () => {
  const form = (kind: StatementKind, change: (log: { topics: Uint8Array[]; data: Uint8Array }) => void) => {
    const { log } = openSealedLog(logOf(fileOf(kind)));
    const copy = { topics: log.topics.map((topic) => topic.slice()), data: log.data.slice() };
    change(copy);
    try {
      return readStatement(copy).kind;
    } catch (error) {
      return (error as FormatError).code;
    }
  };
  it.each<[string, StatementKind, (log: { topics: Uint8Array[]; data: Uint8Array }) => void]>([
    ['an opinion that is none', 'opinion', ({ data }) => data.fill(0, 3 * 32, 4 * 32)],
    ['an opinion beyond the last', 'opinion', ({ data }) => data.fill(4, 4 * 32 - 1, 4 * 32)],
    ['an id with a hole', 'closed', ({ topics }) => topics[1]?.set([0x61, 0, 0x61])],
    ['an id that fills its word', 'closed', ({ topics }) => topics[1]?.fill(0x61)],
    ['no number', 'accepted', ({ topics }) => topics[1]?.fill(0)],
    ['a number beyond 2^53', 'accepted', ({ topics }) => topics[1]?.fill(0xff)],
    ['a bool of 2', 'reported', ({ data }) => data.fill(2, 4 * 32 - 1, 4 * 32)],
    ['a set of version 0', 'closed', ({ data }) => data.fill(0, data.length - 32)],
    ['a topic too few', 'closed', ({ topics }) => topics.pop()],
  ])('%s', (_what, kind, change) => {
    expect(form(kind, change)).toBe('event-invalid');
  });

  it('a word too many', () => {
    expect(
      form('closed', (log) =>
        Object.assign(log, { data: fromHex0x(`${toHex0x(log.data)}${'0'.repeat(64)}`) }),
      ),
    ).toBe('event-invalid');
  });
});
