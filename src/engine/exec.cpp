#include "engine/exec.hpp"

#include <cerrno>
#include <nlohmann/json.hpp>

#include "engine/containers.hpp"
#include "engine/frames.hpp"
#include "util/excerpt.hpp"
#include "util/json_access.hpp"
#include "util/mask.hpp"

namespace slipway {
namespace {

using nlohmann::json;

constexpr int conflict = 409;  // the container does not run, or not yet

std::string text_of(const json& body) {
  return body.dump(-1, ' ', false, json::error_handler_t::replace);
}

Expected<EngineReply> post(Engine& engine, const std::string& target, const json& body,
                           const std::string& what) {
  auto reply = engine.request("POST", target, text_of(body));
  if (!reply) return fail_while(what, reply.error());
  if (reply->status < 300) return reply;
  auto refused = refusal(what, *reply);
  if (reply->status == conflict) refused.value().may_pass = true;
  return refused;
}

std::string purpose(const std::string& container) {
  return "no command can be run in container '" + container + "'";
}

Expected<std::string> create_exec(Engine& engine, const std::string& container,
                                  const std::vector<std::string>& argv,
                                  const std::vector<std::string>& environment) {
  json wanted{{"Cmd", argv}, {"AttachStdout", true}, {"AttachStderr", true}};
  if (!environment.empty()) wanted["Env"] = environment;
  TRY_ASSIGN(const auto reply,
             post(engine, "/containers/" + percent_encoded(container) + "/exec", wanted, purpose(container)));
  std::string id = json_access::text(json::parse(reply.body, nullptr, false), "Id");
  if (id.empty()) return fail(purpose(container) + ": the engine's answer has no Id");
  return id;
}

std::string start_target(const std::string& exec) {
  return "/exec/" + percent_encoded(exec) + "/start";
}

}  // namespace

Expected<std::string> start_exec(Engine& engine, const std::string& container,
                                 const std::vector<std::string>& argv) {
  TRY_ASSIGN(auto exec, create_exec(engine, container, argv, {}));
  TRY(post(engine, start_target(exec), {{"Detach", true}, {"Tty", false}}, purpose(container)));
  return exec;
}

Expected<ExecState> inspect_exec(Engine& engine, const std::string& exec) {
  const std::string what = "a command inside a container";
  TRY_ASSIGN(const auto found, engine_json(engine, "/exec/" + percent_encoded(exec) + "/json", what));
  if (!found) return fail("the engine does not know any more how " + what + " went");
  return ExecState{json_access::boolean(*found, "Running"), json_access::integer(*found, "ExitCode")};
}

Expected<ExecOutput> run_exec(Engine& engine, const std::string& container,
                              const std::vector<std::string>& argv,
                              const std::vector<std::string>& environment) {
  TRY_ASSIGN(const auto exec, create_exec(engine, container, argv, environment));
  const auto reply =
      post(engine, start_target(exec), {{"Detach", false}, {"Tty", false}}, purpose(container));
  if (!reply && reply.error().os_error == ETIMEDOUT)
    return fail("it takes longer than it may, and runs on in container '" + container + "'");
  TRY(reply);
  TRY_ASSIGN(const ExecState state, inspect_exec(engine, exec));
  return ExecOutput{state.exit_code, joined_frames(reply->body)};
}

std::string ending_text(const std::string& command, const Expected<ExecOutput>& ran,
                        const std::vector<std::string>& mask) {
  if (!ran) return command + ": " + ran.error().message;
  const std::string said = slipway::masked(ran->said, mask);
  return command + " ended with " + std::to_string(ran->exit_code) +
         (one_line(said).empty() ? " and printed nothing" : ": " + excerpt(said));
}

}  // namespace slipway
