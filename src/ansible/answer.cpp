#include "ansible/answer.hpp"

#include <exception>
#include <iterator>
#include <new>
#include <optional>

#include "ansible/arguments.hpp"
#include "ansible/censor.hpp"
#include "ansible/describe.hpp"
#include "ansible/json_text.hpp"
#include "ansible/number_warnings.hpp"
#include "ansible/option_rules.hpp"
#include "ansible/words.hpp"
#include "util/excerpt.hpp"
#include "util/utf8.hpp"

namespace slipway::ansible {
namespace {

constexpr std::size_t largest_in_diff = 104448;  // bytes; ansible-core's own default, max_diff_size
constexpr std::size_t longest_message = 4096;    // bytes; what is quoted in one may be of any length

// What is known about a run at the time when its result is printed.
struct Run {
  RunMode mode;
  Censor censor;
  std::optional<Json> arguments;
};

Result failure(const std::string& message) {
  Result result;
  result.failed = true;
  result.msg = message;
  return result;
}

// One line that a person may read, whatever names and paths were quoted in it.
std::string one_sentence(std::string text) {
  for (char& letter : text)
    if (static_cast<unsigned char>(letter) < 0x20 || letter == 0x7F) letter = ' ';
  if (text.size() <= longest_message) return text;
  std::size_t end = longest_message;
  while (continues_character(text[end])) --end;
  return text.substr(0, end) + "…";
}

// What is too large for Ansible to show is left out; its callback then says so.
Json diff_as_json(const std::vector<Diff>& diffs, const Censor& censor) {
  Json all = Json::array();
  for (const auto& diff : diffs) {
    const auto shown = [&](const std::string& text) { return diff.is_masked ? text : censor.text(text); };
    Json entry{{"before_header", censor.sentence(diff.before_header)},
               {"after_header", censor.sentence(diff.after_header)}};
    if (diff.before.size() > largest_in_diff) entry["dst_larger"] = largest_in_diff;
    if (diff.after.size() > largest_in_diff) entry["src_larger"] = largest_in_diff;
    if (entry.size() == 2) {
      entry["before"] = shown(diff.before);
      entry["after"] = shown(diff.after);
    }
    all.push_back(std::move(entry));
  }
  return all;
}

Answer printed(const Result& result, const Run& run) {
  Json output{{"changed", result.changed}, {"failed", result.failed}};
  if (!result.msg.empty()) output["msg"] = one_sentence(run.censor.sentence(result.msg));
  Json values = run.censor.values(result.values, result.documented);
  for (auto entry = values.begin(); entry != values.end(); ++entry)
    output.emplace(entry.key(), std::move(entry.value()));
  if (run.mode.diff && !result.diff.empty()) output["diff"] = diff_as_json(result.diff, run.censor);
  for (const auto& warning : result.warnings) output["warnings"].push_back(run.censor.sentence(warning));
  if (result.before_printing)
    if (const auto warning = result.before_printing(output))
      output["warnings"].push_back(run.censor.sentence(*warning));
  if (run.arguments && run.mode.inject_invocation) output["invocation"] = {{"module_args", *run.arguments}};
  return {"\n" + to_line(output) + "\n", result.failed ? 1 : 0};
}

Expected<Json> read_arguments(const std::string& from, std::istream& input, System& system) {
  const std::string place = from == "-" ? "standard input" : "the arguments file " + from;
  std::string text;
  if (from == "-") {
    text.assign(std::istreambuf_iterator<char>(input), {});
  } else {
    auto content = system.files.read(from);
    if (!content) return fail_while("the module's options", content.error());
    text = std::move(*content);
  }
  if (trimmed(text).empty())
    return fail(place + " is empty; it must hold the module's options as one JSON object");
  auto given = parse_json(text);
  if (!given)
    return fail(place + " is " + given.error().message +
                "; it must hold the module's options as one JSON object");
  if (!given->is_object())
    return fail(place + " holds a JSON " + given->type_name() +
                "; the module's options must come as one JSON object: {\"option\": \"value\"}");
  return given;
}

// What a library throws past a module's own handling still ends as a result.
Expected<Result> guarded(const RunStep& step, const Json& values, const RunMode& mode, System& system) {
  try {
    return step(values, mode, system);
  } catch (const std::bad_alloc&) {
    return fail("the machine has no memory left for this task; free some and run it again");
  } catch (const std::exception& error) {
    return fail(std::string("the module came upon a case that it does not handle (") + excerpt(error.what()) +
                "); please report it together with the task");
  }
}

Result run_step(const SpecInfo& spec, const RunStep& step, const Json& given, System& system, Run& run) {
  Arguments arguments = check_arguments(spec, given, system);
  auto secrets = secret_strings(spec, given);
  const auto coerced_secrets = secret_strings(spec, arguments.values);
  secrets.insert(secrets.end(), coerced_secrets.begin(), coerced_secrets.end());

  const auto decide = [&]() -> Expected<Result> {
    TRY_ASSIGN(run.mode, mode_of(given));
    if (!arguments.errors.empty()) return fail(arguments.errors.front());
    for (const auto& option : spec.options)
      if (const auto value = arguments.values.find(option.name); value != arguments.values.end())
        if (const auto error = path_error(option, *value)) return fail(*error);
    return guarded(step, arguments.values, run.mode, system);
  };
  auto outcome = decide();
  Result result = outcome ? std::move(*outcome) : failure(outcome.error().message);
  secrets.insert(secrets.end(), result.secrets.begin(), result.secrets.end());
  run.censor = Censor(secrets);
  run.arguments = run.censor.arguments(spec.options, arguments.values);
  const auto numbers = number_warnings(spec, given);
  result.warnings.insert(result.warnings.begin(), numbers.begin(), numbers.end());
  result.warnings.insert(result.warnings.begin(), arguments.warnings.begin(), arguments.warnings.end());
  return result;
}

}  // namespace

Answer answer(const SpecInfo& spec, const RunStep& step, const std::vector<std::string>& arguments,
              std::istream& input, System& system) {
  Run run;
  if (arguments.size() != 1)
    return printed(
        failure(spec.module + " takes one argument: a file that holds its options as a JSON object, or - for "
                              "standard input; --help explains the options"),
        run);
  if (arguments.front() == "--help") return {help_text(spec), 0};
  if (arguments.front() == "--dump-spec") return {to_line(spec_as_json(spec)) + "\n", 0};
  const auto given = read_arguments(arguments.front(), input, system);
  if (!given) return printed(failure(given.error().message), run);
  return printed(run_step(spec, step, *given, system, run), run);
}

}  // namespace slipway::ansible
