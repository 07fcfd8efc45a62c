// What a module prints for what it was called with.
#pragma once

#include <istream>
#include <string>
#include <vector>

#include "ansible/module.hpp"

namespace slipway::ansible {

struct Answer {
  std::string text;  // all of standard output
  int exit_code = 0;
};

/// The whole run but for the printing; `arguments` are those after the program's name. Throws only when
/// there is no memory left.
Answer answer(const SpecInfo& spec, const RunStep& step, const std::vector<std::string>& arguments,
              std::istream& input, System& system);

}  // namespace slipway::ansible
