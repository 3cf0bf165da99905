import { Account, createAddressFromString } from '@ethereumjs/util';
import { equal, fromHex0x, toHex0x } from '../core/bytes.ts';
import { canonicalBytes } from '../core/canonical.ts';
import { FormatError, InvariantError } from '../core/errors.ts';
import { checkFounding, type Founding, type FoundingPack } from '../core/founding.ts';
import { type FoundingDocument, foundingBytes } from '../core/founding-document.ts';
import { computeGenesis } from '../core/genesis.ts';
import { encodeHeader } from '../core/header.ts';
import { ChainError } from './errors.ts';
import { EMPTY_ROOT, Nodes } from './state/nodes.ts';
import { World } from './state/world.ts';
import type { Store } from './store/store.ts';

/** Names in `meta`: the founding document's bytes, and the pack that an export computes the genesis from again. */
const DOCUMENT = 'founding.document';
const PACK = 'founding.pack';

/** @param bytes of a founding pack @param path for the message @throws ChainError `founding-invalid` */
export function readFounding(bytes: Uint8Array, path: string): FoundingPack & Founding {
  try {
    return checkFounding(bytes);
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    throw new ChainError('founding-invalid', { path, reason: cause.message }, cause);
  }
}

/** Writes the genesis block of a founding pack into an empty store. */
async function found(store: Store, { document, code, signatures }: FoundingPack): Promise<void> {
  const genesis = await computeGenesis(document, code);
  const world = new World(new Nodes(store), EMPTY_ROOT);
  for (const account of genesis.alloc) {
    const address = createAddressFromString(account.address);
    await world.putAccount(address, new Account(account.nonce, account.balance));
    await world.putCode(address, account.code);
    for (const [slot, value] of account.storage) {
      await world.putStorage(address, fromHex0x(slot), fromHex0x(value));
    }
  }
  const { root, ...state } = await world.change();
  if (!equal(root, genesis.header.stateRoot)) {
    throw new InvariantError('The genesis state does not have the root that its header names', {
      details: { expected: toHex0x(genesis.header.stateRoot), found: toHex0x(root) },
    });
  }
  const block = { number: 0, hash: fromHex0x(genesis.hash), header: encodeHeader(genesis.header) };
  store.found(
    { block, transactions: [], logs: [], state },
    { [DOCUMENT]: foundingBytes(document), [PACK]: canonicalBytes({ code, document, signatures }) },
  );
}

function mismatch(stored: Uint8Array, given: FoundingDocument): ChainError {
  const { chainId, consortium } = JSON.parse(Buffer.from(stored).toString('utf8')) as FoundingDocument;
  return new ChainError('founding-mismatch', {
    storedName: consortium.en,
    storedId: chainId,
    givenName: given.consortium.en,
    givenId: given.chainId,
  });
}

/** Whether a store holds a founded chain. */
export function isFounded(store: Store): boolean {
  return store.meta(DOCUMENT) !== undefined;
}

/**
 * Makes sure that the store holds the chain of this founding pack: writes its genesis into an empty one, and
 * refuses one that was founded on another document.
 * @returns whether it was founded just now
 * @throws ChainError `founding-mismatch`
 */
export async function foundOnce(store: Store, pack: FoundingPack): Promise<boolean> {
  const stored = store.meta(DOCUMENT);
  if (!stored) {
    await found(store, pack);
    return true;
  }
  if (equal(stored, foundingBytes(pack.document))) return false;
  throw mismatch(stored, pack.document);
}

/** The founding pack of a stored chain. @throws ChainError `store-empty` when nothing was founded there */
export function storedFounding(store: Store, folder: string): FoundingPack & Founding {
  const pack = store.meta(PACK);
  if (!pack) throw new ChainError('store-empty', { folder });
  return readFounding(pack, folder);
}
