import { describe, expect, it } from 'vitest';
import { hrefTo, parseHash } from '../../web/app/routes.ts';

const ID = 'a'.repeat(64);

describe('addresses of pages', () => {
  it.each([
    ['', 'home'],
    ['#/', 'home'],
    ['#/records', 'records'],
    ['#/new', 'new'],
    ['#/verify', 'verify'],
    ['#/sign-in', 'sign-in'],
    ['#/governance', 'governance'],
    ['#/custody', 'custody'],
    ['#/case?case=1', 'case'],
    [`#/records/${ID}`, 'record'],
    [`#/records/${ID.toUpperCase()}`, 'not-found'],
    ['#/records/12', 'not-found'],
    ['#/toString', 'not-found'],
    ['#/../etc', 'not-found'],
  ])('%j is the page %s', (hash, page) => {
    expect(parseHash(hash).page).toBe(page);
  });

  it('carry record IDs and queries there and back', () => {
    expect(parseHash(hrefTo(`records/${ID}`)).id).toBe(ID);
    const { page, query } = parseHash(hrefTo('records', { case: '案 1&2=?#', state: '' }));
    expect(page).toBe('records');
    expect([...query]).toEqual([['case', '案 1&2=?#']]);
  });
});
