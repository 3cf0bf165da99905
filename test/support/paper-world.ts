import { concat, fromHex, fromHex0x, toHex0x, utf8 } from '../../core/bytes.ts';
import { keccak256 } from '../../core/digests.ts';
import { type Founding, foundingOf, signFounding } from '../../core/founding.ts';
import type { FoundingDocument } from '../../core/founding-document.ts';
import { quorum } from '../../core/qbft.ts';
import { SUCCESSOR_NAMED_TOPIC, type SuccessorNamed } from '../../core/successor-named.ts';
import type { Log } from '../../core/transaction-receipt.ts';
import { extendTrust, foundingTrust, openTrust, type Trust } from '../../core/trust.ts';
import {
  addressFor,
  anchoringLog,
  batchOf,
  bytesFor,
  noiseLog,
  type PaperChain,
  type PaperRecord,
  paperChain,
  paperRecord,
  receiptsOf,
} from './ledger-fixture.ts';

/** A consortium on paper with some history: two batches in one block, a change of the validators, a batch after it. */

export const FOUR = ['court', 'grid', 'police', 'reform'] as const;
export const validatorsOf = (agencies: readonly string[]): string[] =>
  agencies.map((id) => `${id} validator`);

/** A founding document with the same keys for the same agencies, whatever the consortium is called. */
export function paperDocument(consortium: string, agencies: readonly string[]): FoundingDocument {
  return {
    agencies: agencies.map((id) => ({
      governance: addressFor(`${id} governance`),
      id,
      name: { en: `The ${id} agency`, zh: `${id} 机构` },
      operators: [addressFor(`${id} operator`)],
      validator: addressFor(`${id} validator`),
    })),
    chainId: 20261,
    consortium: { en: consortium, zh: consortium },
    contracts: [
      { creationCodeHash: toHex0x(keccak256(utf8('registry'))), name: 'AgencyRegistry' },
      { creationCodeHash: toHex0x(keccak256(utf8('ledger'))), name: 'EvidenceLedger' },
    ],
    format: 'jianzheng/founding/1',
    genesis: { forks: 'berlin', gasLimit: 30_000_000, timestamp: 1_790_000_000 },
  };
}

const word = (value: number): Uint8Array => fromHex(value.toString(16).padStart(64, '0'));

/** The log of `ValidatorSetChanged(uint64 indexed version, address[] validators)`. */
export function setChangeLog(registry: string, version: number, validators: readonly string[]): Log {
  return {
    address: registry,
    topics: [keccak256(utf8('ValidatorSetChanged(uint64,address[])')), word(version)],
    data: concat(
      word(32),
      word(validators.length),
      ...validators.map((address) => concat(new Uint8Array(12), fromHex0x(address))),
    ),
  };
}

/** The log of `SuccessorNamed(uint64 indexed number, address ledger, bytes32 codeHash, uint64 fromBlock, uint64 sealedBy)`. */
export function successorLog(registry: string, named: Omit<SuccessorNamed, 'codeHash'>): Log {
  return {
    address: registry,
    topics: [SUCCESSOR_NAMED_TOPIC, word(named.number)],
    data: concat(
      new Uint8Array(12),
      fromHex0x(named.ledger),
      bytesFor('code of a successor'),
      word(named.fromBlock),
      word(named.sealedBy),
    ),
  };
}

/** For a single agency the change adds a second one: 1 of 1, then 2 of 2. */
export type PaperWorld = {
  name: string;
  founding: Founding;
  chain: PaperChain;
  trust: Trust;
  /** The bundle's bytes: as founded, and with the link to version 2. */
  bundles: { founding: Uint8Array; latest: Uint8Array };
  /** Names of the validators' keys, by version - 1. */
  sets: string[][];
  grid: { records: PaperRecord[]; receipts: Uint8Array[] };
  police: { records: PaperRecord[]; receipts: Uint8Array[] };
  later: { records: PaperRecord[]; receipts: Uint8Array[] };
  /** Block of the change to version 2. */
  changedAt: number;
};

export function paperWorld(name: string, agencies: readonly string[] = FOUR): PaperWorld {
  const document = paperDocument(name, agencies);
  const founding = foundingOf(document);
  const { ledger, registry } = founding;
  const sets = [validatorsOf(agencies), validatorsOf([...agencies, 'telecom'])];
  const keys = agencies.flatMap((id) => [`${id} governance`, `${id} operator`, `${id} validator`]);
  const signatures = keys.map((key) => signFounding(document, bytesFor(key)));
  const founded = foundingTrust({ document, signatures });
  const chain = paperChain(name);
  chain.seal(sets[0]!, []);

  const gridRecords = [0, 1, 2, 3, 4].map((i) =>
    paperRecord(chain, 'grid', `${name} grid ${i}`, { files: [`grid-${i}.txt`, 'b.txt'] }),
  );
  const policeRecords = [paperRecord(chain, 'police', `${name} police`)];
  const anchor = (agency: string, sequence: number, records: PaperRecord[], sealedBy: number) =>
    anchoringLog(ledger, { agency, sequence, root: batchOf(records).root, size: records.length, sealedBy });
  chain.seal(sets[0]!, [
    { logs: [noiseLog('a'), noiseLog('b')] },
    { logs: [anchor('grid', 1, gridRecords, 1)] },
    { logs: [noiseLog('c'), anchor('police', 1, policeRecords, 1)] },
  ]);
  const changedAt = chain.seal(sets[0]!, [{ logs: [setChangeLog(registry, 2, sets[1]!.map(addressFor))] }], {
    round: 1,
  });
  const { bundle: latest } = extendTrust(founded, [chain.prove(changedAt, 0)]);
  const trust = openTrust(latest);
  // Sealed with the newcomer, so that only set 2 can have done it.
  const late = chain.seal(sets[1]!, [], { signers: sets[1]!.slice(-quorum(sets[1]!.length)) });
  const laterRecords = [0, 1, 2].map((i) =>
    paperRecord(chain, 'grid', `${name} later ${i}`, { notBefore: late }),
  );
  chain.seal(sets[1]!, [{ logs: [anchor('grid', 2, laterRecords, 2)] }]);

  return {
    name,
    founding,
    chain,
    trust,
    bundles: { founding: founded, latest },
    sets,
    changedAt,
    grid: { records: gridRecords, receipts: receiptsOf(chain, trust, gridRecords, chain.prove(2, 1)) },
    police: {
      records: policeRecords,
      receipts: receiptsOf(chain, trust, policeRecords, chain.prove(2, 2, 1)),
    },
    later: {
      records: laterRecords,
      receipts: receiptsOf(chain, trust, laterRecords, chain.prove(late + 1, 0)),
    },
  };
}
