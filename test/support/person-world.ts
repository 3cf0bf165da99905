import { createHash } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import { utf8 } from '../../core/bytes.ts';
import { canonicalBytes } from '../../core/canonical.ts';
import {
  COUNTERSIGNATURE_KIND,
  type CountersignatureStatement,
  countersignatureFile,
  personKeyOf,
  signCountersignature,
} from '../../core/persons/countersignature.ts';
import { KEY_LIST_KIND, type KeyList, keyListFile, type PersonKey } from '../../core/persons/key-list.ts';
import type { AnchoredFile } from '../../core/persons/verify.ts';
import { parseReceipt } from '../../core/receipt.ts';
import { recordId } from '../../core/record.ts';
import {
  anchoringLog,
  batchOf,
  bytesFor,
  type PaperRecord,
  paperRecord,
  receiptsOf,
} from './ledger-fixture.ts';
import type { PaperWorld } from './paper-world.ts';

/** Key lists and countersignatures, anchored in a world on paper. */

export type AnchoredRecord = AnchoredFile & { readonly recordId: string };

type FileRecord = { readonly kind: string; readonly agency?: string };
type Made = PaperRecord & { readonly file: Uint8Array; readonly agency: string };

function recordOf(world: PaperWorld, file: Uint8Array, { kind, agency = 'grid' }: FileRecord): Made {
  const { chain } = world;
  const sha256 = createHash('sha256').update(file).digest('hex');
  const record = paperRecord(chain, agency, `${kind} ${chain.blocks.length} ${sha256}`, {
    kind,
    entries: [{ name: 'file.json', mediaType: 'application/json', size: file.length, sha256 }],
  });
  return { ...record, file, agency };
}

/** Anchors batches, each of one agency, in one block and in their order. */
function seal(world: PaperWorld, batches: readonly (readonly Made[])[]): AnchoredRecord[][] {
  const { chain, founding, sets, trust } = world;
  const first = chain.blocks.length * 100 + 1000;
  const logs = batches.map((records, nth) => {
    const { root, size } = batchOf(records);
    const { agency } = records[0]!;
    return anchoringLog(founding.ledger, {
      ...{ agency, sequence: first + nth, root, size },
      sealedBy: sets.length,
    });
  });
  const block = chain.seal(
    sets.at(-1)!,
    logs.map((log) => ({ logs: [log] })),
  );
  return batches.map((records, nth) =>
    receiptsOf(chain, trust, records, chain.prove(block, nth)).map((receipt, index) => {
      const { file, recordId } = records[index]!;
      return { file, receipt, recordId };
    }),
  );
}

/** A record that holds one file, and its anchor in a block of its own, whenever that is called. */
export function fileRecord(
  world: PaperWorld,
  file: Uint8Array,
  as: FileRecord,
): { readonly recordId: string; anchor(): AnchoredRecord } {
  const made = recordOf(world, file, as);
  return { recordId: made.recordId, anchor: () => seal(world, [[made]])[0]![0]! };
}

/** Anchors files in one block: the batches in their order, and the records of each in theirs. */
export const anchorInOneBlock = (
  world: PaperWorld,
  batches: readonly (readonly { readonly file: Uint8Array; readonly kind: string }[])[],
): AnchoredRecord[][] =>
  seal(
    world,
    batches.map((files) => files.map(({ file, kind }) => recordOf(world, file, { kind }))),
  );

/** Anchors a file as the only one of a record of this kind. */
export const anchorFile = (world: PaperWorld, file: Uint8Array, as: FileRecord): AnchoredRecord =>
  fileRecord(world, file, as).anchor();

export const recordIdOf = (receipt: Uint8Array): string =>
  recordId(canonicalBytes(parseReceipt(receipt).record));

export const personSecret = (name: string): Uint8Array => bytesFor(`person key ${name}`);
export const RP = { rpId: 'grid.example', origin: 'https://grid.example' } as const;

export const fileKey = (name: string, more: Partial<PersonKey> = {}): PersonKey =>
  ({ from: 0, key: personKeyOf(personSecret(name)), type: 'p256', until: null, ...more }) as PersonKey;
export const passkey = (name: string): PersonKey => ({
  ...{ from: 0, key: personKeyOf(personSecret(name)), type: 'passkey', until: null },
  ...RP,
});

export const listOf = (
  persons: Readonly<Record<string, { keys: PersonKey[]; roles: string[] }>>,
  agency = 'grid',
): KeyList => ({
  agency,
  format: 'jianzheng/person-keys/1',
  persons: Object.entries(persons).map(([id, person]) => ({ id, ...person })),
});

export const anchorList = (world: PaperWorld, list: KeyList): AnchoredRecord =>
  anchorFile(world, keyListFile(list), { kind: KEY_LIST_KIND, agency: list.agency });

export const anchorSignature = (world: PaperWorld, file: Uint8Array, agency = 'grid'): AnchoredRecord =>
  anchorFile(world, file, { kind: COUNTERSIGNATURE_KIND, agency });

export function statementFor(
  world: PaperWorld,
  keyList: string,
  target: string,
  more: Partial<CountersignatureStatement> = {},
): Omit<CountersignatureStatement, 'key'> {
  const { ledger } = world.trust;
  return {
    ...{ at: 1_790_000_000, keyList, ledger, person: 'p-1', recordId: target, role: 'collectors' },
    ...more,
  };
}

export const signed = (statement: Omit<CountersignatureStatement, 'key'>, name = 'first'): Uint8Array =>
  countersignatureFile(signCountersignature(statement, personSecret(name)));

export type Ceremony = { client?: Record<string, unknown>; rpId?: string; flags?: number };

/** What an authenticator and a browser make of a challenge, as WebAuthn says; `how` has them do something else. */
export function assertion(challenge: Uint8Array, secret: Uint8Array, how: Ceremony = {}) {
  const { client = {}, rpId = RP.rpId, flags = 0x05 } = how;
  const clientDataJSON = utf8(
    JSON.stringify({
      ...{ type: 'webauthn.get', challenge: Buffer.from(challenge).toString('base64url') },
      ...{ origin: RP.origin, crossOrigin: false },
      ...client,
    }),
  );
  const hash = createHash('sha256').update(rpId).digest();
  const authenticatorData = new Uint8Array([...hash, flags, 0, 0, 0, 7]);
  const clientHash = createHash('sha256').update(clientDataJSON).digest();
  const message = new Uint8Array([...authenticatorData, ...clientHash]);
  return { authenticatorData, clientDataJSON, signature: p256.sign(message, secret, { format: 'der' }) };
}
