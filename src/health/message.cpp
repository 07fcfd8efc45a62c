#include "health/message.hpp"

#include "util/excerpt.hpp"
#include "util/foreign.hpp"
#include "util/seconds_text.hpp"
#include "util/utc_time.hpp"

namespace slipway {
namespace {

constexpr std::size_t most_sentences = 5;

std::string sentence_about(const WatchedContainer& watched, const HealthResult& result) {
  std::string sentence = result.unit + " " + watched.container.name + " " + watched.verdict.reason;
  const auto log = result.logs.find(watched.container.id);
  if (log != result.logs.end() && !log->second.lines.empty())
    sentence += " (its log ends with: " + excerpt(log->second.lines.back()) + ")";
  return sentence;
}

/// The failed ones; when the time was over, whoever was still waited for.
std::vector<std::string> causes(const HealthResult& result) {
  std::vector<std::string> sentences;
  const HealthState worst = result.verdict.state;
  for (const auto& watched : result.containers)
    if (watched.verdict.state == worst && worst != HealthState::ready)
      sentences.push_back(sentence_about(watched, result));
  if (worst == HealthState::waiting)
    sentences.insert(sentences.end(), result.verdict.absent.begin(), result.verdict.absent.end());
  if (worst != HealthState::ready)
    sentences.insert(sentences.end(), result.verdict.too_many.begin(), result.verdict.too_many.end());
  if (worst == HealthState::ready)
    for (const auto& state : result.http)
      if (!state.ok) sentences.push_back(foreign(state.check.url) + " " + problem_of(state));
  return sentences;
}

std::string first_of(const std::vector<std::string>& sentences) {
  std::string text;
  for (std::size_t i = 0; i < sentences.size() && i < most_sentences; ++i)
    text += (i == 0 ? ": " : "; ") + sentences[i];
  if (sentences.size() > most_sentences)
    text += "; and " + std::to_string(sentences.size() - most_sentences) + " more, see services";
  return text;
}

std::string about_outage(const Outage& outage) {
  return ": the engine has not answered as it should since " + utc_timestamp(outage.since) +
         "; the last try said: " + outage.said + "; see to the engine, and run this again";
}

}  // namespace

std::string health_message(const HealthSettings& settings, const HealthResult& result) {
  const std::string project = "project " + result.project;
  if (result.healthy) return project + " is healthy";
  if (result.verdict.state == HealthState::failed && !result.outage)
    return project + " cannot become healthy" + first_of(causes(result)) +
           (result.away > 0 ? "; the engine was away for " + in_seconds(result.away) + " meanwhile" : "");
  const std::string late = project + " is not healthy after " + std::to_string(settings.timeout) + " s";
  if (result.outage) return late + about_outage(*result.outage);
  const auto found = causes(result);
  if (found.empty())
    return project + " was healthy for only " + in_seconds(result.healthy_for) + " of the " +
           std::to_string(settings.stable_for) + " s of stable_for when the timeout of " +
           std::to_string(settings.timeout) + " s was over; raise " + settings.timeout_option;
  return late + first_of(found);
}

}  // namespace slipway
