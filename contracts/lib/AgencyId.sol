// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Names of agencies in one word
library AgencyId {
  /// @notice Whether `id` is the ASCII of [a-z][a-z0-9-]{0,30}, left-aligned and padded with zeros.
  /// @dev One spelling only: records hold the same name as text, and the two are compared as bytes.
  function isValid(bytes32 id) internal pure returns (bool) {
    if (!_isLetter(id[0]) || id[31] != 0) return false;
    bool ended = false;
    for (uint256 i = 1; i < 31; ++i) {
      bytes1 character = id[i];
      if (character == 0) ended = true;
      else if (ended || !(_isLetter(character) || _isDigit(character) || character == "-")) return false;
    }
    return true;
  }

  function _isLetter(bytes1 character) private pure returns (bool) {
    return character >= "a" && character <= "z";
  }

  function _isDigit(bytes1 character) private pure returns (bool) {
    return character >= "0" && character <= "9";
  }
}
