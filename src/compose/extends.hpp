// The image that a service has by itself, or from the service that it extends.
#pragma once

#include <map>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "compose/stack_files.hpp"

namespace slipway {

/// Services by name, as `extends` finds them.
using ServiceTable = std::unordered_map<std::string_view, ServiceEntry>;

/// The services of one document. A name that is reset is not there.
ServiceTable services_of(const ComposeDocument& document);

struct ImageFound {
  PlaceInStack place;
  std::string_view extends;  // the service that it comes from; empty: its own
};

class ExtendsResolver {
 public:
  ExtendsResolver(const std::vector<ReadFile>& read, const StackFiles& files) : read_(read), files_(files) {}

  /// The image of `service` in `file`, of which `table` holds the services that it may extend. Nullopt: it
  /// has none, or has it from a file that is not the stack's, which is then added to `elsewhere`. Fails on a
  /// circle.
  Expected<std::optional<ImageFound>> image_of(const ServiceEntry& service, std::size_t file,
                                               const ServiceTable& table,
                                               std::vector<FileElsewhere>& elsewhere);

 private:
  const ServiceTable& whole_file(std::size_t file);

  const std::vector<ReadFile>& read_;
  const StackFiles& files_;
  std::map<std::size_t, ServiceTable> whole_files_;
};

}  // namespace slipway
