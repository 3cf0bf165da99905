// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IAgencyRegistry} from "./interfaces/IAgencyRegistry.sol";
import {IEvidenceLedger} from "./interfaces/IEvidenceLedger.sol";
import {RFC9162} from "./lib/RFC9162.sol";

/// @title What was notarized
/// @dev An anchor writes two new slots and the agency's counter, whatever the batch's size.
contract EvidenceLedger is IEvidenceLedger {
  uint64 private constant LARGEST_BATCH = 2 ** 32;

  IAgencyRegistry private immutable REGISTRY;

  mapping(bytes32 agency => uint64 count) private _counts;
  mapping(bytes32 agency => mapping(uint64 sequence => Batch batch)) private _batches;

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

  function _batchAt(bytes32 agency, uint64 sequence) private view returns (Batch storage batch) {
    batch = _batches[agency][sequence];
    if (batch.root == 0) revert EvidenceLedgerUnknownBatch(agency, sequence);
  }
}
