#include "engine/image_pulls.hpp"

#include <algorithm>

namespace slipway {
namespace {

constexpr std::size_t at_once = 4;
constexpr std::chrono::milliseconds turn{25};  // that one is waited for while others may go on

}  // namespace

std::vector<ImagePull> pull_images(Engine& engine, Clock& clock, const std::vector<PullRequest>& requests,
                                   PullLimits limits) {
  std::vector<ImagePull> pulls;
  pulls.reserve(requests.size());
  for (const auto& request : requests) pulls.emplace_back(engine, clock, request, limits);
  for (;;) {
    std::size_t under_way = 0;
    for (auto& pull : pulls) {
      if (pull.ended()) continue;
      if (++under_way > at_once) break;
      pull.go_on(clock.steady() + turn);
    }
    if (under_way == 0) return pulls;
  }
}

}  // namespace slipway
