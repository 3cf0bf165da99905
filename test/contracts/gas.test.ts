/**
 * What each call costs, held against a committed list: a change of cost is a change that someone must see.
 * `UPDATE_GAS=1 npx vitest run test/contracts/gas.test.ts` writes the list anew.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { AbiCoder, sha256, ZeroAddress, ZeroHash } from 'ethers';
import { describe, expect, test } from 'vitest';
import { anchorRecords } from './support/batches.ts';
import { artifact } from './support/chain.ts';
import {
  addressOf,
  bytes32,
  DAY,
  found,
  founder,
  handoffArtifact,
  ledgerArtifact,
  registryArtifact,
} from './support/consortium.ts';
import { custody, reason, reportLeaf } from './support/custody.ts';

const snapshotFile = new URL('./gas.snap.json', import.meta.url);
/** Unix seconds, after whatever the clock of this machine says. */
const LATE = 4_000_000_000;
const EAS = 'node_modules/@ethereum-attestation-service/eas-contracts/artifacts/contracts';

async function measure(): Promise<Record<string, number>> {
  const c = await found(4);
  const gas: Record<string, number> = {};
  const note = (name: string, sent: { gasUsed: number }) => {
    gas[name] = sent.gasUsed;
  };
  const root = (n: number) => sha256(`0x${n.toString(16).padStart(2, '0')}`);
  note('deploy AgencyRegistry (4 founders)', { gasUsed: c.registry.gasUsed ?? 0 });
  note('deploy EvidenceLedger', { gasUsed: c.ledger.gasUsed ?? 0 });
  note("anchor, an agency's first", await c.anchor('grid operator', 1, root(1), 1));
  note('anchor, later', await c.anchor('grid operator', 2, root(2), 1));
  note('anchor, later, 10000 records', await c.anchor('grid operator', 3, root(3), 10_000));
  note('addOperator', await c.addOperator('grid', 'grid second'));
  note('revokeOperator', await c.revokeOperator('grid', 'grid second'));
  note('proposeSuspension', await c.asGovernance('grid', 'proposeSuspension', [bytes32('police')]));
  note('vote', await c.vote('telecom', 1n));
  note('vote that suspends', await c.vote('reform', 1n));
  await c.propose.reinstatement('grid', 'police');
  note('vote that grants a reinstatement', await c.pass(2n, 'telecom', 'reform'));
  note('claim of a reinstatement', await c.claim('police validator'));
  await c.propose.admission('grid', 'tax');
  note('vote that admits', await c.pass(3n, 'telecom', 'reform'));
  note('claim of a seat', await c.claim('tax validator'));
  await c.propose.validator('grid', 'tax', 'tax next');
  note('vote that names a validator', await c.pass(4n, 'telecom', 'reform', 'police'));
  note('claim of a validator', await c.claim('tax next'));
  await c.propose.governance('grid', 'tax', 'tax new');
  note('vote that replaces a governance key', await c.pass(5n, 'telecom', 'reform', 'police'));
  await c.propose.removal('grid', 'tax');
  note('vote that removes', await c.pass(6n, 'telecom', 'reform', 'police'));
  await c.propose.suspension('grid', 'police');
  note('withdraw', await c.asGovernance('grid', 'withdraw', [7n]));
  return { ...gas, ...(await measureOpinions()), ...(await measureCustody()) };
}

/** What agencies say about a record in a batch of 4, whose path has two hashes. */
async function measureOpinions(): Promise<Record<string, number>> {
  const c = await found(3);
  const texts = ['one', 'two', 'three', 'four'];
  const [first, second, third] = await anchorRecords(c, 'grid', 1, texts);
  const gasOf = async (who: string, method: string, args: unknown[]) =>
    (await c.chain.send(c.ledger, addressOf(`${who} operator`), method, args)).gasUsed;
  return {
    "attest, a record's first": await gasOf('telecom', 'attest', [first, 1, ZeroHash]),
    'attest, with reasons': await gasOf('reform', 'attest', [first, 2, sha256('0xaa')]),
    "attest, an agency's later": await gasOf('telecom', 'attest', [first, 3, sha256('0xab')]),
    supersede: await gasOf('grid', 'supersede', [first, second, sha256('0xac')]),
    'withdraw a record': await gasOf('grid', 'withdraw', [third, sha256('0xad')]),
    closeCase: await gasOf('grid', 'closeCase', [sha256('0xae'), 4, second!.leaf]),
  };
}

