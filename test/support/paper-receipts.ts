import { anchoringLog, batchOf, paperRecord, receiptsOf } from './ledger-fixture.ts';
import type { PaperWorld } from './paper-world.ts';

/** A receipt of a record with files of these names, anchored next in a world on paper; its bundle must know set 2. */
export function receiptFor(
  world: PaperWorld,
  files: readonly string[],
  claims?: Record<string, string>,
): Uint8Array {
  const { chain, founding, sets, trust } = world;
  const sequence = chain.blocks.length + 10;
  const records = [
    paperRecord(chain, 'grid', `paper ${sequence}`, { files: [...files], ...(claims ? { claims } : {}) }),
  ];
  const log = anchoringLog(founding.ledger, {
    agency: 'grid',
    sequence,
    root: batchOf(records).root,
    size: 1,
    sealedBy: sets.length,
  });
  const block = chain.seal(sets.at(-1)!, [{ logs: [log] }]);
  return receiptsOf(chain, trust, records, chain.prove(block, 0))[0]!;
}
