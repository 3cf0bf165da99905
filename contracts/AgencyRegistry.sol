// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IAgencyRegistry} from "./interfaces/IAgencyRegistry.sol";
import {AgencyId} from "./lib/AgencyId.sol";
import {KeyRing} from "./registry/KeyRing.sol";
import {Motions} from "./registry/Motions.sol";
import {ValidatorSet} from "./registry/ValidatorSet.sol";

/// @title Who may do what
/// @dev After every change, ceil(2N/3) of the N seats may vote: otherwise nothing could ever be decided again.
contract AgencyRegistry is IAgencyRegistry, KeyRing, ValidatorSet, Motions {
  /// @dev From here on the consortium bears one faulty seat, and never goes back to bearing none.
  uint256 private constant FAULT_TOLERANT_SEATS = 4;
  /// @dev A decision that nobody took up must not stand for ever.
  uint256 private constant CLAIM_PERIOD = 30 days;

  uint256 private _voterCount;
  mapping(bytes32 id => Agency record) private _agencies;
  bytes32[] private _agencyIds;
  Successor[] private _successors;

  /// @param founders The founding agencies; their order is the order of the first validators
  constructor(Founder[] memory founders) {
    if (founders.length == 0 || founders.length > MOST_SEATS) revert AgencyRegistryFounders(founders.length);
    for (uint256 i = 0; i < founders.length; ++i) _found(founders[i]);
  }

  /// @inheritdoc IAgencyRegistry
  function addOperator(address operator, bytes calldata possession) external {
    bytes32 agencyId = _governed();
    _checkPossession(agencyId, Role.Operator, operator, possession);
    _takeKey(agencyId, Role.Operator, operator);
    _startKey(operator);
    emit OperatorAdded(agencyId, operator);
  }

  /// @inheritdoc IAgencyRegistry
  function revokeOperator(address operator) external {
    bytes32 agencyId = _governed();
    Key storage record = _keys[operator];
    if (record.agency != agencyId || record.role != Role.Operator || record.untilBlock != NEVER) {
      revert AgencyRegistryNotOperator(agencyId, operator);
    }
    _endKey(operator);
    emit OperatorRevoked(agencyId, operator);
  }

  /// @inheritdoc IAgencyRegistry
  function proposeAdmission(
    bytes32 id,
    address governance,
    address validator,
    bytes calldata governancePossession,
    bytes calldata validatorPossession
  ) external returns (uint64 number) {
    _checkPossession(id, Role.Governance, governance, governancePossession);
    _checkPossession(id, Role.Validator, validator, validatorPossession);
    Motion memory record = _about(MotionKind.Admit, id);
    record.governance = governance;
    record.validator = validator;
    return _propose(record);
  }

  /// @inheritdoc IAgencyRegistry
  function proposeSuspension(bytes32 agencyId) external returns (uint64 number) {
    return _propose(_about(MotionKind.Suspend, agencyId));
  }

  /// @inheritdoc IAgencyRegistry
  function proposeReinstatement(bytes32 agencyId) external returns (uint64 number) {
    return _propose(_about(MotionKind.Reinstate, agencyId));
  }

  /// @inheritdoc IAgencyRegistry
  function proposeRemoval(bytes32 agencyId) external returns (uint64 number) {
    return _propose(_about(MotionKind.Remove, agencyId));
  }

  /// @inheritdoc IAgencyRegistry
  function proposeGovernance(
    bytes32 agencyId,
    address governance,
    bytes calldata possession
  ) external returns (uint64 number) {
    _checkPossession(agencyId, Role.Governance, governance, possession);
    Motion memory record = _about(MotionKind.ReplaceGovernance, agencyId);
    record.governance = governance;
    return _propose(record);
  }

  /// @inheritdoc IAgencyRegistry
  function proposeValidator(
    bytes32 agencyId,
    address validator,
    bytes calldata possession
  ) external returns (uint64 number) {
    _checkPossession(agencyId, Role.Validator, validator, possession);
    Motion memory record = _about(MotionKind.ReplaceValidator, agencyId);
    record.validator = validator;
    return _propose(record);
  }

  /// @inheritdoc IAgencyRegistry
  function proposeSuccessor(
    address ledger,
    bytes32 codeHash,
    uint64 fromBlock
  ) external returns (uint64 number) {
    Motion memory record = _about(MotionKind.NameSuccessor, 0);
    record.ledger = ledger;
    record.codeHash = codeHash;
    record.fromBlock = fromBlock;
    return _propose(record);
  }

  /// @inheritdoc IAgencyRegistry
  function claim() external {
    bytes32 agencyId = _keys[msg.sender].agency;
    Agency storage record = _agencies[agencyId];
    if (_seated(record) && record.nextValidator == msg.sender && block.timestamp < record.claimUntil) {
      _claimPlace(agencyId, record);
    } else if (record.validator != msg.sender) {
      revert AgencyRegistryNoClaim(msg.sender, agencyId);
    } else if (record.status == Status.Admitted && block.timestamp < record.claimUntil) {
      _claimSeat(agencyId, record);
    } else if (record.status == Status.Suspended && block.timestamp < record.reinstateUntil) {
      _claimReinstatement(agencyId, record);
    } else {
      revert AgencyRegistryNoClaim(msg.sender, agencyId);
    }
  }

  /// @inheritdoc IAgencyRegistry
  function anchoringRights(address operator) external view returns (bytes32 agencyId, uint64 sealedBy) {
    Status status;
    (agencyId, status) = _operates(operator);
    if (status != Status.Active) revert AgencyRegistryNoRights(operator, agencyId, status);
    return (agencyId, sealingVersion());
  }

  /// @inheritdoc IAgencyRegistry
  function answeringRights(address operator) external view returns (bytes32 agencyId, uint64 sealedBy) {
    Status status;
    (agencyId, status) = _operates(operator);
    if (status != Status.Active && status != Status.Suspended) {
      revert AgencyRegistryNoRights(operator, agencyId, status);
    }
    return (agencyId, sealingVersion());
  }

  /// @inheritdoc IAgencyRegistry
  function keyRecord(address key) external view returns (Key memory record) {
    record = _keys[key];
    Agency storage owner = _agencies[record.agency];
    // Removing an agency ends all its keys without a walk over them.
    if (owner.status == Status.Removed && record.untilBlock == NEVER) {
      (record.untilBlock, record.untilTime) = (owner.removedBlock, owner.removedTime);
    }
  }

  /// @inheritdoc IAgencyRegistry
  function agency(bytes32 agencyId) external view returns (Agency memory) {
    return _agencies[agencyId];
  }

  /// @inheritdoc IAgencyRegistry
  function agencyIds() external view returns (bytes32[] memory) {
    return _agencyIds;
  }

  /// @inheritdoc IAgencyRegistry
  function voterCount() external view returns (uint256) {
    return _voterCount;
  }

  /// @inheritdoc IAgencyRegistry
  function successors() external view returns (Successor[] memory) {
    return _successors;
  }

  function _found(Founder memory founder) private {
    bytes32 id = founder.id;
    Agency storage record = _agencies[id];
    if (!AgencyId.isValid(id)) revert AgencyRegistryInvalidId(id);
    if (record.status != Status.None) revert AgencyRegistryStatus(id, record.status);
    if (founder.operators.length == 0) revert AgencyRegistryNoOperator(id);
    _takeSeat(id, record, founder.governance, founder.validator);
    _foundValidator(founder.validator);
    for (uint256 i = 0; i < founder.operators.length; ++i) {
      _takeKey(id, Role.Operator, founder.operators[i]);
      _startKey(founder.operators[i]);
    }
    _seat(id, record);
  }

  function _takeSeat(bytes32 id, Agency storage record, address governance, address validator) private {
    _takeKey(id, Role.Governance, governance);
    _takeKey(id, Role.Validator, validator);
    record.governance = governance;
    record.validator = validator;
  }

  function _seat(bytes32 id, Agency storage record) private {
    record.status = Status.Active;
    _startKey(record.governance);
    _startKey(record.validator);
    _agencyIds.push(id);
    _voterCount += 1;
  }

  function _claimPlace(bytes32 agencyId, Agency storage record) private {
    address previous = record.validator;
    _endKey(previous);
    _startKey(msg.sender);
    record.validator = msg.sender;
    record.nextValidator = address(0);
    record.claimUntil = 0;
    _replaceValidator(previous, msg.sender);
    emit ValidatorReplaced(agencyId, previous, msg.sender);
  }

  function _claimSeat(bytes32 agencyId, Agency storage record) private {
    if (_seats() == MOST_SEATS) revert AgencyRegistryFull(MOST_SEATS);
    record.claimUntil = 0;
    _seat(agencyId, record);
    _addValidator(msg.sender);
    emit AgencySeated(agencyId, msg.sender);
    _startEpoch();
  }

  function _claimReinstatement(bytes32 agencyId, Agency storage record) private {
    record.status = Status.Active;
    record.reinstateUntil = 0;
    _voterCount += 1;
    emit AgencyReinstated(agencyId);
    _startEpoch();
  }

  /// @inheritdoc Motions
  function _carryOut(Motion memory asked) internal override {
    bytes32 id = asked.subject;
    Agency storage record = _agencies[id];
    if (asked.kind == MotionKind.Admit) _admit(id, record, asked);
    else if (asked.kind == MotionKind.Suspend) _suspend(id, record);
    else if (asked.kind == MotionKind.Reinstate) _grantReinstatement(id, record);
    else if (asked.kind == MotionKind.Remove) _remove(id, record);
    else if (asked.kind == MotionKind.ReplaceGovernance) _replaceGovernance(id, record, asked.governance);
    else if (asked.kind == MotionKind.ReplaceValidator) _nameValidator(id, record, asked.validator);
    else _nameSuccessor(asked);
  }

  function _admit(bytes32 id, Agency storage record, Motion memory asked) private {
    _takeSeat(id, record, asked.governance, asked.validator);
    record.status = Status.Admitted;
    record.claimUntil = _claimDeadline();
    emit AgencyAdmitted(id, asked.governance, asked.validator, record.claimUntil);
  }

  function _suspend(bytes32 id, Agency storage record) private {
    if (record.status == Status.Suspended) {
      record.reinstateUntil = 0;
      emit ReinstatementCancelled(id);
      return;
    }
    record.status = Status.Suspended;
    _voterCount -= 1;
    emit AgencySuspended(id);
    _startEpoch();
  }

  function _grantReinstatement(bytes32 id, Agency storage record) private {
    record.reinstateUntil = _claimDeadline();
    emit ReinstatementGranted(id, record.reinstateUntil);
  }

  function _remove(bytes32 id, Agency storage record) private {
    if (record.status == Status.Admitted) {
      delete _agencies[id];
      emit AdmissionCancelled(id);
      return;
    }
    if (record.status == Status.Active) _voterCount -= 1;
    record.status = Status.Removed;
    (record.removedBlock, record.removedTime) = _now();
    _removeValidator(record.validator);
    emit AgencyRemoved(id);
    _startEpoch();
  }

  function _replaceGovernance(bytes32 id, Agency storage record, address governance) private {
    address previous = record.governance;
    _endKey(previous);
    _takeKey(id, Role.Governance, governance);
    _startKey(governance);
    record.governance = governance;
    emit GovernanceReplaced(id, previous, governance);
    _startEpoch();
  }

  function _nameValidator(bytes32 id, Agency storage record, address validator) private {
    _takeKey(id, Role.Validator, validator);
    record.nextValidator = validator;
    record.claimUntil = _claimDeadline();
    emit ValidatorNamed(id, validator, record.claimUntil);
  }

  function _nameSuccessor(Motion memory asked) private {
    _successors.push(Successor({ledger: asked.ledger, fromBlock: asked.fromBlock, codeHash: asked.codeHash}));
    uint64 number = SafeCast.toUint64(_successors.length);
    emit SuccessorNamed(number, asked.ledger, asked.codeHash, asked.fromBlock, sealingVersion());
  }

  /// @inheritdoc Motions
  function _opened(bytes32 proposer, uint64 number) internal override {
    uint64 last = _agencies[proposer].lastMotion;
    if (motionStatus(last) == MotionStatus.Open) revert AgencyRegistryMotionOpen(proposer, last);
    _agencies[proposer].lastMotion = number;
  }

  /// @inheritdoc Motions
  function _checkMotion(Motion memory asked) internal view override {
    bytes32 id = asked.subject;
    Agency storage record = _agencies[id];
    if (asked.kind == MotionKind.Admit) _checkAdmission(id, record, asked);
    else if (asked.kind == MotionKind.Suspend) _checkSuspension(id, record);
    else if (asked.kind == MotionKind.Remove) _checkRemoval(id, record);
    else if (asked.kind == MotionKind.NameSuccessor) _checkSuccessor(asked);
    else if (asked.kind == MotionKind.Reinstate) {
      if (record.status != Status.Suspended) revert AgencyRegistryStatus(id, record.status);
    } else {
      if (!_seated(record)) revert AgencyRegistryStatus(id, record.status);
      _checkUnused(id, asked.kind == MotionKind.ReplaceGovernance ? asked.governance : asked.validator);
    }
  }

  function _checkAdmission(bytes32 id, Agency storage record, Motion memory asked) private view {
    if (!AgencyId.isValid(id)) revert AgencyRegistryInvalidId(id);
    bool lapsed = record.status == Status.Admitted && block.timestamp >= record.claimUntil;
    if (record.status != Status.None && !lapsed) revert AgencyRegistryStatus(id, record.status);
    if (_seats() == MOST_SEATS) revert AgencyRegistryFull(MOST_SEATS);
    _checkUnused(id, asked.governance);
    _checkUnused(id, asked.validator);
    if (asked.governance == asked.validator) {
      revert AgencyRegistryKeyUsed(asked.validator, id, Role.Governance);
    }
  }

  function _checkSuspension(bytes32 id, Agency storage record) private view {
    // A granted reinstatement can be taken back until it is claimed.
    if (record.status == Status.Suspended && block.timestamp < record.reinstateUntil) return;
    if (record.status != Status.Active) revert AgencyRegistryStatus(id, record.status);
    _checkVoters(_voterCount - 1, _seats());
  }

  function _checkRemoval(bytes32 id, Agency storage record) private view {
    if (record.status == Status.Admitted) return;
    if (!_seated(record)) revert AgencyRegistryStatus(id, record.status);
    uint256 seats = _seats();
    if (seats == FAULT_TOLERANT_SEATS || seats == 1) revert AgencyRegistrySeats(seats - 1, seats);
    _checkVoters(record.status == Status.Active ? _voterCount - 1 : _voterCount, seats - 1);
  }

  function _checkSuccessor(Motion memory asked) private view {
    uint256 latest = block.number;
    uint256 count = _successors.length;
    if (count != 0 && _successors[count - 1].fromBlock > latest) latest = _successors[count - 1].fromBlock;
    if (asked.fromBlock <= latest) revert AgencyRegistrySuccessorBlock(asked.fromBlock, latest);
    bytes32 found = asked.ledger.codehash;
    if (asked.ledger.code.length == 0 || found != asked.codeHash) {
      revert AgencyRegistrySuccessorCode(asked.ledger, asked.codeHash, found);
    }
  }

  function _checkVoters(uint256 voters, uint256 seats) private pure {
    if (voters < _needed(seats)) revert AgencyRegistryVoters(voters, _needed(seats));
  }

  function _about(MotionKind kind, bytes32 subject) private pure returns (Motion memory record) {
    record.kind = kind;
    record.subject = subject;
  }

  function _claimDeadline() private view returns (uint48) {
    return SafeCast.toUint48(block.timestamp + CLAIM_PERIOD);
  }

  function _seated(Agency storage record) private view returns (bool) {
    return record.status == Status.Active || record.status == Status.Suspended;
  }

  /// @dev Agency and its status for a key that operates now; Status.None for any other.
  function _operates(address operator) private view returns (bytes32 agencyId, Status status) {
    Key storage record = _keys[operator];
    agencyId = record.agency;
    if (record.role == Role.Operator && record.untilBlock == NEVER) status = _agencies[agencyId].status;
  }

  /// @dev The agency that the sender governs, suspended or not: its operator keys are its own business.
  function _governed() private view returns (bytes32 agencyId) {
    agencyId = _keys[msg.sender].agency;
    Agency storage record = _agencies[agencyId];
    if (record.governance != msg.sender || !_seated(record)) revert AgencyRegistryNotGovernance(msg.sender);
  }

  /// @inheritdoc Motions
  function _voter() internal view override returns (bytes32 agencyId) {
    agencyId = _keys[msg.sender].agency;
    Agency storage record = _agencies[agencyId];
    if (record.governance != msg.sender || record.status != Status.Active) {
      revert AgencyRegistryNotVoter(msg.sender);
    }
  }

  /// @inheritdoc Motions
  function _voteSeats() internal view override returns (uint256) {
    return _seats();
  }
}
