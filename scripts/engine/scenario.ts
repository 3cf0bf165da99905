import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Wallet } from 'ethers';
import { toHex0x } from '../../core/bytes.ts';
import { blockHash } from '../../core/qbft.ts';
import { openTrust, type Trust } from '../../core/trust.ts';
import { type Agency, foundConsortium, IDS, type Id, prepareService, writeNodeFiles } from './consortium.ts';
import type { Engine } from './engines.ts';
import { flipBit, startService, submit, verdict } from './evidence.ts';
import { type Governance, governance, nodeIdOf } from './governance.ts';
import { jzJson } from './jz.ts';
import { checkChain, type Network, openNetwork, replaceNodeId } from './network.ts';
import type { Process } from './processes.ts';
import { record } from './record.ts';

/**
 * Found, start, anchor, verify, change the set of validators, verify old and new, lose a node: what a consortium lives
 * through, on four nodes of one engine. Each step says what holds when it is done; the first that fails ends it.
 */
export type Step = { readonly title: string; readonly run: () => Promise<void> };

export type Scenario = {
  readonly steps: readonly Step[];
  /** Writes down what the first node says of the chain; before the last step. */
  record(path: string, version: string): Promise<void>;
  /** Ends whatever still runs. */
  close(): Promise<void>;
  logs(): readonly string[];
};

/** The service stands beside this node. On our own chain its validator is the one that proposes, so it stays up. */
const HOME: Id = 'court';
/** Gets another validator key, and so another node. */
const REPLACED: Id = 'telecom';
/** Its node is killed at the end. */
const KILLED: Id = 'police';

function expectThat(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}

