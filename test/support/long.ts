import { it } from 'vitest';

/** Whether the long versions run (`npm test -- --long`, and CI): whole files `*.long.test.ts`, and more of each property. */
export const LONG = process.env.JIANZHENG_TEST_LONG === '1';

/** Of cases that go the same way (two languages, two widths), the quick version takes the first alone. */
export const someOf = <Case>(cases: readonly Case[]): readonly Case[] => (LONG ? cases : cases.slice(0, 1));

/** A test of the long version, beside one that goes a shorter way through the same. */
export const itLong = (name: string, test: () => Promise<void>): void => {
  if (LONG) it(name, test);
};
