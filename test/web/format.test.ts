import { describe, expect, it } from 'vitest';
import { sizeText, timeText } from '../../web/parts/format.ts';

const english = { language: 'en' } as Parameters<typeof sizeText>[1];

describe('sizes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1 kB'],
    [1536, '1.5 kB'],
    [999_600, '1 MB'],
    [123_456_789, '123 MB'],
    [4_294_967_296, '4.3 GB'],
  ])('%i bytes are %s', (bytes, text) => {
    expect(sizeText(bytes, english)).toBe(text);
  });
});

describe('times', () => {
  it('are local, and say by how much', () => {
    const time = new Date('2026-11-23T06:31:08Z');
    const text = timeText(time);
    expect(text).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC[+-]\d\d:\d\d$/);
    expect(new Date(text.replace(' UTC', '').replace(' ', 'T')).getTime()).toBe(time.getTime());
  });
});
