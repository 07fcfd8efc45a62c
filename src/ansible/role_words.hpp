// Our own sentences in the words of whoever reads them: a module's options, or the variables of the role that
// calls it (option `words`).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ansible/spec.hpp"

namespace slipway::ansible {

struct Wording {
  std::string_view ours;
  std::string_view of_role;
};

/// `text` with each of ours as the role has it, the longest that fits. A single word of English is left, for
/// it may be meant as one, and so is a part of a longer name, and what is quoted (util/foreign.hpp). One that
/// ends in ": " counts only where an error begins.
std::string in_words_of_role(std::string_view text, const std::vector<Wording>& table);

/// The option `words`.
template <class Args>
Option<Args> words_option(std::string Args::*member) {
  return option("words", member, "whose names messages use").choices({"module", "role"}).default_to("module");
}

}  // namespace slipway::ansible
