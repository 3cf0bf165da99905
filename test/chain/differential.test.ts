import fc from 'fast-check';
import { network } from 'hardhat';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { computeGenesis } from '../../core/genesis.ts';
import { addressOfKey } from '../../core/signature.ts';
import { compiledCode } from '../support/artifacts.ts';
import { openTestChain, type TestChain, temporaryFolder } from '../support/embedded-chain.ts';
import { agencyKeys, testDocument, testKey } from '../support/founding.ts';
import { signCall } from '../support/ledger-calls.ts';
import { fcRuns } from '../support/properties.ts';
import { agencyWord, ledgerAbi, ROLE, registryAbi, signPossession } from '../support/registry-calls.ts';

/**
 * The same transactions, byte for byte, on Hardhat's in-process network and here. There the contracts are put at
 * their genesis addresses with their genesis storage, and each block is given the time that it had here; so every
 * status, log, amount of gas and returned byte has to be the same.
 */

const IDS = ['court', 'grid', 'police', 'telecom'];
const NEWCOMERS = ['audit', 'customs'];
const AGENCIES = [...IDS, ...NEWCOMERS];
const SENDERS = [
  ...AGENCIES.flatMap((id) => Object.values(agencyKeys(id))),
  testKey('stranger'),
  testKey('spare'),
];
const registry = registryAbi();
const ledger = ledgerAbi();

type Rpc = (method: string, ...params: unknown[]) => Promise<unknown>;
type Outcome = { data: unknown } | { reverted: unknown } | { failed: true };

/** What eth_call gives, the engines' words for failures left out. */
async function outcomeOf(rpc: Rpc, message: object): Promise<Outcome> {
  try {
    return { data: await rpc('eth_call', message, 'latest') };
  } catch (error) {
    const { data, cause } = error as { data?: unknown; cause?: { data?: unknown } };
    const bytes = data ?? cause?.data;
    const hex = typeof bytes === 'object' && bytes !== null ? (bytes as { data: unknown }).data : bytes;
    return typeof hex === 'string' ? { reverted: hex } : { failed: true };
  }
}

async function hardhat(test: TestChain): Promise<{ rpc: Rpc; close: () => Promise<void> }> {
  const connection = await network.create({
    network: 'hardhat',
    override: { chainId: 20261, initialDate: '2020-01-01', mining: { mempool: { order: 'fifo' } } },
  });
  const rpc: Rpc = (method, ...params) => connection.provider.request({ method, params });
  const code = compiledCode();
  for (const account of (await computeGenesis(testDocument(IDS, code), code)).alloc) {
    await rpc('hardhat_setNonce', account.address, '0x1');
    await rpc('hardhat_setCode', account.address, `0x${Buffer.from(account.code).toString('hex')}`);
    for (const [slot, value] of account.storage) {
      // Written without leading zeros there.
      await rpc('hardhat_setStorageAt', account.address, `0x${BigInt(slot).toString(16)}`, value);
    }
  }
  const { timestamp } = test.chain.head.header;
  await rpc('evm_setAutomine', false);
  await rpc('evm_mine', `0x${timestamp.toString(16)}`);
  return { rpc, close: () => connection.close() };
}

type Step = {
  readonly sender: number;
  readonly what: string;
  readonly agency: number;
  readonly number: number;
  readonly gas: number | null;
  readonly bytes: Uint8Array;
};

const step: fc.Arbitrary<Step> = fc.record({
  sender: fc.nat(SENDERS.length - 1),
  what: fc.constantFrom(
    ...['anchor', 'anchor', 'anchor', 'anchorWrong', 'anchorEmpty', 'anchorHuge', 'addOperator', 'addForged'],
    ...['revokeOperator', 'admit', 'suspend', 'reinstate', 'remove', 'governance', 'validator', 'successor'],
    ...['vote', 'vote', 'vote', 'vote', 'withdraw', 'claim', 'claim', 'garbage', 'deploy', 'nobody', 'plain'],
  ),
  agency: fc.nat(AGENCIES.length - 1),
  number: fc.nat(6),
  gas: fc.option(fc.integer({ min: 21_000, max: 200_000 }), { freq: 6, nil: null }),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 80 }),
});

let place: ReturnType<typeof temporaryFolder>;
let test: TestChain;
let other: Awaited<ReturnType<typeof hardhat>>;

beforeEach(async () => {
  place = temporaryFolder();
  const [first, ...rest] = AGENCIES.map((id) => agencyKeys(id).validator);
  // Proposes as court, and holds the keys of those too that may be voted in.
  const spare = [testKey('spare')];
  test = await openTestChain({
    folder: place.folder,
    ids: IDS,
    sealWith: [agencyKeys('court').validator, ...(first ? [first] : []), ...rest, ...spare],
  });
  other = await hardhat(test);
});
afterEach(async () => {
  await test.close();
  await other.close();
  place.remove();
});

