import { Interface } from 'ethers';
import { REGISTRY_FRAGMENTS } from './abi.ts';

/**
 * What an agency says on the chain, as calls of the contracts, and how those refuse. A test holds each line against what
 * the compiler made of the contracts.
 */

const RECORD = '(bytes32 agency, bytes32 leaf, uint64 sequence, uint64 index, bytes32[] path)';
const TERMS = '(bytes32 to, bytes32 purpose, uint48 answerBy, uint48 reportBy)';

export const LEDGER_ACTS = [
  `function attest(${RECORD} record, uint8 opinion, bytes32 reasons)`,
  `function supersede(${RECORD} record, ${RECORD} replacement, bytes32 reason)`,
  `function withdraw(${RECORD} record, bytes32 reason)`,
  'function closeCase(bytes32 commitment, uint64 count, bytes32 head)',
  'error EvidenceLedgerUnknownBatch(bytes32 agency, uint64 sequence)',
  'error EvidenceLedgerUnknownRecord(bytes32 agency, uint64 sequence, bytes32 leaf, uint64 index)',
  'error EvidenceLedgerOwnRecord(bytes32 agency, bytes32 leaf)',
  'error EvidenceLedgerNoOpinion(bytes32 agency, bytes32 leaf)',
  'error EvidenceLedgerNoReason(bytes32 agency, bytes32 leaf)',
  'error EvidenceLedgerSameOpinion(bytes32 agency, bytes32 leaf, bytes32 attester, uint64 number)',
  'error EvidenceLedgerNotSubmitter(bytes32 caller, bytes32 agency, bytes32 leaf)',
  'error EvidenceLedgerNotStanding(bytes32 agency, bytes32 leaf, uint8 standing)',
  'error EvidenceLedgerSameRecord(bytes32 agency, bytes32 leaf)',
  'error EvidenceLedgerInvalidCase(bytes32 agency, bytes32 commitment, uint64 count, bytes32 head)',
  'error EvidenceLedgerCaseClosed(bytes32 agency, bytes32 commitment, uint64 count, bytes32 head)',
] as const;

export const HANDOFF_ACTS = [
  `function offer(${RECORD} record, bytes32 commitment, ${TERMS} terms) returns (uint64 handoff)`,
  `function handOn(uint64 previous, ${TERMS} terms) returns (uint64 handoff)`,
  'function accept(uint64 handoff)',
  'function refuse(uint64 handoff, bytes32 reason)',
  'function recall(uint64 handoff)',
  'function report(uint64 handoff, bool isFinal, bytes32 leaf)',
  'function askExtension(uint64 handoff, uint48 until)',
  'function agreeExtension(uint64 handoff, uint48 until)',
  'function recordOverdue(uint64 handoff)',
  'error CaseHandoffUnknown(uint64 handoff)',
  'error CaseHandoffState(uint64 handoff, uint8 state)',
  'error CaseHandoffWrongAgency(uint64 handoff, bytes32 caller)',
  'error CaseHandoffLate(uint64 handoff, uint48 answerBy, uint256 time)',
  'error CaseHandoffNotOverdue(uint64 handoff, uint48 deadline, uint256 time)',
  'error CaseHandoffOverdueRecorded(uint64 handoff, uint48 deadline)',
  'error CaseHandoffNoDeadline(uint64 handoff)',
  'error CaseHandoffDeadline(uint8 clock, uint48 deadline, uint256 earliest)',
  'error CaseHandoffNotAsked(uint64 handoff, uint48 until, uint48 asked)',
  'error CaseHandoffNotOwner(bytes32 caller, bytes32 agency, bytes32 leaf)',
  'error CaseHandoffUnknownRecord(bytes32 agency, uint64 sequence, bytes32 leaf, uint64 index)',
  'error CaseHandoffToSelf(bytes32 agency)',
  'error CaseHandoffNoSeat(bytes32 agency, uint8 status)',
  'error CaseHandoffNoPurpose(bytes32 to)',
  'error CaseHandoffNoReason(uint64 handoff)',
  'error CaseHandoffNoReport(uint64 handoff)',
  'error CaseHandoffDoubled(uint64 handoff, uint8 state)',
] as const;

/** What one contract refuses with passes through the one that called it. */
export const actInterface = new Interface([...LEDGER_ACTS, ...HANDOFF_ACTS, REGISTRY_FRAGMENTS[1]]);

export type RecordProof = {
  /** Word of the agency, 0x hex. */
  readonly agency: string;
  readonly leaf: string;
  readonly sequence: number;
  readonly index: number;
  readonly path: readonly string[];
};

/** How a contract refuses: the error's name, and its values by name, as texts. */
export type Revert = { readonly error: string; readonly values: Readonly<Record<string, string>> };

/** A refusal out of the data of a revert; a name of its own where it is none that is known. */
export function readRevert(data: unknown): Revert {
  const error = typeof data === 'string' && data.length >= 10 ? actInterface.parseError(data) : null;
  if (!error) return { error: 'Unknown', values: { data: String(data ?? '').slice(0, 74) } };
  const names = error.fragment.inputs.map(({ name }) => name);
  return {
    error: error.name,
    values: Object.fromEntries(
      error.args.map((value: unknown, index: number) => [names[index], String(value)]),
    ),
  };
}
