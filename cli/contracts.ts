import { readFileSync } from 'node:fs';
import { CONTRACT_NAMES, type CreationCode } from '../core/founding-document.ts';
import { failure } from './command-error.ts';

/**
 * Creation code of the genesis contracts as this machine's compiler made it. Nobody else's: whoever signs a founding
 * signs for code that they built themselves.
 * @throws CommandError `contracts-not-built`
 */
export function localCode(): CreationCode {
  const read = (name: string): string => {
    const file = new URL(`../artifacts/contracts/${name}.sol/${name}.json`, import.meta.url);
    try {
      return (JSON.parse(readFileSync(file, 'utf8')) as { bytecode: string }).bytecode;
    } catch (cause) {
      throw failure('contracts-not-built', { name }, { cause });
    }
  };
  return Object.fromEntries(CONTRACT_NAMES.map((name) => [name, read(name)])) as CreationCode;
}
