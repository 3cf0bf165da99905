import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBase64Url, toBase64Url, toHex, utf8 } from '../../core/bytes.ts';
import { canonicalBytes, canonicalText } from '../../core/canonical.ts';
import { sha256 } from '../../core/digests.ts';
import { disclosureDigest, readDisclosure, writeDisclosure } from '../../core/disclosure.ts';
import { FormatError, type JianzhengError } from '../../core/errors.ts';
import { type FileEntry, fileNameProblem, mediaTypeOf } from '../../core/file-entry.ts';
import { openDisclosures } from '../../core/opened-record.ts';
import { buildRecord, caseCommitment, parseRecord, type RecordInput, recordId } from '../../core/record.ts';
import { fcRuns } from '../support/properties.ts';

const code = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(FormatError);
    return (error as JianzhengError).code;
  }
  return 'no error';
};

const file = (name: string, content = name): FileEntry => ({
  name,
  mediaType: 'text/plain',
  size: utf8(content).length,
  sha256: toHex(sha256(utf8(content))),
});

let counter = 0;
const salt = () => sha256(utf8(`salt ${counter++}`)).slice(0, 16);

const input = (changes: Partial<RecordInput> = {}): RecordInput => ({
  agency: 'grid',
  kind: 'evidence',
  caseId: '2026-0042',
  caseSalt: new Uint8Array(16).fill(7),
  link: { position: 1, previous: null },
  claims: { location: '北京市', collector: 'Li Wei' },
  files: [file('meter/读数.csv'), file('b.txt'), file('c.txt')],
  notBefore: { number: 1, hash: `0x${'ab'.repeat(32)}` },
  salt,
  ...changes,
});

describe('RFC 9901', () => {
  const vectors: { section: string; disclosure: string; digest: string }[] = JSON.parse(
    readFileSync(new URL('../vectors/rfc9901/disclosures.json', import.meta.url), 'utf8'),
  );
  it.each(vectors.map((v) => [v.section, v] as const))('its example of section %s has its digest', (_, v) => {
    expect(disclosureDigest(v.disclosure)).toBe(v.digest);
  });
  it.each(vectors.map((v) => [v.section, v] as const))(
    'its example of section %s is refused here, for the white space in its JSON',
    (_, v) => {
      expect(code(() => readDisclosure(v.disclosure))).toBe('disclosure-invalid');
    },
  );
});

describe('a disclosure', () => {
  it('has the bytes that the format gives it', () => {
    const text = writeDisclosure(new Uint8Array(16), 'collector', 'Li Wei');
    expect(new TextDecoder().decode(fromBase64Url(text))).toBe(
      '["AAAAAAAAAAAAAAAAAAAAAA","collector","Li Wei"]',
    );
    expect(disclosureDigest(text)).toBe(toBase64Url(sha256(utf8(text))));
    expect(readDisclosure(text)).toEqual({ name: 'collector', value: 'Li Wei' });
  });

  it.each([
    ['a short salt', '["AAAAAAAAAAAAAAAAAAAAA","a","b"]'],
    ['a salt with unused bits set', '["AAAAAAAAAAAAAAAAAAAAAB","a","b"]'],
    ['no salt', '[1,"a","b"]'],
    ['no value', '["AAAAAAAAAAAAAAAAAAAAAA"]'],
    ['four elements', '["AAAAAAAAAAAAAAAAAAAAAA","a","b","c"]'],
    ['a name that is no text', '["AAAAAAAAAAAAAAAAAAAAAA",1,"b"]'],
    ['white space', '["AAAAAAAAAAAAAAAAAAAAAA", "a","b"]'],
    ['an escape that JSON does not need', '["AAAAAAAAAAAAAAAAAAAAAA","a","\\u0062"]'],
    ['doubled members', '["AAAAAAAAAAAAAAAAAAAAAA","a",{"x":1,"x":1}]'],
    ['an object', '{"a":1}'],
    ['no JSON', 'hello'],
    ['deep nesting', `["AAAAAAAAAAAAAAAAAAAAAA","a",${'['.repeat(20)}${']'.repeat(20)}]`],
  ])('is refused with %s', (_, json) => {
    expect(code(() => readDisclosure(toBase64Url(utf8(json))))).toBe('disclosure-invalid');
  });

  it('is refused when it is no strict base64url, or endless', () => {
    for (const text of ['', 'A', 'WyJ=', 'Wy J', 'W+J/', 'é', 'A'.repeat(40_000)]) {
      expect(code(() => readDisclosure(text))).toBe('disclosure-invalid');
    }
  });

  it('is not made with a salt of another length', () => {
    expect(code(() => writeDisclosure(new Uint8Array(15), 'a', 'b'))).toBe('salt-invalid');
  });
});

