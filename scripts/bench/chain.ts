import { SimpleStateManager } from '@ethereumjs/statemanager';
import { createTxFromRLP } from '@ethereumjs/tx';
import { Account, createAddressFromString } from '@ethereumjs/util';
import { createVM, runTx } from '@ethereumjs/vm';
import { contextBlock } from '../../chain/execution/context.ts';
import { rulesOf } from '../../chain/execution/rules.ts';
import { fromHex0x } from '../../core/bytes.ts';
import { computeGenesis } from '../../core/genesis.ts';
import { compiledCode } from '../../test/support/artifacts.ts';
import { openTestChain, temporaryFolder } from '../../test/support/embedded-chain.ts';
import { agencyKeys, testDocument } from '../../test/support/founding.ts';
import { anchorCall, signCall } from '../../test/support/ledger-calls.ts';
import type { Row } from './row.ts';

/**
 * What the embedded chain adds to executing a transaction: admission, tries, sealing and a synced disk. The same
 * anchors run through it, pipelined, and through the virtual machine alone over a state in memory.
 */
const COUNT = 400;

async function alone(raws: readonly string[]): Promise<number> {
  const code = compiledCode();
  const { alloc, header } = await computeGenesis(testDocument(['grid'], code), code);
  const stateManager = new SimpleStateManager();
  for (const { address, nonce, code: runtime, storage } of alloc) {
    const at = createAddressFromString(address);
    await stateManager.putAccount(at, new Account(nonce, 0n));
    await stateManager.putCode(at, runtime);
    for (const [slot, value] of storage) await stateManager.putStorage(at, fromHex0x(slot), fromHex0x(value));
  }
  const rules = rulesOf(20261, 'berlin');
  const vm = await createVM({ common: rules, stateManager });
  const miner = `0x${'00'.repeat(20)}`;
  const block = contextBlock(rules, { number: 2n, timestamp: 1n, miner, gasLimit: header.gasLimit });
  const start = performance.now();
  for (const raw of raws) await runTx(vm, { tx: createTxFromRLP(fromHex0x(raw), { common: rules }), block });
  return raws.length / ((performance.now() - start) / 1000);
}

export default async function bench(): Promise<Row[]> {
  const place = temporaryFolder();
  const test = await openTestChain({ folder: place.folder });
  const { operator } = agencyKeys('grid');
  const raws = Array.from({ length: COUNT }, (_, nonce) =>
    signCall(operator, { to: test.ledger, data: anchorCall(nonce + 1), nonce }),
  );
  const start = performance.now();
  for (let sent = 0; sent < COUNT; sent += 50) {
    await Promise.all(raws.slice(sent, sent + 50).map((raw) => test.rpc('eth_sendRawTransaction', raw)));
  }
  await test.settled();
  const pipelined = COUNT / ((performance.now() - start) / 1000);
  const last = performance.now();
  const single = signCall(operator, { to: test.ledger, data: anchorCall(COUNT + 1), nonce: COUNT });
  await test.rpc('eth_sendRawTransaction', single);
  await test.settled();
  const latency = performance.now() - last;
  await test.close();
  place.remove();
  const virtual = await alone(raws);
  return [
    { id: 'chain', what: `embedded chain, ${COUNT} anchors pipelined`, value: pipelined, unit: 'tx/s' },
    { id: 'chain', what: '@ethereumjs/vm alone, state in memory', value: virtual, unit: 'tx/s' },
    {
      id: 'chain',
      what: '  the chain as a part of it',
      value: pipelined / virtual,
      unit: 'x',
      target: '>= 0.3',
      ok: pipelined / virtual >= 0.3,
    },
    { id: 'chain', what: 'one anchor, from the door to the synced block', value: latency, unit: 'ms' },
  ];
}
