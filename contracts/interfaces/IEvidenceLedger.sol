// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title What was notarized: roots of batches of records, per agency, in order, never overwritten
/// @notice One transaction anchors a batch of 1 to 2^32 records. What is in a record never reaches the chain.
interface IEvidenceLedger {
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

  /// @notice A batch was anchored, in a block that the validator set `sealedBy` seals.
  event BatchAnchored(
    bytes32 indexed agency,
    uint64 indexed sequence,
    bytes32 root,
    uint64 size,
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

  /// @notice Anchors the next batch of the agency for which the caller operates.
  /// @param sequence The agency's next number: the same batch, sent twice, is refused the second time
  /// @param root Root of the batch's tree, not zero
  /// @param size Number of its records, 1 to 2^32
  function anchor(uint64 sequence, bytes32 root, uint64 size) external;

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
}
