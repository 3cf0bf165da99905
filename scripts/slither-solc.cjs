#!/usr/bin/env node
/**
 * A `solc` for Slither (Trail of Bits, from PyPI), made of the compiler that npm locks: Slither wants a program that
 * answers `--version` and `FILE --combined-json ...`, and no download of a compiler stands in the way.
 *
 *   pip install slither-analyzer
 *   slither contracts/CaseHandoff.sol --solc scripts/slither-solc.cjs --filter-paths openzeppelin
 *
 * What it finds, and why that stays: docs/decisions/0016.
 */
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const solc = require('solc');

const root = join(__dirname, '..');

function read(path) {
  try {
    const file = path.startsWith('@') ? join(root, 'node_modules', path) : join(root, path);
    return { contents: readFileSync(file, 'utf8') };
  } catch (error) {
    return { error: error.message };
  }
}

function compile(file) {
  const input = {
    language: 'Solidity',
    sources: { [file]: { content: read(file).contents } },
    settings: {
      evmVersion: 'paris',
      metadata: { bytecodeHash: 'none', appendCBOR: false },
      outputSelection: {
        '*': { '': ['ast'], '*': ['abi', 'evm.bytecode', 'evm.deployedBytecode', 'evm.methodIdentifiers'] },
      },
    },
  };
  return JSON.parse(solc.compile(JSON.stringify(input), { import: read }));
}

/** The older form of the compiler's output, which Slither reads. */
function combined({ contracts, sources }) {
  const ordered = Object.entries(sources).sort(([, a], [, b]) => a.id - b.id);
  return {
    contracts: Object.fromEntries(
      Object.entries(contracts).flatMap(([path, made]) =>
        Object.entries(made).map(([name, { abi, evm }]) => [
          `${path}:${name}`,
          {
            abi,
            bin: evm.bytecode.object,
            'bin-runtime': evm.deployedBytecode.object,
            srcmap: evm.bytecode.sourceMap,
            'srcmap-runtime': evm.deployedBytecode.sourceMap,
            hashes: evm.methodIdentifiers,
            userdoc: {},
            devdoc: {},
          },
        ]),
      ),
    ),
    sources: Object.fromEntries(ordered.map(([path, { ast }]) => [path, { AST: ast }])),
    sourceList: ordered.map(([path]) => path),
    version: solc.version(),
  };
}

const [file] = process.argv.slice(2);
if (file === '--version') console.log(`Version: ${solc.version()}`);
else {
  const output = compile(file);
  const faults = (output.errors ?? []).filter(({ severity }) => severity === 'error');
  for (const { formattedMessage } of faults) console.error(formattedMessage);
  if (faults.length === 0) process.stdout.write(JSON.stringify(combined(output)));
  process.exitCode = faults.length === 0 ? 0 : 1;
}
