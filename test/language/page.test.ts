import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { en, zh } from '../../language/page.ts';

const sources = globSync('web/**/*.{ts,tsx}')
  .filter((path) => !path.includes('dist'))
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n');

/** Keys that are put together from values: the part before the first value is what a source shows. */
const BUILT = [...sources.matchAll(/t\(`([a-zA-Z.]+\.)\$\{/g)].map((match) => match[1]!);

describe('the words of the pages', () => {
  it('stand in both languages under the same keys', () => {
    expect(Object.keys(zh)).toEqual(Object.keys(en));
  });

  it('count with one text for one and one for many', () => {
    for (const key of Object.keys(en)) {
      if (key.endsWith('.one')) expect(Object.keys(en)).toContain(key.replace(/\.one$/, '.many'));
      if (key.endsWith('.many')) expect(Object.keys(en)).toContain(key.replace(/\.many$/, '.one'));
    }
  });

  it('are all in use', () => {
    const unused = Object.keys(en).filter((key) => {
      const base = key.replace(/\.(one|many)$/, '');
      return !sources.includes(`'${base}'`) && !BUILT.some((start) => key.startsWith(start));
    });
    expect(unused).toEqual([]);
  });

  it('call things as the design calls them', () => {
    expect([zh['state.received'], zh['state.batched'], zh['state.anchored']]).toEqual([
      '已接收',
      '待上链',
      '已上链',
    ]);
    expect([zh['record.id'], zh['trust.title'], zh['verify.sort.receipt']]).toEqual([
      '存证编号',
      '信任根',
      '回执',
    ]);
  });

  it('use the punctuation of their language', () => {
    for (const [key, text] of Object.entries(zh)) {
      expect(text, key).not.toMatch(/[\p{Script=Han}][,;:?!]|[,;:?!][\p{Script=Han}]/u);
    }
    for (const [key, text] of Object.entries(en)) expect(text, key).not.toMatch(/[\p{Script=Han}，。：；]/u);
  });
});
