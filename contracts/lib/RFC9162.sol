// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Merkle inclusion proofs of RFC 9162 over SHA-256
library RFC9162 {
  /// @notice Whether `leaf` stands at `index` in the tree of `size` leaves with this `root`.
  /// @dev Section 2.1.3.2. Index and path come from whoever hands in the proof: the size, which was anchored, fixes
  /// how long the path must be, so no inner node passes for a leaf and none is left over.
  /// @param root Anchored root
  /// @param size Anchored number of leaves
  /// @param leaf Leaf hash, SHA-256(0x00 || entry)
  /// @param index Claimed position, from 0
  /// @param path Claimed hashes of the siblings, from the leaf up
  function isIncluded(
    bytes32 root,
    uint64 size,
    bytes32 leaf,
    uint64 index,
    bytes32[] calldata path
  ) internal pure returns (bool) {
    if (index >= size) return false;
    // The standard's fn and sn: this node's place on its level, and that of the level's last node.
    uint256 place = index;
    uint256 last = size - 1;
    bytes32 hash = leaf;
    for (uint256 i = 0; i < path.length; ++i) {
      if (last == 0) return false;
      if (place % 2 == 1 || place == last) {
        hash = node(path[i], hash);
        // A last node without a sibling moves up unchanged until it is somebody's right child.
        while (place % 2 == 0 && place != 0) {
          place /= 2;
          last /= 2;
        }
      } else {
        hash = node(hash, path[i]);
      }
      place /= 2;
      last /= 2;
    }
    return last == 0 && hash == root;
  }

  /// @notice Hash of an inner node, SHA-256(0x01 || left || right) (section 2.1.1).
  function node(bytes32 left, bytes32 right) internal pure returns (bytes32) {
    return sha256(abi.encodePacked(bytes1(0x01), left, right));
  }
}
