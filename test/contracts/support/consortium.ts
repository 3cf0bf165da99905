/** The three founded contracts on a test chain, and what their agencies do there. */
import {
  AbiCoder,
  encodeBytes32String,
  getBytes,
  id as hashOfText,
  Interface,
  keccak256,
  Wallet,
} from 'ethers';
import { artifact, type Chain, type Contract, openChain, type Sent } from './chain.ts';

export const ROLE = { none: 0n, governance: 1n, operator: 2n, validator: 3n } as const;
export const STATUS = { none: 0n, admitted: 1n, active: 2n, suspended: 3n, removed: 4n } as const;
export const MOTION = { unknown: 0n, open: 1n, passed: 2n, withdrawn: 3n, expired: 4n, void: 5n } as const;
export const NEVER = 2n ** 48n - 1n;
export const DAY = 24 * 60 * 60;

const wallets = new Map<string, Wallet>();

/** The same name gives the same key in every run. */
export function wallet(name: string): Wallet {
  const known = wallets.get(name) ?? new Wallet(hashOfText(`jianzheng test key ${name}`));
  wallets.set(name, known);
  return known;
}

export function addressOf(name: string): string {
  return wallet(name).address;
}

/** An agency's id as the chain has it. */
export const bytes32 = (name: string): string => encodeBytes32String(name);

export const NAMES = ['grid', 'telecom', 'reform', 'police', 'court', 'tax', 'customs', 'land'] as const;

/** A method and its arguments. */
type Asked = [method: string, args: unknown[]];

const keysOf = (name: string) => ({
  governance: `${name} governance`,
  operator: `${name} operator`,
  validator: `${name} validator`,
});

export function founder(name: string) {
  const keys = keysOf(name);
  return {
    id: bytes32(name),
    governance: addressOf(keys.governance),
    operators: [addressOf(keys.operator)],
    validator: addressOf(keys.validator),
  };
}

export const registryArtifact = () => artifact('contracts/AgencyRegistry.sol/AgencyRegistry.json');
export const ledgerArtifact = () => artifact('contracts/EvidenceLedger.sol/EvidenceLedger.json');
export const handoffArtifact = () => artifact('contracts/CaseHandoff.sol/CaseHandoff.json');

/** The personal signature that shows possession, made from its definition, not by asking the contract. */
export function possession(
  registry: string,
  agency: string,
  role: bigint,
  keyName: string,
  chainId = 31337,
): string {
  const key = wallet(keyName);
  const hash = keccak256(
    AbiCoder.defaultAbiCoder().encode(
      ['string', 'uint256', 'address', 'bytes32', 'uint8', 'address'],
      ['jianzheng/possession/1', chainId, registry, bytes32(agency), role, key.address],
    ),
  );
  return key.signMessageSync(getBytes(hash));
}

const chains = new Map<string, Promise<Chain>>();

/** One network for each test file: every test founds its own contracts on it. */
export function sharedChain(hardfork = 'berlin'): Promise<Chain> {
  const chain = chains.get(hardfork) ?? openChain(hardfork);
  chains.set(hardfork, chain);
  return chain;
}

export async function found(count: number, hardfork = 'berlin') {
  const chain = await sharedChain(hardfork);
  const names = NAMES.slice(0, count) as readonly string[];
  const registry = await chain.deploy(registryArtifact(), [names.map(founder)]);
  const ledger = await chain.deploy(ledgerArtifact(), [registry.address]);
  const handoff = await chain.deploy(handoffArtifact(), [registry.address, ledger.address]);
  // What one contract refuses with passes through those that call it unchanged.
  return consortium(
    chain,
    registry,
    passingOn(ledger, registry),
    passingOn(handoff, passingOn(ledger, registry)),
  );
}

function passingOn(contract: Contract, called: Contract): Contract {
  const errors = called.abi.fragments.filter((fragment) => fragment.type === 'error');
  return { ...contract, abi: new Interface([...contract.abi.fragments, ...errors]) };
}

