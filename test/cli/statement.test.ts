import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SealedLog } from '../../core/sealed-log.ts';
import { statementFile } from '../../core/statement.ts';
import { proveLog } from '../../server/ledger/proofs.ts';
import { abis, act, anchorTexts, DAY, type Proof, timeOf } from '../support/custody-calls.ts';
import { agencyWord } from '../support/registry-calls.ts';
import { openTestNode, type TestNode } from '../support/test-node.ts';
import { jz, temporaryFolder } from './support/jz.ts';

/** A missed deadline of a real chain, as a file that anyone checks without it. */

const folder = temporaryFolder();
const at = (name: string) => path.join(folder, name);
let view: TestNode;

beforeAll(async () => {
  view = await openTestNode();
  const [record] = (await anchorTexts(view, 'grid', ['one'])) as [Proof];
  const answerBy = (await timeOf(view)) + 2 * DAY;
  const purpose = `0x${'ab'.repeat(32)}`;
  const terms = { to: agencyWord('police'), purpose, answerBy, reportBy: 0 };
  await act(view, 'grid', 'handoff', 'offer', [record, `0x${'0'.repeat(64)}`, terms]);
  view.chain.clock.now = answerBy * 1000;
  const block = await act(view, 'court', 'handoff', 'recordOverdue', [1]);
  const topic = abis.handoff.getEvent('HandoffOverdue')?.topicHash;
  const log = await proveLog(view.node, block, ({ topics }) => {
    const [first] = topics;
    return first !== undefined && `0x${Buffer.from(first).toString('hex')}` === topic;
  });
  writeFileSync(at('overdue.json'), statementFile(log as SealedLog, view.trustFile.trust));
  writeFileSync(at('trust.json'), view.trustFile.bytes);
}, 180_000);
afterAll(() => view.close());

const verify = (file: string, ...args: string[]) =>
  jz(['evidence', 'verify', file, '--trust', 'trust.json', ...args], { cwd: folder });

test('it says what was missed, what that proves, and what it does not', async () => {
  const { code, stdout, stderr } = await verify('overdue.json');
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain('“grid” offered the record');
  expect(stdout).toContain('only an acceptance admits receipt');
  const chinese = await verify('overdue.json', '--lang', 'zh');
  expect(chinese.stdout).toContain('只有接收才表示承认收到');
});

test('it says so as JSON', async () => {
  const { stdout } = await verify('overdue.json', '--json');
  expect(JSON.parse(stdout)).toMatchObject({
    holds: true,
    statement: { kind: 'overdue', handoff: 1, from: 'grid', to: 'police', clock: 'answer' },
    sealedBy: { version: 1, validators: 4 },
  });
});

test('a changed one is refused with 5, by the name of what does not hold', async () => {
  const text = readFileSync(at('overdue.json'), 'utf8');
  writeFileSync(at('changed.json'), text.replace('"transactionIndex":0', '"transactionIndex":1'));
  const { code, stdout, stderr } = await verify('changed.json');
  expect([code, stdout]).toEqual([5, '']);
  expect(stderr).toContain('trie-proof-invalid');
});
