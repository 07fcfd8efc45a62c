// What containers get from the host's file system, and what is not there.
#include "stack_check/situation.hpp"
#include "util/json_access.hpp"

namespace slipway::stack_check {
namespace {

using json_access::boolean;
using json_access::member;
using json_access::text;
using nlohmann::json;

// In the long syntax, too, unless `create_host_path` is false (docker/compose#12797; 2.26 refuses, 2.40 makes
// it).
constexpr ComposeVersion missing_sources_are_made{2, 35};

class MountCheck {
 public:
  MountCheck(Situation& situation, Findings& findings) : situation_(situation), findings_(findings) {}

  void look_at(const std::string& name, const json& service) {
    for (const auto& volume : member(service, "volumes"))
      if (text(volume, "type") == "bind") bind(name, text(volume, "source"), member(volume, "bind"));
    file_of(name, service, "secrets", "the secret ");
    file_of(name, service, "configs", "the config ");
  }

 private:
  void bind(const std::string& service, const std::string& source, const json& settings) {
    if (source.empty() || situation_.is_there(source, findings_)) return;
    const std::string what = "service " + service + ": '" + source + "', which it mounts, is not there";
    const bool said_no = settings.contains("create_host_path") && !boolean(settings, "create_host_path");
    const bool made =
        boolean(settings, "create_host_path") || situation_.compose_2()->version >= missing_sources_are_made;
    if (said_no || !made)
      findings_.add(what, "make it, or correct the path");
    else
      findings_.advice.push_back(
          what + "; the engine makes an empty folder of it, which is wrong where a file is meant");
  }

  void file_of(const std::string& service, const json& settings, const char* key, const std::string& kind) {
    for (const auto& use : member(settings, key)) {
      const std::string source = use.is_string() ? use.get<std::string>() : text(use, "source");
      const std::string file = text(member(member(situation_.config, key), source.c_str()), "file");
      if (!file.empty() && !situation_.is_there(file, findings_))
        findings_.add(
            "service " + service + ": '" + file + "', the file of " + kind + source + ", is not there",
            "place it there, or write it with " + situation_.words.name("secret_files"));
    }
  }

  Situation& situation_;
  Findings& findings_;
};

}  // namespace

void check_mounts(Situation& situation, Findings& findings) {
  MountCheck check(situation, findings);
  for (const auto& [name, service] : services_of(situation.config)) check.look_at(name, service);
}

}  // namespace slipway::stack_check
