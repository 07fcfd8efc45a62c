#include <unistd.h>

#include <thread>

#include "system/progress_file.hpp"
#include "system/real.hpp"
#include "system/system.hpp"

namespace slipway {
namespace {

Environment own_environment() {
  Environment all;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string line = *entry;
    const auto equals = line.find('=');
    if (equals != std::string::npos) all.emplace(line.substr(0, equals), line.substr(equals + 1));
  }
  return all;
}

class RealClock final : public Clock {
 public:
  std::chrono::system_clock::time_point now() override { return std::chrono::system_clock::now(); }
  std::chrono::steady_clock::time_point steady() override { return std::chrono::steady_clock::now(); }
  void sleep_until(std::chrono::steady_clock::time_point then) override {
    std::this_thread::sleep_until(then);
  }
};

}  // namespace

Clock& real_clock() {
  static RealClock clock;
  return clock;
}

System& real_system() {
  const Environment environment = own_environment();
  const auto named = environment.find("SLIPWAY_PROGRESS");
  static ProgressFile progress(named == environment.end() ? "" : named->second);
  static System system{real_files(), real_processes(), real_engines(), real_web(),
                       real_clock(), real_users(),     environment,    progress};
  return system;
}

}  // namespace slipway
