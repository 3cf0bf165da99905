// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IAgencyRegistry} from "../interfaces/IAgencyRegistry.sol";

/// @title Every key there ever was: one agency, one role, one span, never again
abstract contract KeyRing is IAgencyRegistry {
  /// @dev A bound that is not reached: a key that does not count yet, or still does.
  uint48 internal constant NEVER = type(uint48).max;

  mapping(address key => Key record) internal _keys;

  /// @inheritdoc IAgencyRegistry
  function possessionHash(bytes32 agencyId, Role role, address key) public view returns (bytes32) {
    return keccak256(abi.encode("jianzheng/possession/1", block.chainid, address(this), agencyId, role, key));
  }

  /// @dev The key's holder agrees to this role here: nobody can take another's key into the registry.
  function _checkPossession(
    bytes32 agencyId,
    Role role,
    address key,
    bytes calldata signature
  ) internal view {
    // By hand, because MessageHashUtils needs an instruction that berlin and london lack.
    bytes32 digest = keccak256(
      abi.encodePacked("\x19Ethereum Signed Message:\n32", possessionHash(agencyId, role, key))
    );
    (address signer, ECDSA.RecoverError failure, ) = ECDSA.tryRecover(digest, signature);
    if (failure != ECDSA.RecoverError.NoError || signer != key) {
      revert AgencyRegistryPossession(agencyId, role, key);
    }
  }

  function _checkUnused(bytes32 agencyId, address key) internal view {
    if (key == address(0)) revert AgencyRegistryZeroKey(agencyId);
    Key storage record = _keys[key];
    if (record.role != Role.None) revert AgencyRegistryKeyUsed(key, record.agency, record.role);
  }

  /// @dev From here on the key is taken for ever, although it may never come to count.
  function _takeKey(bytes32 agencyId, Role role, address key) internal {
    _checkUnused(agencyId, key);
    _keys[key] = Key({
      agency: agencyId,
      role: role,
      fromBlock: NEVER,
      fromTime: NEVER,
      untilBlock: NEVER,
      untilTime: NEVER
    });
  }

  function _startKey(address key) internal {
    Key storage record = _keys[key];
    (record.fromBlock, record.fromTime) = _now();
  }

  function _endKey(address key) internal {
    Key storage record = _keys[key];
    (record.untilBlock, record.untilTime) = _now();
  }

  function _now() internal view returns (uint48 blockNumber, uint48 time) {
    return (SafeCast.toUint48(block.number), SafeCast.toUint48(block.timestamp));
  }
}
