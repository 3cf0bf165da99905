import { describe, expect, it } from 'vitest';
import { carryTrust } from '../../../core/bundle/carry-trust.ts';
import { canonicalBytes, parseCanonical } from '../../../core/canonical.ts';
import { headFingerprint } from '../../../core/fingerprint.ts';
import { openTrust } from '../../../core/trust.ts';
import { addressFor, paperChain } from '../../support/ledger-fixture.ts';
import { paperWorld, setChangeLog } from '../../support/paper-world.ts';

const world = paperWorld('production');
const { founding, latest } = world.bundles;
const alone = { added: 0, head: headFingerprint(openTrust(founding)) };

/** A bundle of this founding with one link that those validators sealed. */
function withLink(set: readonly string[], sealedBy: readonly string[]): Uint8Array {
  const chain = paperChain('rival');
  chain.seal(sealedBy, []);
  const log = setChangeLog(world.founding.registry, 2, set.map(addressFor));
  const link = chain.prove(chain.seal(sealedBy, [{ logs: [log] }]), 0);
  return canonicalBytes({ ...(parseCanonical(founding, { maxBytes: 1e6 }) as object), links: [link] });
}

describe('a pinned trust bundle and the links of a case bundle', () => {
  it('is carried forward over sealed sets, and the new head is named', () => {
    const { trust, ...rest } = carryTrust(founding, latest);
    expect(trust.sets).toEqual(openTrust(latest).sets);
    expect(rest).toEqual({ added: 1, head: headFingerprint(openTrust(latest)) });
  });

  it('stays as it is without links, and where it knows more than they do', () => {
    expect(carryTrust(founding, undefined)).toMatchObject(alone);
    const { trust, ...rest } = carryTrust(latest, founding);
    expect(trust.sets).toHaveLength(2);
    expect(rest).toEqual({ added: 0, head: headFingerprint(openTrust(latest)) });
  });

  it('stays as it is, and says why, where they are forged, of another founding, or no links at all', () => {
    const other = paperWorld('rehearsal').bundles.latest;
    const [first] = world.sets;
    for (const [links, refused] of [
      [withLink(['stranger'], ['stranger']), 'seals-too-few'],
      [other, 'trust-other-founding'],
      [new TextEncoder().encode('[7'), 'json-invalid'],
      [new TextEncoder().encode('7'), expect.any(String)],
    ] as const) {
      const { trust, ...rest } = carryTrust(founding, links);
      expect(trust.sets).toEqual([openTrust(founding).sets[0]]);
      expect(rest).toEqual({ ...alone, refused });
    }
    // Two sets of one version, each sealed: the pinned one counts, and the other is not passed over in silence.
    expect(carryTrust(latest, withLink(first!.slice(0, 3), first!)).refused).toBe('link-conflict');
  });
});
