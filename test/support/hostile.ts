import { type Proposed, proposedToWire, signProposal, withSeals } from '../../chain/cosealing/messages.ts';
import { fromHex0x, toHex0x } from '../../core/bytes.ts';
import { encodeHeader, type Header } from '../../core/header.ts';
import { blockHash, emptyExtra, encodeExtra, sealHash } from '../../core/qbft.ts';
import { signDigest } from '../../core/signature.ts';
import { trieRoot } from '../../core/trie.ts';
import type { CoSealers } from './co-sealers.ts';

/** What someone who holds validators' keys can say to the peer port of a node. */

const MIX_HASH = fromHex0x('0x63746963616c2062797a616e74696e65206661756c7420746f6c6572616e6365');

/** Unix seconds. */
export const clock = () => Math.floor(Date.now() / 1000);

export type Forgery = {
  /** Unix seconds. */
  readonly timestamp?: number;
  readonly change?: Partial<Header>;
  /** Whose seals it carries; the proposer's by default. */
  readonly sealers?: readonly number[];
  /** Who signs the proposal. */
  readonly signer?: number;
};

/** An empty block on a parent, right in everything that is not asked to be wrong. */
export function forge(net: CoSealers, parent: Header, forgery: Forgery = {}): Proposed {
  const { timestamp = clock(), change = {}, sealers = [0], signer = 0 } = forgery;
  const header: Header = {
    ...parent,
    parentHash: blockHash(parent),
    miner: fromHex0x(net.validators[0] as string),
    transactionsRoot: trieRoot([]),
    receiptsRoot: trieRoot([]),
    logsBloom: new Uint8Array(256),
    number: parent.number + 1n,
    gasUsed: 0n,
    timestamp: BigInt(timestamp),
    mixHash: MIX_HASH,
    nonce: new Uint8Array(8),
    extraData: encodeExtra(emptyExtra()),
    difficulty: 1n,
    ...change,
  };
  const keyOf = (i: number) => net.keys[i] as Uint8Array;
  const sealed = withSeals(
    header,
    sealers.map((i) => signDigest(sealHash(header), keyOf(i))),
  );
  return { header: sealed, transactions: [], signature: signProposal(sealed, keyOf(signer)) };
}

export type Told = {
  readonly status: number;
  readonly kind?: string;
  readonly reason?: string;
  readonly seal?: string;
};

/** Sends a body to a node's peer port. */
export async function tell(net: CoSealers, i: number, path: string, body: unknown): Promise<Told> {
  const response = await fetch(`${net.peerUrl(i)}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, ...((await response.json()) as object) };
}

export const propose = (net: CoSealers, i: number, block: Proposed) =>
  tell(net, i, '/propose', proposedToWire(block));

export const final = (net: CoSealers, i: number, block: Proposed) =>
  tell(net, i, '/final', proposedToWire(block));

export const hashOf = ({ header }: Proposed) => toHex0x(blockHash(header));
export const bytesOf = (header: Header) => toHex0x(encodeHeader(header));
