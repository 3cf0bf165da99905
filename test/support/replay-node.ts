import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toHex0x } from '../../core/bytes.ts';
import { canonicalBytes } from '../../core/canonical.ts';
import type { FileDigests } from '../../core/digests.ts';
import { VALIDATOR_SET_CHANGED_TOPIC } from '../../core/validator-set-changed.ts';
import { besuFile, contractFile, headersFile, type RpcHeader, receiptsFile } from './qbft-vectors.ts';
import { readVectors } from './vectors.ts';

/**
 * A node that says again, over JSON-RPC on loopback, what a node of a real QBFT network said (test/vectors/qbft):
 * chain id, block number, blocks, transaction receipts, logs. Methods that the engine did not have answer -32601 here
 * too, in its words. Two things stand in no recording: hashes of transactions whose receipts were not recorded (asking
 * for such a block's receipts is an error here, never a guess), and calls of contracts, see `onCall`.
 */

type Json = Readonly<Record<string, unknown>>;
type Answer = { readonly result: unknown } | { readonly error: { code: number; message: string } };
type RecordedReceipt = Json & { readonly logs: readonly Json[] };

type RecordedBlock = {
  readonly header: RpcHeader;
  readonly receipts: readonly RecordedReceipt[] | undefined;
};

export type Recording = {
  readonly title: string;
  readonly chainId: number;
  /** GoQuorum has no eth_getBlockReceipts. */
  readonly blockReceipts: boolean;
  /** By number, ascending. Besu's recording has gaps. */
  readonly blocks: ReadonlyMap<number, RecordedBlock>;
  /** Set of validators that sealed each block, as an independent script found it. */
  readonly sealedBy: ReadonlyMap<number, readonly string[]>;
};

const EMPTY_TRIE = '0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421';

type Sealed = { header: RpcHeader; expect?: { validators: readonly string[] } };

function recording(
  about: Pick<Recording, 'title' | 'chainId' | 'blockReceipts'>,
  genesis: RpcHeader,
  sealed: readonly Sealed[],
  receipts: ReadonlyMap<string, unknown>,
): Recording {
  const blocks = new Map<number, RecordedBlock>();
  for (const { header } of [{ header: genesis }, ...sealed]) {
    const known = receipts.get(header.hash) ?? (header.receiptsRoot === EMPTY_TRIE ? [] : undefined);
    blocks.set(Number(header.number), { header, receipts: known as readonly RecordedReceipt[] | undefined });
  }
  const sealedBy = new Map(sealed.map((b) => [Number(b.header.number), b.expect?.validators ?? []]));
  return { ...about, blocks, sealedBy };
}

export const goquorumHeaders: Recording = recording(
  { title: 'GoQuorum, validators in headers', chainId: 20261, blockReceipts: false },
  headersFile.genesis,
  headersFile.headers,
  new Map(receiptsFile.blocks.map(({ header, receipts }) => [header.hash, receipts])),
);

export const goquorumContract: Recording = recording(
  { title: 'GoQuorum, validators from a contract', chainId: 20263, blockReceipts: false },
  contractFile.genesis,
  contractFile.headers,
  new Map(
    contractFile.changes.map(({ number, receipts }) => {
      const block = contractFile.headers.find(({ header }) => Number(header.number) === number);
      return [block?.header.hash ?? '', receipts];
    }),
  ),
);

export const besuLondon: Recording = recording(
  { title: 'Besu, validators in headers', chainId: 20262, blockReceipts: true },
  besuFile.genesis,
  besuFile.blocks,
  new Map(besuFile.blocks.map(({ header, receipts }) => [header.hash, receipts])),
);

/** A chain that we founded, on a real engine (test/vectors/engine). */
export type OwnRecording = Recording & {
  /** The bundle of the founding, canonical bytes. */
  readonly bundle: Uint8Array;
  /** Blocks with a change of the set. */
  readonly changes: readonly number[];
  /** In the order of their anchors; `receipt` in canonical bytes. */
  readonly evidence: readonly { readonly file: FileDigests; readonly receipt: Uint8Array }[];
};

function ownRecording(title: string, path: string): OwnRecording {
  const file = readVectors<{
    trust: { founding: { chainId: number } };
    evidence: { file: FileDigests; receipt: unknown }[];
    blocks: { header: RpcHeader; receipts: RecordedReceipt[] }[];
  }>(path);
  const [genesis, ...blocks] = file.blocks as [(typeof file.blocks)[0], ...typeof file.blocks];
  const topic = toHex0x(VALIDATOR_SET_CHANGED_TOPIC);
  const changed = ({ receipts }: (typeof file.blocks)[0]) =>
    receipts.some(({ logs }) => logs.some(({ topics }) => (topics as readonly string[])[0] === topic));
  return {
    ...recording(
      { title, chainId: file.trust.founding.chainId, blockReceipts: false },
      genesis.header,
      blocks,
      new Map(file.blocks.map(({ header, receipts }) => [header.hash, receipts])),
    ),
    bundle: canonicalBytes(file.trust),
    changes: blocks.filter(changed).map(({ header }) => Number(header.number)),
    evidence: file.evidence.map((each) => ({ ...each, receipt: canonicalBytes(each.receipt) })),
  };
}

