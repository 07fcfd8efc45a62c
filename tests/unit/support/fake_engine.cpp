#include "unit/support/fake_engine.hpp"

#include <algorithm>

#include "unit/support/forwarding_engine.hpp"
#include "util/rfc3339.hpp"

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
  explicit Stream(FakeEngine& engine) : engine_(engine), opened_(engine.clock_.ticks) {}

  Expected<std::optional<std::string>> next_line(std::chrono::steady_clock::time_point deadline) override {
    FixedClock& clock = engine_.clock_;
    if (engine_.web != nullptr) deadline = std::min(deadline, engine_.web->next_end().value_or(deadline));
    const auto cut =
        std::find_if(engine_.absences_.begin(), engine_.absences_.end(), [&](const Absence& absence) {
          return absence.from >= opened_ && absence.from <= deadline && !absence.quietly;
        });
    const bool will_end = cut != engine_.absences_.end();
    const auto end = will_end ? cut->from : deadline;
    if (const auto line = line_before(end)) return line;
    clock.sleep_until(end);
    if (will_end) return tl::unexpected<Error>(Error{"the engine closed the stream", 0, true});
    return std::nullopt;
  }

 private:
  std::optional<std::string> line_before(std::chrono::steady_clock::time_point deadline) {
    FixedClock& clock = engine_.clock_;
    auto& script = engine_.script_;
    while (!script.empty() && script.front().at <= deadline) {
      const Happening happening = script.front();
      script.pop_front();
      clock.sleep_until(happening.at);
      if (happening.line) return happening.line;
      engine_.apply(happening);
      if (!happening.action.empty() && engine_.absence() == nullptr) return event(happening);
    }
    return std::nullopt;
  }

  static std::string event(const Happening& happening) {
    return json{{"Type", "container"},
                {"Action", happening.action},
                {"Actor", {{"ID", happening.id}, {"Attributes", happening.attributes}}}}
        .dump();
  }
  FakeEngine& engine_;
  std::chrono::steady_clock::time_point opened_;
};

namespace {

std::chrono::steady_clock::duration after(double seconds) {
  return std::chrono::duration_cast<std::chrono::steady_clock::duration>(
      std::chrono::duration<double>(seconds));
}

}  // namespace

void FakeEngine::goes_away(double seconds, double length, const Error& error, bool quietly) {
  absences_.push_back(
      {clock_.ticks + after(seconds), clock_.ticks + after(seconds + length), error, quietly});
}

const FakeEngine::Absence* FakeEngine::absence() const {
  for (const auto& absence : absences_)
    if (clock_.ticks >= absence.from && clock_.ticks < absence.until) return &absence;
  return nullptr;
}

/// What happened while nobody listened.
void FakeEngine::catch_up() {
  while (!script_.empty() && script_.front().at <= clock_.ticks) {
    if (!script_.front().line) apply(script_.front());
    script_.pop_front();
  }
}

void FakeEngine::happens(double seconds, const std::string& id, const std::string& action,
                         const json& changes, const json& attributes) {
  script({clock_.ticks + after(seconds), id, action, changes, attributes, {}});
}

/// In the order of time; at one time, as they were told.
void FakeEngine::script(Happening happening) {
  const auto later = std::find_if(script_.begin(), script_.end(),
                                  [&](const Happening& other) { return other.at > happening.at; });
  script_.insert(later, std::move(happening));
}

void FakeEngine::says(double seconds, const std::string& line) {
  script({clock_.ticks + after(seconds), {}, {}, {}, {}, line});
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
  if (const auto* away = absence()) return tl::unexpected(away->error);
  if (fails_at == requests.size() - 1) return fail("the engine at unix:///engine.sock closed the connection");
  for (const auto& [start, reply] : refusals)
    if (requests.back().starts_with(start)) return reply;
  return method == "GET" ? answer(target) : change(method, target);
}

namespace {

std::string percent_decoded(const std::string& text) {
  std::string decoded;
  for (std::size_t at = 0; at < text.size(); ++at)
    if (text[at] == '%') {
      decoded += static_cast<char>(std::stoi(text.substr(at + 1, 2), nullptr, 16));
      at += 2;
    } else {
      decoded += text[at];
    }
  return decoded;
}

/// Of a query; percent-encoded as it stands there.
std::string parameter(const std::string& target, const std::string& name) {
  const auto at = target.find(name + "=");
  if (at == std::string::npos) return "";
  const auto begin = at + name.size() + 1;
  return target.substr(begin, target.find('&', begin) - begin);
}

}  // namespace

/// Ends and removes containers, tags images, and removes those that no container was made from.
EngineReply FakeEngine::change(const std::string& method, const std::string& target) {
  const std::string path = target.substr(0, target.find('?'));
  if (method == "POST" && path.starts_with("/images/") && path.ends_with("/tag")) {
    const std::string name = percent_decoded(path.substr(8, path.size() - 12));
    for (const auto& [reference, document] : images) {
      if (reference != name && document.value("Id", "") != name) continue;
      const json tagged = document;
      images[percent_decoded(parameter(target, "repo")) + ":" + percent_decoded(parameter(target, "tag"))] =
          tagged;
      return {201, ""};
    }
    return {404, R"({"message":"No such image"})"};
  }
  for (auto& [id, document] : containers) {
    const std::string own = "/containers/" + percent_encoded(id);
    if (method == "POST" && path == own + "/stop") {
      document["State"]["Status"] = "exited";
      return {204, ""};
    }
    if (method == "POST" && path == own + "/kill") {
      if (document["State"]["Status"] != "running") return {409, R"({"message":"is not running"})"};
      if (deaf.count(id) == 0) document["State"]["Status"] = "exited";
      return {204, ""};
    }
    if (method == "DELETE" && path == own) {
      containers.erase(id);
      return {204, ""};
    }
  }
  for (const auto& [id, document] : images) {
    if (method != "DELETE" || path != "/images/" + percent_encoded(id)) continue;
    for (const auto& [name, container] : containers)
      if (container["Image"] == id) return {409, R"({"message":"conflict: a container uses it"})"};
    images.erase(id);
    return {200, "[]"};
  }
  return {404, R"({"message":"No such thing"})"};
}

