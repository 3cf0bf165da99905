import { selectorOf, wordsOf } from '../abi.ts';
import { equal } from '../bytes.ts';
import { FormatError } from '../errors.ts';
import { readValues, type Values } from './values.ts';
import { MOTION_STATUSES } from './words.ts';

/** Why the registry refused, as a stable code with values; sentences for each stand in language/governance.ts. */
export type RegistryRefusal = { readonly code: string; readonly values: Values };

/** Solidity's signature, our code, and the names of its values. `{motionStatus}` in a code is filled by that value. */
const ERRORS: readonly (readonly [string, string, string])[] = [
  ['AgencyRegistryInvalidId(bytes32)', 'registry-invalid-id', 'agency'],
  ['AgencyRegistryZeroKey(bytes32)', 'registry-zero-key', 'agency'],
  ['AgencyRegistryKeyUsed(address,bytes32,uint8)', 'registry-key-used', 'key agency role'],
  ['AgencyRegistryPossession(bytes32,uint8,address)', 'registry-possession', 'agency role key'],
  ['AgencyRegistryNotVoter(address)', 'registry-not-voter', 'key'],
  ['AgencyRegistryNotGovernance(address)', 'registry-not-governance', 'key'],
  ['AgencyRegistryNotOperator(bytes32,address)', 'registry-not-operator', 'agency key'],
  ['AgencyRegistryStatus(bytes32,uint8)', 'registry-status', 'agency status'],
  ['AgencyRegistryMotionOpen(bytes32,uint64)', 'registry-motion-open', 'agency motion'],
  ['AgencyRegistryMotionNotOpen(uint64,uint8)', 'registry-motion-{motionStatus}', 'motion motionStatus'],
  ['AgencyRegistryVoted(uint64,bytes32)', 'registry-voted', 'motion agency'],
  ['AgencyRegistryNotProposer(uint64,bytes32)', 'registry-not-proposer', 'motion agency'],
  ['AgencyRegistryFull(uint256)', 'registry-full', 'seats'],
  ['AgencyRegistrySeats(uint256,uint256)', 'registry-seats', 'seats least'],
  ['AgencyRegistryVoters(uint256,uint256)', 'registry-voters', 'voters needed'],
  ['AgencyRegistrySetChanged(uint64,uint256)', 'registry-set-changed', 'version block'],
  ['AgencyRegistryNoClaim(address,bytes32)', 'registry-no-claim', 'key agency'],
  [
    'AgencyRegistrySuccessorCode(address,bytes32,bytes32)',
    'registry-successor-code',
    'ledger expected found',
  ],
  ['AgencyRegistrySuccessorBlock(uint64,uint256)', 'registry-successor-block', 'from latest'],
];

/** Every code that `readRevert` gives. */
export const REFUSAL_CODES: readonly string[] = ERRORS.flatMap(([, code]) =>
  code.includes('{')
    ? MOTION_STATUSES.filter((status) => status !== 'open').map((status) =>
        code.replace('{motionStatus}', status),
      )
    : code,
);

/** The errors' signatures in Solidity. */
export const REFUSAL_SIGNATURES: readonly string[] = ERRORS.map(([signature]) => signature);

/**
 * What a revert's data says.
 * @returns undefined for data that is no error of the registry that one of our calls can meet
 */
export function readRevert(data: Uint8Array): RegistryRefusal | undefined {
  const found = ERRORS.find(([signature]) => equal(selectorOf(signature), data.subarray(0, 4)));
  if (found === undefined) return undefined;
  const [, code, names] = found;
  try {
    const values = readValues(names, wordsOf(data.subarray(4)));
    return { code: code.replace('{motionStatus}', String(values.motionStatus)), values };
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}
