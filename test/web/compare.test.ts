import { describe, expect, it } from 'vitest';
import { compareFile } from '../../web/submit/compare.ts';

const digests = { size: 3, sha256: 'a'.repeat(64), sm3: 'b'.repeat(64) };
const recorded = { name: 'x.txt', mediaType: 'text/plain', ...digests, stored: true };

describe('holding what the service recorded against what the browser read', () => {
  it('finds nothing where all is the same', () => {
    expect(compareFile({ name: 'x.txt', digests }, recorded)).toBeNull();
    expect(compareFile({ name: 'x.txt', digests }, { ...recorded, sm3: null })).toBeNull();
  });

  it.each([
    ['size', { size: 4 }],
    ['sha256', { sha256: 'c'.repeat(64) }],
    ['sm3', { sm3: 'c'.repeat(64) }],
    ['name', { name: 'y.txt' }],
  ] as const)('names the %s that differs', (difference, change) => {
    expect(compareFile({ name: 'x.txt', digests }, { ...recorded, ...change })).toBe(difference);
  });

  it('misses a file that is not in the record', () => {
    expect(compareFile({ name: 'x.txt', digests }, undefined)).toBe('missing');
  });
});
