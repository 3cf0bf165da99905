// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title What was notarized, and what agencies say about it: always a new entry, never overwritten
/// @notice One transaction anchors a batch of 1 to 2^32 records, per agency, in order. What is in a record never
/// reaches the chain: an opinion, a correction, a closing name records and reasons by their hashes.
/// @dev Each event that a receipt or an evidence file proves carries `sealedBy`, the version of the validator set that
/// seals its block: seals alone do not tell which set was in force.
interface IEvidenceLedger {
  /// @notice What an agency says about another agency's record.
  enum Opinion {
    None,
    Confirm,
    Reject,
    Dispute
  }

  /// @notice What became of a record.
  enum Standing {
    Standing,
    Superseded,
    Withdrawn
  }

  /// @notice An anchored batch.
  /// @param root Root of its RFC 9162 tree (SHA-256)
  /// @param size Number of its records, as its agency claims: the chain cannot count them
  /// @param blockNumber Block that holds the anchor
  /// @param sealedBy Version of the validator set that seals that block
  struct Batch {
    bytes32 root;
    uint64 size;
    uint64 blockNumber;
    uint64 sealedBy;
  }

  /// @notice Where a record is, and the proof of it (RFC 9162, section 2.1.3.2).
  /// @param agency Agency that anchored it
  /// @param leaf Leaf hash of the record, its ID
  /// @param sequence Number of the batch
  /// @param index Position of the record in its batch, from 0
  /// @param path Hashes of the siblings, from the leaf up
  struct RecordProof {
    bytes32 agency;
    bytes32 leaf;
    uint64 sequence;
    uint64 index;
    bytes32[] path;
  }

  /// @notice One opinion on a record.
  /// @param attester Agency whose opinion it is
  /// @param reasons Leaf hash of the record that holds the reasons; zero for a confirmation without any
  /// @param previous Number of the same agency's opinion before it, 0 if this is its first
  /// @param blockNumber Block that holds it
  /// @param sealedBy Version of the validator set that seals that block
  /// @param opinion What it says
  struct Attestation {
    bytes32 attester;
    bytes32 reasons;
    uint64 previous;
    uint64 blockNumber;
    uint64 sealedBy;
    Opinion opinion;
  }

  /// @notice What its own agency said about a record later. All zero for one that stands.
  /// @param replacement Leaf hash of the record that takes its place; zero when it was withdrawn
  /// @param reason Hash of the reason
  /// @param blockNumber Block that holds the correction
  /// @param sealedBy Version of the validator set that seals that block
  /// @param standing Superseded or withdrawn
  struct Correction {
    bytes32 replacement;
    bytes32 reason;
    uint64 blockNumber;
    uint64 sealedBy;
    Standing standing;
  }

  /// @notice A closed case. All zero for one that is open.
  /// @param head Leaf hash of its last record
  /// @param count Number of its records
  /// @param blockNumber Block that holds the closing
  /// @param sealedBy Version of the validator set that seals that block
  struct ClosedCase {
    bytes32 head;
    uint64 count;
    uint64 blockNumber;
    uint64 sealedBy;
  }

  /// @notice A batch was anchored, in a block that the validator set `sealedBy` seals.
  event BatchAnchored(
    bytes32 indexed agency,
    uint64 indexed sequence,
    bytes32 root,
    uint64 size,
    uint64 sealedBy
  );

  /// @notice An agency gave an opinion on the record `leaf` of `agency`, in a block that the set `sealedBy` seals.
  /// @param number Number of the opinion among all on this record, from 1: one that is left out leaves a gap
  /// @param previous Number of the same agency's opinion before it, 0 if this is its first
  event RecordAttested(
    bytes32 indexed agency,
    bytes32 indexed leaf,
    bytes32 indexed attester,
    uint64 sequence,
    uint64 number,
    uint64 previous,
    Opinion opinion,
    bytes32 reasons,
    uint64 sealedBy
  );

  /// @notice An agency put `replacement` in the place of its record `leaf`, in a block that `sealedBy` seals.
  event RecordSuperseded(
    bytes32 indexed agency,
    bytes32 indexed leaf,
    bytes32 indexed replacement,
    uint64 sequence,
    uint64 replacementSequence,
    bytes32 reason,
    uint64 sealedBy
  );

  /// @notice An agency no longer stands by its record `leaf`, in a block that `sealedBy` seals.
  event RecordWithdrawn(
    bytes32 indexed agency,
    bytes32 indexed leaf,
    uint64 sequence,
    bytes32 reason,
    uint64 sealedBy
  );

  /// @notice An agency says that a case of its own has `count` records, `head` the last, in a block that `sealedBy`
  /// seals.
  event CaseClosed(
    bytes32 indexed agency,
    bytes32 indexed commitment,
    uint64 count,
    bytes32 head,
    uint64 sealedBy
  );

