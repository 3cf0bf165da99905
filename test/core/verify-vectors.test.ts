import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../core/bytes.ts';
import type { FileDigests } from '../../core/digests.ts';
import { openTrust } from '../../core/trust.ts';
import { verify } from '../../core/verify.ts';
import { attacks } from '../support/attacks.ts';
import { readVectors } from '../support/vectors.ts';

type Vector = {
  name: string;
  trust: string;
  files: FileDigests[];
  verdict: string;
  fail: string[];
  unknown: string[];
  receipt: string;
};

const vectors = readVectors<Vector[]>('receipts/receipts.json');
const bundle = (name: string) => readFileSync(new URL(`../vectors/receipts/${name}`, import.meta.url));

describe('the frozen receipts', () => {
  it.each(vectors.map((vector) => [vector.name, vector.verdict, vector] as const))(
    '%s: %s',
    (_, verdict, vector) => {
      const trust = openTrust(new Uint8Array(bundle(vector.trust)));
      const report = verify({ receipt: utf8(vector.receipt), files: vector.files, trust });
      const named = (outcome: string) =>
        report.checks.filter((check) => check.outcome === outcome).map(({ name }) => name);
      expect(report.verdict).toBe(verdict);
      expect(named('fail')).toEqual(vector.fail);
      expect(named('unknown')).toEqual(vector.unknown);
    },
  );

  it('show every verdict that verify gives, and every forgery that the tests know', () => {
    expect([...new Set(vectors.map(({ verdict }) => verdict))].sort()).toEqual([
      'INVALID',
      'MISMATCH',
      'UNDETERMINED',
      'VERIFIED',
    ]);
    const names = vectors.map(({ name }) => name);
    expect(names.length).toBe(new Set(names).size);
    for (const [name, failing] of attacks) {
      expect(vectors.find((vector) => vector.name === name)?.fail).toEqual([failing]);
    }
  });

  it('bring a file whose digests are the given ones', async () => {
    const content = bundle('grid-2.txt');
    const { createHash } = await import('node:crypto');
    expect(vectors[0]?.files[0]).toMatchObject({
      size: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
    });
  });
});
