// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IAgencyRegistry} from "./interfaces/IAgencyRegistry.sol";
import {IEvidenceLedger} from "./interfaces/IEvidenceLedger.sol";
import {RFC9162} from "./lib/RFC9162.sol";

/// @title What was notarized, and what agencies say about it
/// @dev An anchor writes two new slots and the agency's counter, whatever the batch's size.
/// A record is its agency and its leaf: another agency may anchor the same leaf, and speaks for itself alone.
contract EvidenceLedger is IEvidenceLedger {
  uint64 private constant LARGEST_BATCH = 2 ** 32;

  /// @dev A record's position counts as far: what JSON holds exactly.
  uint64 private constant LONGEST_CASE = 2 ** 53 - 1;

  IAgencyRegistry private immutable REGISTRY;

  mapping(bytes32 agency => uint64 count) private _counts;
  mapping(bytes32 agency => mapping(uint64 sequence => Batch batch)) private _batches;
  mapping(bytes32 agency => mapping(bytes32 leaf => Attestation[] opinions)) private _opinions;
  mapping(bytes32 agency => mapping(bytes32 leaf => mapping(bytes32 attester => uint64 number)))
    private _lastOpinions;
  mapping(bytes32 agency => mapping(bytes32 leaf => Correction correction)) private _corrections;
  mapping(bytes32 agency => mapping(bytes32 commitment => ClosedCase closed)) private _closedCases;

  /// @param registry_ The registry that says who may anchor
  constructor(address registry_) {
    REGISTRY = IAgencyRegistry(registry_);
  }

  /// @inheritdoc IEvidenceLedger
  function anchor(uint64 sequence, bytes32 root, uint64 size) external {
    (bytes32 agency, uint64 sealedBy) = REGISTRY.anchoringRights(msg.sender);
    uint64 expected = _counts[agency] + 1;
    if (sequence != expected) revert EvidenceLedgerWrongSequence(agency, expected, sequence);
    if (size == 0 || size > LARGEST_BATCH) revert EvidenceLedgerInvalidSize(size);
    if (root == 0) revert EvidenceLedgerEmptyRoot(agency, sequence);
    _counts[agency] = sequence;
    _batches[agency][sequence] = Batch({
      root: root,
      size: size,
      blockNumber: SafeCast.toUint64(block.number),
      sealedBy: sealedBy
    });
    emit BatchAnchored(agency, sequence, root, size, sealedBy);
  }

  /// @inheritdoc IEvidenceLedger
  function attest(RecordProof calldata record, Opinion opinion, bytes32 reasons) external {
    (bytes32 attester, uint64 sealedBy) = REGISTRY.anchoringRights(msg.sender);
    (bytes32 agency, bytes32 leaf) = (record.agency, record.leaf);
    if (attester == agency) revert EvidenceLedgerOwnRecord(agency, leaf);
    if (opinion == Opinion.None) revert EvidenceLedgerNoOpinion(agency, leaf);
    if (reasons == 0 && opinion != Opinion.Confirm) revert EvidenceLedgerNoReason(agency, leaf);
    _checkIncluded(record);
    Attestation[] storage opinions = _opinions[agency][leaf];
    uint64 previous = _lastOpinions[agency][leaf][attester];
    if (previous != 0 && _says(opinions[previous - 1], opinion, reasons)) {
      revert EvidenceLedgerSameOpinion(agency, leaf, attester, previous);
    }
    opinions.push(
      Attestation({
        attester: attester,
        reasons: reasons,
        previous: previous,
        blockNumber: SafeCast.toUint64(block.number),
        sealedBy: sealedBy,
        opinion: opinion
      })
    );
    uint64 number = SafeCast.toUint64(opinions.length);
    _lastOpinions[agency][leaf][attester] = number;
    emit RecordAttested(
      agency,
      leaf,
      attester,
      record.sequence,
      number,
      previous,
      opinion,
      reasons,
      sealedBy
    );
  }

  /// @inheritdoc IEvidenceLedger
  function supersede(RecordProof calldata record, RecordProof calldata replacement, bytes32 reason) external {
    uint64 sealedBy = _checkCorrection(record, reason);
    (bytes32 agency, bytes32 leaf) = (record.agency, record.leaf);
    if (replacement.agency != agency) {
      revert EvidenceLedgerNotSubmitter(agency, replacement.agency, replacement.leaf);
    }
    if (replacement.leaf == leaf) revert EvidenceLedgerSameRecord(agency, leaf);
    // Whatever takes a place stands itself, so no chain of replacements ever comes back to where it began.
    _checkStanding(agency, replacement.leaf);
    _checkIncluded(replacement);
    _correct(agency, leaf, Standing.Superseded, replacement.leaf, reason, sealedBy);
    emit RecordSuperseded(
      agency,
      leaf,
      replacement.leaf,
      record.sequence,
      replacement.sequence,
      reason,
      sealedBy
    );
  }

  /// @inheritdoc IEvidenceLedger
  function withdraw(RecordProof calldata record, bytes32 reason) external {
    uint64 sealedBy = _checkCorrection(record, reason);
    _correct(record.agency, record.leaf, Standing.Withdrawn, 0, reason, sealedBy);
    emit RecordWithdrawn(record.agency, record.leaf, record.sequence, reason, sealedBy);
  }

  /// @inheritdoc IEvidenceLedger
  function closeCase(bytes32 commitment, uint64 count, bytes32 head) external {
    (bytes32 agency, uint64 sealedBy) = REGISTRY.anchoringRights(msg.sender);
    if (count == 0 || count > LONGEST_CASE || head == 0) {
      revert EvidenceLedgerInvalidCase(agency, commitment, count, head);
    }
    ClosedCase storage closed = _closedCases[agency][commitment];
    if (closed.count != 0) revert EvidenceLedgerCaseClosed(agency, commitment, closed.count, closed.head);
    _closedCases[agency][commitment] = ClosedCase({
      head: head,
      count: count,
      blockNumber: SafeCast.toUint64(block.number),
      sealedBy: sealedBy
    });
    emit CaseClosed(agency, commitment, count, head, sealedBy);
  }

  /// @inheritdoc IEvidenceLedger
  function registry() external view returns (address) {
    return address(REGISTRY);
  }

  /// @inheritdoc IEvidenceLedger
  function batchCount(bytes32 agency) external view returns (uint64) {
    return _counts[agency];
  }

  /// @inheritdoc IEvidenceLedger
  function batchAt(
    bytes32 agency,
    uint64 sequence
  ) external view returns (bytes32 root, uint64 size, uint64 blockNumber, uint64 sealedBy) {
    Batch storage batch = _batchAt(agency, sequence);
    return (batch.root, batch.size, batch.blockNumber, batch.sealedBy);
  }

  /// @inheritdoc IEvidenceLedger
  function verifyInclusion(
    bytes32 agency,
    uint64 sequence,
    bytes32 leaf,
    uint64 index,
    bytes32[] calldata path
  ) external view returns (bool) {
    Batch storage batch = _batchAt(agency, sequence);
    return RFC9162.isIncluded(batch.root, batch.size, leaf, index, path);
  }

  /// @inheritdoc IEvidenceLedger
  function opinionCount(bytes32 agency, bytes32 leaf) external view returns (uint64) {
    return SafeCast.toUint64(_opinions[agency][leaf].length);
  }

  /// @inheritdoc IEvidenceLedger
  function lastOpinionOf(bytes32 agency, bytes32 leaf, bytes32 attester) external view returns (uint64) {
    return _lastOpinions[agency][leaf][attester];
  }

  /// @inheritdoc IEvidenceLedger
  function opinionAt(bytes32 agency, bytes32 leaf, uint64 number) external view returns (Attestation memory) {
    Attestation[] storage opinions = _opinions[agency][leaf];
    if (number == 0 || number > opinions.length) revert EvidenceLedgerUnknownOpinion(agency, leaf, number);
    return opinions[number - 1];
  }

  /// @inheritdoc IEvidenceLedger
  function correctionOf(bytes32 agency, bytes32 leaf) external view returns (Correction memory) {
    return _corrections[agency][leaf];
  }

  /// @inheritdoc IEvidenceLedger
  function closedCase(bytes32 agency, bytes32 commitment) external view returns (ClosedCase memory) {
    return _closedCases[agency][commitment];
  }

  function _correct(
    bytes32 agency,
    bytes32 leaf,
    Standing standing,
    bytes32 replacement,
    bytes32 reason,
    uint64 sealedBy
  ) private {
    _corrections[agency][leaf] = Correction({
      replacement: replacement,
      reason: reason,
      blockNumber: SafeCast.toUint64(block.number),
      sealedBy: sealedBy,
      standing: standing
    });
  }

  /// @dev What supersede and withdraw have in common: the caller submitted the record, and it stands.
  function _checkCorrection(
    RecordProof calldata record,
    bytes32 reason
  ) private view returns (uint64 sealedBy) {
    bytes32 caller;
    (caller, sealedBy) = REGISTRY.anchoringRights(msg.sender);
    if (caller != record.agency) revert EvidenceLedgerNotSubmitter(caller, record.agency, record.leaf);
    if (reason == 0) revert EvidenceLedgerNoReason(record.agency, record.leaf);
    _checkStanding(record.agency, record.leaf);
    _checkIncluded(record);
  }

  function _checkStanding(bytes32 agency, bytes32 leaf) private view {
    Standing standing = _corrections[agency][leaf].standing;
    if (standing != Standing.Standing) revert EvidenceLedgerNotStanding(agency, leaf, standing);
  }

  function _checkIncluded(RecordProof calldata record) private view {
    Batch storage batch = _batchAt(record.agency, record.sequence);
    if (!RFC9162.isIncluded(batch.root, batch.size, record.leaf, record.index, record.path)) {
      revert EvidenceLedgerUnknownRecord(record.agency, record.sequence, record.leaf, record.index);
    }
  }

  function _says(Attestation storage last, Opinion opinion, bytes32 reasons) private view returns (bool) {
    return last.opinion == opinion && last.reasons == reasons;
  }

  function _batchAt(bytes32 agency, uint64 sequence) private view returns (Batch storage batch) {
    batch = _batches[agency][sequence];
    if (batch.root == 0) revert EvidenceLedgerUnknownBatch(agency, sequence);
  }
}
