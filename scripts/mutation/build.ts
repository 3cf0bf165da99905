import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const solc = require('solc') as {
  compile(input: string, callbacks: { import(path: string): { contents: string } }): string;
};

interface Output {
  errors?: { severity: string }[];
  contracts?: Record<string, Record<string, { abi: unknown; evm: Record<string, { object: string }> }>>;
}

const ROOTS = [
  'contracts/AgencyRegistry.sol',
  'contracts/EvidenceLedger.sol',
  'contracts/CaseHandoff.sol',
  'test/contracts/harness/RFC9162Harness.sol',
];

/** Compiles the contracts, some sources changed, in this process. Says false when they do not compile. */
export function buildInto(folder: string, changed: Record<string, string>): boolean {
  const read = (path: string) =>
    changed[path] ?? readFileSync(path.startsWith('@') ? join('node_modules', path) : path, 'utf8');
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries(ROOTS.map((path) => [path, { content: read(path) }])),
    settings: {
      evmVersion: 'paris',
      // Not optimized: it compiles sooner, and what a test can see is the same.
      metadata: { bytecodeHash: 'none', appendCBOR: false },
      outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object', 'evm.deployedBytecode.object'] } },
    },
  };
  const output = JSON.parse(
    solc.compile(JSON.stringify(input), { import: (path) => ({ contents: read(path) }) }),
  ) as Output;
  if (output.errors?.some((error) => error.severity === 'error')) return false;
  for (const path of ROOTS) {
    for (const [name, { abi, evm }] of Object.entries(output.contracts?.[path] ?? {})) {
      const file = join(folder, path, `${name}.json`);
      mkdirSync(dirname(file), { recursive: true });
      const bytecode = `0x${evm.bytecode!.object}`;
      const deployedBytecode = `0x${evm.deployedBytecode!.object}`;
      writeFileSync(file, JSON.stringify({ abi, bytecode, deployedBytecode }));
    }
  }
  return true;
}
