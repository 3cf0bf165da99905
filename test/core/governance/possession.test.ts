import { AbiCoder, keccak256 as ethersKeccak } from 'ethers';
import { describe, expect, it } from 'vitest';
import { toHex0x, utf8 } from '../../../core/bytes.ts';
import { canonicalBytes, parseCanonical } from '../../../core/canonical.ts';
import {
  makePossession,
  possessionHash,
  readPossession,
  signPossession,
} from '../../../core/governance/possession.ts';
import { ROLES } from '../../../core/governance/words.ts';
import { agencyKeys } from '../../support/founding.ts';
import { addressFor } from '../../support/ledger-fixture.ts';
import { agencyWord, signPossession as signWithWallet } from '../../support/registry-calls.ts';

const place = { chainId: 20261, registry: addressFor('registry') };
const keys = agencyKeys('land');
const bytes = makePossession(place, 'land', keys);
const code = (name: string) => expect.objectContaining({ code: name });
const changed = (change: object) =>
  canonicalBytes({ ...(parseCanonical(bytes, { maxBytes: 65_536 }) as object), ...change });

describe('a proof of possession', () => {
  it('signs what the registry hashes, as a wallet would', () => {
    for (const role of ['governance', 'operator', 'validator'] as const) {
      const { key, signature } = signPossession(place, 'land', role, keys[role]);
      const hash = possessionHash(place, 'land', role, key);
      const types = ['string', 'uint256', 'address', 'bytes32', 'uint8', 'address'];
      const values = ['jianzheng/possession/1', 20261, place.registry, agencyWord('land')];
      const encoded = AbiCoder.defaultAbiCoder().encode(types, [...values, ROLES.indexOf(role), key]);
      expect(toHex0x(hash)).toBe(ethersKeccak(encoded));
      expect(signature).toBe(signWithWallet(keys[role], toHex0x(hash)));
    }
  });

  it('reads back from its file for its own registry, and for no other', () => {
    expect(readPossession(bytes, place)).toMatchObject({ agency: 'land', ...place });
    for (const other of [
      { ...place, chainId: 20262 },
      { ...place, registry: addressFor('other') },
    ]) {
      expect(() => readPossession(bytes, other)).toThrow(code('possession-elsewhere'));
      // Whoever changes the place in the file only breaks the signatures.
      expect(() => readPossession(changed(other), other)).toThrow(code('possession-invalid'));
    }
  });

  it('holds for one agency and one role', () => {
    const file = readPossession(bytes, place);
    const { governance, operator, validator } = file;
    for (const change of [
      { agency: 'grid' },
      { governance: operator },
      { operator: validator },
      { validator: governance },
      { governance: { key: governance.key, signature: validator.signature } },
      { governance: { key: governance.key, signature: `0x${'00'.repeat(65)}` } },
    ]) {
      expect(() => readPossession(changed(change), place)).toThrow(code('possession-invalid'));
    }
  });

  it('is a file of one form', () => {
    expect(() => readPossession(utf8('{}'), place)).toThrow(code('member-invalid'));
    expect(() => readPossession(changed({ more: 1 }), place)).toThrow(code('member-invalid'));
    expect(() => readPossession(changed({ agency: 'Land' }), place)).toThrow(code('member-invalid'));
  });
});
