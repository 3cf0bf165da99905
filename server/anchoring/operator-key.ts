import { SigningKey, Transaction } from 'ethers';
import { toHex0x } from '../../core/bytes.ts';
import { addressOfKey } from '../../core/signature.ts';
import { ledgerInterface } from '../ledger/abi.ts';
import { ANCHOR_GAS } from '../ledger/node.ts';

/** The agency's hot key. It can do one thing here: sign an anchor. */
export type OperatorKey = {
  /** Lower-case hex with 0x. */
  readonly address: string;
  /** Signs `anchor(sequence, root, size)` with a nonce. The same values give the same bytes (RFC 6979). */
  sign(anchor: { sequence: number; root: string; size: number; nonce: number }): {
    raw: string;
    hash: string;
  };
};

/**
 * @param privateKey 32 bytes
 * @throws FormatError `private-key-invalid`
 */
export function operatorKey(privateKey: Uint8Array, chain: { chainId: number; ledger: string }): OperatorKey {
  const address = addressOfKey(privateKey);
  const signer = new SigningKey(toHex0x(privateKey));
  return {
    address,
    sign({ sequence, root, size, nonce }) {
      // A legacy transaction with the chain's id (EIP-155): the one kind that every engine and fork takes.
      const transaction = Transaction.from({
        type: 0,
        chainId: chain.chainId,
        nonce,
        to: chain.ledger,
        data: ledgerInterface.encodeFunctionData('anchor', [sequence, `0x${root}`, size]),
        gasLimit: ANCHOR_GAS,
        gasPrice: 0,
        value: 0,
      });
      transaction.signature = signer.sign(transaction.unsignedHash);
      return { raw: transaction.serialized, hash: transaction.hash as string };
    },
  };
}
