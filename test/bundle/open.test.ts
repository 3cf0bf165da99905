import { createHash, hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openBundle } from '../../bundle/open.ts';
import { BAGIT_TXT } from '../../core/bundle/bag.ts';
import { CONTENTS_FORMAT, contentsBytes } from '../../core/bundle/contents.ts';
import { FormatError } from '../../core/errors.ts';
import { en } from '../../language/bundle.ts';
import { type RawEntry, rawZip } from '../support/raw-zip.ts';

const startDigest = () => {
  const digest = createHash('sha256');
  return {
    update: (bytes: Uint8Array) => digest.update(bytes),
    digest: () => ({ sha256: digest.digest('hex') }),
  };
};
const open = (zip: Uint8Array) => openBundle(new Blob([zip as Uint8Array<ArrayBuffer>]), { startDigest });

const recordId = '1'.repeat(64);
const text = (value: string) => Buffer.from(value);
const contents = contentsBytes({
  format: CONTENTS_FORMAT,
  records: [
    {
      recordId,
      receipt: 'data/receipts/0001.json',
      files: [{ index: 0, path: 'data/files/0001/0001-照片.jpg' }],
    },
  ],
  related: [],
  evidence: [],
  links: null,
});
const PAYLOAD: Record<string, Uint8Array> = {
  'data/bundle.json': contents,
  'data/receipts/0001.json': text('{}'),
  'data/files/0001/0001-照片.jpg': text('a photo'),
};
const manifest = (files: Record<string, Uint8Array>) =>
  text(
    Object.entries(files)
      .map(([path, bytes]) => `${hash('sha256', bytes)}  ${path}\n`)
      .join(''),
  );

/** A bag of this payload, in entries that a test can spoil. */
function bag(payload = PAYLOAD, more: Record<string, Uint8Array> = {}): RawEntry[] {
  const tags = { 'bagit.txt': text(BAGIT_TXT), 'manifest-sha256.txt': manifest(payload), ...more };
  const files = { ...payload, ...tags, 'tagmanifest-sha256.txt': manifest(tags) };
  return Object.entries(files).map(([name, bytes]) => ({ name: `case/${name}`, bytes }));
}
const without = (name: string) => bag().filter((entry) => entry.name !== `case/${name}`);
const withEntry = (entry: Partial<RawEntry> & { name: string }) => [...bag(), { bytes: text('x'), ...entry }];

async function codeOf(opening: Promise<unknown>): Promise<string> {
  try {
    await opening;
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    // Whatever the code, there is a sentence for it.
    expect(en).toHaveProperty([`bundle.refused.${error.code}`]);
    return error.code;
  }
  return 'opened';
}

describe('a bundle is opened', () => {
  it('with all that its manifests list, stored or deflated', async () => {
    for (const method of [0, 8]) {
      const read = await open(rawZip(bag().map((entry) => ({ ...entry, method }))));
      expect(read.base).toBe('case');
      expect(read.files.get('data/files/0001/0001-照片.jpg')).toEqual({
        size: 7,
        sha256: hash('sha256', 'a photo'),
      });
      expect(await new Response(read.content('data/files/0001/0001-照片.jpg')).text()).toBe('a photo');
    }
  });

  it('where another tool wrote its folders and tag files too', async () => {
    const folders = ['case/', 'case/data/'].map((name) => ({ name, bytes: text(''), mode: 0o40755 }));
    const zip = rawZip([...folders, ...bag(PAYLOAD, { 'bag-info.txt': text('Contact-Name: 李雷\n') })]);
    expect(await codeOf(open(zip))).toBe('opened');
  });
});

