import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fill, pick } from '../../language/language.ts';

const placeholders = (text: string) => [...new Set(text.match(/\{[a-zA-Z]+\}/g))].sort();

describe('pick', () => {
  it.each([
    ['zh_CN.UTF-8', 'zh'],
    ['C.UTF-8', 'en'],
    ['en_GB.UTF-8', 'en'],
    ['zh', 'zh'],
    ['zh-Hans-CN,zh;q=0.9,en;q=0.8', 'zh'],
    ['en;q=0.5, zh;q=0.7', 'zh'],
    ['de-DE,de;q=0.9,en;q=0.5,zh;q=0.5', 'en'],
    ['fr', 'en'],
    ['zh;q=0', 'en'],
    ['', 'en'],
    [undefined, 'en'],
  ] as const)('reads %j as %s', (preference, language) => {
    expect(pick(preference)).toBe(language);
  });
});

describe('fill', () => {
  it('puts values in, and leaves what has none to be seen', () => {
    expect(fill('{a} of {b}, {c}', { a: 3, b: 'four' })).toBe('3 of four, {c}');
  });

  it('does not read placeholders in values, nor inherited members', () => {
    expect(fill('{a} {toString}', { a: '{b}', b: 'x' })).toBe('{b} {toString}');
  });
});

const sections = readdirSync(new URL('../../language/', import.meta.url)).filter(
  (name) => name !== 'language.ts',
);

describe.each(sections)('language/%s', (name) => {
  it('says the same things in both languages, with the same placeholders', async () => {
    const url = new URL(`../../language/${name}`, import.meta.url);
    const { en, zh } = (await import(url.href)) as Record<'en' | 'zh', Record<string, string>>;
    expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
    for (const [key, text] of Object.entries(en)) {
      expect(text, key).not.toBe('');
      expect(placeholders(zh[key]!), key).toEqual(placeholders(text));
    }
  });
});