describe('a record', () => {
  it('is canonical JSON that shows the agency, the kind and a block, and nothing of the case, the claims or the files', () => {
    const built = buildRecord(input());
    const text = new TextDecoder().decode(built.bytes);
    expect(text).toBe(canonicalText(JSON.parse(text)));
    expect(Object.keys(JSON.parse(text))).toEqual([
      'agency',
      'case',
      'claims',
      'files',
      'format',
      'kind',
      'link',
      'notBefore',
    ]);
    for (const secret of ['2026-0042', '北京', 'Li Wei', '读数', file('b.txt').sha256]) {
      expect(text).not.toContain(secret);
    }
    expect(built.recordId).toBe(toHex(sha256(new Uint8Array([0, ...built.bytes]))));
    expect(recordId(built.bytes)).toBe(built.recordId);
    expect(parseRecord(built.bytes)).toEqual(built.record);
  });

  it('opens to exactly what went in, and any part of it alone', () => {
    fc.assert(
      fc.property(fc.subarray([0, 1, 2, 3, 4, 5, 6]), (chosen) => {
        const given = input();
        const built = buildRecord(given);
        const opened = openDisclosures(
          built.record,
          chosen.map((index) => built.disclosures[index]!),
        );
        expect(opened).toEqual({
          ...(chosen.includes(0) ? { case: given.caseId } : {}),
          ...(chosen.includes(1) ? { link: given.link } : {}),
          claims: {
            ...(chosen.includes(2) ? { collector: 'Li Wei' } : {}),
            ...(chosen.includes(3) ? { location: '北京市' } : {}),
          },
          files: given.files.map((entry, index) => (chosen.includes(4 + index) ? entry : null)),
        });
      }),
      fcRuns(),
    );
  });

  it('never says the same twice: two records of the same things share nothing but the case', () => {
    const [a, b] = [buildRecord(input()), buildRecord(input())];
    expect(a.recordId).not.toBe(b.recordId);
    expect(a.record.case).toBe(b.record.case);
    expect(a.disclosures.filter((text) => b.disclosures.includes(text))).toEqual([a.disclosures[0]]);
    expect(toBase64Url(caseCommitment('2026-0042', new Uint8Array(16).fill(7)))).toBe(a.record.case);
  });

  it('refuses disclosures that are unknown, doubled, out of order or in the slot of another', () => {
    const built = buildRecord(input());
    const other = buildRecord(input());
    const open = (...disclosures: string[]) => code(() => openDisclosures(built.record, disclosures));
    const d = built.disclosures as [string, string, string, string, string, string, string];
    expect(open(...d)).toBe('no error');
    expect(open(other.disclosures[1]!)).toBe('disclosure-unknown');
    expect(open(`${d[0]}A`)).toBe('disclosure-unknown');
    expect(open('')).toBe('disclosure-unknown');
    expect(open(d[0], d[0])).toBe('disclosure-order');
    expect(open(d[1], d[0])).toBe('disclosure-order');
    expect(open(d[5], d[4])).toBe('disclosure-order');
    // The record's maker is not trusted either: a claim's disclosure under another claim's name, or as a file.
    const { collector, location } = built.record.claims as { collector: string; location: string };
    const swapped = { ...built.record, claims: { collector: location, location: collector } };
    expect(code(() => openDisclosures(swapped, [d[2]]))).toBe('disclosure-misplaced');
    const asFile = { ...built.record, files: [collector], claims: {} };
    expect(code(() => openDisclosures(asFile, [d[2]]))).toBe('disclosure-misplaced');
    const asCase = { ...built.record, case: built.record.link, link: built.record.case };
    expect(code(() => openDisclosures(asCase, [d[1]]))).toBe('disclosure-misplaced');
    const fileAsClaim = { ...built.record, claims: { photo: built.record.files[0]! }, files: [collector] };
    expect(code(() => openDisclosures(fileAsClaim, [d[4]]))).toBe('disclosure-misplaced');
  });

  it('is refused with the same digest in two slots', () => {
    const { record } = buildRecord(input());
    const twice = { ...record, files: [record.files[0]!, record.files[0]!] };
    expect(code(() => parseRecord(canonicalBytes(twice)))).toBe('record-digest-repeated');
    expect(code(() => parseRecord(canonicalBytes({ ...record, link: record.case })))).toBe(
      'record-digest-repeated',
    );
  });

  const { record } = buildRecord(input());
  it.each<[string, unknown]>([
    ['an unknown member', { ...record, note: 'x' }],
    ['a missing member', Object.fromEntries(Object.entries(record).filter(([name]) => name !== 'kind'))],
    ['another format', { ...record, format: 'jianzheng/record/2' }],
    ['no files', { ...record, files: [] }],
    ['too many files', { ...record, files: Array.from({ length: 1025 }, (_, i) => digestOf(i)) }],
    [
      'too many claims',
      { ...record, claims: Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`c${i}`, digestOf(i)])) },
    ],
    ['a claim with a capital first letter', { ...record, claims: { Name: digestOf(1) } }],
    ['a claim that borrows the name of a slot', { ...record, claims: { case: digestOf(1) } }],
    ['a claim named __proto__', { ...record, claims: JSON.parse(`{"__proto__":"${digestOf(1)}"}`) }],
    ['an agency in capitals', { ...record, agency: 'Grid' }],
    ['an agency of 32 characters', { ...record, agency: 'a'.repeat(32) }],
    ['a kind with a space', { ...record, kind: 'a b' }],
    ['a digest in hex', { ...record, link: 'ab'.repeat(32) }],
    ['a digest with padding', { ...record, link: `${record.link}=` }],
    ['a digest with unused bits set', { ...record, link: `${'A'.repeat(42)}B` }],
    [
      'a block hash in capitals',
      { ...record, notBefore: { ...record.notBefore, hash: `0x${'AB'.repeat(32)}` } },
    ],
    ['a block hash without 0x', { ...record, notBefore: { ...record.notBefore, hash: 'ab'.repeat(32) } }],
    ['the genesis block as its notBefore', { ...record, notBefore: { ...record.notBefore, number: 0 } }],
    ['an array', [record]],
    ['null', null],
  ])('is refused with %s', (_, value) => {
    expect(code(() => parseRecord(canonicalBytes(value)))).toBe('member-invalid');
  });

  it.each<[string, Partial<RecordInput>, string]>([
    ['an empty case', { caseId: '' }, 'member-invalid'],
    ['a case with a line break', { caseId: 'a\nb' }, 'member-invalid'],
    ['a case of 257 bytes', { caseId: 'a'.repeat(257) }, 'member-invalid'],
    [
      'a first record that follows another',
      { link: { position: 1, previous: 'ab'.repeat(32) } },
      'member-invalid',
    ],
    ['a second record that follows none', { link: { position: 2, previous: null } }, 'member-invalid'],
    ['position 0', { link: { position: 0, previous: null } }, 'member-invalid'],
    ['a claim of 8193 bytes', { claims: { note: 'a'.repeat(8193) } }, 'member-invalid'],
    ['a claim with a lone surrogate', { claims: { note: '\ud800' } }, 'text-invalid'],
    ['an agency that is none', { agency: '' }, 'member-invalid'],
    ['a file of negative size', { files: [{ ...file('a'), size: -1 }] }, 'member-invalid'],
    ['a file without a media type', { files: [{ ...file('a'), mediaType: '' }] }, 'member-invalid'],
    [
      'a file with an upper-case digest',
      { files: [{ ...file('a'), sha256: 'AB'.repeat(32) }] },
      'member-invalid',
    ],
    ['a file that climbs out', { files: [file('../a')] }, 'file-name-invalid'],
    ['a salt that is too short', { salt: () => new Uint8Array(8) }, 'salt-invalid'],
    [
      'a salt that repeats',
      { files: [file('a'), file('a')], salt: () => new Uint8Array(16) },
      'record-digest-repeated',
    ],
  ])('is not made with %s', (_, changes, expected) => {
    expect(code(() => buildRecord(input(changes)))).toBe(expected);
  });

  it('is made at each of its limits', () => {
    const built = buildRecord(
      input({
        caseId: `${'案'.repeat(85)}x`,
        claims: Object.fromEntries(
          Array.from({ length: 64 }, (_, i) => [`c${i}`, '"'.repeat(i === 0 ? 8192 : 1)]),
        ),
        files: Array.from({ length: 1024 }, () => file(`${'文'.repeat(341)}x`)),
      }),
    );
    const opened = openDisclosures(parseRecord(built.bytes), built.disclosures);
    expect(opened.claims.c0).toHaveLength(8192);
    expect(opened.files).toHaveLength(1024);
  });

  it('keeps what a caller carries besides the format out of the disclosures', () => {
    const built = buildRecord(input({ files: [{ ...file('a'), path: '/secret' } as FileEntry] }));
    expect(new TextDecoder().decode(fromBase64Url(built.disclosures.at(-1)!))).not.toContain('secret');
  });
});

