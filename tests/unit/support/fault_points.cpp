#include "unit/support/fault_points.hpp"

#include <algorithm>
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <iostream>
#include <set>

namespace slipway::test {
namespace {

using Nodes = std::map<std::string, MemoryFiles::Node>;

bool same(const MemoryFiles::Node& left, const MemoryFiles::Node& right) {
  return left.content == right.content && left.status.kind == right.status.kind &&
         left.status.mode == right.status.mode && left.status.uid == right.status.uid &&
         left.status.gid == right.status.gid;
}

bool same_at(const std::string& path, const Nodes& left, const Nodes& right) {
  const auto one = left.find(path);
  const auto other = right.find(path);
  if (one == left.end() || other == right.end()) return one == left.end() && other == right.end();
  return same(one->second, other->second);
}

std::string differences(const Nodes& left, const Nodes& right) {
  std::string paths;
  for (const auto& [path, node] : left)
    if (!same_at(path, left, right)) paths += path + " ";
  for (const auto& [path, node] : right)
    if (left.count(path) == 0) paths += path + " ";
  return paths;
}

/// Which calls fail, and with what.
struct Fault {
  std::string name;
  int error;
  std::function<bool(int call, int chosen, const std::string& operation)> hits;
  bool needs_space = false;  // from another call on it would be the same as from the next that takes space
};

bool takes_space(const std::string& operation) {
  static const std::set<std::string> operations{"create", "make_directory", "rename",
                                                "copy_extended_attributes"};
  return operations.count(operation) != 0;
}

const std::array<Fault, 6>& faults() {
  static const auto once = [](int call, int chosen, const std::string&) { return call == chosen; };
  static const std::array<Fault, 6> all{{
      {"ENOSPC once", ENOSPC, once},
      {"EACCES once", EACCES, once},
      {"EIO once", EIO, once},
      {"EINTR once", EINTR, once},
      {"the disk stays full", ENOSPC,
       [](int call, int chosen, const std::string& operation) {
         return call >= chosen && takes_space(operation);
       },
       true},
      {"the disk is gone", EIO, [](int call, int chosen, const std::string&) { return call >= chosen; }},
  }};
  return all;
}

void check_message(const std::string& message) {
  INFO(message);
  CHECK(message.find('\n') == std::string::npos);
  CHECK((message.find("'/") != std::string::npos || message.starts_with('/')));
}

bool alike(const Nodes& left, const Nodes& right) {
  if (left.size() != right.size()) return false;
  for (const auto& [path, node] : left)
    if (!same_at(path, left, right)) return false;
  return true;
}

/// The servers as faults have left them from which a second run went as it should: it goes alike from each
/// that is alike, and most are.
class SecondRuns {
 public:
  bool has_one_like(const StackMachine& machine) const {
    return std::any_of(machines_.begin(), machines_.end(), [&](const Left& left) {
      return alike(left.files, machine.files.nodes) && left.containers == machine.engine.containers &&
             left.images == machine.engine.images;
    });
  }
  void add(const StackMachine& machine) {
    machines_.push_back({machine.files.nodes, machine.engine.containers, machine.engine.images});
  }

 private:
  struct Left {
    Nodes files;
    decltype(StackMachine::engine.containers) containers;
    decltype(StackMachine::engine.images) images;
  };
  std::vector<Left> machines_;
};

/// The files that are neither old nor new, whole; those that only a later run may sweep are none of them.
std::string neither_old_nor_new(const Nodes& now, const Nodes& old, const Nodes& done) {
  std::string paths;
  for (const auto& [path, node] : now) {
    if (node.status.kind == FileKind::directory || same_at(path, now, old) || same_at(path, now, done))
      continue;
    const bool known = old.count(path) != 0 || done.count(path) != 0;
    if (known || path.find(".slipway-") == std::string::npos) paths += path + " ";
  }
  // A file that stays is there at every moment.
  for (const auto& [path, node] : old)
    if (node.status.kind != FileKind::directory && now.count(path) == 0 && done.count(path) != 0)
      paths += path + " ";
  return paths;
}

void hold(const FaultCase& one, const Fault& fault, int chosen, const StackMachine& arranged,
          const Nodes& done, SecondRuns& seen) {
  StackMachine machine;
  machine.files.nodes = arranged.files.nodes;
  machine.engine.containers = arranged.engine.containers;
  machine.engine.images = arranged.engine.images;
  const Nodes& old = arranged.files.nodes;
  int call = 0;
  std::string failed;
  machine.files.fault = [&](const std::string& operation, const Path& path) {
    const bool hit = fault.hits(call++, chosen, operation);
    if (hit && failed.empty()) failed = operation + " " + path.string();
    return hit ? fault.error : 0;
  };
  const auto outcome = one.run(machine);
  machine.files.fault = {};
  INFO(one.name << ", " << fault.name << " at call " << chosen << ": " << failed);
  if (!outcome) check_message(outcome.error().message);
  CHECK(neither_old_nor_new(machine.files.nodes, old, done) == "");
  if (seen.has_one_like(machine)) return;
  seen.add(machine);
  const auto again = one.run(machine);
  INFO("the second run: " << (again ? "went through" : again.error().message));
  CHECK(again);
  CHECK(differences(machine.files.nodes, done) == "");
}

}  // namespace

int hold_at_every_fault(const FaultCase& one) {
  StackMachine arranged;
  one.arrange(arranged);
  StackMachine undisturbed;
  one.arrange(undisturbed);
  std::vector<std::string> calls;
  undisturbed.files.fault = [&](const std::string& operation, const Path&) {
    calls.push_back(operation);
    return 0;
  };
  REQUIRE(one.run(undisturbed));
  REQUIRE(!calls.empty());
  SecondRuns seen;
  int held = 0;
  for (const auto& fault : faults())
    for (std::size_t chosen = 0; chosen < calls.size(); ++chosen) {
      if (fault.needs_space && !takes_space(calls[chosen])) continue;
      hold(one, fault, static_cast<int>(chosen), arranged, undisturbed.files.nodes, seen);
      ++held;
    }
  std::cout << "  " << one.name << ": " << calls.size() << " calls, " << held << " faults\n";
  return static_cast<int>(calls.size());
}

}  // namespace slipway::test
