// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IAgencyRegistry} from "./interfaces/IAgencyRegistry.sol";
import {ICaseHandoff} from "./interfaces/ICaseHandoff.sol";
import {IEvidenceLedger} from "./interfaces/IEvidenceLedger.sol";

/// @title Who has it now
/// @dev What was done is stored; how a hand-off stands follows from that and the time of the block.
contract CaseHandoff is ICaseHandoff {
  uint256 private constant SHORTEST_TERM = 24 hours;

  IAgencyRegistry private immutable REGISTRY;
  IEvidenceLedger private immutable LEDGER;

  uint64 private _count;
  mapping(uint64 handoff => Handoff record) private _handoffs;
  /// @dev The last hand-off of one thing on one way from one agency to another.
  mapping(bytes32 way => uint64 handoff) private _lastOn;

  /// @param registry_ The registry that says who may offer and who may answer
  /// @param ledger_ The ledger that holds the records
  constructor(address registry_, address ledger_) {
    REGISTRY = IAgencyRegistry(registry_);
    LEDGER = IEvidenceLedger(ledger_);
  }

  /// @inheritdoc ICaseHandoff
  function offer(
    IEvidenceLedger.RecordProof calldata record,
    bytes32 commitment,
    Terms calldata terms
  ) external returns (uint64 handoff) {
    (bytes32 from, uint64 sealedBy) = REGISTRY.anchoringRights(msg.sender);
    (bytes32 agency, bytes32 leaf) = (record.agency, record.leaf);
    if (agency != from) revert CaseHandoffNotOwner(from, agency, leaf);
    if (!LEDGER.verifyInclusion(agency, record.sequence, leaf, record.index, record.path)) {
      revert CaseHandoffUnknownRecord(agency, record.sequence, leaf, record.index);
    }
    Handoff memory made;
    made.agency = agency;
    made.leaf = leaf;
    made.commitment = commitment;
    made.from = from;
    made.sequence = record.sequence;
    return _offer(made, terms, sealedBy);
  }

  /// @inheritdoc ICaseHandoff
  function handOn(uint64 previous, Terms calldata terms) external returns (uint64 handoff) {
    (bytes32 from, uint64 sealedBy) = REGISTRY.anchoringRights(msg.sender);
    Handoff storage before = _at(previous);
    if (before.to != from) revert CaseHandoffWrongAgency(previous, from);
    if (!_accepted(before)) revert CaseHandoffState(previous, _stateOf(before));
    Handoff memory made;
    made.agency = before.agency;
    made.leaf = before.leaf;
    made.commitment = before.commitment;
    made.from = from;
    made.sequence = before.sequence;
    made.previous = previous;
    return _offer(made, terms, sealedBy);
  }

  /// @inheritdoc ICaseHandoff
  function accept(uint64 handoff) external {
    (Handoff storage record, uint64 sealedBy) = _answer(handoff);
    record.answer = State.Accepted;
    // Whoever asked for more time to answer has answered.
    record.extendTo = 0;
    emit HandoffAccepted(handoff, record.from, record.to, record.leaf, record.answerBy, sealedBy);
  }

  /// @inheritdoc ICaseHandoff
  function refuse(uint64 handoff, bytes32 reason) external {
    (Handoff storage record, uint64 sealedBy) = _answer(handoff);
    if (reason == 0) revert CaseHandoffNoReason(handoff);
    record.answer = State.Refused;
    emit HandoffRefused(handoff, record.from, record.to, record.leaf, record.answerBy, reason, sealedBy);
  }

  /// @inheritdoc ICaseHandoff
  function recall(uint64 handoff) external {
    (bytes32 caller, uint64 sealedBy) = REGISTRY.answeringRights(msg.sender);
    Handoff storage record = _at(handoff);
    if (caller != record.from) revert CaseHandoffWrongAgency(handoff, caller);
    _checkOpen(handoff, record);
    record.answer = State.Recalled;
    emit HandoffRecalled(handoff, record.from, record.to, record.leaf, sealedBy);
  }

  /// @inheritdoc ICaseHandoff
  function report(uint64 handoff, bool isFinal, bytes32 leaf) external {
    (bytes32 caller, uint64 sealedBy) = REGISTRY.answeringRights(msg.sender);
    Handoff storage record = _at(handoff);
    if (caller != record.to) revert CaseHandoffWrongAgency(handoff, caller);
    if (record.answer != State.Accepted) revert CaseHandoffState(handoff, _stateOf(record));
    if (leaf == 0) revert CaseHandoffNoReport(handoff);
    record.reports += 1;
    if (isFinal) record.answer = State.Completed;
    emit HandoffReported(
      handoff,
      record.from,
      record.to,
      record.leaf,
      record.reportBy,
      record.reports,
      isFinal,
      leaf,
      sealedBy
    );
  }

  /// @inheritdoc ICaseHandoff
  function askExtension(uint64 handoff, uint48 until) external {
    (bytes32 caller, uint64 sealedBy) = REGISTRY.answeringRights(msg.sender);
    Handoff storage record = _at(handoff);
    if (caller != record.from && caller != record.to) revert CaseHandoffWrongAgency(handoff, caller);
    (Clock clock, ) = _checkExtension(handoff, record, until);
    (record.extendTo, record.recipientAsks) = (until, caller == record.to);
    emit HandoffExtensionAsked(handoff, record.from, record.to, record.leaf, clock, caller, until, sealedBy);
  }

  /// @inheritdoc ICaseHandoff
  function agreeExtension(uint64 handoff, uint48 until) external {
    (bytes32 caller, uint64 sealedBy) = REGISTRY.answeringRights(msg.sender);
    Handoff storage record = _at(handoff);
    if (record.extendTo == 0 || record.extendTo != until) {
      revert CaseHandoffNotAsked(handoff, until, record.extendTo);
    }
    if (caller != (record.recipientAsks ? record.from : record.to)) {
      revert CaseHandoffWrongAgency(handoff, caller);
    }
    (Clock clock, uint48 previous) = _checkExtension(handoff, record, until);
    if (clock == Clock.Answer) record.answerBy = until;
    else record.reportBy = until;
    record.extendTo = 0;
    emit HandoffExtended(handoff, record.from, record.to, record.leaf, clock, previous, until, sealedBy);
  }

  /// @inheritdoc ICaseHandoff
  function recordOverdue(uint64 handoff) external {
    Handoff storage record = _at(handoff);
    (Clock clock, uint48 deadline) = _clockOf(handoff, record);
    if (block.timestamp < deadline) revert CaseHandoffNotOverdue(handoff, deadline, block.timestamp);
    if (record.overdueSince == deadline) revert CaseHandoffOverdueRecorded(handoff, deadline);
    record.overdueSince = deadline;
    emit HandoffOverdue(
      handoff,
      record.from,
      record.to,
      record.leaf,
      clock,
      deadline,
      REGISTRY.sealingVersion()
    );
  }

  /// @inheritdoc ICaseHandoff
  function registry() external view returns (address) {
    return address(REGISTRY);
  }

  /// @inheritdoc ICaseHandoff
  function ledger() external view returns (address) {
    return address(LEDGER);
  }

  /// @inheritdoc ICaseHandoff
  function handoffCount() external view returns (uint64) {
    return _count;
  }

  /// @inheritdoc ICaseHandoff
  function handoffAt(uint64 handoff) external view returns (Handoff memory) {
    return _at(handoff);
  }

  /// @inheritdoc ICaseHandoff
  function stateOf(uint64 handoff) external view returns (State) {
    return _stateOf(_at(handoff));
  }

  /// @inheritdoc ICaseHandoff
  function custodyOf(uint64 handoff) external view returns (uint64[] memory chain) {
    uint256 length = 0;
    for (uint64 link = handoff; link != 0 || length == 0; link = _at(link).previous) ++length;
    chain = new uint64[](length);
    for (uint64 link = handoff; link != 0; link = _handoffs[link].previous) chain[--length] = link;
  }

  function _offer(
    Handoff memory made,
    Terms calldata terms,
    uint64 sealedBy
  ) private returns (uint64 handoff) {
    _checkTerms(made.from, terms);
    (made.to, made.purpose) = (terms.to, terms.purpose);
    (made.answerBy, made.reportBy) = (terms.answerBy, terms.reportBy);
    made.answer = State.Offered;
    bytes32 way = keccak256(
      abi.encode(made.previous, made.agency, made.leaf, made.commitment, made.from, made.to)
    );
    uint64 last = _lastOn[way];
    if (last != 0 && !_isOver(_handoffs[last])) {
      revert CaseHandoffDoubled(last, _stateOf(_handoffs[last]));
    }
    handoff = ++_count;
    _lastOn[way] = handoff;
    _handoffs[handoff] = made;
    _emitOffered(handoff, made, sealedBy);
  }

  /// @dev What accept and refuse have in common: the caller is asked, and in time.
  function _answer(uint64 handoff) private view returns (Handoff storage record, uint64 sealedBy) {
    bytes32 caller;
    (caller, sealedBy) = REGISTRY.answeringRights(msg.sender);
    record = _at(handoff);
    if (caller != record.to) revert CaseHandoffWrongAgency(handoff, caller);
    _checkOpen(handoff, record);
  }

  function _checkOpen(uint64 handoff, Handoff storage record) private view {
    if (record.answer != State.Offered) revert CaseHandoffState(handoff, _stateOf(record));
    if (block.timestamp >= record.answerBy) revert CaseHandoffLate(handoff, record.answerBy, block.timestamp);
  }

  function _checkTerms(bytes32 from, Terms calldata terms) private view {
    bytes32 to = terms.to;
    if (to == from) revert CaseHandoffToSelf(to);
    IAgencyRegistry.Status status = REGISTRY.agency(to).status;
    if (status != IAgencyRegistry.Status.Active && status != IAgencyRegistry.Status.Suspended) {
      revert CaseHandoffNoSeat(to, status);
    }
    if (terms.purpose == 0) revert CaseHandoffNoPurpose(to);
    _checkDeadline(Clock.Answer, terms.answerBy, block.timestamp + SHORTEST_TERM);
    if (terms.reportBy != 0) _checkDeadline(Clock.Report, terms.reportBy, terms.answerBy + SHORTEST_TERM);
  }

  function _checkDeadline(Clock clock, uint48 deadline, uint256 earliest) private pure {
    if (deadline < earliest) revert CaseHandoffDeadline(clock, deadline, earliest);
  }

  /// @dev An offer that nobody answered in time is over. A report may be promised anew after its deadline, too.
  function _checkExtension(
    uint64 handoff,
    Handoff storage record,
    uint48 until
  ) private view returns (Clock clock, uint48 deadline) {
    (clock, deadline) = _clockOf(handoff, record);
    uint256 earliest = Math.max(block.timestamp + SHORTEST_TERM, uint256(deadline) + 1);
    _checkDeadline(clock, until, earliest);
    if (clock == Clock.Report) return (clock, deadline);
    _checkOpen(handoff, record);
    // Whoever accepts at the last moment still has the shortest term for the report.
    if (record.reportBy != 0) _checkDeadline(Clock.Report, record.reportBy, until + SHORTEST_TERM);
  }

  /// @dev The clock that runs, and when it runs out.
  function _clockOf(
    uint64 handoff,
    Handoff storage record
  ) private view returns (Clock clock, uint48 deadline) {
    if (record.answer == State.Offered) return (Clock.Answer, record.answerBy);
    if (record.answer != State.Accepted) revert CaseHandoffState(handoff, record.answer);
    if (record.reportBy == 0) revert CaseHandoffNoDeadline(handoff);
    return (Clock.Report, record.reportBy);
  }

  function _stateOf(Handoff storage record) private view returns (State) {
    if (record.answer == State.Offered && block.timestamp >= record.answerBy) return State.Unanswered;
    bool reportDue = record.answer == State.Accepted && record.reportBy != 0;
    if (reportDue && block.timestamp >= record.reportBy) return State.Overdue;
    return record.answer;
  }

  function _accepted(Handoff storage record) private view returns (bool) {
    return record.answer == State.Accepted || record.answer == State.Completed;
  }

  /// @dev Nothing more will come of it, so the same may be offered anew.
  function _isOver(Handoff storage record) private view returns (bool) {
    State state = _stateOf(record);
    return state != State.Offered && state != State.Accepted && state != State.Overdue;
  }

  function _at(uint64 handoff) private view returns (Handoff storage record) {
    record = _handoffs[handoff];
    if (record.answer == State.Unknown) revert CaseHandoffUnknown(handoff);
  }

  function _emitOffered(uint64 handoff, Handoff memory made, uint64 sealedBy) private {
    emit HandoffOffered(
      handoff,
      made.from,
      made.to,
      made.agency,
      made.leaf,
      made.commitment,
      made.sequence,
      made.previous,
      made.answerBy,
      made.reportBy,
      made.purpose,
      sealedBy
    );
  }
}
