import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { InvariantError } from '../../../core/errors.ts';
import * as docsPage from '../../../language/docs-page.ts';
import * as problems from '../../../language/problems.ts';
import * as settings from '../../../language/settings.ts';
import { OPERATIONS } from '../../../server/http/operations.ts';
import { problemOf, refusalOf, STATUS } from '../../../server/http/problems.ts';
import { Refusal } from '../../../server/refusal.ts';

const codes = Object.keys(STATUS) as problems.ProblemCode[];

test('docs/errors.md lists exactly the codes of the API, with their status, meaning and advice', () => {
  const documented = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8')
    .split('\n## ', 1)
    .flatMap((api) => api.split('\n').filter((line) => line.startsWith('| `')));
  const expected = codes.map(
    (code) =>
      `| \`${code}\` | ${STATUS[code]} | ${problems.en[`${code}.detail`]} | ${problems.en[`${code}.next`]} |`,
  );
  expect(documented).toEqual(expected);
});

test('every code has a title, a detail and an advice in both languages, and every operation names codes that exist', () => {
  const keys = codes.flatMap((code) => [`${code}.title`, `${code}.detail`, `${code}.next`]).sort();
  for (const section of [problems.en, problems.zh]) expect(Object.keys(section).sort()).toEqual(keys);
  for (const { en, zh } of [docsPage, settings])
    expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
  for (const operation of OPERATIONS) for (const code of operation.problems) expect(codes).toContain(code);
});

test('placeholders are the same in both languages, and none is left in an answer', () => {
  const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
  for (const key of Object.keys(problems.en) as (keyof typeof problems.en)[]) {
    expect(placeholders(problems.zh[key])).toEqual(placeholders(problems.en[key]));
  }
  for (const code of codes) {
    for (const language of ['en', 'zh-CN']) {
      const { detail, next } = problemOf(new Refusal(code, 'x'), language, 'request-1');
      expect(`${detail}${next}`).not.toMatch(/\{|undefined/);
    }
  }
});

test.each([
  [Object.assign(new Error('x'), { code: 'ENOSPC' }), 'storage-full'],
  [Object.assign(new Error('x'), { code: 'EDQUOT' }), 'storage-full'],
  [Object.assign(new Error('x'), { code: 'ERR_SQLITE_ERROR', errcode: 13 }), 'storage-full'],
  [Object.assign(new Error('x'), { code: 'ERR_SQLITE_ERROR', errcode: 10 | (19 << 8) }), 'storage-full'],
  [
    Object.assign(new Error('x'), { code: 'ERR_SQLITE_ERROR', errcode: 10 | (3 << 8) }),
    'storage-unavailable',
  ],
  [Object.assign(new Error('x'), { code: 'ERR_SQLITE_ERROR', errcode: 11 | (2 << 8) }), 'store-damaged'],
  [Object.assign(new Error('x'), { code: 'EROFS' }), 'storage-unavailable'],
  [new InvariantError('broken'), 'internal-error'],
  [new TypeError('a bug'), 'internal-error'],
  ['a text that was thrown', 'internal-error'],
  [undefined, 'internal-error'],
])('%s is answered as %s', (error, code) => {
  expect(refusalOf(error).code).toBe(code);
});

test('an internal error says nothing of its cause', () => {
  const problem = problemOf(refusalOf(new Error('secret /path/to/file')), 'en', 'r-1');
  expect(JSON.stringify(problem)).not.toContain('secret');
  expect(problem.detail).toContain('r-1');
});
