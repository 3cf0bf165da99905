// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAgencyRegistry} from "./IAgencyRegistry.sol";
import {IEvidenceLedger} from "./IEvidenceLedger.sol";

/// @title Who has it now: custody offered, answered, reported on, with clocks
/// @notice An agency offers a record or a case to one other agency. That agency accepts, or refuses with a reason,
/// before a deadline, and reports back before another. All clocks are times of blocks.
/// An overdue entry proves that no answer, or no final report, was recorded by the time of its block. It does not
/// prove that the other agency knew of the offer: only an acceptance admits receipt.
/// @dev Each event carries `sealedBy`, the version of the validator set that seals its block, and names the hand-off,
/// its parties and the record, so that it can be proved and read by itself.
interface ICaseHandoff {
  /// @notice How a hand-off stands.
  enum State {
    Unknown,
    Offered,
    Unanswered,
    Refused,
    Recalled,
    Accepted,
    Overdue,
    Completed
  }

  /// @notice Which deadline.
  enum Clock {
    None,
    Answer,
    Report
  }

  /// @notice What is handed over, why, and by when.
  /// @param to Agency to which it is offered
  /// @param purpose Hash of the purpose, not zero
  /// @param answerBy Unix second before which it must be accepted or refused
  /// @param reportBy Unix second before which the final report is due; 0 if none is asked for
  struct Terms {
    bytes32 to;
    bytes32 purpose;
    uint48 answerBy;
    uint48 reportBy;
  }

  /// @notice A hand-off.
  /// @param agency Agency that submitted the record
  /// @param leaf Leaf hash of the record; that of the case's last record for a whole case
  /// @param commitment The case, if all of it up to that record is handed over; zero for the record alone
  /// @param from Agency that offered it
  /// @param to Agency to which it was offered
  /// @param purpose Hash of the purpose
  /// @param sequence Number of the batch that holds the record
  /// @param previous Hand-off by which the offering agency got it, 0 if it submitted it
  /// @param answerBy Unix second before which it must be answered, as last agreed
  /// @param reportBy Unix second before which the final report is due, as last agreed; 0 if none is asked for
  /// @param reports Number of reports
  /// @param extendTo Deadline that one side asks for and the other has not agreed to, 0 if none
  /// @param recipientAsks Which side asks for it
  /// @param overdueSince Last deadline that was recorded as missed, 0 if none
  /// @param answer What was done last; the clocks are not in it: see {stateOf}
  struct Handoff {
    bytes32 agency;
    bytes32 leaf;
    bytes32 commitment;
    bytes32 from;
    bytes32 to;
    bytes32 purpose;
    uint64 sequence;
    uint64 previous;
    uint48 answerBy;
    uint48 reportBy;
    uint32 reports;
    uint48 extendTo;
    bool recipientAsks;
    uint48 overdueSince;
    State answer;
  }

  /// @notice Custody of a record, or of a case, was offered.
  event HandoffOffered(
    uint64 indexed handoff,
    bytes32 indexed from,
    bytes32 indexed to,
    bytes32 agency,
    bytes32 leaf,
    bytes32 commitment,
    uint64 sequence,
    uint64 previous,
    uint48 answerBy,
    uint48 reportBy,
    bytes32 purpose,
    uint64 sealedBy
  );

  /// @notice The offer was accepted before `answerBy`: the other agency admits that it has it.
  event HandoffAccepted(
    uint64 indexed handoff,
    bytes32 indexed from,
    bytes32 indexed to,
    bytes32 leaf,
    uint48 answerBy,
    uint64 sealedBy
  );

  /// @notice The offer was refused before `answerBy`.
  event HandoffRefused(
    uint64 indexed handoff,
    bytes32 indexed from,
    bytes32 indexed to,
    bytes32 leaf,
    uint48 answerBy,
    bytes32 reason,
    uint64 sealedBy
  );

  /// @notice The offer was taken back before it was answered.
  event HandoffRecalled(
    uint64 indexed handoff,
    bytes32 indexed from,
    bytes32 indexed to,
    bytes32 leaf,
    uint64 sealedBy
  );

  /// @notice The agency that accepted has reported, for the `number`th time. `reportBy` was the deadline in force.
  event HandoffReported(
    uint64 indexed handoff,
    bytes32 indexed from,
    bytes32 indexed to,
    bytes32 leaf,
    uint48 reportBy,
    uint32 number,
    bool isFinal,
    bytes32 report,
    uint64 sealedBy
  );

  /// @notice One side, `by`, asks for a later deadline.
  event HandoffExtensionAsked(
    uint64 indexed handoff,
    bytes32 indexed from,
    bytes32 indexed to,
    bytes32 leaf,
    Clock clock,
    bytes32 by,
    uint48 until,
    uint64 sealedBy
  );

  /// @notice Both sides agree that a deadline is now `until`, and no longer `previous`.
  event HandoffExtended(
    uint64 indexed handoff,
    bytes32 indexed from,
    bytes32 indexed to,
    bytes32 leaf,
    Clock clock,
    uint48 previous,
    uint48 until,
    uint64 sealedBy
  );

