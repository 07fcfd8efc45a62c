// What the checks know while they look, each after the other.
#pragma once

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>

#include "compose/installed.hpp"
#include "compose/stack_reader.hpp"
#include "stack_check/stack_check.hpp"
#include "stack_check/words.hpp"

namespace slipway::stack_check {

struct Situation {
  Situation(const Args& given, System& on) : args(given), system(on), words(given.words) {}

  bool is_deploy() const { return args.mode == "deploy"; }

  /// Docker Compose 2 of this host; waits for its answer, the first time. nullopt: there is none.
  std::optional<InstalledCompose> compose_2();

  /// Whether a file of the stack is there, or comes with the release. `path`: relative ones stand under
  /// project_src. A path that cannot be looked at counts as there, and is a warning.
  bool is_there(const Path& path, Findings& findings) const;

  const Args& args;
  System& system;
  Words words;

  // From the options (check_options).
  ComposeProject project;             // its files: those given, else as check_compose_files finds them
  Environment environment;            // of docker
  std::vector<WantedFile> new_files;  // what comes with the release
  std::optional<FleetOrder> order;    // nullopt: no fleet, or one that is wrong

  // The engine (check_engine).
  std::unique_ptr<Engine> engine;  // null: it does not answer
  std::optional<EngineFacts> facts;
  std::optional<Error> no_engine;                   // why
  std::optional<InstalledComposeQuestion> compose;  // check_options asks it, check_compose judges
  std::optional<long> free_mb;                      // check_disk

  // The env file as it will be (check_env).
  std::optional<std::string> env_text;   // nullopt: as it stands there
  bool env_is_known = true;              // false: what is wrong with it has been said
  std::map<std::string, bool> env_keys;  // that are supplied, or stay from before: whether they have a value
  std::set<Path> secret_files;           // that the release writes
  std::set<std::string> missing_keys;    // of which it has been said that they will be missing
  std::vector<std::string> secrets;      // not to be shown

  // The stack (check_compose_files, check_files).
  bool needs_compose_file = false;         // without COMPOSE_FILE Compose would take other files
  std::vector<std::string> compose_texts;  // in the order of project.files; empty: not all are there
  nlohmann::json config;                   // as Compose prints it; null: nothing is known
};

/// A group of checks. What is wrong goes into the findings.
using Check = void (*)(Situation&, Findings&);

// In the order in which they build on each other; each a file.
void check_options(Situation& situation, Findings& findings);  // images, limits, times, pages
void check_env(Situation& situation, Findings& findings);      // what the env file will be made of
void check_engine(Situation& situation, Findings& findings);   // it answers, and this user may ask it
void check_disk(Situation& situation, Findings& findings);     // the room where the engine keeps its data
void check_compose_files(Situation& situation,
                         Findings& findings);                   // which they are, and that they are there
void check_required(Situation& situation, Findings& findings);  // secrets that a deploy must have
void check_files(Situation& situation, Findings& findings);     // Compose takes them; their variables
void check_mounts(Situation& situation, Findings& findings);    // what is mounted from the host
void check_external(Situation& situation, Findings& findings);  // networks and volumes of others
void check_names(Situation& situation, Findings& findings);     // container names and ports of others
void check_secrecy(Situation& situation, Findings& findings);   // advice about secrets in the open
void check_probes(Situation& situation, Findings& findings);    // advice about late health checks
void check_rolling(Situation& situation, Findings& findings);   // proxies, and the page that is watched
void check_handover(Situation& situation, Findings& findings);  // advice about a proxy that loses connections
void check_swarm(Situation& situation,
                 Findings& findings);  // a manager, and what the files say that a swarm does not do
void check_not_on_swarm(Situation& situation,
                        Findings& findings);                   // the stack does not run on a swarm already
void check_compose(Situation& situation, Findings& findings);  // docker's client, with Compose 2

/// The names of the services of `config`, with what it says about each.
std::vector<std::pair<std::string, nlohmann::json>> services_of(const nlohmann::json& config);

}  // namespace slipway::stack_check
