import { equal, toHex0x } from '../../core/bytes.ts';
import type { SealedLog } from '../../core/sealed-log.ts';
import { SUCCESSOR_NAMED_TOPIC } from '../../core/successor-named.ts';
import { type LinkEvent, readLinkLog } from '../../core/trust.ts';
import { VALIDATOR_SET_CHANGED_TOPIC } from '../../core/validator-set-changed.ts';
import { LedgerError } from './errors.ts';
import type { ChainNode } from './node.ts';
import { proveLog } from './proofs.ts';
import type { TrustFile } from './trust-file.ts';

/**
 * Keeps the trust bundle up with the chain, ahead of who follows it block by block. A link is looked for by its number,
 * in bounded ranges (a service that was away for 100,000 blocks asks ten times), and proved before it is believed.
 */
const BLOCKS_AT_A_TIME = 10_000;

const TOPICS = { set: VALIDATOR_SET_CHANGED_TOPIC, ledger: SUCCESSOR_NAMED_TOPIC };
const numberOf = ({ kind, event }: LinkEvent): number => (kind === 'set' ? event.version : event.number);

async function findLink(
  node: ChainNode,
  kind: LinkEvent['kind'],
  number: number,
  after: number,
  head: number,
): Promise<number | undefined> {
  const topic = toHex0x(TOPICS[kind]);
  for (let from = after + 1; from <= head; from += BLOCKS_AT_A_TIME) {
    const to = Math.min(head, from + BLOCKS_AT_A_TIME - 1);
    const [block] = await node.linkBlocks(topic, number, from, to);
    if (block !== undefined) return block;
  }
  return undefined;
}

async function proveLink(
  node: ChainNode,
  registry: string,
  kind: LinkEvent['kind'],
  number: number,
  block: number,
): Promise<SealedLog> {
  const link = await proveLog(node, block, (log) => {
    const [topic] = log.topics;
    if (log.address !== registry || !topic || !equal(topic, TOPICS[kind])) return false;
    return numberOf(readLinkLog(log)) === number;
  });
  if (link) return link;
  throw new LedgerError('ledger-answer-invalid', `The node does not have block ${block}, which it named`);
}

/**
 * Adds the links to every set up to the registry's current one. The registry says which version it is at, so nothing
 * is searched as long as nothing has changed. Each is sealed by the set before it.
 * @throws LedgerError of the node; FormatError `trust-link-invalid` for a link that does not hold
 */
export async function followSets(node: ChainNode, trustFile: TrustFile): Promise<void> {
  const current = await node.setVersion();
  if (current < trustFile.trust.sets.length) {
    throw new LedgerError(
      'node-behind',
      `The node is at set ${current}, set ${trustFile.trust.sets.length} is known`,
    );
  }
  while (trustFile.trust.sets.length < current) {
    const { sets, changedAt, registry } = trustFile.trust;
    const version = sets.length + 1;
    const block = await findLink(node, 'set', version, changedAt.at(-1) ?? 0, await node.blockNumber());
    if (block === undefined) {
      throw new LedgerError(
        'ledger-answer-invalid',
        `The node names set ${version} but does not have its log`,
      );
    }
    trustFile.extend([await proveLink(node, registry, 'set', version, block)]);
  }
}

/**
 * Adds the links to ledgers that were named in these blocks. The sets up to `head` must be known.
 * @param after the last block of which all links are known
 * @throws LedgerError of the node; FormatError `trust-link-invalid` for a link that does not hold
 */
export async function followLedgers(
  node: ChainNode,
  trustFile: TrustFile,
  { after, head }: { after: number; head: number },
): Promise<void> {
  for (;;) {
    const { ledgers, registry } = trustFile.trust;
    const number = ledgers.length;
    const block = await findLink(node, 'ledger', number, after, head);
    if (block === undefined) return;
    trustFile.extend([await proveLink(node, registry, 'ledger', number, block)]);
  }
}