namespace {

/// Whether the container carries the label that a list request asks for.
bool fits_filter(const json& document, const std::string& target) {
  if (target.find("filters=") == std::string::npos) return true;
  for (const auto& [label, value] : document["Config"]["Labels"].items())
    if (target.find(percent_encoded("\"" + label + "=" + value.get<std::string>() + "\"")) !=
        std::string::npos)
      return true;
  return false;
}

/// As of a list entry: "Up 3 minutes (healthy)".
std::string status_line(const json& document, std::chrono::system_clock::time_point now) {
  const json& state = document["State"];
  const auto started = parse_rfc3339(state.value("StartedAt", ""));
  if (started && now >= *started && now - *started < std::chrono::minutes(1))
    return "Up " + std::to_string(std::chrono::floor<std::chrono::seconds>(now - *started).count()) +
           " seconds";
  if (state["Status"] != "running" || !state.contains("Health")) return "Up 3 minutes";
  const std::string health = state["Health"]["Status"];
  return health == "starting" ? "Up 3 minutes (health: starting)" : "Up 3 minutes (" + health + ")";
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
      if (fits_filter(document, target))
        list.push_back({{"Id", id},
                        {"Names", {document["Name"]}},
                        {"ImageID", document.value("Image", "")},
                        {"State", document["State"]["Status"]},
                        {"Status", status_line(document, clock_.time)},
                        {"Labels", document["Config"]["Labels"]}});
    return {200, list.dump()};
  }
  if (const auto odd = odd_answers.find(between("/containers/", "/json")); odd != odd_answers.end())
    return {200, odd->second};
  if (const auto found = containers.find(between("/containers/", "/json")); found != containers.end())
    return {200, found->second.dump()};
  if (const auto found = logs.find(between("/containers/", "/logs")); found != logs.end())
    return {200, found->second};
  for (const auto& [reference, document] : images)
    if (percent_encoded(reference) == between("/images/", "/json") ||
        percent_encoded(document.value("Id", "")) == between("/images/", "/json"))
      return {200, document.dump()};
  return {404, R"({"message":"No such thing"})"};
}

Expected<std::unique_ptr<EngineStream>> FakeEngine::stream(const std::string& target) {
  requests.push_back("STREAM " + target);
  if (broken) return tl::unexpected(*broken);
  if (const auto* away = absence()) return tl::unexpected(away->error);
  catch_up();
  return std::make_unique<Stream>(*this);
}

class FakeEngine::Progress final : public EngineProgress {
 public:
  Progress(FakeEngine& engine, ScriptedPull script, std::string reference)
      : engine_(engine),
        script_(std::move(script)),
        reference_(std::move(reference)),
        answers_(engine.clock_.ticks + after(script_.seconds)) {
    engine_.most_at_once = std::max(engine_.most_at_once, ++engine_.under_way_);
  }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress() override { --engine_.under_way_; }

  int status() const override { return engine_.clock_.ticks < answers_ ? 0 : script_.status; }
  bool ended() const override { return ended_; }

  Expected<std::optional<std::string>> next_line(std::chrono::steady_clock::time_point deadline) override {
    engine_.clock_.sleep_until(std::min(answers_, deadline));
    if (engine_.clock_.ticks < answers_) return std::nullopt;
    if (next_ < script_.lines.size()) return script_.lines[next_++];
    if (script_.cut) return tl::unexpected<Error>(Error{"the engine closed the connection", 0, true});
    ended_ = true;
    if (!script_.image.is_null()) engine_.images[reference_] = script_.image;
    return std::nullopt;
  }

 private:
  FakeEngine& engine_;
  ScriptedPull script_;
  std::string reference_;
  std::chrono::steady_clock::time_point answers_;
  std::size_t next_ = 0;
  bool ended_ = false;
};

Expected<std::unique_ptr<EngineProgress>> FakeEngine::post(const std::string& target, const Headers& headers,
                                                           std::chrono::steady_clock::time_point) {
  requests.push_back("POST " + target);
  posted.push_back(headers);
  if (broken) return tl::unexpected(*broken);
  if (const auto* away = absence()) return tl::unexpected(away->error);
  for (auto& [asked, tries] : pulls) {
    const auto [repository, tag] =
        std::pair(asked.substr(0, asked.find(' ')), asked.substr(asked.find(' ') + 1));
    if (percent_encoded(repository) != parameter(target, "fromImage") ||
        percent_encoded(tag) != parameter(target, "tag"))
      continue;
    const ScriptedPull script = tries.front();
    if (tries.size() > 1) tries.pop_front();
    return std::make_unique<Progress>(*this, script,
                                      repository + (tag.find(':') == std::string::npos ? ":" : "@") + tag);
  }
  return std::make_unique<Progress>(*this, ScriptedPull{404, {R"({"message":"manifest unknown"})"}}, "");
}

Expected<std::unique_ptr<Engine>> FakeEngines::at(const std::string& docker_host, const Environment&,
                                                  TimePoint until) {
  addresses.push_back(docker_host);
  limits.push_back(until);
  return std::make_unique<ForwardingEngine>(engine_);
}

}  // namespace slipway::test