async function possession(agency: string, role: keyof typeof ROLE, key: Uint8Array): Promise<string> {
  const data = registry.encodeFunctionData('possessionHash', [
    agencyWord(agency),
    ROLE[role],
    addressOfKey(key),
  ]);
  return signPossession(key, (await test.rpc('eth_call', { to: test.registry, data }, 'latest')) as string);
}

async function nextSequence(agency: string): Promise<number> {
  const data = ledger.encodeFunctionData('batchCount', [agencyWord(agency)]);
  return Number(await test.rpc('eth_call', { to: test.ledger, data }, 'latest')) + 1;
}

/**
 * The agency that a step is about. Court keeps its seat: it proposes here, and a proposer whose validator has been voted
 * out makes no more blocks, so whoever waits for the next one waits for ever.
 */
function agencyOf({ what, agency }: Step): string {
  const id = AGENCIES[agency] as string;
  return id === 'court' && (what === 'validator' || what === 'remove') ? 'grid' : id;
}

/** Which call a step makes, and whose key fits it. */
async function callOf(s: Step): Promise<{ to: string | null; data: string; sender: number }> {
  const id = agencyOf(s);
  const keys = agencyKeys(id);
  const fresh = testKey(`fresh ${s.bytes.join('.')}`);
  const as = (key: Uint8Array) => SENDERS.findIndex((candidate) => Buffer.compare(candidate, key) === 0);
  const governor = as(agencyKeys(IDS[s.sender % IDS.length] as string).governance);
  const toRegistry = (name: string, args: unknown[], sender: number) => ({
    to: test.registry,
    data: registry.encodeFunctionData(name, args),
    sender,
  });
  const toLedger = (sequence: number, size: number | bigint, root: string, sender = as(keys.operator)) => ({
    to: test.ledger,
    data: ledger.encodeFunctionData('anchor', [sequence, root, size]),
    sender,
  });
  const root = `0x${Buffer.from(s.bytes).toString('hex').padEnd(64, 'c').slice(0, 64)}`;
  const word = agencyWord(id);
  switch (s.what) {
    case 'anchor':
      return toLedger(await nextSequence(id), s.number + 1, root);
    case 'anchorWrong':
      return toLedger(s.number, 1, root, s.sender);
    case 'anchorEmpty':
      return toLedger(await nextSequence(id), 1, `0x${'0'.repeat(64)}`);
    case 'anchorHuge':
      return toLedger(await nextSequence(id), s.number > 3 ? 2n ** 32n + 1n : 0n, root);
    case 'addOperator':
      return toRegistry(
        'addOperator',
        [addressOfKey(fresh), await possession(id, 'operator', fresh)],
        as(keys.governance),
      );
    case 'addForged':
      return toRegistry('addOperator', [addressOfKey(fresh), `0x${'11'.repeat(65)}`], as(keys.governance));
    case 'revokeOperator':
      return toRegistry('revokeOperator', [addressOfKey(keys.operator)], as(keys.governance));
    case 'admit':
      return toRegistry(
        'proposeAdmission',
        [
          word,
          addressOfKey(keys.governance),
          addressOfKey(keys.validator),
          await possession(id, 'governance', keys.governance),
          await possession(id, 'validator', keys.validator),
        ],
        governor,
      );
    case 'suspend':
      return toRegistry('proposeSuspension', [word], governor);
    case 'reinstate':
      return toRegistry('proposeReinstatement', [word], governor);
    case 'remove':
      return toRegistry('proposeRemoval', [word], governor);
    case 'governance':
      return toRegistry(
        'proposeGovernance',
        [word, addressOfKey(fresh), await possession(id, 'governance', fresh)],
        governor,
      );
    case 'validator':
      return toRegistry(
        'proposeValidator',
        [word, addressOfKey(testKey('spare')), await possession(id, 'validator', testKey('spare'))],
        governor,
      );
    case 'successor':
      return toRegistry('proposeSuccessor', [test.ledger, root, 1_000 + s.number], governor);
    case 'vote':
      return toRegistry('vote', [s.number], governor);
    case 'withdraw':
      return toRegistry('withdraw', [s.number], governor);
    case 'claim':
      return toRegistry('claim', [], s.number === 0 ? as(testKey('spare')) : as(keys.validator));
    case 'garbage':
      return { to: test.registry, data: root.slice(0, 2 + 2 * s.bytes.length), sender: s.sender };
    case 'deploy':
      // Half of them runtime code that begins with a loop or rubbish; the other half a contract that answers 42.
      return {
        to: null,
        data:
          s.number > 2 ? '0x600a600c600039600a6000f3602a60005260206000f3' : `0x${root.slice(2, 12)}5b600056`,
        sender: s.sender,
      };
    case 'plain':
      return { to: addressOfKey(SENDERS[s.sender] as Uint8Array), data: root, sender: s.sender };
    default:
      return { to: `0x${'00'.repeat(19)}0${(s.number % 9) + 1}`, data: root, sender: s.sender };
  }
}

