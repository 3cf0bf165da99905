// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Who may do what: agencies, their keys, their votes, and the validators they run
/// @notice One seat, one vote, one validator. N is the number of seats; ceil(2N/3) of all seats pass a motion, and
/// ceil(2N/3) of the same seats' validators seal a block. There is no owner, and no function takes value.
/// @dev The registry is the chain's validator contract: consensus reads {getValidators} after each block. Its storage
/// is computed by running the constructor in the genesis block, where block number, time and sender are zero.
interface IAgencyRegistry {
  /// @notice What a key is for. A key has one role, for one agency, once.
  enum Role {
    None,
    Governance,
    Operator,
    Validator
  }

  /// @notice Where an agency stands.
  enum Status {
    None,
    Admitted,
    Active,
    Suspended,
    Removed
  }

  /// @notice What a motion asks for.
  enum MotionKind {
    None,
    Admit,
    Suspend,
    Reinstate,
    Remove,
    ReplaceGovernance,
    ReplaceValidator,
    NameSuccessor
  }

  /// @notice How a motion stands. Only an open one can be voted on.
  enum MotionStatus {
    Unknown,
    Open,
    Passed,
    Withdrawn,
    Expired,
    Void
  }

  /// @notice An agency that takes part from the first block on.
  /// @param id ASCII of [a-z][a-z0-9-]{0,30}, left-aligned, padded with zeros
  /// @param governance The cold key that votes and manages operators
  /// @param operators The hot keys that anchor, at least one
  /// @param validator The key that seals blocks
  struct Founder {
    bytes32 id;
    address governance;
    address[] operators;
    address validator;
  }

  /// @notice A key and the span [from, until) in which it counted. A bound of type(uint48).max means never.
  /// @dev Within the blocks of its bounds a key counts from, and until, the very transaction that set the bound.
  /// @param agency The only agency that this key was ever for
  /// @param role The only role that this key was ever for; None for a key never seen
  /// @param fromBlock First block in which it counted (0: the founding)
  /// @param fromTime That block's time in unix seconds (0: the founding)
  /// @param untilBlock Block in which it stopped counting
  /// @param untilTime That block's time in unix seconds
  struct Key {
    bytes32 agency;
    Role role;
    uint48 fromBlock;
    uint48 fromTime;
    uint48 untilBlock;
    uint48 untilTime;
  }

  /// @notice An agency's seat.
  /// @param governance Key that votes for it
  /// @param status Where it stands
  /// @param lastMotion Number of the last motion it proposed, 0 if none
  /// @param validator Key that seals for it
  /// @param reinstateUntil Before this unix second its validator may claim the reinstatement voted for it
  /// @param nextValidator Key that may take the validator's place by claiming it
  /// @param claimUntil Before this unix second a first or next validator may claim its place
  /// @param removedBlock Block of its removal, 0 if none
  /// @param removedTime Unix second of its removal, 0 if none
  struct Agency {
    address governance;
    Status status;
    uint64 lastMotion;
    address validator;
    uint48 reinstateUntil;
    address nextValidator;
    uint48 claimUntil;
    uint48 removedBlock;
    uint48 removedTime;
  }

  /// @notice A question to all seats.
  /// @param proposer Agency that asked; asking is its vote
  /// @param subject Agency that it is about; zero when it names a successor ledger
  /// @param kind What it asks for
  /// @param passed It reached the threshold and was carried out
  /// @param withdrawn Its proposer has taken it back
  /// @param votes Votes so far
  /// @param epoch Epoch in which it was asked; it is void in any other
  /// @param deadline Before this unix second it must pass
  /// @param fromBlock First block of a successor ledger
  /// @param governance New governance key
  /// @param validator New validator
  /// @param ledger Successor ledger
  /// @param codeHash Keccak-256 of the successor's runtime code
  struct Motion {
    bytes32 proposer;
    bytes32 subject;
    MotionKind kind;
    bool passed;
    bool withdrawn;
    uint16 votes;
    uint64 epoch;
    uint48 deadline;
    uint64 fromBlock;
    address governance;
    address validator;
    address ledger;
    bytes32 codeHash;
  }

  /// @notice A ledger that takes over from a block on.
  /// @param ledger Its address
  /// @param fromBlock First block whose anchors it holds
  /// @param codeHash Keccak-256 of its runtime code
  struct Successor {
    address ledger;
    uint64 fromBlock;
    bytes32 codeHash;
  }

  /// @notice The set of validators became `validators`. Logged in a block that the set `version - 1` seals.
  event ValidatorSetChanged(uint64 indexed version, address[] validators);

  /// @notice Seats or governance keys changed: every open motion is void.
  event EpochStarted(uint64 indexed epoch);

  /// @notice A motion was put to the vote.
  event MotionProposed(
    uint64 indexed motion,
    bytes32 indexed proposer,
    bytes32 indexed subject,
    MotionKind kind,
    uint64 epoch,
    uint64 deadline
  );

