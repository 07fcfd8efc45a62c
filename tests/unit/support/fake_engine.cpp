#include "unit/support/fake_engine.hpp"

#include <algorithm>

namespace slipway::test {

using nlohmann::json;

json container_document(const std::string& name, const std::string& service, const json& changes) {
  json document = {
      {"Id", name},
      {"Name", "/" + name},
      {"Created", "2025-10-31T01:35:03Z"},
      {"Image", "sha256:0123"},
      {"RestartCount", 0},
      {"State",
       {{"Status", "running"},
        {"ExitCode", 0},
        {"OOMKilled", false},
        {"Error", ""},
        {"StartedAt", "2025-10-31T01:35:04.5Z"}}},
      {"HostConfig", {{"RestartPolicy", {{"Name", "unless-stopped"}, {"MaximumRetryCount", 0}}}}},
      {"Config",
       {{"Image", "shop/" + service + ":v1"},
        {"Tty", false},
        {"Labels",
         {{"com.docker.compose.project", "shop"},
          {"com.docker.compose.service", service},
          {"com.docker.compose.container-number", "1"},
          {"com.docker.compose.oneoff", "False"}}}}}};
  document.merge_patch(changes);
  return document;
}

class FakeEngine::Stream final : public EngineStream {
 public:
  explicit Stream(FakeEngine& engine) : engine_(engine) {}

  Expected<std::optional<std::string>> next_line(std::chrono::steady_clock::time_point deadline) override {
    FixedClock& clock = engine_.clock_;
    auto& script = engine_.script_;
    while (!script.empty() && script.front().at <= deadline) {
      const Happening happening = script.front();
      script.pop_front();
      clock.advance(std::max(happening.at - clock.ticks, std::chrono::steady_clock::duration::zero()));
      engine_.apply(happening);
      if (happening.action == "the stream ends") return fail("the engine closed the stream");
      if (!happening.action.empty()) return event(happening);
    }
    clock.advance(std::max(deadline - clock.ticks, std::chrono::steady_clock::duration::zero()));
    return std::nullopt;
  }

 private:
  static std::string event(const Happening& happening) {
    return json{{"Type", "container"}, {"Action", happening.action}, {"Actor", {{"ID", happening.id}}}}
        .dump();
  }
  FakeEngine& engine_;
};

void FakeEngine::happens(double seconds, const std::string& id, const std::string& action,
                         const json& changes) {
  const auto after =
      std::chrono::duration_cast<std::chrono::steady_clock::duration>(std::chrono::duration<double>(seconds));
  script_.push_back({clock_.ticks + after, id, action, changes});
}

void FakeEngine::apply(const Happening& happening) {
  if (happening.changes.is_null())
    containers.erase(happening.id);
  else
    containers[happening.id].merge_patch(happening.changes);
}

Expected<EngineReply> FakeEngine::request(const std::string& method, const std::string& target,
                                          const std::string&) {
  requests.push_back(method + " " + target);
  if (broken) return tl::unexpected(*broken);
  return answer(target);
}

namespace {

/// Whether the label filter of a list request is the container's project.
bool in_project(const json& document, const std::string& target) {
  const std::string project = document["Config"]["Labels"]["com.docker.compose.project"];
  return target.find(percent_encoded("\"com.docker.compose.project=" + project + "\"")) != std::string::npos;
}

}  // namespace

EngineReply FakeEngine::answer(const std::string& target) const {
  const std::string path = target.substr(0, target.find('?'));
  const auto between = [&](const std::string& start, const std::string& end) -> std::string {
    const bool fits = path.size() > start.size() + end.size() && path.rfind(start, 0) == 0 &&
                      path.compare(path.size() - end.size(), end.size(), end) == 0;
    return fits ? path.substr(start.size(), path.size() - start.size() - end.size()) : "";
  };
  if (path == "/containers/json") {
    json list = json::array();
    for (const auto& [id, document] : containers)
      if (in_project(document, target))
        list.push_back({{"Id", id}, {"Names", {document["Name"]}}, {"Labels", document["Config"]["Labels"]}});
    return {200, list.dump()};
  }
  if (const auto found = containers.find(between("/containers/", "/json")); found != containers.end())
    return {200, found->second.dump()};
  if (const auto found = logs.find(between("/containers/", "/logs")); found != logs.end())
    return {200, found->second};
  for (const auto& [reference, document] : images)
    if (percent_encoded(reference) == between("/images/", "/json")) return {200, document.dump()};
  return {404, R"({"message":"No such thing"})"};
}

Expected<std::unique_ptr<EngineStream>> FakeEngine::stream(const std::string& target) {
  requests.push_back("STREAM " + target);
  if (broken) return tl::unexpected(*broken);
  return std::make_unique<Stream>(*this);
}

namespace {

class Borrowed final : public Engine {
 public:
  explicit Borrowed(Engine& engine) : engine_(engine) {}
  Expected<EngineReply> request(const std::string& method, const std::string& target,
                                const std::string& body) override {
    return engine_.request(method, target, body);
  }
  Expected<std::unique_ptr<EngineStream>> stream(const std::string& target) override {
    return engine_.stream(target);
  }

 private:
  Engine& engine_;
};

}  // namespace

Expected<std::unique_ptr<Engine>> FakeEngines::at(const std::string& docker_host, const Environment&) {
  addresses.push_back(docker_host);
  return std::make_unique<Borrowed>(engine_);
}

}  // namespace slipway::test