  /// @notice An agency's batches are numbered from 1 without a gap.
  error EvidenceLedgerWrongSequence(bytes32 agency, uint64 expected, uint64 given);
  /// @notice A batch holds 1 to 2^32 records.
  error EvidenceLedgerInvalidSize(uint64 size);
  /// @notice The zero root is no tree's.
  error EvidenceLedgerEmptyRoot(bytes32 agency, uint64 sequence);
  /// @notice No such batch is anchored.
  error EvidenceLedgerUnknownBatch(bytes32 agency, uint64 sequence);
  /// @notice This leaf does not stand at this place of the batch.
  error EvidenceLedgerUnknownRecord(bytes32 agency, uint64 sequence, bytes32 leaf, uint64 index);
  /// @notice An agency has no opinion on a record of its own: it supersedes or withdraws it.
  error EvidenceLedgerOwnRecord(bytes32 agency, bytes32 leaf);
  /// @notice Confirm, reject or dispute.
  error EvidenceLedgerNoOpinion(bytes32 agency, bytes32 leaf);
  /// @notice A rejection, a dispute and a correction name the hash of their reason.
  error EvidenceLedgerNoReason(bytes32 agency, bytes32 leaf);
  /// @notice The agency's last opinion on this record, `number`, says this already.
  error EvidenceLedgerSameOpinion(bytes32 agency, bytes32 leaf, bytes32 attester, uint64 number);
  /// @notice There is no such opinion on this record.
  error EvidenceLedgerUnknownOpinion(bytes32 agency, bytes32 leaf, uint64 number);
  /// @notice Only the agency that submitted a record corrects it.
  error EvidenceLedgerNotSubmitter(bytes32 caller, bytes32 agency, bytes32 leaf);
  /// @notice The record was superseded or withdrawn before.
  error EvidenceLedgerNotStanding(bytes32 agency, bytes32 leaf, Standing standing);
  /// @notice No record takes its own place.
  error EvidenceLedgerSameRecord(bytes32 agency, bytes32 leaf);
  /// @notice A case has 1 to 2^53 - 1 records, and a head.
  error EvidenceLedgerInvalidCase(bytes32 agency, bytes32 commitment, uint64 count, bytes32 head);
  /// @notice The agency closed this case before.
  error EvidenceLedgerCaseClosed(bytes32 agency, bytes32 commitment, uint64 count, bytes32 head);

  /// @notice Anchors the next batch of the agency for which the caller operates.
  /// @param sequence The agency's next number: the same batch, sent twice, is refused the second time
  /// @param root Root of the batch's tree, not zero
  /// @param size Number of its records, 1 to 2^32
  function anchor(uint64 sequence, bytes32 root, uint64 size) external;

  /// @notice Gives an opinion of the caller's agency on another agency's record. It adds to what the agency said
  /// before; nothing is taken back.
  /// @param record The record and the proof that it was anchored
  /// @param opinion Confirm, reject or dispute
  /// @param reasons Leaf hash of the record that holds the reasons; zero only with a confirmation
  function attest(RecordProof calldata record, Opinion opinion, bytes32 reasons) external;

  /// @notice Puts a later record in the place of one; both belong to the caller's agency and stand until now.
  /// @param record The record that is replaced
  /// @param replacement The record that takes its place
  /// @param reason Hash of the reason, not zero
  function supersede(RecordProof calldata record, RecordProof calldata replacement, bytes32 reason) external;

  /// @notice Says that the caller's agency no longer stands by a record of its own.
  /// @param reason Hash of the reason, not zero
  function withdraw(RecordProof calldata record, bytes32 reason) external;

  /// @notice Says that a case of the caller's agency is whole. Once, for ever.
  /// @param commitment The case, as each of its records commits to it
  /// @param count Number of its records, 1 to 2^53 - 1
  /// @param head Leaf hash of the last of them, not zero
  function closeCase(bytes32 commitment, uint64 count, bytes32 head) external;

  /// @notice The registry that says who may anchor.
  function registry() external view returns (address);

  /// @notice Number of batches that an agency has anchored: its last sequence.
  function batchCount(bytes32 agency) external view returns (uint64);

  /// @notice An anchored batch. Reverts if there is none.
  function batchAt(
    bytes32 agency,
    uint64 sequence
  ) external view returns (bytes32 root, uint64 size, uint64 blockNumber, uint64 sealedBy);

  /// @notice Whether a record is in an anchored batch (RFC 9162, section 2.1.3.2). Reverts if there is no such batch.
  /// @param agency Agency that anchored it
  /// @param sequence Its number
  /// @param leaf Leaf hash of the record, its ID
  /// @param index Position of the record, from 0
  /// @param path Hashes of the siblings, from the leaf up
  function verifyInclusion(
    bytes32 agency,
    uint64 sequence,
    bytes32 leaf,
    uint64 index,
    bytes32[] calldata path
  ) external view returns (bool);

  /// @notice Number of opinions on a record, of all agencies together.
  function opinionCount(bytes32 agency, bytes32 leaf) external view returns (uint64);

  /// @notice Number of an agency's last opinion on a record, 0 if it gave none.
  function lastOpinionOf(bytes32 agency, bytes32 leaf, bytes32 attester) external view returns (uint64);

  /// @notice An opinion on a record by its number, from 1. Reverts if there is none.
  function opinionAt(bytes32 agency, bytes32 leaf, uint64 number) external view returns (Attestation memory);

  /// @notice What became of a record. All zero for one that stands, or that nobody ever anchored.
  function correctionOf(bytes32 agency, bytes32 leaf) external view returns (Correction memory);

  /// @notice How an agency closed a case. All zero for one that it never closed.
  function closedCase(bytes32 agency, bytes32 commitment) external view returns (ClosedCase memory);
}
