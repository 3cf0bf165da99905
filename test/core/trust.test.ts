import { describe, expect, it } from 'vitest';
import { toHex } from '../../core/bytes.ts';
import { canonicalBytes, parseCanonical } from '../../core/canonical.ts';
import { foundingOf, signFounding } from '../../core/founding.ts';
import { foundingHash } from '../../core/founding-document.ts';
import type { SealedLog } from '../../core/sealed-log.ts';
import { extendTrust, foundingTrust, openTrust, type TrustBundle } from '../../core/trust.ts';
import { addressFor, bytesFor, noiseLog, type PaperChain, paperChain } from '../support/ledger-fixture.ts';
import { FOUR, paperDocument, setChangeLog, validatorsOf } from '../support/paper-world.ts';

const document = paperDocument('production', FOUR);
const { registry } = foundingOf(document);
const signatures = document.agencies.flatMap(({ id }) =>
  ['governance', 'operator', 'validator'].map((role) => signFounding(document, bytesFor(`${id} ${role}`))),
);
const bundle0 = foundingTrust({ document, signatures });

/** Sets 1 to 4, by the names of their keys: one joins, one leaves, one replaces its validator. */
const SETS = [
  validatorsOf(FOUR),
  validatorsOf([...FOUR, 'telecom']),
  validatorsOf(['grid', 'police', 'reform', 'telecom']),
  [...validatorsOf(['grid', 'police', 'reform']), 'telecom new validator'],
];

type Change = { set: string[]; version: number; signers?: string[]; emitter?: string; succeeded?: boolean };

function seal(chain: PaperChain, change: Change, sealedBy: readonly string[]): SealedLog {
  const log = setChangeLog(change.emitter ?? registry, change.version, change.set.map(addressFor));
  const transaction = { succeeded: change.succeeded ?? true, logs: [noiseLog('x'), log] };
  const options = change.signers ? { signers: change.signers } : {};
  return chain.prove(chain.seal(sealedBy, [{ logs: [] }, transaction], options), 1, 1);
}

const chain = paperChain('trust');
chain.seal(SETS[0]!, []);
const links = SETS.slice(1).map((set, i) => {
  const link = seal(chain, { set, version: i + 2 }, SETS[i]!);
  chain.seal(set, []);
  return link;
});
const bundleOf = (given: readonly unknown[]) =>
  canonicalBytes({ format: 'jianzheng/trust/1', founding: document, links: given, signatures });
/** Of the link to the set of this version, where all links lead to sets. */
const linkError = (version: number, reason: string) => placeError(version - 1, reason);
const placeError = (link: number, reason: string) =>
  expect.objectContaining({
    code: 'trust-link-invalid',
    details: expect.objectContaining({ link, reason }),
  });

