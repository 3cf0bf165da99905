import { utf8 } from '../../core/bytes.ts';
import { sha256 } from '../../core/digests.ts';
import { signFounding } from '../../core/founding.ts';
import { type CreationCode, contractsOf, type FoundingDocument } from '../../core/founding-document.ts';
import { addressOfKey } from '../../core/signature.ts';

/** Founding documents for tests. Keys follow from labels, so every run has the same ones. */

export function testKey(label: string): Uint8Array {
  return sha256(utf8(`test key ${label}`));
}

/** Keys of an agency `id`: governance, one operator, validator. */
export function agencyKeys(id: string) {
  return { governance: testKey(`${id} g`), operator: testKey(`${id} o`), validator: testKey(`${id} v`) };
}

/** Stands in for the contracts where nothing runs them. */
export const STAND_IN_CODE: CreationCode = {
  AgencyRegistry: '0x6001',
  EvidenceLedger: '0x6002',
  CaseHandoff: '0x6003',
};

/** A document of these agencies, one operator each. `ids` in ascending order. */
export function testDocument(
  ids: readonly string[] = ['grid'],
  code: CreationCode = STAND_IN_CODE,
  forks: 'berlin' | 'london' = 'berlin',
): FoundingDocument {
  return {
    agencies: ids.map((id) => {
      const keys = agencyKeys(id);
      return {
        governance: addressOfKey(keys.governance),
        id,
        name: { en: `Agency ${id}`, zh: `机构 ${id}` },
        operators: [addressOfKey(keys.operator)],
        validator: addressOfKey(keys.validator),
      };
    }),
    chainId: 20261,
    consortium: { en: 'Test consortium', zh: '测试联盟' },
    contracts: contractsOf(code),
    format: 'jianzheng/founding/1',
    genesis: { forks, gasLimit: 100_000_000, timestamp: 1_790_000_000 },
  };
}

/** Signatures by every key of a `testDocument`. */
export function testSignatures(document: FoundingDocument) {
  return document.agencies.flatMap(({ id }) => {
    const { governance, operator, validator } = agencyKeys(id);
    return [governance, operator, validator].map((key) => signFounding(document, key));
  });
}
