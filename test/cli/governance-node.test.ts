import express from 'express';
import { describe, expect, it } from 'vitest';
import { contextFor } from '../../cli/context.ts';
import { readEnvironment } from '../../cli/environment.ts';
import { type Registry, tryCall } from '../../cli/governance/registry.ts';
import { RpcRefusal, rpcTo } from '../../cli/governance/rpc.ts';
import { sendAndWait } from '../../cli/governance/send.ts';
import { fromHex0x } from '../../core/bytes.ts';
import { addressFor } from '../support/ledger-fixture.ts';
import { agencyWord, registryAbi } from '../support/registry-calls.ts';
import { listen } from './support/fake-service.ts';

/** What a node may answer, and what becomes of it. The real one is met in governance.long.test.ts. */

const context = contextFor(readEnvironment({}), 'en');
const registry = addressFor('registry');
const voted = registryAbi().encodeErrorResult('AgencyRegistryVoted', [3, agencyWord('grid')]);
const code = (name: string) => expect.objectContaining({ code: name });
const transaction = {
  hash: `0x${'ab'.repeat(32)}`,
  from: addressFor('grid g'),
  data: '0x',
  call: { method: 'vote', motion: 3 } as const,
};

/** A node that gives these answers; a function is called. */
function nodeWith(answers: Readonly<Record<string, unknown>>) {
  const asked: string[] = [];
  const rpc = async (method: string) => {
    asked.push(method);
    const answer = answers[method];
    return typeof answer === 'function' ? answer() : answer;
  };
  return { registry: { rpc, trust: { registry } } as unknown as Registry, asked };
}
const send = ({ registry: given }: ReturnType<typeof nodeWith>, deadline = 0) =>
  sendAndWait(context, given, { raw: '0x', transaction, deadline });
const receipt = (status: string) => ({ status, blockNumber: '0x7', logs: [] });

describe('a call that was sent', () => {
  it('is said to be unconfirmed when its time is over, never to have failed', async () => {
    const node = nodeWith({ eth_getTransactionByHash: null, eth_getTransactionReceipt: null });
    await expect(send(node)).rejects.toEqual(code('transaction-unconfirmed'));
    expect(node.asked).toContain('eth_sendRawTransaction');
  });

  it('is not sent again where the node has it', async () => {
    const node = nodeWith({ eth_getTransactionByHash: {}, eth_getTransactionReceipt: receipt('0x1') });
    expect(await send(node)).toEqual({ hash: transaction.hash, block: 7, events: [] });
    expect(node.asked).not.toContain('eth_sendRawTransaction');
  });

  it('failed in its block for the reason that shows there, or for none that is known', async () => {
    const failed = { eth_getTransactionByHash: {}, eth_getTransactionReceipt: receipt('0x0') };
    const refuse = () => {
      throw new RpcRefusal('eth_call', 'reverted', fromHex0x(voted));
    };
    await expect(send(nodeWith({ ...failed, eth_call: refuse }))).rejects.toEqual(code('registry-voted'));
    await expect(send(nodeWith({ ...failed, eth_call: '0x' }))).rejects.toEqual(code('transaction-reverted'));
  });

  it('has no receipt where the node gives something else', async () => {
    const node = nodeWith({ eth_getTransactionByHash: {}, eth_getTransactionReceipt: { status: 1 } });
    await expect(send(node)).rejects.toEqual(code('rpc-answer-invalid'));
  });

  it('counts only the events of the pinned registry', async () => {
    const { topics, data } = registryAbi().encodeEventLog('MotionPassed', [3]);
    const log = (address: string) => ({ address, topics, data });
    const mined = { ...receipt('0x1'), logs: [log(addressFor('other')), log(registry)] };
    const node = nodeWith({ eth_getTransactionByHash: {}, eth_getTransactionReceipt: mined });
    expect((await send(node)).events).toEqual([{ event: 'motion-passed', values: { motion: 3 } }]);
  });
});

describe('a refusal', () => {
  const refusedWith = async (error: unknown): Promise<string> => {
    const app = express();
    app.post('/', (_request, response) => void response.json({ jsonrpc: '2.0', id: 1, error }));
    const { url } = await listen(app);
    const given = { rpc: rpcTo(url), trust: { registry } } as unknown as Registry;
    try {
      await tryCall(context, given, { from: registry, data: '0x' });
      return 'none';
    } catch (error) {
      return (error as { code: string }).code;
    }
  };

  it('is read in each form in which engines give it', async () => {
    for (const data of [voted, `Reverted ${voted}`, { message: 'reverted', data: voted }]) {
      expect(await refusedWith({ code: 3, message: 'execution reverted', data })).toBe('registry-voted');
    }
  });

  it('of the node itself, or of a contract that is not ours, is told from those', async () => {
    expect(await refusedWith({ code: -32000, message: 'syncing' })).toBe('rpc-refused');
    expect(await refusedWith({ code: 3, message: 'x', data: '0x08c379a0' })).toBe('registry-refused');
  });
});

it('an answer that is no JSON-RPC is not taken', async () => {
  const app = express();
  app.post('/none', (_request, response) => void response.json({}));
  app.post('/text', (_request, response) => void response.send('hello'));
  const { url } = await listen(app);
  await expect(rpcTo(`${url}/none`)('eth_chainId')).rejects.toEqual(code('rpc-answer-invalid'));
  await expect(rpcTo(`${url}/text`)('eth_chainId')).rejects.toEqual(code('rpc-unreachable'));
  expect(() => rpcTo('ftp://x')).toThrow(code('url-invalid'));
});
