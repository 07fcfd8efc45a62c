#include "swarm/objects.hpp"

#include <array>
#include <nlohmann/json.hpp>

#include "compose/dollars.hpp"
#include "engine/containers.hpp"
#include "swarm/services.hpp"
#include "util/base64.hpp"
#include "util/joined.hpp"
#include "util/json_access.hpp"
#include "util/sha256.hpp"

namespace slipway {
namespace {

using json_access::member;
using json_access::text;
using nlohmann::json;

constexpr std::size_t longest_name = 64;  // swarmkit, manager/controlapi: validateSecretOrConfigName
constexpr std::size_t digits_of_name = 12;

const char* list_of(ObjectKind kind) {
  return kind == ObjectKind::secret ? "secrets" : "configs";
}

const char* word_for(ObjectKind kind) {
  return kind == ObjectKind::secret ? "secret" : "config";
}

std::set<std::string> used_keys(const json& config, ObjectKind kind) {
  std::set<std::string> keys;
  for (const auto& service : member(config, "services"))
    for (const auto& use : member(service, list_of(kind))) keys.insert(text(use, "source"));
  return keys;
}

class Reader {
 public:
  Reader(std::string stack, const ComposeProject& project, const ComposeConfig& compose,
         const std::optional<Path>& env_file, Files& files)
      : stack_(std::move(stack)), project_(project), compose_(compose), env_file_(env_file), files_(files) {}

  Expected<SwarmObject> object(ObjectKind kind, const std::string& key, const json& definition) {
    SwarmObject object{kind, key, text(definition, "name"), "", json_access::boolean(definition, "external")};
    if (object.name.empty()) object.name = key;
    if (object.external) return object;
    TRY_ASSIGN(object.content, content(kind, key, definition));
    object.name = stack_ + "_" + key + "_" + sha256_hex(object.content).substr(0, digits_of_name);
    if (object.name.size() <= longest_name) return object;
    return fail(
        std::string(word_for(kind)) + " " + key + " would be called '" + object.name +
        "' in the swarm, and that is longer than 64 characters; give it a shorter name in the compose file");
  }

 private:
  Expected<std::string> content(ObjectKind kind, const std::string& key, const json& definition) {
    if (definition.contains("content")) return with_single_dollars(text(definition, "content"));
    if (const std::string variable = text(definition, "environment"); !variable.empty()) {
      TRY_ASSIGN(const auto filled, compose_.filled_in(project_, env_file_, {"${" + variable + "}"}));
      return filled.front();
    }
    const Path given = text(definition, "file");
    const Path path = given.is_absolute() ? given : project_.project_src / given;
    auto read = files_.read(path);
    if (read) return read;
    return fail_while("reading " + std::string(word_for(kind)) + " " + key, read.error());
  }

  std::string stack_;
  const ComposeProject& project_;
  const ComposeConfig& compose_;
  const std::optional<Path>& env_file_;
  Files& files_;
};

struct Known {
  std::string id;
  std::string name;
  bool is_ours = false;
};

Expected<std::vector<Known>> known_objects(Engine& engine, ObjectKind kind) {
  TRY_ASSIGN(const auto list, engine_json(engine, "/" + std::string(list_of(kind)),
                                          "the " + std::string(list_of(kind)) + " of the swarm"));
  std::vector<Known> known;
  for (const auto& entry : list.value_or(json::array())) {
    const json& spec = member(entry, "Spec");
    known.push_back(
        {text(entry, "ID"), text(spec, "Name"), !text(member(spec, "Labels"), object_label).empty()});
  }
  return known;
}

Expected<std::set<std::string>> known_names(Engine& engine, ObjectKind kind) {
  TRY_ASSIGN(const auto known, known_objects(engine, kind));
  std::set<std::string> names;
  for (const auto& one : known) names.insert(one.name);
  return names;
}

}  // namespace

Expected<std::vector<SwarmObject>> objects_of(const json& config, const std::string& stack,
                                              const ComposeProject& project, const ComposeConfig& compose,
                                              const std::optional<Path>& env_file, Files& files) {
  std::vector<SwarmObject> objects;
  Reader reader(stack, project, compose, env_file, files);
  for (const ObjectKind kind : {ObjectKind::secret, ObjectKind::config})
    for (const auto& key : used_keys(config, kind)) {
      TRY_ASSIGN(auto object, reader.object(kind, key, member(member(config, list_of(kind)), key.c_str())));
      objects.push_back(std::move(object));
    }
  return objects;
}

Expected<std::vector<SwarmObject>> missing_objects(const std::vector<SwarmObject>& wanted, Engine& engine) {
  TRY_ASSIGN(const auto secrets, known_names(engine, ObjectKind::secret));
  TRY_ASSIGN(const auto configs, known_names(engine, ObjectKind::config));
  std::vector<SwarmObject> missing;
  std::vector<std::string> lost;
  for (const auto& object : wanted) {
    if ((object.kind == ObjectKind::secret ? secrets : configs).count(object.name) != 0) continue;
    if (object.external)
      lost.push_back(std::string("the swarm has no ") + word_for(object.kind) + " '" + object.name +
                     "'; make it with 'docker " + word_for(object.kind) + " create'");
    missing.push_back(object);
  }
  if (!lost.empty()) return fail(joined(lost, "; "));
  return missing;
}

Expected<void> make_objects(const std::vector<SwarmObject>& objects, const std::string& stack,
                            Engine& engine) {
  for (const auto& object : objects) {
    const json body{{"Name", object.name},
                    {"Labels", {{stack_label, stack}, {object_label, object.key}}},
                    {"Data", base64(object.content)}};
    TRY_ASSIGN(const auto reply,
               engine.request("POST", "/" + std::string(list_of(object.kind)) + "/create", body.dump()));
    if (reply.status != 201 && reply.status != 409)
      return refusal(std::string("the swarm does not take ") + word_for(object.kind) + " " + object.key,
                     reply);
  }
  return {};
}

Expected<std::vector<std::string>> remove_objects(const std::set<std::string>& names, Engine& engine) {
  std::vector<std::string> removed;
  for (const ObjectKind kind : {ObjectKind::secret, ObjectKind::config}) {
    TRY_ASSIGN(const auto known, known_objects(engine, kind));
    for (const auto& one : known) {
      if (!one.is_ours || names.count(one.name) == 0) continue;
      TRY_ASSIGN(const auto reply,
                 engine.request("DELETE", "/" + std::string(list_of(kind)) + "/" + percent_encoded(one.id)));
      if (reply.status / 100 == 2) removed.push_back(one.name);
    }
  }
  return removed;
}

}  // namespace slipway
