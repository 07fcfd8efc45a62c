// A page that is asked all the time while a stack is changed.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ansible/spec.hpp"
#include "health/traffic.hpp"
#include "system/system.hpp"

namespace slipway {

struct WatchedPage {
  std::string url;
  long rate = 20;  // requests a second
  long status = 200;
  std::string contains;              // empty: any body will do
  std::optional<long> max_failures;  // nullopt: failures are counted, and nothing else
};

/// The lines of the option `watch`, a dict.
std::vector<ansible::Option<WatchedPage>> watched_page_lines();

/// Errors: a url that cannot be asked for, a status that no reply has, a rate of 0 or less or of more than
/// 1000, a negative number of failures.
Expected<void> check_watched_page(const WatchedPage& page);

class TrafficWatch {
 public:
  /// Begins to ask, and returns once the first answer has come or ten seconds are over. The strings of `mask`
  /// are hidden in what is quoted. Errors: as of check_watched_page; a host whose address cannot be found.
  static Expected<TrafficWatch> begin(const WatchedPage& page, System& system, std::vector<std::string> mask);

  /// Whether more requests have failed by now than are allowed, on a page that was well at the beginning.
  bool has_failed_too_often() const;

  /// Waits for the first good answer, so long at most, where failures are limited and the page was not well
  /// at the beginning: a proxy that goes by the engine's word shows a stack later than it is well. Returns
  /// whether it has come; true where nothing is waited for.
  bool await_first_good_answer(System& system, std::chrono::seconds longest) const;

  /// Asks no more, and waits for the answers that are due.
  Traffic end();

  /// Why the release fails by its traffic: one sentence; nullopt: it does not.
  static std::optional<std::string> complaint(const WatchedPage& page, const Traffic& traffic);

 private:
  TrafficWatch(WatchedPage page, std::unique_ptr<PageWatch> watch)
      : page_(std::move(page)), watch_(std::move(watch)) {}

  WatchedPage page_;
  std::unique_ptr<PageWatch> watch_;
  bool was_well_ = false;
};

}  // namespace slipway