describe('a trust bundle', () => {
  it('says who founded the chain, and gives the contracts their addresses', () => {
    const trust = openTrust(bundle0);
    expect(trust.foundingHash).toBe(toHex(foundingHash(document)));
    expect(trust.registry).toBe(registry);
    expect(trust.sets).toEqual([SETS[0]!.map(addressFor)]);
    expect(trust.agencies.map(({ id }) => id)).toEqual([...FOUR]);
    expect(openTrust(parseCanonical(bundle0, { maxBytes: 1e6 }))).toEqual(trust);
  });

  it('follows each change of the validators from the founding set on', () => {
    const trust = openTrust(bundleOf(links));
    expect(trust.sets).toEqual(SETS.map((set) => set.map(addressFor)));
    expect(trust.changedAt).toEqual([0, 2, 4, 6]);
  });

  it('is refused with a link missing, doubled, swapped or in front', () => {
    const [two, three, four] = links as [SealedLog, SealedLog, SealedLog];
    expect(() => openTrust(bundleOf([three]))).toThrow(linkError(2, 'link-version'));
    expect(() => openTrust(bundleOf([two, four]))).toThrow(linkError(3, 'link-version'));
    expect(() => openTrust(bundleOf([two, two]))).toThrow(linkError(3, 'link-version'));
    expect(() => openTrust(bundleOf([three, two]))).toThrow(linkError(2, 'link-version'));
  });

  it('is refused when a link is sealed by the incoming set, or by less than a quorum of the outgoing one', () => {
    const next = SETS[1]!;
    const incoming = seal(paperChain('a'), { set: next, version: 2, signers: next.slice(1) }, next);
    expect(() => openTrust(bundleOf([incoming]))).toThrow(linkError(2, 'seal-foreign'));
    const two = { set: next, version: 2, signers: SETS[0]!.slice(0, 2) };
    expect(() => openTrust(bundleOf([seal(paperChain('b'), two, SETS[0]!)]))).toThrow(
      linkError(2, 'seals-too-few'),
    );
    const mixed = { set: next, version: 2, signers: [...SETS[0]!.slice(0, 2), 'telecom validator'] };
    expect(() => openTrust(bundleOf([seal(paperChain('c'), mixed, SETS[0]!)]))).toThrow(
      linkError(2, 'seal-foreign'),
    );
  });

  it('is refused when an old set tries to go another way after it has been replaced', () => {
    const fork = paperChain('d');
    for (let i = 0; i < 6; i++) fork.seal(SETS[0]!, []);
    const usurper = seal(fork, { set: SETS[0]!, version: 4 }, SETS[0]!);
    expect(() => openTrust(bundleOf([...links.slice(0, 2), usurper]))).toThrow(linkError(4, 'seal-foreign'));
  });

  it('is refused when the log is not of the pinned registry, of a failed transaction, or another event', () => {
    const rehearsal = foundingOf(paperDocument('rehearsal', FOUR)).registry;
    const set = SETS[1]!;
    const foreign = seal(paperChain('e'), { set, version: 2, emitter: rehearsal }, SETS[0]!);
    expect(() => openTrust(bundleOf([foreign]))).toThrow(linkError(2, 'link-emitter'));
    const failed = seal(paperChain('f'), { set, version: 2, succeeded: false }, SETS[0]!);
    expect(() => openTrust(bundleOf([failed]))).toThrow(linkError(2, 'link-failed'));
    const other = paperChain('g');
    const number = other.seal(SETS[0]!, [{ logs: [{ ...noiseLog('x'), address: registry }] }]);
    expect(() => openTrust(bundleOf([other.prove(number, 0)]))).toThrow(linkError(2, 'event-other'));
  });

  it('is refused when a later set is said to begin in an earlier block', () => {
    const early = paperChain('h');
    const three = seal(early, { set: SETS[2]!, version: 3 }, SETS[1]!);
    expect(() => openTrust(bundleOf([links[0], three]))).toThrow(linkError(3, 'link-order'));
    const same = paperChain('i');
    same.seal(SETS[0]!, []);
    const inOneBlock = seal(same, { set: SETS[2]!, version: 3 }, SETS[1]!);
    expect(() => openTrust(bundleOf([links[0], inOneBlock]))).toThrow(linkError(3, 'link-order'));
  });

  it('is refused when its document or one signature is another', () => {
    const parsed = parseCanonical(bundleOf(links), { maxBytes: 1e6 }) as unknown as TrustBundle;
    const other = paperDocument('rehearsal', FOUR);
    expect(() => openTrust({ ...parsed, founding: other })).toThrow(
      expect.objectContaining({ code: 'founding-signature-invalid' }),
    );
    expect(() => openTrust({ ...parsed, signatures: signatures.slice(1) })).toThrow(
      expect.objectContaining({ code: 'founding-signatures-incomplete' }),
    );
    const { links: _, ...without } = parsed;
    for (const value of [null, without, { ...parsed, extra: 1 }, { ...parsed, format: 'x' }]) {
      expect(() => openTrust(value)).toThrow(expect.objectContaining({ code: 'member-invalid' }));
    }
  });
});

describe('carrying a bundle forward', () => {
  it('appends links, whether one at a time or all at once', () => {
    const once = extendTrust(bundle0, links);
    expect(once.bundle).toEqual(bundleOf(links));
    expect(once.trust).toEqual(openTrust(once.bundle));
    let bundle = bundle0;
    for (const link of links) bundle = extendTrust(bundle, [link]).bundle;
    expect(bundle).toEqual(once.bundle);
  });

  it('passes over links to sets that it knows, and never replaces one', () => {
    const full = bundleOf(links);
    expect(extendTrust(full, links).bundle).toEqual(full);
    expect(extendTrust(bundleOf(links.slice(0, 2)), links).bundle).toEqual(full);
    const rival = seal(paperChain('rival'), { set: SETS[2]!, version: 2 }, SETS[0]!);
    expect(extendTrust(full, [rival]).bundle).toEqual(full);
  });

  it('refuses a gap and a link that does not hold, and leaves the bundle as it was', () => {
    expect(() => extendTrust(bundle0, links.slice(1))).toThrow(linkError(2, 'link-version'));
    const forged = { ...links[0]!, header: links[1]!.header };
    expect(() => extendTrust(bundle0, [forged])).toThrow(
      expect.objectContaining({ code: 'trust-link-invalid' }),
    );
    expect(() => extendTrust(bundle0, [null])).toThrow(linkError(2, 'member-invalid'));
  });

  it('follows a hundred changes in seconds, and at once where the seals are known', () => {
    const long = paperChain('long');
    long.seal(SETS[0]!, []);
    const many: SealedLog[] = [];
    for (let version = 2; version <= 101; version++) {
      const [from, to] = version % 2 === 0 ? [SETS[0]!, SETS[1]!] : [SETS[1]!, SETS[0]!];
      many.push(seal(long, { set: to, version }, from));
    }
    const cache = new Map();
    const start = performance.now();
    const { bundle, trust } = extendTrust(bundle0, many, cache);
    const cold = performance.now() - start;
    expect(trust.sets.length).toBe(101);
    expect(cold).toBeLessThan(10_000);
    const again = performance.now();
    expect(openTrust(bundle, cache).sets.length).toBe(101);
    expect(performance.now() - again).toBeLessThan(cold);
  });
});
