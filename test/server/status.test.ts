import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { serviceStatus } from '../../server/status.ts';
import { openTestNode } from '../support/test-node.ts';

test('the trouble that is named is the cause that someone can mend, before what follows from it', async () => {
  const view = await openTestNode();
  const fault = { code: 'chain-damaged', reason: 'The store is damaged', since: 0 } as const;
  const chainWith = async (trouble: string | undefined, more: { fault?: typeof fault; full?: boolean }) => {
    const { chain } = await serviceStatus({
      store: view.store,
      trust: view.trustFile.trust,
      following: { trouble: () => trouble, ended: Promise.resolve() },
      fault: more.fault,
      full: more.full ?? false,
      anchoring: { waiting: undefined, trouble: undefined },
      dataFolder: tmpdir(),
      now: 0,
    });
    return { reachable: chain.reachable, trouble: chain.trouble, reason: chain.reason };
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
  await view.close();
});
