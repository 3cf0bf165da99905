import { readVectors } from './vectors.ts';

/** The recordings in test/vectors/qbft, typed as far as tests read them. */

export type RpcHeader = Readonly<Record<string, string>> & { readonly hash: string; readonly number: string };
export type RpcReceipt = {
  readonly transactionIndex: string;
  readonly type: string;
  readonly status: string;
};
export type Expected = {
  readonly sealHash: string;
  readonly round: number;
  readonly validators: readonly string[];
  readonly vote?: string | null;
  readonly signers: readonly string[];
};
export type SealedBlock = { readonly header: RpcHeader; readonly expect: Expected };

export const headersFile = readVectors<{ genesis: RpcHeader; headers: SealedBlock[] }>('qbft/headers.json');

export const receiptsFile = readVectors<{ blocks: { header: RpcHeader; receipts: RpcReceipt[] }[] }>(
  'qbft/receipts.json',
);

export const contractFile = readVectors<{
  contract: string;
  initialValidators: string[];
  genesis: RpcHeader;
  headers: SealedBlock[];
  changes: { number: number; receipts: RpcReceipt[] }[];
}>('qbft/contract-mode.json');

export const besuFile = readVectors<{
  genesis: RpcHeader;
  blocks: (SealedBlock & { receipts: RpcReceipt[] })[];
}>('qbft/besu-london.json');
