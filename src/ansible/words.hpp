// Small things that are done to text in several places of the protocol.
#pragma once

#include <optional>
#include <string>

namespace slipway::ansible {

/// Without the blanks and line ends around it.
std::string trimmed(const std::string& text);

/// What Ansible takes the word for, whatever its case: y, yes, on, 1, true, t, or n, no, off, 0, false, f.
std::optional<bool> boolean_word(const std::string& word);

}  // namespace slipway::ansible
