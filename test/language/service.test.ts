import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { alertText, en } from '../../language/service.ts';

const [, starts = '', alerts = ''] = readFileSync(
  new URL('../../docs/errors.md', import.meta.url),
  'utf8',
).split('\n## ');
const rows = (section: string) => section.split('\n').filter((line) => line.startsWith('| `'));
const texts: Readonly<Record<string, string>> = en;

function expected(kind: string): string[] {
  const codes = Object.keys(en).flatMap((key) => new RegExp(`^${kind}\\.([a-z-]+)$`).exec(key)?.[1] ?? []);
  return codes.map(
    (code) => `| \`${code}\` | ${texts[`${kind}.${code}`]} | ${texts[`${kind}.${code}.next`]} |`,
  );
}

test('docs/errors.md lists exactly the codes of a refused start, and those of alerts and trouble', () => {
  expect(rows(starts)).toEqual(expected('failed'));
  expect(rows(alerts)).toEqual(expected('alert'));
});

test('each of them says what to do', () => {
  for (const row of [...expected('failed'), ...expected('alert')]) expect(row).not.toContain('undefined');
});

test('a code without words has none', () => {
  expect(alertText('no-such-code', 'en')).toBeUndefined();
  expect(alertText('node-behind', 'zh')?.next).toContain('chain/');
});