const VIEWS = ['getValidators', 'setVersion', 'agencyIds', 'motionCount', 'epoch', 'threshold', 'voterCount'];

async function compareViews(s: Step): Promise<void> {
  const id = AGENCIES[s.agency] as string;
  const from = addressOfKey(SENDERS[s.sender] as Uint8Array);
  const messages = [
    { to: test.registry, data: registry.encodeFunctionData(VIEWS[s.number] as string, []) },
    { to: test.registry, data: registry.encodeFunctionData('anchoringRights', [from]) },
    { to: test.registry, data: registry.encodeFunctionData('keyRecord', [from]) },
    { to: test.registry, data: registry.encodeFunctionData('agency', [agencyWord(id)]) },
    { to: test.registry, data: registry.encodeFunctionData('motion', [s.number]) },
    { to: test.ledger, data: ledger.encodeFunctionData('batchAt', [agencyWord(id), s.number]) },
    { from, to: test.ledger, data: ledger.encodeFunctionData('anchor', [s.number, agencyWord(id), 1]) },
    { from, to: test.registry, data: `0x${Buffer.from(s.bytes).toString('hex')}` },
  ];
  for (const message of messages) {
    const here = await outcomeOf(test.rpc, message);
    expect(here, JSON.stringify(message)).toEqual(await outcomeOf(other.rpc, message));
  }
}

const COMPARED = ['status', 'gasUsed', 'cumulativeGasUsed', 'logsBloom', 'contractAddress', 'from', 'to'];

function essence(receipt: unknown): unknown {
  const given = receipt as Record<string, unknown> & { logs: Record<string, unknown>[] };
  return {
    ...Object.fromEntries(COMPARED.map((name) => [name, given[name] ?? null])),
    logs: given.logs.map(({ address, topics, data, logIndex }) => ({ address, topics, data, logIndex })),
  };
}

/** Sends the steps here, and waits for their blocks. What is refused here must be refused there. */
async function sendHere(steps: readonly Step[], nonces: Map<number, number>): Promise<void> {
  for (const s of steps) {
    const { to, data, sender } = await callOf(s);
    const nonce = nonces.get(sender) ?? 0;
    const gasLimit = s.gas ?? 3_000_000;
    const type = (s.number % 2) as 0 | 1;
    const raw = signCall(SENDERS[sender] as Uint8Array, { to, data, nonce, gasLimit, type });
    try {
      await test.rpc('eth_sendRawTransaction', raw);
      nonces.set(sender, nonce + 1);
    } catch {
      await expect(other.rpc('eth_sendRawTransaction', raw)).rejects.toThrow();
    }
  }
  await test.settled();
}

/** Gives the other network a block of ours, and compares what came of it. @returns the receipts' statuses */
async function compareBlock(number: number): Promise<string[]> {
  const name = `0x${number.toString(16)}`;
  for (const { raw } of test.store.transactionsOf(number)) {
    await other.rpc('eth_sendRawTransaction', `0x${Buffer.from(raw).toString('hex')}`);
  }
  const { timestamp } = (await test.rpc('eth_getBlockByNumber', name, false)) as { timestamp: string };
  await other.rpc('evm_mine', timestamp);
  const receipts = (await test.rpc('eth_getBlockReceipts', name)) as Record<string, string>[];
  for (const receipt of receipts) {
    const there = await other.rpc('eth_getTransactionReceipt', receipt.transactionHash);
    expect(essence(receipt)).toEqual(essence(there));
  }
  return receipts.map((receipt) => receipt.status as string);
}

it('gives the statuses, logs, gas and returned bytes that Hardhat gives for the same transactions', async () => {
  const nonces = new Map<number, number>();
  let succeeded = 0;
  let failed = 0;
  // One chain for all runs: the longer it goes on, the more there is to differ.
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 4 }), async (steps) => {
      const before = Number(test.chain.head.header.number);
      await sendHere(steps, nonces);
      for (let number = before + 1; number <= Number(test.chain.head.header.number); number++) {
        for (const status of await compareBlock(number)) {
          if (status === '0x1') succeeded++;
          else failed++;
        }
      }
      await compareViews(steps[0] as Step);
    }),
    // A shrunk example would run on a chain that has already gone past it.
    { ...fcRuns(60), endOnFailure: true },
  );
  expect(test.warnings).toEqual([]);
  expect(Math.min(succeeded, failed)).toBeGreaterThan(10);
}, 600_000);
