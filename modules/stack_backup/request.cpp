// From the options to a request.
#include <algorithm>
#include <set>

#include "ansible/plain_values.hpp"
#include "dotenv/characters.hpp"
#include "release/name.hpp"
#include "stack/owner.hpp"
#include "stack_backup/stack_backup.hpp"
#include "util/excerpt.hpp"
#include "util/foreign.hpp"

namespace slipway::stack_backup {
namespace {

bool is_utf8(const std::string& text) {
  return dotenv::find_uncarriable(text) == std::string::npos;
}

Expected<LockRequest> lock_from(const Args& args, System& system) {
  if (args.lock_timeout < 0) return fail("lock_timeout is negative; give 0 or more seconds");
  TRY_ASSIGN(const std::string owner, owner_here(args.owner, system));
  return LockRequest{owner, args.break_lock, std::chrono::seconds(args.lock_timeout), system.clock.now()};
}

/// A line of deployment_metadata.txt stays one line, whatever a commit message brings.
std::string one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char letter) { return letter == '\n' || letter == '\r'; }, ' ');
  return text;
}

/// As lines of deployment_metadata.txt and keys of the manifest, where two of a name would be one.
Expected<Metadata> metadata_from(const Args& args) {
  TRY_ASSIGN(Metadata metadata, ansible::plain_values(args.metadata, "metadata"));
  std::set<std::string> keys;
  for (auto& [key, value] : metadata) {
    key = one_line(key);
    value = one_line(value);
    if (!keys.insert(key).second)
      return fail("metadata: '" + key + "' is given twice, once with a line break in it; leave one out");
  }
  return metadata;
}

/// The manifest is JSON: a file of another name would come back under a wrong one.
Expected<void> check_is_utf8(const std::vector<Path>& paths) {
  for (const auto& path : paths)
    if (!is_utf8(path.string()))
      return fail("'" + path.string() + "' is no UTF-8 text, so no record can name it; rename the file");
  return {};
}

/// As Compose takes it (compose-go, NormalizeProjectName): one that it refuses must not come on record.
Expected<void> check_project_name(const std::string& name) {
  const auto allowed = [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '-' ||
           letter == '_';
  };
  if (name.empty()) return fail("project_name: it is empty; give the project's name, or leave it out");
  if (name.front() != '-' && name.front() != '_' && std::all_of(name.begin(), name.end(), allowed)) return {};
  return fail("project_name: '" + foreign(name) +
              "' is no name that Compose takes: use lower case letters, digits, - and _, beginning "
              "with a letter or digit");
}

Expected<Stack> stack_from(const Args& args, System& system) {
  if (args.files.empty()) return fail("files: the list is empty; name the stack's compose files");
  for (const auto& paths : {args.files, args.include}) TRY(check_is_utf8(paths));
  Stack stack;
  stack.project.project_src = args.project_src;
  if (!args.project_src.is_absolute()) {
    TRY_ASSIGN(stack.project.project_src, system.files.resolve(args.project_src));
  }
  for (const auto& file : args.files)
    stack.project.files.push_back(by_stack_folder(system.files, stack.project.project_src, file));
  for (const auto& file : args.include)
    stack.include.push_back(by_stack_folder(system.files, stack.project.project_src, file));
  TRY_ASSIGN(const auto environment, ansible::plain_values(args.environment, "environment"));
  stack.project.extra = {environment.begin(), environment.end()};
  stack.project.name = args.project_name;
  stack.project.orchestrator = orchestrator_of(args.engine);
  if (!stack.project.name) {
    TRY_ASSIGN(stack.project.name, find_project_name(stack.project, system));
  }
  TRY(check_project_name(*stack.project.name));
  return stack;
}

/// Takes all that can be taken, so that what is wrong is said at once.
class Findings {
 public:
  template <class T>
  void take(Expected<T> found, T& to) {
    if (found)
      to = std::move(*found);
    else
      problems_.push_back(found.error());
  }
  Expected<void> all_well() const {
    if (problems_.empty()) return {};
    if (problems_.size() == 1) return tl::unexpected(problems_.front());
    std::string all;
    for (const auto& problem : problems_) all += (all.empty() ? "" : "; and ") + problem.message;
    return fail(std::move(all));
  }

 private:
  std::vector<Error> problems_;
};

}  // namespace

Expected<Request> request_from(const Args& args, System& system) {
  Request request;
  Findings findings;
  TRY_ASSIGN(request.state, release_state(args.state));
  TRY_ASSIGN(request.kind, release_kind(args.kind));
  TRY_ASSIGN(request.restores_to, file_set(args.restores_to));
  request.timestamp = args.name;
  request.backups_path = args.backups_path;
  request.restores_auto = args.restores == "auto";
  findings.take(release_name(args.name), request.name);
  if (args.restores && !request.restores_auto)
    findings.take(release_name(*args.restores), request.restores.emplace());
  findings.take(metadata_from(args), request.metadata);
  request.user = user_here(system);
  TRY_ASSIGN(request.host, host_here(system));
  findings.take(lock_from(args, system), request.lock);
  findings.take(stack_from(args, system), request.stack);
  TRY(findings.all_well());
  TRY_ASSIGN(request.guard, guard_from(args, request, system));
  return request;
}

}  // namespace slipway::stack_backup
