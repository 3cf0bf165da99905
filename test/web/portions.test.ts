import { describe, expect, it } from 'vitest';
import { portionsOf, type Row } from '../../web/submit/desk.ts';

const rows = (count: number): Row[] =>
  Array.from({ length: count }, (_, key) => ({
    key,
    name: `${key}.txt`,
    file: new File([], `${key}.txt`),
    hashed: 0,
    sent: 0,
  }));

describe('cutting a large drop into records', () => {
  it.each([
    [1, [1]],
    [1024, [1024]],
    [1025, [1024, 1]],
    [5000, [1024, 1024, 1024, 1024, 904]],
  ])('of %i files makes portions of %j', (count, sizes) => {
    const all = rows(count);
    const portions = portionsOf(all);
    expect(portions.map((portion) => portion.rows.length)).toEqual(sizes);
    expect(portions.flatMap((portion) => portion.rows)).toEqual(all);
  });

  it('gives each record a key of its own', () => {
    const keys = portionsOf(rows(3000)).map(({ key }) => key);
    expect(new Set(keys).size).toBe(3);
  });
});
