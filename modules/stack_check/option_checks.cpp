// What the options ask for: the stack, the images, times, pages, and numbers that must not be negative.
#include <charconv>

#include "ansible/plain_values.hpp"
#include "health/http_checks.hpp"
#include "stack/guard_checks.hpp"
#include "stack_check/situation.hpp"
#include "util/excerpt.hpp"
#include "util/seconds_text.hpp"
#include "util/utc_time.hpp"

namespace slipway::stack_check {
namespace {

void take_project(Situation& situation, Findings& findings) {
  const Args& args = situation.args;
  const auto environment = ansible::plain_values(args.environment, "environment");
  if (!environment) findings.add(situation.words.sentence(environment.error().message), "correct it");
  Environment extra;
  if (environment) extra = {environment->begin(), environment->end()};
  situation.project = {args.project_src, args.files, args.project_name, extra, orchestrator_of(args.engine)};
  situation.environment = compose_environment(situation.system.environment, extra);
  situation.compose.emplace(situation.environment, situation.system.processes);
  auto files = wanted_files(args.new_files, "new_files");
  if (!files)
    findings.add(situation.words.sentence(files.error().message), "correct that entry");
  else
    situation.new_files = std::move(*files);
}

/// The tag as people get it wrong, before the grammar is asked.
std::optional<Problem> bad_tag(const std::string& tag, const std::string& name, const std::string& digest) {
  if (tag.empty()) return Problem{name + " is empty", "give the tag of the image that is to be deployed"};
  if (tag.find_first_of("\r\n") != std::string::npos)
    return Problem{name + " is '" + excerpt(tag) + "', with a line break in it",
                   "look at what the pipeline hands over; tr -d '\\r\\n' takes it out"};
  if (tag.find_first_of(" \t") != std::string::npos)
    return Problem{name + " is '" + excerpt(tag) + "', with a blank in it",
                   "look at what the pipeline hands over"};
  if (tag.starts_with("sha256:") || tag.starts_with("@sha256:"))
    return Problem{name + " is '" + excerpt(tag) + "', which is a digest and no tag",
                   "give the tag, or the digest as " + digest};
  return std::nullopt;
}

void check_image(const ImageOption& image, std::size_t number, Situation& situation, Findings& findings) {
  const Words& words = situation.words;
  const bool single = words.of_role() && situation.args.images.size() == 1;
  const std::string entry = single ? "" : words.name("images") + ", entry " + std::to_string(number) + ": ";
  const auto name = [&](const char* part) { return single ? words.name(part) : entry + part; };
  if (image.tag)
    if (auto problem = bad_tag(*image.tag, name("tag"), single ? words.name("digest") : "digest")) {
      findings.problems.push_back(std::move(*problem));
      return;
    }
  const auto change = image_change(image);
  if (change) return;
  const std::string& said = change.error().message;
  findings.add(entry + (single ? words.image_sentence(said) : said), "see what is handed over for it");
}

void check_images(Situation& situation, Findings& findings) {
  const auto& images = situation.args.images;
  const std::size_t before = findings.problems.size();
  for (std::size_t i = 0; i < images.size(); ++i) check_image(images[i], i + 1, situation, findings);
  if (findings.problems.size() != before || images.empty()) return;
  if (const auto together = image_changes(images); !together)
    findings.add(situation.words.sentence(together.error().message), "give each image once");
}

std::optional<long> whole_number(const ansible::Json& value) {
  if (value.is_number_integer()) return value.get<long>();
  if (!value.is_string()) return std::nullopt;
  const std::string& text = value.get_ref<const std::string&>();
  long number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

void check_limits(const ansible::Json& limits, Findings& findings) {
  for (const auto& [name, value] : limits.items()) {
    if (value.is_null()) continue;
    const auto number = whole_number(value);
    if (!number)
      findings.add(name + " is " + excerpt(value.is_string() ? value.get<std::string>() : value.dump()) +
                       ", which is no whole number",
                   "give 0 or more");
    else if (*number < 0)
      findings.add(name + " is " + std::to_string(*number), "give 0 or more");
  }
}

void check_times(Situation& situation, Findings& findings) {
  const Args& args = situation.args;
  const std::string timeout = situation.words.name("health_timeout");
  const std::string stable_for = situation.words.name("stable_for");
  if (args.min_free_mb < 0)
    findings.add(situation.words.name("min_free_mb") + " is " + std::to_string(args.min_free_mb),
                 "give 0 or more");
  if (args.stable_for < 0)
    findings.add(stable_for + " is " + std::to_string(args.stable_for), "give 0 or more");
  if (!args.health_timeout) return;
  const std::string given = std::to_string(*args.health_timeout) + " s";
  if (*args.health_timeout < 0 || *args.health_timeout > longest_wait)
    findings.add(timeout + " is " + given, "give 0 to " + std::to_string(longest_wait));
  if (args.stable_for > 0 && args.stable_for >= *args.health_timeout)
    findings.add(stable_for + " is " + std::to_string(args.stable_for) + " s, which cannot pass within " +
                     timeout + ", " + given,
                 "raise " + timeout + ", or lower " + stable_for);
}

void check_pages(Situation& situation, Findings& findings) {
  for (const auto& page : situation.args.http)
    if (const auto state = http_states({page}); !state)
      findings.add(situation.words.sentence(state.error().message), "correct that entry");
}

/// A sentence that says in its second half what to do.
void add_sentence(const std::string& sentence, Findings& findings) {
  const std::size_t end = sentence.find("; ");
  if (end == std::string::npos) return findings.add(sentence, "correct it");
  findings.add(sentence.substr(0, end), sentence.substr(end + 2));
}

void check_accounts(Situation& situation, Findings& findings) {
  const auto accounts =
      RegistryAccounts::of(situation.args.registries, situation.environment, situation.system);
  if (!accounts) add_sentence(situation.words.sentence(accounts.error().message), findings);
}

void check_guard(Situation& situation, Findings& findings) {
  const long seconds = situation.args.guard;
  auto guard = check_guard_seconds(seconds);
  if (guard && seconds != 0) guard = check_guard_stays(situation.system);
  if (!guard) add_sentence(situation.words.sentence(guard.error().message), findings);
}

void check_fleet(Situation& situation, Findings& findings) {
  if (!situation.args.fleet) return;
  auto batches = batches_of(*situation.args.fleet);
  if (!batches) return add_sentence(situation.words.sentence(batches.error().message), findings);
  situation.order = FleetOrder{std::move(*batches), utc_timestamp(situation.system.clock.now())};
}

}  // namespace

void check_options(Situation& situation, Findings& findings) {
  take_project(situation, findings);
  if (situation.is_deploy()) check_images(situation, findings);
  check_limits(situation.args.limits, findings);
  check_times(situation, findings);
  check_pages(situation, findings);
  check_accounts(situation, findings);
  check_guard(situation, findings);
  check_fleet(situation, findings);
}

}  // namespace slipway::stack_check
