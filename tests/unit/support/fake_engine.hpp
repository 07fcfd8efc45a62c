// An engine in memory. A test fills in containers and images, and may script what happens to them and when:
// the clock moves on to it when somebody waits for an event, so that no test sleeps.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "system/engine.hpp"
#include "unit/support/fake_web.hpp"

namespace slipway::test {

/// An inspect document as the engine writes it: a running container of project "shop" without health check,
/// started an hour before the fixed clock's time. `changes` is merged into it (RFC 7386).
nlohmann::json container_document(const std::string& name, const std::string& service,
                                  const nlohmann::json& changes = nlohmann::json::object());

/// What comes of a try to pull an image.
struct ScriptedPull {
  int status = 200;
  std::vector<std::string> lines = {};
  nlohmann::json image = {};  // its inspect document once the pull has ended well
  double seconds = 0;         // until the engine begins to answer
  bool cut = false;           // the connection ends behind the lines
};

class FakeEngine final : public Engine {
 public:
  explicit FakeEngine(FixedClock& clock) : clock_(clock) {}

  std::map<std::string, nlohmann::json> containers;  // inspect documents by id
  std::map<std::string, std::string> logs;           // what a container wrote, by id
  std::map<std::string, std::string> odd_answers;    // to the inspection of a container, by id
  std::set<std::string> deaf;                        // containers that no signal ends, by id
  std::map<std::string, nlohmann::json> images;      // inspect documents by reference or id
  std::vector<std::string> requests;                 // "GET /containers/json?…", in order
  std::map<std::string, EngineReply> refusals;       // to requests that begin so: "DELETE /containers/a"
  std::optional<std::size_t> fails_at;               // the how manieth request fails, from 0
  std::map<std::string, std::deque<ScriptedPull>>
      pulls;                    // by "repository tag"; each try takes one, the last stays
  std::vector<Headers> posted;  // the headers of each POST, in order
  long most_at_once = 0;        // POSTs that were under way together
  std::optional<Error> broken;  // every request fails with it
  FakeWeb* web = nullptr;       // whose requests end while somebody waits for an event

  /// Puts a container there; its id is its name.
  void put(const nlohmann::json& document) { containers[document.at("Id")] = document; }

  /// From `seconds` of waiting on, for `length` seconds, whatever is asked fails with `error`; the stream
  /// ends at the beginning unless `quietly`: then it says nothing more.
  void goes_away(double seconds, double length, const Error& error, bool quietly = false);

  /// After `seconds` of waiting: `changes` are merged into the container (null: it is removed), and then the
  /// event is sent, unless `action` is empty.
  void happens(double seconds, const std::string& id, const std::string& action,
               const nlohmann::json& changes = nlohmann::json::object(),
               const nlohmann::json& attributes = nlohmann::json::object());

  /// After `seconds` of waiting: this line stands in the stream of events.
  void says(double seconds, const std::string& line);

  Expected<EngineReply> request(const std::string& method, const std::string& target,
                                const std::string& body) override;
  Expected<std::unique_ptr<EngineStream>> stream(const std::string& target) override;
  Expected<std::unique_ptr<EngineProgress>> post(const std::string& target, const Headers& headers,
                                                 std::chrono::steady_clock::time_point until) override;

 private:
  struct Happening {
    std::chrono::steady_clock::time_point at;
    std::string id;
    std::string action;
    nlohmann::json changes;
    nlohmann::json attributes;  // of the event
    std::optional<std::string> line;
  };
  struct Absence {
    std::chrono::steady_clock::time_point from, until;
    Error error;
    bool quietly = false;
  };
  class Stream;
  class Progress;
  const Absence* absence() const;
  void catch_up();
  EngineReply answer(const std::string& target) const;
  EngineReply change(const std::string& method, const std::string& target);
  void script(Happening happening);
  void apply(const Happening& happening);

  FixedClock& clock_;
  std::deque<Happening> script_;
  std::vector<Absence> absences_;
  long under_way_ = 0;
};

/// Gives out one engine, whatever the address.
class FakeEngines final : public Engines {
 public:
  explicit FakeEngines(Engine& engine) : engine_(engine) {}
  std::vector<std::string> addresses;  // those asked for
  std::vector<TimePoint> limits;       // until when their answers have to come
  Expected<std::unique_ptr<Engine>> at(const std::string& docker_host, const Environment&,
                                       TimePoint until) override;

 private:
  Engine& engine_;
};

}  // namespace slipway::test
