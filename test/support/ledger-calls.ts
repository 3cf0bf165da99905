import { Interface, SigningKey, Transaction } from 'ethers';

/** Signed calls of the contracts, as a client would make them. */

export const ledgerInterface = new Interface([
  'function anchor(uint64 sequence, bytes32 root, uint64 size)',
  'function batchCount(bytes32 agency) view returns (uint64)',
  'function batchAt(bytes32 agency, uint64 sequence) view returns (bytes32 root, uint64 size, uint64 blockNumber, uint64 sealedBy)',
  'event BatchAnchored(bytes32 indexed agency, uint64 indexed sequence, bytes32 root, uint64 size, uint64 sealedBy)',
  'error EvidenceLedgerWrongSequence(bytes32 agency, uint64 expected, uint64 given)',
]);

/** Calldata of `anchor` for a root that follows from the sequence. */
export function anchorCall(sequence: number, size = 1): string {
  const root = `0x${sequence.toString(16).padStart(64, 'a')}`;
  return ledgerInterface.encodeFunctionData('anchor', [sequence, root, size]);
}

export type CallFields = {
  readonly to: string | null;
  readonly data?: string;
  readonly nonce?: number;
  readonly gasLimit?: number;
  readonly gasPrice?: number;
  readonly value?: number;
  readonly chainId?: number;
  readonly type?: 0 | 1 | 2;
};

/** A raw transaction, free of charge and for the test chain unless the fields say otherwise. */
export function signCall(privateKey: Uint8Array, fields: CallFields): string {
  const { to, data = '0x', nonce = 0, gasLimit = 400_000, value = 0, chainId = 20261, type = 0 } = fields;
  const fee = type === 2 ? { maxFeePerGas: 0, maxPriorityFeePerGas: 0 } : { gasPrice: fields.gasPrice ?? 0 };
  const transaction = Transaction.from({ type, to, data, nonce, gasLimit, value, chainId, ...fee });
  transaction.signature = new SigningKey(privateKey).sign(transaction.unsignedHash);
  return transaction.serialized;
}
