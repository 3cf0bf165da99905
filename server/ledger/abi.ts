import { Interface } from 'ethers';

/**
 * The calls and errors of the contracts that the service knows, as people read them. A test holds each line against
 * what the compiler made of the contracts.
 */
export const LEDGER_FRAGMENTS = [
  'function anchor(uint64 sequence, bytes32 root, uint64 size)',
  'function batchCount(bytes32 agency) view returns (uint64)',
  'function batchAt(bytes32 agency, uint64 sequence) view returns (bytes32 root, uint64 size, uint64 blockNumber, uint64 sealedBy)',
  'error EvidenceLedgerWrongSequence(bytes32 agency, uint64 expected, uint64 given)',
  'error EvidenceLedgerInvalidSize(uint64 size)',
  'error EvidenceLedgerEmptyRoot(bytes32 agency, uint64 sequence)',
  'error EvidenceLedgerUnknownBatch(bytes32 agency, uint64 sequence)',
] as const;

export const REGISTRY_FRAGMENTS = [
  'function setVersion() view returns (uint64)',
  'error AgencyRegistryNoRights(address operator, bytes32 agency, uint8 status)',
  'function keyRecord(address key) view returns (tuple(bytes32 agency, uint8 role, uint48 fromBlock, uint48 fromTime, uint48 untilBlock, uint48 untilTime))',
] as const;

export const ledgerInterface = new Interface([...LEDGER_FRAGMENTS, REGISTRY_FRAGMENTS[1]]);
export const registryInterface = new Interface(REGISTRY_FRAGMENTS);

/** A revert's name and values, such as `EvidenceLedgerWrongSequence(0x67.., 2, 1)`; what is not known stays hex. */
export function describeRevert(data: unknown): string {
  if (typeof data !== 'string' || data.length < 10) return 'reverted without data';
  const error = ledgerInterface.parseError(data);
  return error ? `${error.name}(${error.args.map(String).join(', ')})` : `reverted with ${data.slice(0, 74)}`;
}
