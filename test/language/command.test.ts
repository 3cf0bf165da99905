import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as cases from '../../language/case.ts';
import { en } from '../../language/command.ts';
import * as governance from '../../language/governance.ts';

const texts: Readonly<Record<string, string>> = en;
/** Ends of every command that are no errors of one: not in `error.*`. */
const ENDS = [
  ['usage', 'A command, an option or a value that is not there, with its name.', en['usage.help']],
  [
    'interrupted',
    en.interrupted,
    'What was done by then stays done. Run it again; a command that can go on from there has said so.',
  ],
  ['internal', en.internal, en['internal.next']],
];

it('docs/errors.md lists exactly the codes of jz that no other list has, with their meaning and advice', () => {
  const documented = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8')
    .split('\n## Errors of `jz`\n')[1]!
    .split('\n## ')[0]!
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  const codes = Object.keys(texts).flatMap((key) => /^error\.(.+?)(?<!\.next)$/.exec(key)?.[1] ?? []);
  const elsewhere = new Set([...Object.keys(cases.en), ...Object.keys(governance.en)]);
  const own = codes.filter(
    (code) => !['prefix', 'whatToDo'].includes(code) && !elsewhere.has(`error.${code}`),
  );
  const cell = (text = '') => text.replaceAll('\n', ' ').replaceAll('|', '\\|');
  const rows = own.map((code) => [code, texts[`error.${code}`], texts[`error.${code}.next`]]);
  expect(documented).toEqual(
    [...ENDS, ...rows].map(([code, what, next]) => `| \`${code}\` | ${cell(what)} | ${cell(next)} |`),
  );
});
