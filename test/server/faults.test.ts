import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { armFault, FAULT_POINTS } from '../../server/faults.ts';

const server = fileURLToPath(new URL('../../server', import.meta.url));

test('every fault point stands in exactly one place of the write path, and no place names another', () => {
  const sources = readdirSync(server, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && path !== 'faults.ts')
    .map((path) => readFileSync(join(server, path), 'utf8'));
  const named = sources.flatMap((source) =>
    [...source.matchAll(/faultPoint\('([^']+)'\)/g)].map(([, name]) => name),
  );
  expect(named.toSorted()).toEqual(Object.keys(FAULT_POINTS).toSorted());
});

test('an unknown fault point is refused: a test that kills nothing would prove nothing', () => {
  expect(() => armFault('record-durabel')).toThrow(/record-durabel/);
  expect(() => armFault(undefined)).not.toThrow();
});