export function scenario(engine: Engine, folder: string, ports: readonly number[]): Scenario {
  let agencies: readonly Agency[] = [];
  let network: Network;
  let votes: Governance;
  let genesis = '';
  let consortium: Awaited<ReturnType<typeof foundConsortium>>;
  let trust: Trust;
  let trustNow = '';
  let service: Process | undefined;
  let validator: Wallet;
  const evidence: { file: string; receipt: string }[] = [];
  const serviceLog = join(folder, 'service.log');
  const home = () => agencies.find(({ id }) => id === HOME) as Agency;

  async function expectVerdict(which: number, bundle: string, expected: string, file?: string) {
    const given = evidence[which]!;
    const report = await verdict({ ...given, file: file ?? given.file, trust: bundle, cwd: folder });
    const failed = report.checks.filter(({ outcome }) => outcome !== 'pass').map(({ name }) => name);
    expectThat(report.verdict === expected, `${report.verdict} instead of ${expected}: ${failed.join(', ')}`);
    return report;
  }

  /** A transaction that changes nothing, through one node: blocks come, and this node has a part in them. */
  async function pulse(id: Id): Promise<number> {
    const key = await votes.governor(id);
    return (await votes.call(id, key, key.address, '0x')).block;
  }

  const hasBlock = (id: Id, number: number) =>
    network.wait(`block ${number} at ${id}`, async () => (await network.node(id).block(number)) && true);

  const steps: Step[] = [
    {
      title: 'four agencies make keys and cards, found a consortium, check and sign it',
      async run() {
        consortium = await foundConsortium(folder, ports);
        ({ agencies } = consortium);
        trust = openTrust(new Uint8Array(readFileSync(consortium.trust)));
        expectThat(trust.sets[0]?.length === IDS.length, 'The trust bundle does not name four validators');
      },
    },
    {
      title: 'each writes the files of its node, and all get the same genesis block',
      async run() {
        genesis = await writeNodeFiles(agencies, engine.files);
        network = openNetwork({
          engine,
          agencies,
          founding: consortium.founding,
          contracts: trust,
          logs: folder,
        });
        votes = governance({ network, consortium, registry: trust.registry, chainId: trust.chainId });
      },
    },
    {
      title: 'four nodes start from those files, on that genesis block',
      async run() {
        await Promise.all(IDS.map((id) => network.start(id)));
        for (const id of IDS) {
          const block = await network.node(id).block(0);
          const found = block && toHex0x(blockHash(block.header));
          expectThat(found === genesis, `The node of ${id} has genesis block ${found}, not ${genesis}`);
        }
      },
    },
    {
      title: 'blocks come to all of them, sealed by a quorum of the founding set',
      async run() {
        for (const id of IDS) await hasBlock(id, 1);
        await checkChain(IDS.map(network.node), trust);
      },
    },
    {
      title: 'a service starts beside the first node',
      async run() {
        await prepareService(home());
        service = await startService(home(), network.url(HOME), serviceLog);
      },
    },
    {
      title: 'a submitted file is anchored, and its receipt is VERIFIED offline',
      async run() {
        evidence.push(await submit(home(), 'before the change'));
        const { sealedBy } = await expectVerdict(0, consortium.trust, 'VERIFIED');
        expectThat(sealedBy?.version === 1, `The anchor is sealed by set ${sealedBy?.version}`);
      },
    },
    {
      title: 'the same file with one bit turned is a MISMATCH',
      async run() {
        await expectVerdict(0, consortium.trust, 'MISMATCH', flipBit(evidence[0]!.file));
      },
    },
    {
      title: 'three agencies vote for another validator of the fourth',
      async run() {
        validator = new Wallet(Wallet.createRandom().privateKey);
        const [proposer, ...voters] = IDS.filter((id) => id !== REPLACED) as [Id, ...Id[]];
        await votes.replaceValidator({ agency: REPLACED, proposer, voters, validator });
      },
    },
    {
      title: 'they allow its new node, one node restarted after the other, and blocks go on',
      async run() {
        const [before, after] = [consortium.nodeId(REPLACED), nodeIdOf(validator)];
        for (const agency of agencies) replaceNodeId(agency, before, after);
        for (const id of IDS.filter((each) => each !== REPLACED)) {
          await network.stop(id);
          await network.start(id);
          await pulse(id);
        }
        // The old node goes for good before the new one starts: one seat, one running node.
        await network.stop(REPLACED);
        const { node } = agencies.find(({ id }) => id === REPLACED) as Agency;
        writeFileSync(join(node, 'node.key'), `${validator.privateKey.slice(2)}\n`, { mode: 0o600 });
        await network.start(REPLACED);
        await hasBlock(REPLACED, await pulse(HOME));
      },
    },
    {
      title: 'the new validator claims its seat: the set changes',
      async run() {
        const change = await votes.claim(REPLACED, validator);
        const expected = trust.document.agencies.map((agency) =>
          agency.id === REPLACED ? validator.address.toLowerCase() : agency.validator,
        );
        expectThat(change.version === 2, `The new set has version ${change.version}`);
        expectThat(
          change.validators.toSorted().join() === expected.toSorted().join(),
          `The new set is ${change.validators.join()}`,
        );
      },
    },
    {
      title: 'the next anchor is sealed by the new set; the trust bundle follows by its link',
      async run() {
        evidence.push(await submit(home(), 'after the change'));
        trustNow = join(folder, 'trust-now.json');
        await jzJson(['trust', 'export', '-o', trustNow], { cwd: folder, data: home().data });
        const next = openTrust(new Uint8Array(readFileSync(trustNow)));
        expectThat(next.foundingHash === trust.foundingHash && next.sets.length === 2, 'No link to set 2');
        trust = next;
      },
    },
    {
      title: 'old and new receipt are VERIFIED with it; by the old bundle the new one is UNDETERMINED',
      async run() {
        const versions: unknown[] = [];
        for (const which of [0, 1]) {
          versions.push((await expectVerdict(which, trustNow, 'VERIFIED')).sealedBy?.version);
        }
        expectThat(versions.join() === '1,2', `Sealed by sets ${versions.join()}`);
        await expectVerdict(0, consortium.trust, 'VERIFIED');
        const { next } = await expectVerdict(1, consortium.trust, 'UNDETERMINED');
        expectThat(next === 'update-trust', `What to do next: ${next}`);
      },
    },
    {
      title: 'one node is killed: the other three go on, the new validator among them',
      async run() {
        await network.kill(KILLED);
        evidence.push(await submit(home(), 'with one node down'));
        const { sealedBy } = await expectVerdict(2, trustNow, 'VERIFIED');
        const signers = sealedBy?.signers ?? [];
        expectThat(signers.includes(validator.address.toLowerCase()), 'The new validator does not seal');
      },
    },
    {
      title: 'it comes back and catches up; no node has another final block',
      async run() {
        await network.start(KILLED);
        await hasBlock(KILLED, await pulse(HOME));
        await checkChain(IDS.map(network.node), trust);
      },
    },
    {
      title: 'service and nodes end when they are asked to',
      async run() {
        await service?.stop();
        await network.stopAll();
      },
    },
  ];

  return {
    steps,
    record: (path, version) =>
      record(path, network.rpc(HOME), { engine: version, trust: consortium.trust, evidence }),
    async close() {
      await service?.kill();
      await network?.stopAll();
    },
    logs: () => [...(network?.logs() ?? []), serviceLog],
  };
}
