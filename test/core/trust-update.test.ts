import { describe, expect, it } from 'vitest';
import { parseCanonical } from '../../core/canonical.ts';
import { grouped, headFingerprint } from '../../core/fingerprint.ts';
import { openTrust } from '../../core/trust.ts';
import { readOffer, updateTrust } from '../../core/trust-update.ts';
import { addressFor, noiseLog, paperChain } from '../support/ledger-fixture.ts';
import { paperWorld, setChangeLog, validatorsOf } from '../support/paper-world.ts';

const world = paperWorld('production');
const { founding: founded, latest } = world.bundles;
const parsed = (bytes: Uint8Array) =>
  parseCanonical(bytes, { maxBytes: 1e6 }) as { links: unknown[]; founding: object };
const { links } = parsed(latest);

/** A link to this version, on a chain of its own. */
function rival(version: number, set: readonly string[], sealedBy: readonly string[], registry?: string) {
  const chain = paperChain(`rival ${version}`);
  chain.seal(sealedBy, []);
  const log = setChangeLog(registry ?? world.founding.registry, version, set.map(addressFor));
  return chain.prove(chain.seal(sealedBy, [{ logs: [noiseLog('r')] }, { logs: [log] }]), 1);
}
const code = (expected: string, details: object = {}) =>
  expect.objectContaining({ code: expected, details: expect.objectContaining(details) });
const linkRefused = (link: number, reason: string) => code('trust-link-invalid', { link, reason });

describe('an update of a trust bundle', () => {
  it('takes links from another bundle, from JSON with links and from a list, to the same bytes', () => {
    for (const source of [parsed(latest), { links, note: 'anything' }, links]) {
      const update = updateTrust(founded, readOffer(source));
      expect(update.bundle).toEqual(latest);
      expect(update.added).toBe(1);
    }
    expect(updateTrust(latest, readOffer(parsed(latest)))).toMatchObject({ added: 0, bundle: latest });
  });

  it('refuses what offers no links, and says so of a receipt', () => {
    const receipt = JSON.parse(Buffer.from(world.grid.receipts[0]!).toString('utf8'));
    for (const value of [null, 7, 'x', {}, { links: 7 }, receipt, { founding: {}, links }]) {
      expect(() => readOffer(value)).toThrow(code('trust-offer-invalid'));
    }
  });

  it('refuses a bundle of another founding document, though its keys are the same', () => {
    const rehearsal = paperWorld('rehearsal').bundles.latest;
    expect(() => updateTrust(founded, readOffer(parsed(rehearsal)))).toThrow(code('trust-other-founding'));
  });

  it('refuses a link of another chain, and a skipped one', () => {
    const set = validatorsOf(['court', 'grid', 'police']);
    const foreign = rival(2, set, world.sets[0]!, paperWorld('rehearsal').founding.registry);
    expect(() => updateTrust(founded, { links: [foreign] })).toThrow(linkRefused(1, 'link-emitter'));
    const skipping = rival(3, set, world.sets[0]!);
    expect(() => updateTrust(founded, { links: [skipping] })).toThrow(linkRefused(1, 'link-version'));
  });

  it('refuses to go back to a bundle that ends earlier', () => {
    expect(() => updateTrust(latest, readOffer(parsed(founded)))).toThrow(
      code('trust-behind', { held: 1, offered: 0 }),
    );
  });

  it('refuses another history by a majority that has left, and names it a conflict only where it is sealed', () => {
    const removed = rival(2, world.sets[0]!.slice(0, 3), world.sets[0]!);
    expect(() => updateTrust(latest, { links: [removed] })).toThrow(linkRefused(1, 'link-conflict'));
    const invented = rival(2, world.sets[0]!.slice(0, 3), ['s1', 's2', 's3', 's4']);
    expect(() => updateTrust(latest, { links: [invented] })).toThrow(linkRefused(1, 'seal-foreign'));
    // Against a bundle from before the removal it cannot be told: the fingerprints of the two heads differ.
    const misled = updateTrust(founded, { links: [removed] }).trust;
    expect(headFingerprint(misled)).not.toBe(headFingerprint(openTrust(latest)));
  });
});

describe('fingerprints', () => {
  it('of a head is the same for the same history, and other for each other part of one', () => {
    const trust = openTrust(latest);
    const known = headFingerprint(trust);
    expect(known).toMatch(/^[0-9a-f]{64}$/);
    expect(headFingerprint(openTrust(parsed(latest)))).toBe(known);
    const others = [
      openTrust(founded),
      { ...trust, foundingHash: '0'.repeat(64) },
      { ...trust, changedAt: [0, 99] },
      { ...trust, sets: [trust.sets[0]!, trust.sets[0]!] },
    ].map(headFingerprint);
    expect(new Set([known, ...others]).size).toBe(5);
  });

  it('is read in groups of four digits that give the whole of it back', () => {
    const text = grouped(openTrust(latest).foundingHash);
    expect(text.split(' ')).toHaveLength(16);
    expect(text.replaceAll(' ', '')).toBe(openTrust(latest).foundingHash);
  });
});
