import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toHex, utf8 } from '../../core/bytes.ts';
import { canonicalBytes, parseCanonical } from '../../core/canonical.ts';
import { sha256 } from '../../core/digests.ts';
import { sealHeader } from '../../core/qbft.ts';
import { extendTrust, openTrust, type TrustBundle } from '../../core/trust.ts';
import { verify } from '../../core/verify.ts';
import { type Consortium, consortium } from '../support/consortium.ts';
import { agencyKeys } from '../support/founding.ts';
import { judgedBy, refusal, sealedBy, withHeader } from '../support/real-forgeries.ts';
import type { Service } from '../support/service.ts';
import { until } from '../support/until.ts';

/** Attacks 5 and 8: seals of a set that is not the one in force, and updates of a trust bundle that skip, go back or come from those who have left. */

const FILE = 'evidence';
let net: Consortium;
let court: Service;
let grid: Service;
/** Anchored under set 1, under set 2 (telecom has another validator) and under set 4 (grid and police too). */
const receipts: Uint8Array[] = [];
const fresh: Record<string, Uint8Array> = {};
let bundle: TrustBundle;

const old = (id: string) => agencyKeys(id).validator;
const anchorNew = async (name: string) => {
  receipts.push(await grid.receipt((await grid.submit([{ name, bytes: FILE }])).recordId));
};
const bundleWith = (links: TrustBundle['links']) => canonicalBytes({ ...bundle, links });
const refused = async (lie: Uint8Array) => refusal(await judgedBy(court, lie, FILE));

beforeAll(async () => {
  net = await consortium();
  [court, grid] = [await net.service('court'), await net.service('grid', net.nodes.nodes[0]!.url)];
  await anchorNew('under set 1');
  for (const id of ['telecom', 'police', 'grid'] as const) {
    ({ key: fresh[id] } = (await net.replaceValidator(id, `new ${id}`)) as { key: Uint8Array });
    if (id === 'telecom') await anchorNew('under set 2');
  }
  await anchorNew('under set 4');
  // The court's service follows the sets through its own node.
  bundle = await until('the bundle has three links', async () => {
    const bytes = new Uint8Array(await (await fetch(`${court.url}/api/v1/trust`)).arrayBuffer());
    const found = parseCanonical(bytes, { maxBytes: bytes.length }) as unknown as TrustBundle;
    return found.links.length === 3 && found;
  });
});
afterAll(() => net?.close());

describe('who seals changes three times, by votes and claims on the chain', () => {
  it('receipts of each time are verified by a bundle that has followed', async () => {
    for (const receipt of receipts) expect((await refused(receipt)).verdict).toBe('VERIFIED');
    expect((await judgedBy(court, receipts[1]!, FILE)).sealedBy).toMatchObject({ version: 2 });
    expect((await judgedBy(court, receipts[2]!, FILE)).sealedBy).toMatchObject({ version: 4 });
  });

  it('a bundle that has not followed cannot decide, and says what to do', () => {
    const bytes = utf8(FILE);
    const files = [{ size: bytes.length, sha256: toHex(sha256(bytes)) }];
    const report = verify({ receipt: receipts[2]!, files, trust: openTrust(net.trust) });
    expect(refusal(report)).toEqual({ verdict: 'UNDETERMINED', check: 'anchor.set' });
    expect(report.next).toBe('update-trust');
  });
});

describe('seals of a set that is not the one in force', () => {
  const BY_SEALS = { verdict: 'INVALID', check: 'anchor.seals' };

  it('a validator that seals before it has its seat: refused by anchor.seals', async () => {
    expect(await refused(sealedBy(receipts[0]!, [old('court'), old('grid'), fresh.telecom!]))).toEqual(
      BY_SEALS,
    );
  });

  it('a validator that seals after it was replaced: refused by anchor.seals', async () => {
    expect(await refused(sealedBy(receipts[1]!, [old('court'), old('grid'), old('telecom')]))).toEqual(
      BY_SEALS,
    );
  });

  it('an older set that is still a quorum by number: refused by anchor.seals', async () => {
    const all = [old('court'), old('grid'), old('police'), old('telecom')];
    expect(await refused(sealedBy(receipts[2]!, all))).toEqual(BY_SEALS);
    expect(await refused(sealedBy(receipts[2]!, all.slice(1)))).toEqual(BY_SEALS);
  });

  it('the new set over a block that an older one sealed: refused by anchor.seals', async () => {
    const set4 = [old('court'), fresh.grid!, fresh.police!, fresh.telecom!];
    expect(await refused(sealedBy(receipts[0]!, set4))).toEqual(BY_SEALS);
  });
});

describe('an update of a trust bundle', () => {
  const linkError = (link: number, reason: string) =>
    expect.objectContaining({
      code: 'trust-link-invalid',
      details: expect.objectContaining({ link, reason }),
    });

  it('that skips a link: refused as link-version', () => {
    const [first, , third] = bundle.links;
    expect(() => extendTrust(net.trust, [first, third])).toThrow(linkError(2, 'link-version'));
    expect(() => extendTrust(net.trust, [third])).toThrow(linkError(1, 'link-version'));
  });

  it('that goes back changes nothing', () => {
    const before = bundleWith(bundle.links);
    const after = extendTrust(before, bundle.links.slice(0, 1));
    expect(after.trust.sets).toHaveLength(4);
    expect(Buffer.compare(after.bundle, before)).toBe(0);
  });

  it('from a majority that has left, against a bundle past its leaving: refused by the seals', () => {
    // Those who have left seal another change of their own making: here the last link, sealed by the old keys.
    const left = [old('grid'), old('police'), old('telecom')];
    const forged = withHeader(bundle.links[2]!, (header) => sealHeader(header, left));
    expect(() => extendTrust(bundleWith(bundle.links.slice(0, 2)), [forged])).toThrow(
      linkError(1, 'seal-foreign'),
    );
    // A bundle that already holds the true link passes over the forged one, and stays as it is.
    const whole = bundleWith(bundle.links);
    expect(Buffer.compare(extendTrust(whole, [forged]).bundle, whole)).toBe(0);
  });

  it('from that majority, against a bundle from before: cannot be told, and the documentation says so', () => {
    // Three of the four founding validators, colluding after they have left, seal the first change once more.
    const left = [old('grid'), old('police'), old('telecom')];
    const forged = withHeader(bundle.links[0]!, (header) => sealHeader(header, left));
    expect(extendTrust(net.trust, [forged]).trust.sets).toHaveLength(2);
    const threats = readFileSync(join(import.meta.dirname, '../../docs/threat-model.md'), 'utf8');
    expect(threats).toContain('a bundle from before a removal cannot tell two continuations apart');
  });
});
