// Which values of a compose file are used otherwise than as the image of a service.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compose/tree.hpp"

namespace slipway {

class OtherUses {
 public:
  explicit OtherUses(const ComposeTree& tree) : user_of_(tree.nodes.size()) {}

  /// Whatever can be reached from `start` is used by `user`, such as "services.app.labels". Each value is
  /// visited once, whatever leads to it, so that aliases cost no time.
  void mark(const ComposeTree& tree, NodeId start, std::string user);

  /// A key that an image is shared with must keep its name, wherever it stands.
  void mark_keys(const ComposeTree& tree);

  /// The first that was marked; nullopt: it is an image at most.
  std::optional<std::string> user_of(NodeId id) const;

 private:
  std::vector<std::string> users_;
  std::vector<std::uint32_t> user_of_;  // by value: the number of its first user, from 1; 0: none
};

}  // namespace slipway
