import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { governanceReader } from '../../../server/ledger/registry.ts';
import { openTestNode, type TestNode } from '../../support/test-node.ts';

let view: TestNode;
beforeEach(async () => {
  view = await openTestNode();
});
afterEach(() => view.close());

describe('the registry that pages show', () => {
  test('is that of the verified head, seats and motions', async () => {
    const read = governanceReader(view.node, view.head);
    expect((await read()).state).toMatchObject({ version: 1, threshold: 3, voters: 4, motions: [] });
    await view.admitNewcomer();
    const after = await read();
    expect(after.block).toBe(view.head.latest()?.number);
    expect(after.state).toMatchObject({ version: 2, threshold: 4, voters: 5 });
    expect(after.state.seats.map(({ id }) => id)).toEqual(['court', 'grid', 'police', 'telecom', 'customs']);
    expect(after.state.motions).toMatchObject([{ kind: 'admit', subject: 'customs', status: 'passed' }]);
    expect(after.state.validators).toEqual(view.trustFile.trust.sets.at(-1));
  });

  test('is read once a block, however many ask', async () => {
    const read = governanceReader(view.node, view.head);
    await Promise.all([read(), read(), read()]);
    view.asked.length = 0;
    await read();
    expect(view.asked).not.toContain('eth_call');
  });

  test('is asked for again after an answer that cannot be, which is the node’s fault', async () => {
    const read = governanceReader(view.node, view.head);
    view.change = (method, _params, result) => (method === 'eth_call' ? `${String(result)}ff` : result);
    await expect(read()).rejects.toMatchObject({ code: 'ledger-answer-invalid' });
    view.change = (_method, _params, result) => result;
    expect((await read()).state.seats).toHaveLength(4);
  });
});
