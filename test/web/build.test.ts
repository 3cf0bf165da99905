import { gzipSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';
import { beforeAll, describe, expect, it } from 'vitest';

/** The built page: what a first visit costs, and that it asks nobody but its own service for anything. */

/** Names of things, not places: XML namespaces, and hints in error messages of hash-wasm and @simplewebauthn/browser. */
const NAMES = /\/\/(www\.(w3\.org|npmjs\.com)|simplewebauthn\.dev)$/;
/** More of them in exifr, which reads photographs: namespaces of XMP, and where it wants to be told of odd files. */
const NAMES_OF_PHOTOS = /\/\/(ns\.adobe\.com|github\.com|rolldown\.rs)$/;

/**
 * Methods that came after the browsers of web/vite.config.ts: syntax is translated for them, methods are not. What
 * libraries call for all that is in web/app/older-browsers.ts, and test/web/browser/older-browsers.test.ts runs without.
 */
const LATER =
  /\.(findLast|findLastIndex|toSorted|toReversed|toSpliced|toWellFormed|isSubsetOf|isSupersetOf|fromAsync|withResolvers)\(|(Map|Object)\.groupBy\(|Promise\.try\(|AbortSignal\.(any|timeout)\(|structuredClone\(/g;

const kB = (bytes: number) => Math.round(bytes / 100) / 10;

let files: Map<string, string>;
const gzipped = (names: Iterable<string>) =>
  [...names].reduce((sum, name) => sum + gzipSync(files.get(name) ?? '').length, 0);
const named = (pattern: RegExp) => [...files.keys()].filter((name) => pattern.test(name));

beforeAll(async () => {
  const options = { configFile: 'web/vite.config.ts', logLevel: 'silent' as const, build: { write: false } };
  const { output } = (await build(options)) as Rolldown.RolldownOutput;
  files = new Map(
    output.map((file) => [
      file.fileName,
      file.type === 'chunk' ? file.code : Buffer.from(file.source).toString('utf8'),
    ]),
  );
});

describe('the built page', () => {
  it('opens with less than 100 kB, gzipped', () => {
    const html = files.get('index.html') ?? '';
    const first = new Set([
      'index.html',
      ...[...html.matchAll(/(?:src|href)="\/([^"]+)"/g)].map((m) => m[1]!),
    ]);
    for (const name of first) {
      // Static imports come at once; import() only when a page asks for it.
      for (const [, path] of (files.get(name) ?? '').matchAll(/(?:from|import)\s*"\.\/([^"]+)"/g)) {
        first.add(`assets/${path}`);
      }
    }
    const size = gzipped(first);
    console.log(`first load: ${kB(size)} kB gzipped`);
    expect(size).toBeLessThan(100_000);
    expect([...first].filter((name) => /worker|new-record|photo/.test(name))).toEqual([]);
    expect(named(/photo\.worker/)).toHaveLength(1);
  });

  it('verifies with less than 150 kB more, gzipped', () => {
    const size = gzipped(named(/(verify|hash)[.\w]*worker|verify-|hashing-|verdict-words/));
    const worker = gzipped(named(/verify\.worker/));
    console.log(`verifier: ${kB(worker)} kB gzipped; with its page and the digests: ${kB(size)} kB`);
    expect(worker).toBeGreaterThan(10_000);
    expect(size).toBeLessThan(150_000);
  });

  it('holds no script or style in its HTML, and no address but its own', () => {
    const html = files.get('index.html') ?? '';
    expect(html).not.toMatch(/<script(?![^>]*src=)|<style|\sstyle=|\son\w+=/);
    for (const [name, text] of files) {
      const addresses = [...text.matchAll(/(?:https?:)?\/\/[a-z0-9-]+(?:\.[a-z0-9-]+)+/gi)].map(
        ([found]) => found,
      );
      const ofPhotos = /photo\.worker/.test(name);
      expect(
        addresses.filter((found) => !NAMES.test(found) && !(ofPhotos && NAMES_OF_PHOTOS.test(found))),
        name,
      ).toEqual([]);
    }
  });

  it('calls nothing that the oldest browsers it is built for lack', () => {
    for (const [name, text] of files) {
      if (/\.(m?js)$/.test(name))
        expect(
          [...text.matchAll(LATER)].map(([call]) => call),
          name,
        ).toEqual([]);
    }
  });
});

describe('the verifier as one file', () => {
  it('is a page of some hundred kB, and calls nothing that old browsers lack either', async () => {
    const options = {
      configFile: 'web/verifier/vite.config.ts',
      logLevel: 'silent' as const,
      build: { write: false },
    };
    const { output } = (await build(options)) as Rolldown.RolldownOutput;
    const [page] = output.map((file) => (file.type === 'asset' ? Buffer.from(file.source).toString() : ''));
    const size = gzipSync(page!).length;
    console.log(`verifier as one file: ${kB(size)} kB gzipped`);
    expect(size).toBeGreaterThan(100_000);
    expect(size).toBeLessThan(200_000);
    expect([...page!.matchAll(LATER)].map(([call]) => call)).toEqual([]);
  });
});