  /// @notice By the time of this block, `deadline` had passed and no answer, or no final report, was recorded.
  event HandoffOverdue(
    uint64 indexed handoff,
    bytes32 indexed from,
    bytes32 indexed to,
    bytes32 leaf,
    Clock clock,
    uint48 deadline,
    uint64 sealedBy
  );

  /// @notice There is no such hand-off.
  error CaseHandoffUnknown(uint64 handoff);
  /// @notice The hand-off does not stand as it would have to.
  error CaseHandoffState(uint64 handoff, State state);
  /// @notice This is for the other side, or for others altogether.
  error CaseHandoffWrongAgency(uint64 handoff, bytes32 caller);
  /// @notice The offer was to be answered before `answerBy`.
  error CaseHandoffLate(uint64 handoff, uint48 answerBy, uint256 time);
  /// @notice Nothing is overdue before `deadline`.
  error CaseHandoffNotOverdue(uint64 handoff, uint48 deadline, uint256 time);
  /// @notice That this deadline was missed is recorded already.
  error CaseHandoffOverdueRecorded(uint64 handoff, uint48 deadline);
  /// @notice No final report was asked for.
  error CaseHandoffNoDeadline(uint64 handoff);
  /// @notice A deadline is at least 24 hours away, later than the one before it, and leaves 24 hours between answer and
  /// report.
  error CaseHandoffDeadline(Clock clock, uint48 deadline, uint256 earliest);
  /// @notice The other side does not ask for this deadline.
  error CaseHandoffNotAsked(uint64 handoff, uint48 until, uint48 asked);
  /// @notice An agency submits, or gets by a hand-off, what it offers.
  error CaseHandoffNotOwner(bytes32 caller, bytes32 agency, bytes32 leaf);
  /// @notice This leaf does not stand at this place of the batch.
  error CaseHandoffUnknownRecord(bytes32 agency, uint64 sequence, bytes32 leaf, uint64 index);
  /// @notice Nobody hands over to itself.
  error CaseHandoffToSelf(bytes32 agency);
  /// @notice The agency holds no seat and could not answer.
  error CaseHandoffNoSeat(bytes32 agency, IAgencyRegistry.Status status);
  /// @notice An offer names its purpose.
  error CaseHandoffNoPurpose(bytes32 to);
  /// @notice A refusal names its reason.
  error CaseHandoffNoReason(uint64 handoff);
  /// @notice A report names the record that it is in.
  error CaseHandoffNoReport(uint64 handoff);
  /// @notice The same is offered to the same agency already, and that hand-off is not over.
  error CaseHandoffDoubled(uint64 handoff, State state);

  /// @notice Offers a record of the caller's agency, or a case up to that record.
  /// @param record The record and the proof that it was anchored
  /// @param commitment The case if all of it up to the record is offered, as its records commit to it; zero for the
  /// record alone
  /// @param terms To whom, why, and by when
  /// @return handoff Its number
  function offer(
    IEvidenceLedger.RecordProof calldata record,
    bytes32 commitment,
    Terms calldata terms
  ) external returns (uint64 handoff);

  /// @notice Offers to a third agency what the caller's agency got by a hand-off, whole and unchanged.
  /// @param previous The hand-off that it accepted
  /// @param terms To whom, why, and by when
  /// @return handoff Its number
  function handOn(uint64 previous, Terms calldata terms) external returns (uint64 handoff);

  /// @notice Accepts an offer to the caller's agency.
  function accept(uint64 handoff) external;

  /// @notice Refuses an offer to the caller's agency.
  /// @param reason Hash of the reason, not zero
  function refuse(uint64 handoff, bytes32 reason) external;

  /// @notice Takes back an offer of the caller's agency that was not answered yet.
  function recall(uint64 handoff) external;

  /// @notice Reports on what the caller's agency accepted. Late reports are heard: the entry shows how late.
  /// @param isFinal Whether nothing more is to be reported
  /// @param leaf Leaf hash of the record that holds the report, not zero
  function report(uint64 handoff, bool isFinal, bytes32 leaf) external;

  /// @notice Asks the other side for a later deadline: for the answer before it is given, for the report afterwards.
  /// What one side asks for last stands in the place of whatever was asked for before.
  function askExtension(uint64 handoff, uint48 until) external;

  /// @notice Agrees to the deadline that the other side asks for.
  /// @param until That deadline: nobody agrees to something that was changed meanwhile
  function agreeExtension(uint64 handoff, uint48 until) external;

  /// @notice Records that a deadline has passed. Anybody may, once for each deadline.
  function recordOverdue(uint64 handoff) external;

  /// @notice The registry that says who may offer and who may answer.
  function registry() external view returns (address);

  /// @notice The ledger that holds the records.
  function ledger() external view returns (address);

  /// @notice Number of the last hand-off, 0 if there is none.
  function handoffCount() external view returns (uint64);

  /// @notice A hand-off by its number, from 1. Reverts if there is none.
  function handoffAt(uint64 handoff) external view returns (Handoff memory);

  /// @notice How a hand-off stands at the time of the block, clocks and all.
  function stateOf(uint64 handoff) external view returns (State);

  /// @notice The way that custody took: from the first hand-off to this one, by their numbers.
  function custodyOf(uint64 handoff) external view returns (uint64[] memory);
}
