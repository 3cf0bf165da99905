import { SigningKey, Transaction } from 'ethers';
import { toHex0x } from '../../core/bytes.ts';
import { addressOfKey } from '../../core/signature.ts';
import { ledgerInterface } from '../ledger/abi.ts';
import { ANCHOR_GAS } from '../ledger/node.ts';

/** The agency's hot key. It signs anchors, and what else the agency says on the chain. */
export type OperatorKey = {
  /** Lower-case hex with 0x. */
  readonly address: string;
  /** Signs `anchor(sequence, root, size)` with a nonce. The same values give the same bytes (RFC 6979). */
  sign(anchor: { sequence: number; root: string; size: number; nonce: number }): {
    raw: string;
    hash: string;
  };
  /** Signs any call of a contract. @param call `to` and `data` as 0x hex */
  signCall(call: { to: string; data: string; nonce: number; gas: number }): { raw: string; hash: string };
};

/**
 * @param privateKey 32 bytes
 * @throws FormatError `private-key-invalid`
 */
export function operatorKey(privateKey: Uint8Array, chain: { chainId: number; ledger: string }): OperatorKey {
  const address = addressOfKey(privateKey);
  const signer = new SigningKey(toHex0x(privateKey));
  const signCall: OperatorKey['signCall'] = ({ to, data, nonce, gas }) => {
    // A legacy transaction with the chain's id (EIP-155): the one kind that every engine and fork takes.
    const fields = { type: 0, chainId: chain.chainId, nonce, to, data, gasLimit: gas, gasPrice: 0, value: 0 };
    const transaction = Transaction.from(fields);
    transaction.signature = signer.sign(transaction.unsignedHash);
    return { raw: transaction.serialized, hash: transaction.hash as string };
  };
  return {
    address,
    signCall,
    sign: ({ sequence, root, size, nonce }) =>
      signCall({
        to: chain.ledger,
        data: ledgerInterface.encodeFunctionData('anchor', [sequence, `0x${root}`, size]),
        nonce,
        gas: ANCHOR_GAS,
      }),
  };
}
