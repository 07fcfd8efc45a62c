// Any text as the arguments file of a module that has an option of every type: the answer is always one line
// of JSON that says changed and failed, and never shows the password.
#include <algorithm>
#include <sstream>

#include "ansible/answer.hpp"
#include "ansible/json_text.hpp"
#include "fuzz/property.hpp"
#include "unit/ansible/machine.hpp"
#include "util/foreign.hpp"

namespace {

using namespace slipway;
using namespace slipway::ansible;
using fuzz::must_hold;

struct Args {
  std::string text;
  std::optional<std::string> choice;
  std::optional<Path> path;
  bool flag = false;
  long number = 0;
  std::vector<std::string> list;
  std::vector<Path> paths;
  Json dict;
  Raw raw;
  Json secrets;
  std::optional<std::string> password;
};

Module<Args, Args> echo() {
  Spec<Args> table{
      "echo",
      "gives its options back",
      {option("text", &Args::text, "").required(),
       option("choice", &Args::choice, "").choices({"never", "no"}).alias("word"),
       option("path", &Args::path, ""), option("flag", &Args::flag, "").default_to(false),
       option("number", &Args::number, "").default_to(20), option("list", &Args::list, "").alias("items"),
       option("paths", &Args::paths, ""), option("dict", &Args::dict, ""), option("raw", &Args::raw, ""),
       option("secrets", &Args::secrets, "").secret(), option("password", &Args::password, "").secret()},
      {{"list", "paths"}},
      {{"path", "flag", "number"}}};
  const auto plan = [](const Args& args, System&) -> Expected<Args> { return args; };
  const auto apply = [](Args&, System&) -> Expected<void> { return {}; };
  const auto report = [](const Args& args) {
    Result result;
    result.changed = args.flag;
    result.failed = args.number < 0;
    result.msg = foreign(args.text);
    result.values = {{"list", args.list}, {"dict", args.dict}, {"raw", args.raw.value}};
    result.diff = {{"before", "after", args.text, args.password.value_or("")}};
    return result;
  };
  return {std::move(table), plan, apply, report};
}

bool shows(const Json& value, const std::string& secret) {
  if (value.is_string()) return value.get<std::string>().find(secret) != std::string::npos;
  for (const auto& item : value)
    if (item.is_structured() || item.is_string())
      if (shows(item, secret)) return true;
  return false;
}

void check_password_is_hidden(const std::string& input, const Json& output) {
  const auto given = parse_json(input);
  if (!given || !given->is_object() || !given->contains("password")) return;
  const Json& password = given->at("password");
  if (!password.is_string()) return;
  const auto secret = password.get<std::string>();
  // Shorter ones are masked only where they stand alone; a mask may spell a secret that has its stars.
  const auto characters = std::count_if(
      secret.begin(), secret.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
  if (characters < 4 || secret.find('*') != std::string::npos) return;
  must_hold(!shows(output, secret), "a secret is shown nowhere");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto module = echo();
  static const auto spec = module.spec.info();
  static const auto step = step_of(module);
  const std::string input(fuzz::text_of(data, size));
  test::Machine machine;
  machine.files.put("/tmp/args", input);
  std::istringstream no_input;
  const Answer answered = answer(spec, step, {"/tmp/args"}, no_input, machine.system);
  const std::string& text = answered.text;
  must_hold(text.size() > 2 && text.front() == '\n' && text.find('\n', 1) == text.size() - 1,
            "the answer is one line between two line breaks");
  const Json output = Json::parse(text, nullptr, false);
  must_hold(output.is_object(), "the answer is a JSON object");
  must_hold(output.contains("changed") && output["changed"].is_boolean(), "the answer says changed");
  must_hold(output.contains("failed") && output["failed"] == (answered.exit_code != 0),
            "the answer says failed");
  check_password_is_hidden(input, output);
  return 0;
}
