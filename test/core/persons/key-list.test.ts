import { describe, expect, test } from 'vitest';
import { utf8 } from '../../../core/bytes.ts';
import { personKeyOf } from '../../../core/persons/countersignature.ts';
import { keyListFile, parseKeyList, readKeyList } from '../../../core/persons/key-list.ts';
import { fileKey, listOf, passkey, personSecret } from '../../support/person-world.ts';

const list = listOf({
  'p-1': { keys: [fileKey('first')], roles: ['collectors', 'witness'] },
  'p-2': { keys: [passkey('second')], roles: ['reviewer'] },
});
const invalid = expect.objectContaining({ code: 'member-invalid' });
const changed = (person: object) => ({ ...list, persons: [{ ...list.persons[0], ...person }] });
const withKey = (key: object) => changed({ keys: [{ ...fileKey('first'), ...key }] });
const withPasskey = (key: object) => changed({ keys: [{ ...passkey('second'), ...key }] });

test('a list is read back as it was written', () => {
  expect(parseKeyList(keyListFile(list))).toEqual(list);
  expect(parseKeyList(keyListFile(listOf({})))).toEqual(listOf({}));
});

test('a key that is none is not made', () => {
  expect(() => personKeyOf(new Uint8Array(32))).toThrow(
    expect.objectContaining({ code: 'private-key-invalid' }),
  );
});

describe('a list is refused', () => {
  test.each<[string, object]>([
    ['with persons out of order', { ...list, persons: [...list.persons].reverse() }],
    ['with a person twice', { ...list, persons: [list.persons[0], list.persons[0]] }],
    [
      'with one key for two persons',
      { ...list, persons: [list.persons[0], { ...list.persons[1], keys: [fileKey('first')] }] },
    ],
    ['with a role twice', changed({ roles: ['witness', 'witness'] })],
    ['without a role', changed({ roles: [] })],
    ['without a key', changed({ keys: [] })],
    ['with a person who has no plain name', changed({ id: '李伟' })],
    ['with a key that is no point', withKey({ key: `02${'f'.repeat(64)}` })],
    ['with a point that is not compressed', withKey({ key: `04${personKeyOf(personSecret('x')).slice(2)}` })],
    ['with an end before the beginning', withKey({ from: 10, until: 9 })],
    ['with a key of an unknown type', withKey({ type: 'rsa' })],
    ['with an origin on a key of a file', withKey({ origin: 'https://grid.example', rpId: 'grid.example' })],
    ['with a passkey of an origin elsewhere', withPasskey({ origin: 'https://grid.example.evil' })],
    ['with a passkey of an origin that ends alike', withPasskey({ origin: 'https://notgrid.example' })],
    ['with a passkey of an origin without TLS', withPasskey({ origin: 'http://grid.example' })],
    ['with a passkey of an origin with a path', withPasskey({ origin: 'https://grid.example/' })],
    ['with an agency that is none', { ...list, agency: 'The Grid' }],
    ['in another format', { ...list, format: 'jianzheng/person-keys/2' }],
  ])('%s', (_what, value) => {
    expect(() => readKeyList(value)).toThrow(invalid);
  });

  test('that is not canonical JSON', () => {
    const spaced = utf8(JSON.stringify(list, null, 1));
    expect(() => parseKeyList(spaced)).toThrow(expect.objectContaining({ code: 'json-not-canonical' }));
  });
});

test('a passkey may be of a name below the relying party, or of this machine', () => {
  const at = (origin: string, rpId: string) => readKeyList(withPasskey({ origin, rpId })).persons[0]?.keys[0];
  expect(at('https://app.grid.example:8443', 'grid.example')).toMatchObject({ rpId: 'grid.example' });
  expect(at('http://localhost:3000', 'localhost')).toMatchObject({ rpId: 'localhost' });
});
