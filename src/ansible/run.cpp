#include <csignal>
#include <iostream>
#include <string>
#include <vector>

#include "ansible/answer.hpp"
#include "ansible/module.hpp"

namespace slipway::ansible {

Expected<Result> in_asked_words(Expected<Result> told, const Json& coerced,
                                const std::vector<Wording>& of_role) {
  if (coerced.value("words", "module") != "role") return told;
  if (!told) {
    told.error().message = in_words_of_role(told.error().message, of_role);
    return told;
  }
  told->msg = in_words_of_role(told->msg, of_role);
  for (auto& warning : told->warnings) warning = in_words_of_role(warning, of_role);
  return told;
}

int run(const SpecInfo& spec, const RunStep& step, int argc, char** argv, System& system) {
  (void)std::signal(SIGXFSZ, SIG_IGN);  // a limit of the file size is an error of write(2) then
  try {
    const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
    const Answer all = answer(spec, step, arguments, std::cin, system);
    std::cout << all.text << std::flush;
    return std::cout ? all.exit_code : 1;
  } catch (...) {
    // Written before it is needed: there may be no memory left to build a text with.
    std::cout
        << "\n{\"changed\": false, \"failed\": true, \"msg\": \"the module ran out of memory while it read "
           "its options or printed its result; free some and run the task again\"}\n"
        << std::flush;
    return 1;
  }
}

}  // namespace slipway::ansible