export const goquorumOwn = ownRecording('GoQuorum, our own chain', 'engine/goquorum.json');

export type ReplayNode = {
  readonly url: string;
  /** The last block that it has: what it is behind, or stands still, at. */
  head: number;
  /** Receipts of these blocks are not there yet: null, as engines answer while they still index. */
  readonly lagging: Set<number>;
  /** Blocks in whose place it serves others: a fork. */
  readonly instead: Map<number, Json>;
  /** Drops every connection, as a node that is being restarted. */
  down: boolean;
  /** Answers eth_call: the recorded networks do not have our contracts, so by default there is no code anywhere. */
  onCall: () => unknown;
  /** Methods asked, in order. */
  readonly asked: string[];
  close(): Promise<void>;
};

const METHOD_MISSING = -32601;
const NOT_RECORDED = -32000;

type Controls = Omit<ReplayNode, 'url' | 'close'>;
type LogFilter = { address: string; topics: readonly string[]; fromBlock: string; toBlock: string };

class NotRecorded extends Error {}

/** What the recorded node answers to a method, while its chain ends with block `head`; undefined: no such method. */
function methodsOf(
  recorded: Recording,
  node: Controls,
): Record<string, (params: readonly unknown[]) => unknown> {
  const at = (number: number): RecordedBlock | undefined => {
    if (number > node.head) return undefined;
    const block = recorded.blocks.get(number);
    if (!block) throw new NotRecorded(`Block ${number} was not recorded`);
    return block;
  };
  const receiptsOf = (number: number): readonly RecordedReceipt[] | undefined => {
    const block = at(number);
    if (!block || node.lagging.has(number)) return undefined;
    if (!block.receipts) throw new NotRecorded(`Receipts of block ${number} were not recorded`);
    return block.receipts.map((receipt) => placed(receipt, block.header));
  };
  const all = () => [...recorded.blocks.keys()].filter((number) => number <= node.head);
  return {
    eth_chainId: () => `0x${recorded.chainId.toString(16)}`,
    eth_blockNumber: () => `0x${node.head.toString(16)}`,
    eth_call: () => node.onCall(),
    eth_getBlockByNumber([number]) {
      const block = at(Number(number));
      if (!block) return null;
      const { header, receipts } = block;
      // In the order of their indexes; that of a recording without receipts nobody knows.
      const transactions = receipts?.map(({ transactionHash }) => transactionHash);
      return { ...header, transactions, uncles: [], ...node.instead.get(Number(number)) };
    },
    eth_getTransactionReceipt([hash]) {
      for (const number of all()) {
        const found = receiptsOf(number)?.find(({ transactionHash }) => transactionHash === hash);
        if (found) return found;
      }
      return null;
    },
    eth_getLogs([filter]) {
      const { address, topics, fromBlock, toBlock } = filter as LogFilter;
      return all()
        .filter((number) => number >= Number(fromBlock) && number <= Number(toBlock))
        .flatMap((number) => receiptsOf(number) ?? [])
        .flatMap(({ logs }) => logs)
        .filter((log) => log.address === address)
        .filter((log) => topics.every((topic, i) => (log.topics as readonly string[])[i] === topic));
    },
    ...(recorded.blockReceipts
      ? { eth_getBlockReceipts: ([number]: readonly unknown[]) => receiptsOf(Number(number)) ?? null }
      : {}),
  };
}

/** Members that the recordings dropped because they follow from the block. */
function placed(receipt: RecordedReceipt, { number, hash }: RpcHeader): RecordedReceipt {
  const place = { blockNumber: number, blockHash: hash };
  return { ...receipt, ...place, logs: receipt.logs.map((log) => ({ ...log, ...place })) };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** Serves a recording up to block `head`. */
export async function replayNode(recorded: Recording, head: number): Promise<ReplayNode> {
  const controls: Controls = {
    head,
    lagging: new Set(),
    instead: new Map(),
    down: false,
    onCall: () => '0x',
    asked: [],
  };
  const node = controls as ReplayNode;
  const methods = methodsOf(recorded, node);

  function answer(method: string, params: readonly unknown[]): Answer {
    node.asked.push(method);
    const known = methods[method];
    if (!known) {
      const message = `the method ${method} does not exist/is not available`;
      return { error: { code: METHOD_MISSING, message } };
    }
    try {
      return { result: known(params) };
    } catch (error) {
      if (!(error instanceof NotRecorded)) throw error;
      return { error: { code: NOT_RECORDED, message: error.message } };
    }
  }

  const server = createServer(async (request, response) => {
    const { id, method, params } = JSON.parse(await bodyOf(request)) as {
      id: number;
      method: string;
      params: unknown[];
    };
    if (node.down) return request.socket.destroy();
    response.writeHead(200, { 'content-type': 'application/json' });
    return response.end(JSON.stringify({ jsonrpc: '2.0', id, ...answer(method, params) }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(node, {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}
