#include "health_wait/message.hpp"

#include "util/excerpt.hpp"
#include "util/foreign.hpp"
#include "util/seconds_text.hpp"
#include "util/utc_time.hpp"

namespace slipway::health_wait {
namespace {

constexpr std::size_t most_sentences = 5;

std::string sentence_about(const Patient& patient, const Plan& plan) {
  std::string sentence = "container " + patient.container.name + " " + patient.judgement.reason;
  const auto log = plan.logs.find(patient.container.id);
  if (log != plan.logs.end() && !log->second.lines.empty())
    sentence += " (its log ends with: " + excerpt(log->second.lines.back()) + ")";
  return sentence;
}

/// The failed ones; when the time was over, whoever was still waited for.
std::vector<std::string> causes(const Plan& plan, const std::vector<Patient>& patients) {
  std::vector<std::string> sentences;
  const Standing worst = plan.verdict.standing;
  for (const auto& patient : patients)
    if (patient.judgement.standing == worst && worst != Standing::ready)
      sentences.push_back(sentence_about(patient, plan));
  if (worst == Standing::waiting)
    sentences.insert(sentences.end(), plan.verdict.absent.begin(), plan.verdict.absent.end());
  if (worst == Standing::ready)
    for (const auto& state : plan.http)
      if (!state.ok) sentences.push_back(foreign(state.check.url) + " " + problem_of(state));
  return sentences;
}

std::string joined(const std::vector<std::string>& sentences) {
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

std::string problem_of(const HttpState& state) {
  if (state.ok || !state.problem.empty()) return state.problem;
  return "was not tried, since the containers are not well";
}

std::string message(const Plan& plan, const std::vector<Patient>& patients) {
  const std::string project = "project " + plan.project;
  if (plan.healthy) return project + " is healthy";
  if (plan.verdict.standing == Standing::failed && !plan.outage)
    return project + " cannot become healthy" + joined(causes(plan, patients)) +
           (plan.away > 0 ? "; the engine was away for " + in_seconds(plan.away) + " meanwhile" : "");
  const std::string late = project + " is not healthy after " + std::to_string(plan.timeout) + " s";
  if (plan.outage) return late + about_outage(*plan.outage);
  const auto found = causes(plan, patients);
  if (found.empty())
    return project + " was healthy for only " + in_seconds(plan.healthy_for) + " of the " +
           std::to_string(plan.stable_for) + " s of stable_for when the timeout of " +
           std::to_string(plan.timeout) + " s was over; raise timeout";
  return late + joined(found);
}

}  // namespace slipway::health_wait
