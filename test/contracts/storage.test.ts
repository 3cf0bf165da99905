/**
 * Where the contracts keep what they know, held against a committed list. Genesis blocks have these slots, and a chain
 * that runs keeps them for ever: a variable that moves is a change that someone must see.
 * `UPDATE_STORAGE=1 npx vitest run test/contracts/storage.test.ts` writes the list anew.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const solc = createRequire(import.meta.url)('solc') as {
  compile(input: string, callbacks: { import(path: string): { contents: string } }): string;
};

const CONTRACTS = ['AgencyRegistry', 'EvidenceLedger', 'CaseHandoff'] as const;
const snapshotFile = new URL('./storage.snap.json', import.meta.url);
const read = (path: string) => readFileSync(path.startsWith('@') ? join('node_modules', path) : path, 'utf8');

interface Variable {
  label: string;
  slot: string;
  offset: number;
  type: string;
}
interface Layout {
  storage: Variable[];
  types: Record<string, { label: string; numberOfBytes: string; members?: Variable[] }>;
}

/** `slot+offset label: type`, and the same of each struct that the variables hold. */
function linesOf({ storage, types }: Layout): Record<string, string[]> {
  const line = ({ label, slot, offset, type }: Variable) =>
    `${slot}+${offset} ${label}: ${types[type]!.label}, ${types[type]!.numberOfBytes} bytes`;
  const structs = Object.values(types)
    .filter(({ members }) => members)
    .map(({ label, members }) => [label, members!.map(line)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return { variables: storage.map(line), ...Object.fromEntries(structs) };
}

function layouts(): Record<string, Record<string, string[]>> {
  const path = (name: string) => `contracts/${name}.sol`;
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries(CONTRACTS.map((name) => [path(name), { content: read(path(name)) }])),
    settings: { evmVersion: 'paris', outputSelection: { '*': { '*': ['storageLayout'] } } },
  };
  const { contracts } = JSON.parse(
    solc.compile(JSON.stringify(input), { import: (path) => ({ contents: read(path) }) }),
  ) as { contracts: Record<string, Record<string, { storageLayout: Layout }>> };
  return Object.fromEntries(
    CONTRACTS.map((name) => [name, linesOf(contracts[path(name)]![name]!.storageLayout)]),
  );
}

describe('storage', () => {
  test('of each contract lies where it was written down', () => {
    const found = layouts();
    if (process.env.UPDATE_STORAGE) writeFileSync(snapshotFile, `${JSON.stringify(found, null, 2)}\n`);
    expect(found).toEqual(JSON.parse(readFileSync(snapshotFile, 'utf8')));
  });

  test('of a hand-off and of a batch fits the slots that the cost of a call counts on', () => {
    const { EvidenceLedger, CaseHandoff } = layouts();
    const slots = (lines: string[]) => new Set(lines.map((line) => line.split('+')[0])).size;
    expect(slots(EvidenceLedger!['struct IEvidenceLedger.Batch']!)).toBe(2);
    expect(slots(CaseHandoff!['struct ICaseHandoff.Handoff']!)).toBe(8);
  });
});