describe('the name of a file', () => {
  it.each(['a', '照片/現場 1.jpg', 'צילום.png', 'a\\b', '...', ' leading', 'é'.normalize('NFD'), '😀.txt'])(
    'may be %j',
    (name) => {
      expect(fileNameProblem(name)).toBeNull();
    },
  );
  it.each([
    '',
    '.',
    '..',
    '/a',
    'a/',
    'a//b',
    'a/../b',
    '..\\a',
    'a\\..\\b',
    'C:\\a',
    'c:a',
    'a\u0000',
    'a\nb',
    'a\u009bb',
    '\ud800',
    '文'.repeat(342),
  ])('may not be %j', (name) => {
    expect(fileNameProblem(name)).not.toBeNull();
  });
});

describe('the media type of a file', () => {
  it.each([
    ['text/plain', 'text/plain'],
    ['Text/HTML; charset=utf-8', 'text/html'],
    [undefined, 'application/octet-stream'],
    ['', 'application/octet-stream'],
    ['nonsense', 'application/octet-stream'],
    ['a/b\u0000', 'application/octet-stream'],
  ])('declared as %j is recorded as %s', (declared, recorded) => {
    expect(mediaTypeOf(declared)).toBe(recorded);
  });
});

function digestOf(index: number): string {
  return toBase64Url(sha256(utf8(`digest ${index}`)));
}