  /// @notice An agency voted for a motion, which then had `votes` of the `needed`.
  event MotionVoted(uint64 indexed motion, bytes32 indexed agency, uint256 votes, uint256 needed);

  /// @notice A motion has passed, and what it asked for is done or can be claimed.
  event MotionPassed(uint64 indexed motion);

  /// @notice A motion was taken back by its proposer.
  event MotionWithdrawn(uint64 indexed motion);

  /// @notice An agency may take a seat by a claim of its validator before `claimUntil`.
  event AgencyAdmitted(bytes32 indexed agency, address governance, address validator, uint64 claimUntil);

  /// @notice An admission that was never claimed was taken back.
  event AdmissionCancelled(bytes32 indexed agency);

  /// @notice An agency took its seat.
  event AgencySeated(bytes32 indexed agency, address validator);

  /// @notice An agency may not anchor, attest, offer, propose or vote. It keeps its seat.
  event AgencySuspended(bytes32 indexed agency);

  /// @notice A suspended agency gets its rights back by a claim of its validator before `claimUntil`.
  event ReinstatementGranted(bytes32 indexed agency, uint64 claimUntil);

  /// @notice A reinstatement that was never claimed was taken back.
  event ReinstatementCancelled(bytes32 indexed agency);

  /// @notice A suspended agency has its rights back.
  event AgencyReinstated(bytes32 indexed agency);

  /// @notice An agency lost its seat for good.
  event AgencyRemoved(bytes32 indexed agency);

  /// @notice An agency's governance key was replaced.
  event GovernanceReplaced(bytes32 indexed agency, address previous, address governance);

  /// @notice A new validator may take its agency's place by a claim before `claimUntil`.
  event ValidatorNamed(bytes32 indexed agency, address validator, uint64 claimUntil);

  /// @notice A new validator took its agency's place.
  event ValidatorReplaced(bytes32 indexed agency, address previous, address validator);

  /// @notice An agency added an operator key.
  event OperatorAdded(bytes32 indexed agency, address indexed operator);

  /// @notice An agency revoked an operator key.
  event OperatorRevoked(bytes32 indexed agency, address indexed operator);

  /// @notice A ledger was named that takes over at `fromBlock`, the `number`-th after the founding one. Logged in a
  /// block that the set `sealedBy` seals.
  event SuccessorNamed(
    uint64 indexed number,
    address ledger,
    bytes32 codeHash,
    uint64 fromBlock,
    uint64 sealedBy
  );

  /// @notice There must be 1 to 64 founders.
  error AgencyRegistryFounders(uint256 count);
  /// @notice A founder needs an operator.
  error AgencyRegistryNoOperator(bytes32 agency);
  /// @notice Not the ASCII of [a-z][a-z0-9-]{0,30}, left-aligned and padded with zeros.
  error AgencyRegistryInvalidId(bytes32 id);
  /// @notice The zero address is nobody's key.
  error AgencyRegistryZeroKey(bytes32 agency);
  /// @notice This key has, or had, a role already.
  error AgencyRegistryKeyUsed(address key, bytes32 agency, Role role);
  /// @notice The signature does not show that the key's holder wants this role for this agency here.
  error AgencyRegistryPossession(bytes32 agency, Role role, address key);
  /// @notice The caller is no governance key of an agency that may vote.
  error AgencyRegistryNotVoter(address caller);
  /// @notice The caller is no governance key of an agency that holds a seat.
  error AgencyRegistryNotGovernance(address caller);
  /// @notice Not an operator key of this agency that could be revoked.
  error AgencyRegistryNotOperator(bytes32 agency, address key);
  /// @notice This operator has no such right now.
  error AgencyRegistryNoRights(address operator, bytes32 agency, Status status);
  /// @notice What is asked does not fit where the agency stands.
  error AgencyRegistryStatus(bytes32 agency, Status status);
  /// @notice The agency's last motion is still open.
  error AgencyRegistryMotionOpen(bytes32 agency, uint64 motion);
  /// @notice The motion is not open.
  error AgencyRegistryMotionNotOpen(uint64 motion, MotionStatus status);
  /// @notice The agency voted for this motion before.
  error AgencyRegistryVoted(uint64 motion, bytes32 agency);
  /// @notice Only its proposer takes a motion back.
  error AgencyRegistryNotProposer(uint64 motion, bytes32 agency);
  /// @notice All seats are taken.
  error AgencyRegistryFull(uint256 seats);
  /// @notice There must never be fewer seats than `least`.
  error AgencyRegistrySeats(uint256 seats, uint256 least);
  /// @notice Fewer agencies could vote than a motion needs: nothing could ever be decided again.
  error AgencyRegistryVoters(uint256 voters, uint256 needed);
  /// @notice The set of validators changed in this block already; try again in the next.
  error AgencyRegistrySetChanged(uint64 version, uint256 blockNumber);
  /// @notice Nothing is there for this validator to claim, or no longer.
  error AgencyRegistryNoClaim(address validator, bytes32 agency);
  /// @notice The successor has no code, or other code.
  error AgencyRegistrySuccessorCode(address ledger, bytes32 expected, bytes32 found);
  /// @notice A successor takes over later than this block, and later than the successor named before it.
  error AgencyRegistrySuccessorBlock(uint64 fromBlock, uint256 latest);

