// The container engine: whether it answers, whether this user may ask it, and what it is.
#include <cerrno>

#include "engine/containers.hpp"
#include "stack_check/engine_service.hpp"
#include "stack_check/situation.hpp"
#include "util/excerpt.hpp"
#include "util/json_access.hpp"

namespace slipway::stack_check {
namespace {

using json_access::text;

Expected<EngineFacts> facts_of(Engine& engine) {
  TRY_ASSIGN(const auto version, engine_json(engine, "/version", "the engine's version"));
  if (!version || text(*version, "ApiVersion").empty())
    return fail(
        "cannot read the engine's version: it tells none; is it really a container engine that listens "
        "there?");
  TRY_ASSIGN(const auto info, engine_json(engine, "/info", "what the engine says of itself"));
  if (!info) return fail("cannot read what the engine says of itself: there is no such answer");
  return EngineFacts{text(*version, "Version"), text(*version, "ApiVersion"), text(*info, "DockerRootDir")};
}

/// What docker's own client says of it; empty when it cannot be asked.
std::string words_of_docker(const Situation& situation) {
  Command command;
  command.argv = {"docker", "version", "--format", "{{.Server.Version}}"};
  command.environment = situation.environment;
  const auto outcome = situation.system.processes.run(command);
  if (!outcome || outcome->exit_code == 0) return "";
  return outcome->errors;
}

std::string own_name(System& system) {
  const uid_t uid = system.users.self().uid;
  return system.users.user_name(uid).value_or("with the id " + std::to_string(uid));
}

void refused_to_user(const Situation& situation, const Error& error, Findings& findings) {
  const std::string user = own_name(situation.system);
  const std::string words = words_of_docker(situation);
  findings.add(
      "the user " + user + " may not use docker: " + (words.empty() ? error.message : excerpt(words)),
      "make the user a member of the group that the engine's socket belongs to (usermod -aG docker " + user +
          ", and log in again), or run this with become");
}

}  // namespace

void check_engine(Situation& situation, Findings& findings) {
  auto engine = situation.system.engines.at("", situation.environment, Engines::any_time);
  if (!engine) return findings.add(engine.error().message, "or leave DOCKER_HOST out");
  const auto answers = (*engine)->request("GET", "/_ping");
  auto facts = answers ? facts_of(**engine) : tl::unexpected(answers.error());
  if (facts) {
    situation.engine = std::move(*engine);
    situation.facts = std::move(*facts);
    return;
  }
  situation.no_engine = facts.error();
  if (facts.error().os_error == EACCES || facts.error().os_error == EPERM)
    refused_to_user(situation, facts.error(), findings);
  else if (!situation.args.start_engine || !has_own_service(situation.environment, facts.error()))
    findings.add(facts.error().message, "see systemctl status docker, or service docker status");
}

}  // namespace slipway::stack_check