describe('a bundle is refused by name', () => {
  const cases: [string, string, () => readonly RawEntry[]][] = [
    ['bundle-name-traversal', 'a name that leads out of it', () => withEntry({ name: 'case/../x' })],
    ['bundle-name-traversal', 'so by backslashes', () => withEntry({ name: 'case\\..\\x' })],
    ['bundle-name-absolute', 'an absolute name', () => withEntry({ name: '/etc/x' })],
    ['bundle-name-absolute', 'a drive letter', () => withEntry({ name: 'C:\\x' })],
    ['bundle-name-invalid', 'an empty part', () => withEntry({ name: 'case//x' })],
    ['bundle-name-invalid', 'a control character', () => withEntry({ name: 'case/a\nb' })],
    ['bundle-name-doubled', 'the same name twice', () => withEntry({ name: 'case/bagit.txt' })],
    ['bundle-name-doubled', 'a name that differs by case', () => withEntry({ name: 'CASE/BagIt.txt' })],
    [
      'bundle-name-doubled',
      'one that differs by normalisation',
      () => [...withEntry({ name: 'case/caf\u00e9' }), { name: 'case/cafe\u0301', bytes: text('y') }],
    ],
    ['bundle-name-doubled', 'a file where others have a folder', () => withEntry({ name: 'case/data' })],
    ['bundle-symlink', 'a symbolic link', () => withEntry({ name: 'case/x', mode: 0o120777 })],
    ['bundle-encrypted', 'an encrypted entry', () => withEntry({ name: 'case/x', flags: 1 })],
    ['bundle-compression', 'a method that nobody needs', () => withEntry({ name: 'case/x', method: 12 })],
    [
      'bundle-bomb',
      'an entry that unpacks to far more',
      () => withEntry({ name: 'case/x', method: 8, bytes: Buffer.alloc(4_000_000) }),
    ],
    [
      'bundle-damaged',
      'one that unpacks to more than it says',
      () =>
        bag({ ...PAYLOAD }).map((entry) =>
          entry.name.endsWith('.jpg') ? { ...entry, method: 8, size: 3 } : entry,
        ),
    ],
    [
      'bundle-overlap',
      'entries that share their bytes',
      () =>
        [
          ...bag(),
          { name: 'case/x', bytes: Buffer.alloc(900, 1) },
          { name: 'case/x', bytes: Buffer.alloc(900, 1), sharedWith: 6 },
        ].map((entry, index) => (index === 7 ? { ...entry, name: 'case/y' } : entry)),
    ],
    ['bundle-no-bag', 'a zip without a bag', () => [{ name: 'x/photo.jpg', bytes: text('x') }]],
    [
      'bundle-no-bag',
      'a bag of no known version',
      () => bag(PAYLOAD, { 'bagit.txt': text('BagIt-Version: 9.9\nTag-File-Character-Encoding: UTF-8\n') }),
    ],
    ['bundle-tag-manifest-missing', 'a removed tag manifest', () => without('tagmanifest-sha256.txt')],
    ['bundle-manifest-missing', 'a removed manifest', () => without('manifest-sha256.txt')],
    ['bundle-unlisted', 'more tag files than are listed', () => withEntry({ name: 'case/x' })],
    ['bundle-unlisted', 'more payload than is listed', () => withEntry({ name: 'case/data/x' })],
    ['bundle-unlisted', 'something beside the bag', () => withEntry({ name: 'x' })],
    [
      'bundle-unlisted',
      'payload that no record stands behind',
      () => bag({ ...PAYLOAD, 'data/files/x': text('x') }),
    ],
    ['bundle-file-missing', 'less payload than is listed', () => without('data/receipts/0001.json')],
    [
      'bundle-file-missing',
      'less tag files than are listed',
      () => bag(PAYLOAD, { 'index.html': text('x') }).filter(({ name }) => name !== 'case/index.html'),
    ],
    [
      'bundle-changed',
      'a changed file',
      () =>
        bag().map((entry) => (entry.name.endsWith('.jpg') ? { ...entry, bytes: text('b photo') } : entry)),
    ],
    [
      'bundle-changed',
      'a changed manifest',
      () =>
        bag().map((entry) =>
          entry.name === 'case/manifest-sha256.txt'
            ? { ...entry, bytes: manifest({ ...PAYLOAD, 'data/z': text('') }) }
            : entry,
        ),
    ],
    [
      'bundle-manifest-invalid',
      'a manifest of no digests',
      () => bag(PAYLOAD, { 'manifest-sha256.txt': text('x y\n') }),
    ],
    ['bundle-contents-missing', 'a bag without our contents', () => bag({ 'data/x': text('x') })],
    [
      'bundle-contents-invalid',
      'contents of another format',
      () => bag({ ...PAYLOAD, 'data/bundle.json': text('{}') }),
    ],
    [
      'bundle-too-large',
      'a receipt of no receipt’s size',
      () => bag({ ...PAYLOAD, 'data/receipts/0001.json': Buffer.alloc(5_000_000, 1) }),
    ],
  ];
  it.each(cases)('%s: %s', async (code, _, entries) => {
    expect(await codeOf(open(rawZip(entries())))).toBe(code);
  });

  it('wherever it is cut off, and whatever stands before or after it', async () => {
    const zip = rawZip(bag());
    for (const length of [0, 1, 30, zip.length >> 1, zip.length - 1]) {
      expect(await codeOf(open(zip.subarray(0, length)))).toBe('bundle-damaged');
    }
    expect(await codeOf(open(Buffer.concat([zip, text('more')])))).toMatch(/^bundle-(ambiguous|damaged)$/);
    expect(await codeOf(open(Buffer.concat([text('more'), zip])))).toMatch(/^bundle-(ambiguous|damaged)$/);
  });

  it('whichever of its bytes is another, unless nothing of it depends on that byte', async () => {
    const zip = rawZip(bag());
    await fc.assert(
      fc.asyncProperty(fc.nat(zip.length - 1), fc.integer({ min: 1, max: 255 }), async (place, by) => {
        const changed = Buffer.from(zip);
        changed[place] = changed[place]! ^ by;
        const code = await codeOf(open(changed));
        if (code !== 'opened') return;
        // Dates, versions and attributes: the content is the same.
        const read = await open(changed);
        expect(read.files.get('data/files/0001/0001-照片.jpg')?.sha256).toBe(hash('sha256', 'a photo'));
        expect(Buffer.from(read.receipts.get('data/receipts/0001.json')!).toString()).toBe('{}');
      }),
      { numRuns: 300 },
    );
  });
});

it('docs/errors.md lists exactly the reasons to refuse a bundle', () => {
  const documented = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8')
    .split('\n## Reasons to refuse a bundle\n')[1]!
    .split('\n## ')[0]!
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  const expected = Object.entries(en).flatMap(([key, sentence]) => {
    const code = /^bundle\.refused\.(bundle-.+)$/.exec(key)?.[1];
    return code === undefined ? [] : [`| \`${code}\` | ${sentence} |`];
  });
  expect(documented).toEqual(expected);
});
