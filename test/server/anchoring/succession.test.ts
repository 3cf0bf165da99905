import { afterAll, beforeAll, expect, test } from 'vitest';
import { addressOfKey } from '../../../core/signature.ts';
import { readKeyFile } from '../../../server/founding.ts';
import { lastSequence } from '../../../server/sealing/batches.ts';
import { type Ground, openRig, type Rig, startGround, until } from '../../support/anchoring-rig.ts';
import { signCall } from '../../support/ledger-calls.ts';
import { deploySuccessor, nameSuccessor, type Voting } from '../../support/successor.ts';

/** Records of a service whose ledger is superseded: they wait, and nothing is sent that would count for nobody. */

let ground: Ground;
let rig: Rig;
beforeAll(async () => {
  ground = await startGround();
  rig = await openRig(ground);
});
afterAll(async () => {
  await rig.stop();
  await ground.close();
});

/** Past the proxy, straight to the chain. */
function voting(): Voting {
  const { chainId, registry } = rig.trustFile.trust;
  const rpc: Voting['rpc'] = async (method, ...params) => {
    const answer = await fetch(ground.chain.url() as string, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    });
    return ((await answer.json()) as { result: unknown }).result;
  };
  const send: Voting['send'] = async (calls) => {
    for (const { key, ...fields } of calls) {
      const who = addressOfKey(key);
      const nonce = await rig.node.transactionCount(who);
      await rpc('eth_sendRawTransaction', signCall(key, { gasLimit: 3_000_000, ...fields, nonce, chainId }));
      await until(async () => (await rig.node.transactionCount(who)) > nonce);
    }
  };
  return { registry, rpc, send };
}
const waiting = () =>
  rig.store.one<{ count: number }>('SELECT count(*) AS count FROM records WHERE batch IS NULL')!.count;

test('are anchored before its time, and wait from then on', async () => {
  const running = rig.run();
  rig.submit(3);
  await rig.drained();
  const anchored = lastSequence(rig.store);

  const governance = readKeyFile(ground.paths.operatorKey.replace('operator', 'governance'));
  const successor = await deploySuccessor(voting());
  const fromBlock = (await rig.node.blockNumber()) + 8;
  await nameSuccessor(voting(), [governance], successor, { fromBlock });
  rig.submit(1);
  await rig.drained();
  expect(lastSequence(rig.store)).toBe(anchored + 1);
  // Learnt from the node before the anchor was sent: nobody follows the chain block by block here.
  expect(rig.trustFile.trust.ledgers[1]).toMatchObject({ address: successor.address, fromBlock });

  for (let i = 0; (await rig.node.blockNumber()) < fromBlock - 4; i++) {
    if (i > 20) throw new Error('No blocks');
    await voting().send([{ key: governance, to: successor.address, data: '0x' }]);
  }
  await rig.head.confirm();
  const sent = await rig.node.transactionCount(addressOfKey(readKeyFile(ground.paths.operatorKey)));
  rig.submit(2);
  await until(() => running.state().trouble?.code === 'ledger-superseded');
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(waiting()).toBe(2);
  expect(lastSequence(rig.store)).toBe(anchored + 1);
  expect(await rig.node.transactionCount(addressOfKey(readKeyFile(ground.paths.operatorKey)))).toBe(sent);
});

test('are found whole by an audit meanwhile', async () => {
  expect(await rig.findings()).toEqual([]);
});
