// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IAgencyRegistry} from "../interfaces/IAgencyRegistry.sol";

/// @title The vote: one seat, one vote, ceil(2N/3) of all seats
/// @dev Knows nothing of what a motion asks for: whoever inherits says who votes, what is allowed, what it does.
abstract contract Motions is IAgencyRegistry {
  /// @dev Agencies decide in meetings, not in minutes.
  uint256 internal constant MOTION_PERIOD = 14 days;

  uint64 private _epoch = 1;
  uint64 private _motionCount;
  mapping(uint64 number => Motion record) private _motions;
  mapping(uint64 number => mapping(bytes32 agency => bool voted)) private _votes;

  /// @inheritdoc IAgencyRegistry
  function vote(uint64 number) external {
    bytes32 voter = _voter();
    MotionStatus status = motionStatus(number);
    if (status != MotionStatus.Open) revert AgencyRegistryMotionNotOpen(number, status);
    if (_votes[number][voter]) revert AgencyRegistryVoted(number, voter);
    _cast(number, voter);
  }

  /// @inheritdoc IAgencyRegistry
  function withdraw(uint64 number) external {
    bytes32 voter = _voter();
    MotionStatus status = motionStatus(number);
    if (status != MotionStatus.Open) revert AgencyRegistryMotionNotOpen(number, status);
    if (_motions[number].proposer != voter) revert AgencyRegistryNotProposer(number, voter);
    _motions[number].withdrawn = true;
    emit MotionWithdrawn(number);
  }

  /// @inheritdoc IAgencyRegistry
  function motion(uint64 number) external view returns (Motion memory) {
    return _motions[number];
  }

  /// @inheritdoc IAgencyRegistry
  function motionStatus(uint64 number) public view returns (MotionStatus) {
    Motion storage record = _motions[number];
    if (record.kind == MotionKind.None) return MotionStatus.Unknown;
    if (record.passed) return MotionStatus.Passed;
    if (record.withdrawn) return MotionStatus.Withdrawn;
    if (record.epoch != _epoch) return MotionStatus.Void;
    return block.timestamp < record.deadline ? MotionStatus.Open : MotionStatus.Expired;
  }

  /// @inheritdoc IAgencyRegistry
  function motionCount() external view returns (uint64) {
    return _motionCount;
  }

  /// @inheritdoc IAgencyRegistry
  function hasVoted(uint64 number, bytes32 agencyId) external view returns (bool) {
    return _votes[number][agencyId];
  }

  /// @inheritdoc IAgencyRegistry
  function epoch() external view returns (uint64) {
    return _epoch;
  }

  /// @inheritdoc IAgencyRegistry
  function threshold() external view returns (uint256) {
    return _needed(_voteSeats());
  }

  /// @dev ceil(2N/3). Floor would let 2 of 4 decide, one of them faulty and one deceived.
  function _needed(uint256 seats) internal pure returns (uint256) {
    return (2 * seats + 2) / 3;
  }

  /// @dev Whoever asks wants it: the proposal is its proposer's vote, and among few seats it may pass at once.
  function _propose(Motion memory record) internal returns (uint64 number) {
    bytes32 proposer = _voter();
    number = ++_motionCount;
    record.proposer = proposer;
    record.epoch = _epoch;
    record.deadline = SafeCast.toUint48(block.timestamp + MOTION_PERIOD);
    _checkMotion(record);
    _opened(proposer, number);
    _motions[number] = record;
    emit MotionProposed(number, proposer, record.subject, record.kind, record.epoch, record.deadline);
    _cast(number, proposer);
  }

  /// @dev The voters are others now, so what was asked of the former ones is void.
  function _startEpoch() internal {
    _epoch += 1;
    emit EpochStarted(_epoch);
  }

  function _cast(uint64 number, bytes32 voter) private {
    Motion storage record = _motions[number];
    _votes[number][voter] = true;
    record.votes += 1;
    uint256 needed = _needed(_voteSeats());
    emit MotionVoted(number, voter, record.votes, needed);
    if (record.votes < needed) return;
    record.passed = true;
    emit MotionPassed(number);
    // Claims, keys and blocks move on while a motion is open, without an epoch: ask again what is allowed.
    _checkMotion(record);
    _carryOut(record);
  }

  /// @dev The agency that the sender votes for. Reverts if it may not.
  function _voter() internal view virtual returns (bytes32 agencyId);

  /// @dev Number of seats, suspended ones included.
  function _voteSeats() internal view virtual returns (uint256);

  /// @dev Remembers an agency's open motion. Reverts if it has one.
  function _opened(bytes32 proposer, uint64 number) internal virtual;

  /// @dev Reverts unless what is asked for could be done now.
  function _checkMotion(Motion memory record) internal view virtual;

  /// @dev Does what is asked for.
  function _carryOut(Motion memory record) internal virtual;
}
