import { toHex0x } from '../../core/bytes.ts';
import { readValidatorSetChanged, VALIDATOR_SET_CHANGED_TOPIC } from '../../core/validator-set-changed.ts';
import { LedgerError } from './errors.ts';
import type { ChainNode } from './node.ts';
import { proveLog } from './proofs.ts';
import type { TrustFile } from './trust-file.ts';

/**
 * Keeps the trust bundle up with the chain. The registry says which version it is at, so nothing is searched as long
 * as nothing has changed; then each new version's log is looked for, from the last change on, in bounded ranges (a
 * service that was away for 100,000 blocks asks ten times).
 */
const BLOCKS_AT_A_TIME = 10_000;

async function findChange(node: ChainNode, version: number, after: number, head: number): Promise<number> {
  const topic = toHex0x(VALIDATOR_SET_CHANGED_TOPIC);
  for (let from = after + 1; from <= head; from += BLOCKS_AT_A_TIME) {
    const to = Math.min(head, from + BLOCKS_AT_A_TIME - 1);
    const [number] = await node.setChangeBlocks(topic, version, from, to);
    if (number !== undefined) return number;
  }
  throw new LedgerError('ledger-answer-invalid', `The node names set ${version} but does not have its log`);
}

/**
 * Adds the links to every set up to the registry's current one. Each is proved, and sealed by the set before it.
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
    const number = await findChange(node, version, changedAt.at(-1) ?? 0, await node.blockNumber());
    const link = await proveLog(node, number, (log) => {
      if (
        log.address !== registry ||
        toHex0x(log.topics[0] ?? new Uint8Array()) !== toHex0x(VALIDATOR_SET_CHANGED_TOPIC)
      ) {
        return false;
      }
      return readValidatorSetChanged(log).version === version;
    });
    if (!link)
      throw new LedgerError(
        'ledger-answer-invalid',
        `The node does not have block ${number}, which it named`,
      );
    trustFile.extend([link]);
  }
}
