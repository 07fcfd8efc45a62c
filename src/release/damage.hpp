// Records whose manifest cannot be read, and what they leave uncertain.
#pragma once

#include <optional>
#include <string>

#include "util/error.hpp"

namespace slipway {

struct ReleaseFolder;

/// A folder that is a record, or was one, and why it cannot be read.
struct DamagedRecord {
  std::string name;
  std::string reason;
  // What can still be made out in what is left of the manifest:
  long sequence = 0;  // 0: it cannot
  std::optional<std::string> project{};
  bool ended = false;  // its state is legible, and not `started`
};

/// `manifest`: the text that is left of it.
DamagedRecord damaged_record(const std::string& name, const std::string& reason, const std::string& manifest);

/// The first damaged record that may hold the project's lock, or be its newest: whoever goes on beside it
/// might deploy over somebody else's shoulder, or take the wrong release for the live one. Null when each of
/// them is another project's, or has ended before the newest release that can be read.
const DamagedRecord* doubtful_record(const ReleaseFolder& folder, const std::string& project);

/// Refuses to begin a release beside such a record.
Expected<void> refuse_doubt(const ReleaseFolder& folder, const std::string& project);

/// Refuses a record of this name whose manifest cannot be read, and says why.
Expected<void> refuse_damaged(const ReleaseFolder& folder, const std::string& name);

}  // namespace slipway
