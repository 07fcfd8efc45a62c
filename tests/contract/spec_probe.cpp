// A module that does nothing but show what became of its options. With --each-line it reads many: one JSON
// object a line on standard input, one line with values, errors and warnings for each; with --each-line NAME
// by the table of that module.
#include <iostream>
#include <string_view>

#include "ansible/arguments.hpp"
#include "ansible/json_text.hpp"
#include "ansible/module.hpp"
#include "backup_prune/backup_prune.hpp"
#include "compose_image_rewrite/compose_image_rewrite.hpp"
#include "health_wait/health_wait.hpp"
#include "stack_backup/stack_backup.hpp"
#include "stack_backup_info/stack_backup_info.hpp"
#include "stack_changes_info/stack_changes_info.hpp"
#include "stack_check/stack_check.hpp"
#include "stack_files/stack_files.hpp"
#include "stack_pull/stack_pull.hpp"
#include "stack_restore/stack_restore.hpp"
#include "stack_run/stack_run.hpp"
#include "stack_undo/stack_undo.hpp"
#include "stack_up/stack_up.hpp"
#include "util/foreign.hpp"
#include "vault_env_render/vault_env_render.hpp"

namespace {

using namespace slipway;
using namespace slipway::ansible;

struct Item {
  std::string name;
  long count = 1;
  std::optional<std::string> choice;
  std::optional<std::vector<std::string>> words;
};

struct Args {
  std::string text;
  std::optional<std::string> word;
  std::optional<std::string> choice;
  std::optional<std::vector<std::string>> choices;
  std::optional<Path> path;
  std::optional<bool> flag;
  long number = 0;
  std::optional<std::vector<std::string>> list;
  std::optional<std::vector<Path>> paths;
  Json dict;
  std::vector<Item> dicts;
  std::optional<Item> one;
  std::optional<std::string> password;
};

std::vector<Option<Item>> lines() {
  return {option("name", &Item::name, "any text").required(),
          option("count", &Item::count, "a number").default_to(1),
          option("choice", &Item::choice, "one of two").choices({"no", "always"}),
          option("words", &Item::words, "several")};
}

Spec<Args> table() {
  return {"spec_probe",
          "shows what becomes of options",
          {option("text", &Args::text, "any text").required(),
           option("word", &Args::word, "not together with path").alias("w").alias("term"),
           option("choice", &Args::choice, "one of three").choices({"never", "no", "always"}),
           option("choices", &Args::choices, "some of two").choices({"a", "b"}),
           option("path", &Args::path, "a path"), option("flag", &Args::flag, "yes or no"),
           option("number", &Args::number, "a number").default_to(20),
           option("list", &Args::list, "several").alias("items"),
           option("paths", &Args::paths, "several paths").default_to(Json::array({"~/default"})),
           option("dict", &Args::dict, "keys and values").default_to(Json::object()),
           option("dicts", &Args::dicts, lines(), "several of several"),
           option("one", &Args::one, lines(), "one of several"),
           option("password", &Args::password, "a secret").secret()},
          {{"word", "path"}, {"list", "flag"}},
          {{"word", "path", "list"}}};
}

SpecInfo table_of(std::string_view name) {
  for (const auto& spec : {backup_prune::module().spec.info(), compose_image_rewrite::module().spec.info(),
                           health_wait::module().spec.info(), stack_backup::module().spec.info(),
                           stack_backup_info::module().spec.info(), stack_changes_info::module().spec.info(),
                           stack_check::module().spec.info(), stack_files::module().spec.info(),
                           stack_pull::module().spec.info(), stack_restore::module().spec.info(),
                           stack_run::module().spec.info(), stack_undo::module().spec.info(),
                           stack_up::module().spec.info(), vault_env_render::module().spec.info()})
    if (spec.module == name) return spec;
  return table().info();
}

void check_each_line(const SpecInfo& spec) {
  for (std::string line; std::getline(std::cin, line);) {
    const auto given = parse_json(line);
    if (!given) {
      std::cout << to_line({{"unreadable", given.error().message}}) << "\n";
      continue;
    }
    const auto arguments = check_arguments(spec, *given, real_system());
    std::cout << without_marks(to_line({{"values", arguments.values},
                                        {"errors", arguments.errors},
                                        {"warnings", arguments.warnings}}))
              << "\n";
  }
}

Expected<Result> show(const Json& values, const RunMode& mode, System&) {
  Result result;
  result.values = {{"values", values}, {"check_mode", mode.check}};
  return result;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && std::string_view(argv[1]) == "--each-line") {
    check_each_line(table_of(argc > 2 ? argv[2] : ""));
    return 0;
  }
  return run(table().info(), show, argc, argv, real_system());
}
