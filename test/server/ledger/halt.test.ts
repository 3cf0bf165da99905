import { expect, test } from 'vitest';
import { LedgerError } from '../../../server/ledger/errors.ts';
import { haltReader } from '../../../server/ledger/halt.ts';
import type { Rpc } from '../../../server/ledger/rpc.ts';

/** What an embedded node says of a halt is for people: whatever else it says, or does not, is no halt. */

function answering(answers: unknown[]) {
  const asked: string[] = [];
  const rpc: Rpc = {
    async call(method) {
      asked.push(method);
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return answer;
    },
    batch: () => Promise.reject(new Error('not asked')),
  };
  return { asked, ask: haltReader(rpc) };
}

const address = `0x${'a'.repeat(40)}`;
const HALT = {
  halted: 'quorum',
  able: 2,
  quorum: 3,
  validators: ['a', 'b', 'c', 'd'],
  waitingFor: [address],
};

test('a halt names who is waited for', async () => {
  const { ask } = answering([HALT]);
  expect(await ask()).toEqual({ able: 2, needed: 3, validators: 4, waitingFor: [address] });
});

test.each([
  ['nothing', null],
  ['a chain that goes on', { ...HALT, halted: null }],
  ['a count that is none', { ...HALT, able: -1 }],
  ['no addresses', { ...HALT, waitingFor: ['<script>'] }],
  ['no list', { ...HALT, waitingFor: 'police' }],
])('%s is no halt', async (_what, answer) => {
  expect(await answering([answer]).ask()).toBeUndefined();
});

test('an engine without the method is asked once; one that was away is asked again', async () => {
  const missing = new LedgerError('ledger-refused', 'no such method', { details: { number: -32601 } });
  const engine = answering([missing, HALT]);
  expect([await engine.ask(), await engine.ask()]).toEqual([undefined, undefined]);
  expect(engine.asked).toHaveLength(1);
  const away = answering([new LedgerError('ledger-unreachable', 'away'), HALT]);
  expect(await away.ask()).toBeUndefined();
  expect(await away.ask()).toBeDefined();
});
