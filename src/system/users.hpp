// User and group names of the machine.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "util/error.hpp"

namespace slipway {

/// As whom this process acts.
struct Identity {
  uid_t uid = 0;
  gid_t gid = 0;
  std::vector<gid_t> groups;    // the others that it belongs to
  bool may_give_files = false;  // to any owner (CAP_CHOWN)
};

class Users {
 public:
  virtual ~Users() = default;

  /// The numeric id of a name in /etc/passwd or /etc/group; a number stands for itself, as in chown(1).
  virtual Expected<uid_t> user_id(const std::string& name) = 0;
  virtual Expected<gid_t> group_id(const std::string& name) = 0;

  /// The account's name in /etc/passwd; nullopt when that has none of this id, as in many containers.
  virtual std::optional<std::string> user_name(uid_t uid) = 0;

  virtual Identity self() = 0;
};

}  // namespace slipway