  /// @notice Lets a key operate for the caller's agency.
  /// @param operator The new key, never seen before
  /// @param possession Its personal signature (EIP-191) of {possessionHash}: r, s and v in 65 bytes
  function addOperator(address operator, bytes calldata possession) external;

  /// @notice Ends an operator key of the caller's agency. It never comes back.
  function revokeOperator(address operator) external;

  /// @notice Moves to admit an agency. It takes its seat when its validator calls {claim}.
  /// @param id Id that no agency holds or held
  /// @param governance Its governance key
  /// @param validator Its validator
  /// @param governancePossession Signature by `governance`, see {addOperator}
  /// @param validatorPossession Signature by `validator`
  /// @return number Number of the motion
  function proposeAdmission(
    bytes32 id,
    address governance,
    address validator,
    bytes calldata governancePossession,
    bytes calldata validatorPossession
  ) external returns (uint64 number);

  /// @notice Moves to suspend an agency, or to take back a reinstatement that it has not claimed.
  function proposeSuspension(bytes32 agencyId) external returns (uint64 number);

  /// @notice Moves to reinstate a suspended agency. It has its rights back when its validator calls {claim}.
  function proposeReinstatement(bytes32 agencyId) external returns (uint64 number);

  /// @notice Moves to take an agency's seat, or to take back an admission that it has not claimed.
  function proposeRemoval(bytes32 agencyId) external returns (uint64 number);

  /// @notice Moves to replace an agency's governance key.
  function proposeGovernance(
    bytes32 agencyId,
    address governance,
    bytes calldata possession
  ) external returns (uint64 number);

  /// @notice Moves to replace an agency's validator. The new one takes its place when it calls {claim}.
  function proposeValidator(
    bytes32 agencyId,
    address validator,
    bytes calldata possession
  ) external returns (uint64 number);

  /// @notice Moves to name a ledger, already deployed, that takes over at `fromBlock`.
  function proposeSuccessor(
    address ledger,
    bytes32 codeHash,
    uint64 fromBlock
  ) external returns (uint64 number);

  /// @notice Votes for a motion. The vote that reaches the threshold carries it out.
  function vote(uint64 number) external;

  /// @notice Takes back the caller's agency's motion.
  function withdraw(uint64 number) external;

  /// @notice Called by a validator: takes the seat, the place, or the reinstatement that was voted for it.
  function claim() external;

  /// @notice The validators that seal the blocks after this one. Consensus calls this: it cannot revert.
  function getValidators() external view returns (address[] memory);

  /// @notice Version of the set in {getValidators}, from 1.
  function setVersion() external view returns (uint64);

  /// @notice Version of the set that seals this very block: a change made in it counts from the next one on.
  function sealingVersion() external view returns (uint64);

  /// @notice The agency for which an operator may anchor, attest and offer now. Reverts if there is none.
  /// @return agencyId The agency
  /// @return sealedBy See {sealingVersion}
  function anchoringRights(address operator) external view returns (bytes32 agencyId, uint64 sealedBy);

  /// @notice The agency for which an operator may answer and report now: that also of a suspended agency.
  /// @return agencyId The agency
  /// @return sealedBy See {sealingVersion}
  function answeringRights(address operator) external view returns (bytes32 agencyId, uint64 sealedBy);

  /// @notice What a key was for, and when. All zero for one never seen.
  function keyRecord(address key) external view returns (Key memory);

  /// @notice An agency's seat. All zero for one never voted in.
  function agency(bytes32 agencyId) external view returns (Agency memory);

  /// @notice Every agency that holds or held a seat, in the order of their seating.
  function agencyIds() external view returns (bytes32[] memory);

  /// @notice A motion. All zero for one never put.
  function motion(uint64 number) external view returns (Motion memory);

  /// @notice How a motion stands.
  function motionStatus(uint64 number) external view returns (MotionStatus);

  /// @notice Number of the last motion, 0 if none was put.
  function motionCount() external view returns (uint64);

  /// @notice Whether an agency has voted for a motion.
  function hasVoted(uint64 number, bytes32 agencyId) external view returns (bool);

  /// @notice The epoch in which motions can be voted on now.
  function epoch() external view returns (uint64);

  /// @notice Votes that a motion needs: ceil(2N/3) of all N seats, suspended ones included.
  function threshold() external view returns (uint256);

  /// @notice Number of agencies that may vote now.
  function voterCount() external view returns (uint256);

  /// @notice The ledgers named to take over, in the order of their first blocks.
  function successors() external view returns (Successor[] memory);

  /// @notice What a new key signs as a personal message to prove possession: it binds chain, registry, agency, role.
  function possessionHash(bytes32 agencyId, Role role, address key) external view returns (bytes32);
}
