#include <csignal>
#include <iostream>
#include <string>
#include <vector>

#include "ansible/answer.hpp"
#include "ansible/module.hpp"

namespace slipway::ansible {

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