export function consortium(chain: Chain, registry: Contract, ledger: Contract, handoff: Contract) {
  const asGovernance = (name: string, method: string, args: unknown[]) =>
    chain.send(registry, addressOf(`${name} governance`), method, args);
  const prove = (agency: string, role: bigint, keyName: string) =>
    possession(registry.address, agency, role, keyName);
  const view = async (method: string, ...args: unknown[]) =>
    (await chain.call(registry, addressOf('anyone'), method, args))[0];

  /** What to call, and with what, to ask for something. */
  const asking = {
    admission: (agency: string, keys = agency): Asked => [
      'proposeAdmission',
      [
        bytes32(agency),
        addressOf(`${keys} governance`),
        addressOf(`${keys} validator`),
        prove(agency, ROLE.governance, `${keys} governance`),
        prove(agency, ROLE.validator, `${keys} validator`),
      ],
    ],
    suspension: (agency: string): Asked => ['proposeSuspension', [bytes32(agency)]],
    reinstatement: (agency: string): Asked => ['proposeReinstatement', [bytes32(agency)]],
    removal: (agency: string): Asked => ['proposeRemoval', [bytes32(agency)]],
    governance: (agency: string, key: string): Asked => [
      'proposeGovernance',
      [bytes32(agency), addressOf(key), prove(agency, ROLE.governance, key)],
    ],
    validator: (agency: string, key: string): Asked => [
      'proposeValidator',
      [bytes32(agency), addressOf(key), prove(agency, ROLE.validator, key)],
    ],
    successor: (address: string, codeHash: string, fromBlock: number | bigint): Asked => [
      'proposeSuccessor',
      [address, codeHash, fromBlock],
    ],
    operator: (agency: string, key: string): Asked => [
      'addOperator',
      [addressOf(key), prove(agency, ROLE.operator, key)],
    ],
  };

  async function propose(by: string, [method, args]: Asked): Promise<bigint> {
    await asGovernance(by, method, args);
    return (await view('motionCount')) as bigint;
  }

  const propositions = {
    admission: (by: string, agency: string, keys?: string) => propose(by, asking.admission(agency, keys)),
    suspension: (by: string, agency: string) => propose(by, asking.suspension(agency)),
    reinstatement: (by: string, agency: string) => propose(by, asking.reinstatement(agency)),
    removal: (by: string, agency: string) => propose(by, asking.removal(agency)),
    governance: (by: string, agency: string, key: string) => propose(by, asking.governance(agency, key)),
    validator: (by: string, agency: string, key: string) => propose(by, asking.validator(agency, key)),
    successor: (by: string, address: string, codeHash: string, fromBlock: number | bigint) =>
      propose(by, asking.successor(address, codeHash, fromBlock)),
  };

  const vote = (by: string, motion: bigint): Promise<Sent> => asGovernance(by, 'vote', [motion]);

  return {
    chain,
    registry,
    ledger,
    handoff,
    view,
    asGovernance,
    prove,
    asking,
    sendAs: (keyName: string, ...[method, args]: Asked) =>
      chain.send(registry, addressOf(keyName), method, args),
    propose: propositions,
    vote,
    claim: (keyName: string) => chain.send(registry, addressOf(keyName), 'claim'),
    /** Claims of different keys, all in one block. */
    claimTogether: (keyNames: string[]) =>
      chain.sendTogether([...new Set(keyNames)].map((key) => [registry, addressOf(key), 'claim'])),
    /** Lets these agencies vote one after the other; the last result counts. */
    async pass(motion: bigint, ...voters: string[]): Promise<Sent> {
      let last: Sent | undefined;
      for (const voter of voters) last = await vote(voter, motion);
      return last!;
    },
    addOperator: (agency: string, key: string) =>
      asGovernance(agency, 'addOperator', [addressOf(key), prove(agency, ROLE.operator, key)]),
    revokeOperator: (agency: string, key: string) => asGovernance(agency, 'revokeOperator', [addressOf(key)]),
    anchor: (keyName: string, sequence: number, root = keccak256('0x01'), size: number | bigint = 1) =>
      chain.send(ledger, addressOf(keyName), 'anchor', [sequence, root, size]),
    status: async (agency: string) => (await view('agency', bytes32(agency))).status as bigint,
    motionStatus: (motion: bigint) => view('motionStatus', motion) as Promise<bigint>,
    validators: async () => [...(await view('getValidators'))] as string[],
  };
}

export type Consortium = ReturnType<typeof consortium>;
