import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildReceipt } from '../../../core/build-receipt.ts';
import { fromHex, toHex0x } from '../../../core/bytes.ts';
import { readDisclosure } from '../../../core/disclosure.ts';
import type { FileEntry } from '../../../core/file-entry.ts';
import { tree } from '../../../core/merkle.ts';
import { blockHash } from '../../../core/qbft.ts';
import { buildRecord } from '../../../core/record.ts';
import { anchoringLog, bytesFor } from '../../support/ledger-fixture.ts';
import { type PaperWorld, validatorsOf } from '../../support/paper-world.ts';

/** A receipt over real bytes on disk, anchored on a chain on paper. */
export function receiptOver(
  world: PaperWorld,
  folder: string,
  contents: Readonly<Record<string, string>>,
  options: { sm3?: boolean; kind?: string; claims?: Record<string, string>; hide?: readonly string[] } = {},
): { receipt: string; recordId: string } {
  const digest = (algorithm: string, content: string) => createHash(algorithm).update(content).digest('hex');
  const files: FileEntry[] = Object.entries(contents).map(([name, content]) => {
    writeFileSync(path.join(folder, name), content);
    return {
      name,
      mediaType: 'text/plain',
      size: Buffer.byteLength(content),
      sha256: digest('sha256', content),
      ...(options.sm3 === false ? {} : { sm3: digest('sm3', content) }),
    };
  });
  const { chain, trust } = world;
  const number = 1;
  let salts = 0;
  const built = buildRecord({
    agency: 'grid',
    kind: options.kind ?? 'evidence',
    caseId: '2026-0042',
    caseSalt: bytesFor('case salt').slice(0, 16),
    link: { position: 1, previous: null },
    claims: options.claims ?? { collector: '李伟' },
    files,
    notBefore: { number, hash: toHex0x(blockHash(chain.blocks[number]!.header)) },
    salt: () => bytesFor(`salt ${salts++}`).slice(0, 16),
  });
  const batch = tree([fromHex(built.recordId)]);
  const version = trust.sets.length;
  const log = anchoringLog(trust.ledger, {
    agency: 'grid',
    sequence: 9,
    root: batch.root,
    size: 1,
    sealedBy: version,
  });
  const at = chain.seal(world.sets[version - 1] ?? validatorsOf(['grid']), [{ logs: [log] }]);
  const bytes = buildReceipt(
    {
      record: built.record,
      disclosures: built.disclosures.filter(
        (text) => !options.hide?.includes(readDisclosure(text).name ?? ''),
      ),
      inclusion: { index: 0, path: batch.path(0) },
      anchor: chain.prove(at, 0),
      notBefore: chain.blocks[number]!.header,
    },
    trust,
  );
  const receipt = path.join(folder, `${built.recordId.slice(0, 8)}.receipt.json`);
  writeFileSync(receipt, bytes);
  return { receipt, recordId: built.recordId };
}
