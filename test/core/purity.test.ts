import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** Every module that a file of core reaches, by following its imports; packages by name. */
function reached(file: URL, seen = new Set<string>()): Set<string> {
  if (seen.has(file.pathname)) return seen;
  seen.add(file.pathname);
  const text = readFileSync(file, 'utf8');
  for (const [, type, name] of text.matchAll(/^(?:import|export)( type)?[^;]*? from '([^']+)';/gm)) {
    if (type) continue;
    if (name!.startsWith('.')) reached(new URL(name!, file), seen);
    else seen.add(name!);
  }
  return seen;
}

const packagesOf = (file: string) =>
  [...reached(new URL(`../../core/${file}`, import.meta.url))].filter((name) => !name.startsWith('/'));

describe('what verifying rests on', () => {
  it('is hashes, one curve and canonical JSON: no engine, no Node, no network', () => {
    for (const name of [...packagesOf('verify.ts'), ...packagesOf('trust.ts')]) {
      expect(name).toMatch(/^(@noble\/(hashes|curves)\/|canonicalize$)/);
    }
    expect(packagesOf('verify.ts').length).toBeGreaterThan(2);
  });

  it('is ASN.1 and the same hashes where time stamps are judged', () => {
    for (const name of packagesOf('time-stamp/judge.ts')) {
      expect(name).toMatch(/^(@noble\/(hashes|curves)\/|canonicalize$|@peculiar\/asn1-|asn1js$)/);
    }
    expect(packagesOf('time-stamp/judge.ts').length).toBeGreaterThan(2);
  });

  it('is never outside of core', () => {
    for (const name of reached(new URL('../../core/verify.ts', import.meta.url))) {
      if (name.startsWith('/')) expect(name).toContain('/core/');
    }
  });
});
