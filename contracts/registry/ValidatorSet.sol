// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IAgencyRegistry} from "../interfaces/IAgencyRegistry.sol";

/// @title The validators, and which version of their set seals which block
/// @dev Consensus reads the set in the state after block h to seal block h + 1 on, so the block of a change is sealed
/// by the outgoing set. Receipts lean on that: at most one change a block, and a version that says who seals it.
abstract contract ValidatorSet is IAgencyRegistry {
  /// @dev Bounds what {getValidators} costs, so that consensus can always afford it.
  uint256 internal constant MOST_SEATS = 64;

  address[] private _validators;
  uint64 private _version = 1;
  /// @dev First block that the current version seals; 0 for the founding set.
  uint64 private _sealsFrom;

  /// @inheritdoc IAgencyRegistry
  function getValidators() external view returns (address[] memory) {
    return _validators;
  }

  /// @inheritdoc IAgencyRegistry
  function setVersion() external view returns (uint64) {
    return _version;
  }

  /// @inheritdoc IAgencyRegistry
  function sealingVersion() public view returns (uint64) {
    return block.number < _sealsFrom ? _version - 1 : _version;
  }

  /// @dev Number of seats: each has exactly one validator, and each validator a seat.
  function _seats() internal view returns (uint256) {
    return _validators.length;
  }

  /// @dev For the constructor alone: the founding set is version 1, however many it has.
  function _foundValidator(address validator) internal {
    _validators.push(validator);
  }

  function _addValidator(address validator) internal {
    _validators.push(validator);
    _changed();
  }

  function _replaceValidator(address previous, address validator) internal {
    _validators[_indexOf(previous)] = validator;
    _changed();
  }

  function _removeValidator(address validator) internal {
    _validators[_indexOf(validator)] = _validators[_validators.length - 1];
    _validators.pop();
    _changed();
  }

  function _changed() private {
    if (block.number < _sealsFrom) revert AgencyRegistrySetChanged(_version, block.number);
    _version += 1;
    _sealsFrom = SafeCast.toUint64(block.number + 1);
    emit ValidatorSetChanged(_version, _validators);
  }

  function _indexOf(address validator) private view returns (uint256 index) {
    while (_validators[index] != validator) ++index;
  }
}
