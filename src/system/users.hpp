// User and group names of the machine.
#pragma once

#include <sys/types.h>

#include <string>

#include "util/error.hpp"

namespace slipway {

class Users {
 public:
  virtual ~Users() = default;

  /// The numeric id of a name in /etc/passwd or /etc/group; a number stands for itself, as in chown(1).
  virtual Expected<uid_t> user_id(const std::string& name) = 0;
  virtual Expected<gid_t> group_id(const std::string& name) = 0;
};

}  // namespace slipway
