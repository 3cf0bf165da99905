import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CASE_FINDINGS } from '../../core/bundle/completeness.ts';
import * as bundle from '../../language/bundle.ts';
import * as cases from '../../language/case.ts';

it('docs/errors.md lists exactly the codes of jz case, with their meaning and advice', () => {
  const documented = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8')
    .split('\n## Errors of `jz case`\n')[1]!
    .split('\n## ')[0]!
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  const texts: Record<string, string> = cases.en;
  const codes = Object.keys(texts).flatMap((key) => /^error\.(.+?)(?<!\.next)$/.exec(key)?.[1] ?? []);
  expect(documented).toEqual(
    codes.map((code) => `| \`${code}\` | ${texts[`error.${code}`]} | ${texts[`error.${code}.next`]} |`),
  );
});

it('there is a sentence for each finding about a case, and for no other', () => {
  const said = Object.keys(bundle.en).flatMap((key) => /^bundle\.finding\.(.+)$/.exec(key)?.[1] ?? []);
  expect(said).toEqual([...CASE_FINDINGS]);
});
