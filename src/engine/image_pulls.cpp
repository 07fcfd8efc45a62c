#include "engine/image_pulls.hpp"

#include <algorithm>

#include "util/joined.hpp"
#include "util/seconds_text.hpp"

namespace slipway {
namespace {

using namespace std::chrono_literals;
using TimePoint = std::chrono::steady_clock::time_point;

constexpr std::size_t at_once = 4;
constexpr auto turn = 25ms;         // that one is waited for while others may go on
constexpr auto between_lines = 5s;  // about those that are under way
constexpr double megabyte = 1'000'000;

std::string megabytes(std::int64_t bytes) {
  const auto tenths = static_cast<std::int64_t>(std::round(static_cast<double>(bytes) / megabyte * 10));
  return tenths < 100 ? std::to_string(tenths / 10) + "." + std::to_string(tenths % 10)
                      : std::to_string(tenths / 10);
}

std::string ended_text(const ImagePull& pull) {
  const auto bytes = pull.progress().bytes_in_all();
  return "pulled " + pull.image() + " in " + in_seconds(pull.seconds()) +
         (bytes > 0 ? ", " + megabytes(bytes) + " MB" : "");
}

std::string under_way_text(const ImagePull& pull) {
  const auto& progress = pull.progress();
  return "pulling " + pull.image() +
         (progress.bytes_in_all() > 0
              ? ": " + megabytes(progress.bytes()) + " of " + megabytes(progress.bytes_in_all()) + " MB"
              : "");
}

/// Tells which pulls have ended, and every few seconds how far the others are.
class Teller {
 public:
  Teller(Progress& progress, TimePoint begun) : progress_(progress), next_(begun + between_lines) {}

  void tell(const std::vector<ImagePull>& pulls, TimePoint now) {
    told_.resize(pulls.size());
    std::vector<std::string> under_way;
    for (std::size_t i = 0; i < pulls.size(); ++i) {
      if (pulls[i].begun() && !pulls[i].ended()) under_way.push_back(under_way_text(pulls[i]));
      if (!pulls[i].ended() || told_[i]) continue;
      told_[i] = true;
      if (!pulls[i].failure()) progress_.say(ended_text(pulls[i]));
    }
    if (now < next_ || under_way.empty()) return;
    next_ = now + between_lines;
    progress_.say(joined(under_way, "; "));
  }

 private:
  Progress& progress_;
  TimePoint next_;
  std::vector<bool> told_;
};

}  // namespace

std::vector<ImagePull> pull_images(Engine& engine, Clock& clock, Progress& progress,
                                   const std::vector<PullRequest>& requests, PullLimits limits) {
  std::vector<ImagePull> pulls;
  pulls.reserve(requests.size());
  for (const auto& request : requests) pulls.emplace_back(engine, clock, request, limits);
  Teller teller(progress, clock.steady());
  for (;;) {
    std::size_t under_way = 0;
    for (auto& pull : pulls) {
      if (pull.ended()) continue;
      if (++under_way > at_once) break;
      pull.go_on(clock.steady() + turn);
    }
    teller.tell(pulls, clock.steady());
    if (under_way == 0) return pulls;
  }
}

}  // namespace slipway
