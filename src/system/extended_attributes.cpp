#include "system/extended_attributes.hpp"

#include <sys/xattr.h>

#include <string>
#include <vector>

#include "system/descriptor.hpp"

namespace slipway {
namespace {

bool not_ours_to_set(int error) {
  return error == ENOTSUP || error == EPERM || error == EACCES || error == ENODATA;
}

Expected<void> copy_one(const Path& from, const Path& to, const char* name) {
  const ssize_t size = ::getxattr(from.c_str(), name, nullptr, 0);
  if (size < 0)
    return not_ours_to_set(errno) ? Expected<void>{} : fail_with_errno("read the attributes of", from);
  std::vector<char> value(static_cast<std::size_t>(size));
  const ssize_t got = ::getxattr(from.c_str(), name, value.data(), value.size());
  if (got < 0) return fail_with_errno("read the attributes of", from);
  if (::setxattr(to.c_str(), name, value.data(), static_cast<std::size_t>(got), 0) != 0 &&
      !not_ours_to_set(errno))
    return fail_with_errno("set the attributes of", to);
  return {};
}

/// A folder gives its default ACL to each new file; one without an ACL is replaced by one without.
Expected<void> drop_inherited_acl(const Path& from, const Path& to) {
  constexpr const char* acl = "system.posix_acl_access";
  const bool has_none = ::getxattr(from.c_str(), acl, nullptr, 0) < 0 && errno == ENODATA;
  if (has_none && ::removexattr(to.c_str(), acl) != 0 && !not_ours_to_set(errno))
    return fail_with_errno("set the attributes of", to);
  return {};
}

}  // namespace

Expected<void> copy_extended_attributes(const Path& from, const Path& to) {
  TRY(drop_inherited_acl(from, to));
  const ssize_t size = ::listxattr(from.c_str(), nullptr, 0);
  if (size <= 0)
    return size == 0 || errno == ENOTSUP ? Expected<void>{} : fail_with_errno("read the attributes of", from);
  std::vector<char> names(static_cast<std::size_t>(size));
  const ssize_t got = ::listxattr(from.c_str(), names.data(), names.size());
  if (got < 0) return fail_with_errno("read the attributes of", from);
  for (const char* name = names.data(); name < names.data() + got; name += std::string(name).size() + 1)
    TRY(copy_one(from, to, name));
  return {};
}

}  // namespace slipway
