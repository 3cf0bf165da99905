// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {RFC9162} from "../../../contracts/lib/RFC9162.sol";

/// @dev Lets the tests hold the library against the standard's vectors. Part of no chain.
contract RFC9162Harness {
  function isIncluded(
    bytes32 root,
    uint64 size,
    bytes32 leaf,
    uint64 index,
    bytes32[] calldata path
  ) external pure returns (bool) {
    return RFC9162.isIncluded(root, size, leaf, index, path);
  }
}
