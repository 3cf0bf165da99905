import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import type { Halt } from '../../server/ledger/halt.ts';
import { serviceStatus } from '../../server/status.ts';
import { openTestNode } from '../support/test-node.ts';

test('the trouble that is named is the cause that someone can mend, before what follows from it', async () => {
  const view = await openTestNode();
  const fault = { code: 'chain-damaged', reason: 'The store is damaged', since: 0 } as const;
  const halt: Halt = {
    able: 2,
    needed: 3,
    validators: 4,
    waitingFor: [`0x${'1'.repeat(40)}`],
  };
  type More = { fault?: typeof fault; full?: boolean; halt?: Halt };
  const chainWith = async (trouble: string | undefined, more: More) => {
    const { chain } = await serviceStatus({
      store: view.store,
      trust: view.trustFile.trust,
      following: { trouble: () => trouble, halt: () => more.halt, ended: Promise.resolve() },
      fault: more.fault,
      full: more.full ?? false,
      timeStamps: undefined,
      anchoring: { waiting: undefined, trouble: undefined },
      dataFolder: tmpdir(),
      now: 0,
    });
    const { reachable, trouble: named, reason, halted } = chain;
    return { reachable, trouble: named, reason, ...(halted ? { halted } : {}) };
  };
  const away = { reachable: false, reason: undefined };
  expect(await chainWith(undefined, {})).toEqual({ reachable: true, trouble: undefined, reason: undefined });
  expect(await chainWith('node-behind', {})).toEqual({ ...away, trouble: 'node-behind' });
  expect(await chainWith('ledger-unreachable', {})).toEqual({ ...away, trouble: 'chain-unreachable' });
  expect(await chainWith('ledger-unreachable', { full: true })).toEqual({ ...away, trouble: 'storage-full' });
  expect(await chainWith('ledger-unreachable', { fault })).toEqual({
    ...away,
    trouble: 'chain-damaged',
    reason: fault.reason,
  });
  // The node answers, and has what was verified: what is missing is others.
  const halted = { trouble: 'chain-halted', halted: halt, reason: undefined };
  expect(await chainWith(undefined, { halt })).toEqual({ ...halted, reachable: true });
  expect(await chainWith('chain-not-ready', { halt })).toEqual({ ...halted, reachable: false });
  expect(await chainWith('node-behind', { halt })).toEqual({ ...away, trouble: 'node-behind' });
  await view.close();
});
