import { createAccountFromRLP } from '@ethereumjs/util';
import { fromHex, toHex } from '../../core/bytes.ts';
import { keccak256 } from '../../core/digests.ts';
import { decodeRlp, type RlpItem } from '../../core/rlp.ts';
import { damaged } from '../errors.ts';
import { ACCOUNTS, EMPTY_ROOT, type Nodes, ownerOfHash } from './nodes.ts';

const NO_CODE = toHex(keccak256(new Uint8Array()));

function digitsOf(path: Uint8Array): { leaf: boolean; digits: string } {
  const text = toHex(path);
  const flag = (path[0] ?? 0) >> 4;
  return { leaf: flag >= 2, digits: text.slice(flag % 2 === 1 ? 1 : 2) };
}

/** Keys (as hex) and values of a trie, every node on the way held against its hash. */
export function* leavesOf(
  root: Uint8Array,
  owner: string,
  read: (key: string) => Uint8Array,
): Generator<{ key: string; value: Uint8Array }> {
  if (toHex(root) === toHex(EMPTY_ROOT)) return;
  const pending: { item: RlpItem; digits: string }[] = [{ item: root, digits: '' }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { digits } = next;
    const node = next.item instanceof Uint8Array ? decodeRlp(read(owner + toHex(next.item))) : next.item;
    if (node instanceof Uint8Array) throw damaged(`a state node at ${digits} is no list`);
    if (node.length === 17) {
      for (let nibble = 15; nibble >= 0; nibble--) {
        const item = node[nibble] as RlpItem;
        if (!(item instanceof Uint8Array) || item.length > 0) {
          pending.push({ item, digits: digits + nibble.toString(16) });
        }
      }
      continue;
    }
    const { leaf, digits: more } = digitsOf(node[0] as Uint8Array);
    if (leaf) yield { key: digits + more, value: node[1] as Uint8Array };
    else pending.push({ item: node[1] as RlpItem, digits: digits + more });
  }
}

/**
 * Walks all accounts of a state: each node is there and has its hash, and so have every contract's code and the root
 * of its storage. (Storage below its root grows with every anchor; its nodes are checked whenever they are read.)
 * @returns how many accounts there are
 * @throws ChainError `store-damaged`
 */
export function checkState(nodes: Nodes, root: Uint8Array): number {
  let accounts = 0;
  for (const { key, value } of leavesOf(root, ACCOUNTS, (node) => nodes.read(node))) {
    accounts++;
    const account = createAccountFromRLP(value);
    const code = toHex(account.codeHash);
    if (code !== NO_CODE) nodes.readCode(code);
    const storage = toHex(account.storageRoot);
    if (storage !== toHex(EMPTY_ROOT)) nodes.read(ownerOfHash(fromHex(key)) + storage);
  }
  return accounts;
}
