import { describe, expect, it } from 'vitest';
import type { OpenedStatement } from '../../core/statement.ts';
import type { Statement } from '../../core/statement-events.ts';
import { statementText } from '../../language/statement.ts';

/** What is said of each statement, and above all what is not. */

const [record, reason] = ['ab'.repeat(32), 'cd'.repeat(32)];
const [answerBy, reportBy, until] = [1_790_100_000, 1_790_200_000, 1_790_300_000];
const parties = { handoff: 7, from: 'grid', to: 'police', recordId: record };
const own = { agency: 'grid', recordId: record, sequence: 1 };
const STATEMENTS = [
  ...(['confirm', 'reject', 'dispute'] as const).map((opinion) => ({
    ...{ kind: 'opinion' as const, ...own, attester: 'police', number: 2, previous: null, opinion },
    reasons: opinion === 'confirm' ? null : reason,
  })),
  { kind: 'superseded', ...own, replacement: reason, replacementSequence: 2, reason },
  { kind: 'withdrawn', ...own, reason },
  { kind: 'closed', agency: 'grid', commitment: reason, count: 3, head: record },
  ...[null, reportBy].map((by) => ({
    ...{ kind: 'offered' as const, ...parties, ...own, commitment: by === null ? null : reason, previous: 3 },
    ...{ answerBy, reportBy: by, purpose: reason },
  })),
  { kind: 'accepted', ...parties, answerBy },
  { kind: 'refused', ...parties, answerBy, reason },
  { kind: 'recalled', ...parties },
  ...[false, true].map((final) => ({
    ...{ kind: 'reported' as const, ...parties, reportBy, number: 1, final, report: reason },
  })),
  ...(['answer', 'report'] as const).flatMap((clock) => [
    { kind: 'extension-asked' as const, ...parties, clock, by: 'police', until },
    { kind: 'extended' as const, ...parties, clock, previous: answerBy, until },
    { kind: 'overdue' as const, ...parties, clock, deadline: answerBy },
  ]),
].map((said) => ({ ...said, sealedBy: 1 })) as Statement[];
const opened = (statement: Statement): OpenedStatement => ({
  statement,
  block: { number: 9, hash: `0x${record}`, time: 1_790_150_000, parentTime: 1_790_149_990 },
  sealedBy: { version: 1, validators: 4, signers: ['a', 'b', 'c'] },
});

describe.each(['en', 'zh'] as const)('in %s', (language) => {
  it.each(STATEMENTS)('$kind is said whole, with what it proves and who sealed it', (statement) => {
    const lines = statementText(opened(statement), language);
    const text = lines.join('\n');
    expect(text).not.toMatch(/[{}]|undefined|null|NaN/);
    expect(text).toMatch(language === 'zh' ? /由 4 个验证者中的 3 个封签/ : /Sealed by 3 of 4, set 1/);
    expect(text).toMatch(language === 'zh' ? /它证明/ : /It proves/);
  });

  it('says of an offer and of what was not answered that only an acceptance admits receipt', () => {
    const admits = language === 'zh' ? '只有接收才表示承认收到' : 'only an acceptance admits receipt';
    for (const statement of STATEMENTS) {
      const text = statementText(opened(statement), language).join('\n');
      const clock = 'clock' in statement ? statement.clock : undefined;
      const silent = statement.kind === 'offered' || (statement.kind === 'overdue' && clock === 'answer');
      expect([statement.kind, text.includes(admits)]).toEqual([statement.kind, silent]);
    }
  });

  it('never calls a statement true', () => {
    const text = statementText(opened(STATEMENTS[1] as Statement), language).join('\n');
    expect(text).toContain(language === 'zh' ? '不证明所述属实' : 'not that it is true');
  });
});