/** Hand-offs of a record in a batch of two. */
async function measureCustody(): Promise<Record<string, number>> {
  const c = await custody(4);
  const gas: Record<string, number> = { 'deploy CaseHandoff': c.handoff.gasUsed ?? 0 };
  const note = async (name: string, who: string, method: string, ...args: unknown[]) => {
    gas[name] = (await c.as(who, method, ...args)).gasUsed;
  };
  // Calls cost by their bytes, so deadlines are the same in each run.
  await c.chain.nextBlockAt(LATE);
  const deadlines = { answerBy: LATE + 5 * DAY, reportBy: LATE + 20 * DAY };
  const terms = await c.termsFor('telecom', deadlines);
  await note('offer', 'grid', 'offer', c.first, ZeroHash, terms);
  await note('askExtension', 'telecom', 'askExtension', 1, terms.answerBy + DAY);
  await note('agreeExtension', 'grid', 'agreeExtension', 1, terms.answerBy + DAY);
  await note('accept', 'telecom', 'accept', 1);
  await note('report', 'telecom', 'report', 1, false, reportLeaf);
  await note('handOn', 'telecom', 'handOn', 1, await c.termsFor('reform', deadlines));
  await note('refuse', 'reform', 'refuse', 2, reason);
  await note('report, final', 'telecom', 'report', 1, true, reportLeaf);
  const { number } = await c.offer('police', deadlines);
  await note('recall', 'grid', 'recall', number);
  const again = await c.offer('police', deadlines);
  await c.chain.nextBlockAt(again.terms.answerBy);
  await note('recordOverdue', 'anyone', 'recordOverdue', again.number);
  return gas;
}

describe('gas', () => {
  test('of each call is what was written down', async () => {
    const measured = await measure();
    if (process.env.UPDATE_GAS) writeFileSync(snapshotFile, `${JSON.stringify(measured, null, 2)}\n`);
    expect(measured).toEqual(JSON.parse(readFileSync(snapshotFile, 'utf8')));
  });

  test('of a later anchor of one record is at most half of an EAS attestation of 32 bytes', async () => {
    // Both on one network, under the rules that EAS was built for: contracts from its own package, as published.
    const c = await found(4, 'merge');
    const registry = await c.chain.deploy(artifact('SchemaRegistry.sol/SchemaRegistry.json', EAS), []);
    const eas = await c.chain.deploy(artifact('EAS.sol/EAS.json', EAS), [registry.address]);
    const officer = addressOf('grid operator');
    const { events } = await c.chain.send(registry, officer, 'register', ['bytes32 root', ZeroAddress, true]);
    const schema = events[0]!.args[0] as string;
    const attest = async (n: number) => {
      const data = AbiCoder.defaultAbiCoder().encode(['bytes32'], [sha256(`0x0${n}`)]);
      const request = [ZeroAddress, 0, true, ZeroHash, data, 0];
      return (await c.chain.send(eas, officer, 'attest', [[schema, request]])).gasUsed;
    };
    await c.anchor('grid operator', 1, sha256('0x01'));
    await attest(1);
    const anchors: number[] = [];
    const attestations: number[] = [];
    for (const n of [2, 3, 4]) {
      anchors.push((await c.anchor('grid operator', n, sha256(`0x0${n}`))).gasUsed);
      attestations.push(await attest(n));
    }
    console.log(`anchor ${Math.max(...anchors)} gas, EAS attest ${Math.min(...attestations)} gas`);
    expect(Math.max(...anchors)).toBeLessThanOrEqual(Math.min(...attestations) * 0.5);
  });

  test('and size: all contracts are within what every engine deploys (EIP-170)', () => {
    for (const built of [registryArtifact(), ledgerArtifact(), handoffArtifact()]) {
      expect((built.deployedBytecode.length - 2) / 2).toBeLessThanOrEqual(24_576);
    }
  });

  test('of asking for the validators is small even with 64 of them', async () => {
    const c = await found(1);
    const founders = Array.from({ length: 64 }, (_, i) => founder(`a${i}`));
    const registry = await c.chain.deploy(registryArtifact(), [founders]);
    const data = registry.abi.encodeFunctionData('getValidators');
    const gas = await c.chain.rpc('eth_estimateGas', [
      { from: addressOf('anyone'), to: registry.address, data },
    ]);
    expect(Number(gas)).toBeLessThan(250_000);
  });
});
