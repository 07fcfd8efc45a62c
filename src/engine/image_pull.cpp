#include "engine/image_pull.hpp"

#include <algorithm>

#include "util/seconds_text.hpp"

namespace slipway {

using TimePoint = std::chrono::steady_clock::time_point;

ImagePull::ImagePull(Engine& engine, Clock& clock, PullRequest request, PullLimits limits)
    : engine_(engine), clock_(clock), request_(std::move(request)), limits_(limits) {}

std::string ImagePull::image() const {
  const bool is_digest = request_.tag_or_digest.find(':') != std::string::npos;
  return request_.repository + (is_digest ? "@" : ":") + request_.tag_or_digest;
}

void ImagePull::go_on(TimePoint until) {
  if (ended_) return;
  if (!begun_) {
    begun_ = next_try_ = clock_.steady();
    deadline_ = *begun_ + limits_.timeout;
  }
  if (!reply_) {
    clock_.sleep_until(std::min({until, next_try_, deadline_}));
    if (!out_of_time() && clock_.steady() >= next_try_) begin();
  }
  if (reply_) read_until(std::min(until, deadline_));
  if (!ended_ && out_of_time()) end(too_slow());
}

void ImagePull::begin() {
  ++tries_;
  progress_ = {};
  std::string target = "/images/create?fromImage=" + percent_encoded(request_.repository) +
                       "&tag=" + percent_encoded(request_.tag_or_digest);
  if (!request_.platform.empty()) target += "&platform=" + percent_encoded(request_.platform);
  Headers headers;
  if (!request_.auth.empty()) headers["X-Registry-Auth"] = request_.auth;
  auto reply = engine_.post(target, headers, deadline_);
  if (!reply) return end_try(PullFailure{PullTrouble::engine, reply.error().message});
  reply_ = std::move(*reply);
}

void ImagePull::read_until(TimePoint until) {
  do {
    const auto line = reply_->next_line(until);
    if (!line && out_of_time()) return end(too_slow());
    if (!line) return end_try(PullFailure{PullTrouble::engine, line.error().message});
    if (*line) progress_.read(**line);
    if (!*line && !reply_->ended()) return;
    if (!reply_->ended()) continue;
    const int status = reply_->status();
    if (progress_.error().empty() && status < 400) return end_try(std::nullopt);
    const std::string words = progress_.error().empty()
                                  ? "status " + std::to_string(status) + ", without a word"
                                  : progress_.error();
    return end_try(PullFailure{pull_trouble(status, words, request_.repository), words});
  } while (clock_.steady() < until);
}

void ImagePull::end_try(std::optional<PullFailure> failure) {
  reply_.reset();
  if (!failure || !may_pass(failure->trouble) || tries_ > limits_.retries) return end(std::move(failure));
  failure_ = std::move(failure);  // for what is said when the time is over meanwhile
  next_try_ = clock_.steady() + std::chrono::seconds(1L << std::min(tries_ - 1, 5L));
}

void ImagePull::end(std::optional<PullFailure> failure) {
  reply_.reset();
  failure_ = std::move(failure);
  ended_ = true;
  seconds_ = std::chrono::duration<double>(clock_.steady() - *begun_).count();
}

PullFailure ImagePull::too_slow() const {
  std::string words =
      "it was not whole after " + in_seconds(std::chrono::duration<double>(limits_.timeout).count());
  if (!reply_ && failure_) return {failure_->trouble, failure_->words};
  if (!progress_.last_status().empty())
    words += ", and the last that was told is '" + progress_.last_status() + "'";
  return {PullTrouble::too_slow, words};
}

}  // namespace slipway
