import { closeSync, fsyncSync, openSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { besuGenesis } from '../core/besu-genesis.ts';
import { computeGenesis } from '../core/genesis.ts';
import { readArguments } from './arguments.ts';
import { ChainError, damaged, reasonOf } from './errors.ts';
import { storedFounding } from './founding.ts';
import { operatorLanguage } from './locale.ts';
import { openBlock } from './recover.ts';
import { encodeBlock } from './rpc/format.ts';
import { Store } from './store/store.ts';

/**
 * Writes the chain as other engines read it: the RLP of each block from 1 on, one after the other, in FILE, and the
 * genesis beside it in genesis.json. `besu --genesis-file=genesis.json blocks import FILE` takes both.
 * `node chain/export.ts --data DIR --out FILE`; the chain may be running.
 */
const USAGE = 'node chain/export.ts --data DIR --out FILE';

export type Exported = { readonly blocks: number; readonly head: string; readonly genesis: string };

/** @throws ChainError `store-damaged`, `store-unreadable` */
export async function exportChain(folder: string, out: string): Promise<Exported> {
  const store = new Store(folder, { readOnly: true });
  try {
    const { document, code } = storedFounding(store, folder);
    const genesis = await computeGenesis(document, code);
    const genesisPath = join(dirname(out), 'genesis.json');
    writeFileSync(genesisPath, `${JSON.stringify(besuGenesis(document, genesis), null, 2)}\n`);
    // Nothing is ever taken away from the blocks below the head, so no transaction has to hold the store still.
    const last = store.head()?.number ?? 0;
    const file = openSync(`${out}.new`, 'w');
    let head = genesis.hash;
    try {
      for (let number = 1; number <= last; number++) {
        const block = store.blockByNumber(number);
        if (!block) throw damaged(`block ${number} is missing`);
        openBlock(block);
        const transactions = store.transactionsOf(number).map((row) => row.raw);
        writeSync(file, encodeBlock(block.header, transactions));
        head = `0x${Buffer.from(block.hash).toString('hex')}`;
      }
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(`${out}.new`, out);
    return { blocks: last, head, genesis: genesisPath };
  } finally {
    store.close();
  }
}

if (import.meta.main) {
  try {
    const { data, out } = readArguments(USAGE, ['data', 'out']);
    process.stdout.write(`${JSON.stringify(await exportChain(data, out))}\n`);
  } catch (error) {
    process.stderr.write(`${error instanceof ChainError ? error.in(operatorLanguage()) : reasonOf(error)}\n`);
    process.exitCode = error instanceof ChainError ? error.exitCode : 1;
  }
}
