#include "stack/pull_sentence.hpp"

#include "util/excerpt.hpp"
#include "util/mask.hpp"

namespace slipway {
namespace {

/// `words`: what the registry says, in quotes and brackets.
std::string about_registry(const PullFailure& failure, const PullSource& source, const std::string& words) {
  const std::string registry = "the registry " + source.registry;
  switch (failure.trouble) {
    case PullTrouble::missing:
      return registry + " has no such image" + words + "; check the tag, and that it was pushed";
    case PullTrouble::refused:
      return source.with_account
                 ? registry + " refuses the login" + words + "; check the user name and password for it"
                 : registry + " wants a login, and there is none" + words +
                       "; give its account in registries, or run docker login as this user";
    case PullTrouble::denied:
      return source.with_account ? registry + " does not give it to this account" + words +
                                       "; it is not there, or the account may not read it"
                                 : registry + " does not give it without a login" + words +
                                       "; it is not there, or it is private: give an account in registries";
    case PullTrouble::limited:
      return registry + " has had too many requests" + words +
             "; wait, or give an account in registries, whose limit is higher";
    case PullTrouble::insecure:
      return registry + " is not trusted by the engine" + words +
             "; install its certificate there, or name it in insecure-registries of daemon.json";
    case PullTrouble::unreachable:
      return registry + " does not answer" + words +
             "; check its name and port, that it runs, and the way there";
    case PullTrouble::faulty:
      return registry + " answers with an error of its own" + words + "; its log says more";
    default:
      return "it was not pulled from " + source.registry + words;
  }
}

std::string about_machine(const PullFailure& failure, const PullSource& source, const std::string& words) {
  switch (failure.trouble) {
    case PullTrouble::forbidden:
      return "a policy forbids it" + words + "; ask those who run the registry " + source.registry +
             " or this engine";
    case PullTrouble::platform:
      return "it is not made for this machine" + words +
             "; push it for this platform too, or set the service's platform";
    case PullTrouble::no_space:
      return "the engine's disk is full" + words + "; make room, with docker image prune say";
    case PullTrouble::too_slow:
      return "it took too long" + words + "; raise timeout, or see to the way to " + source.registry;
    default:
      return about_registry(failure, source, words);
  }
}

}  // namespace

std::string pull_sentence(const PullFailure& failure, const PullSource& source,
                          const std::vector<std::string>& secrets) {
  const std::string said = excerpt(masked(failure.words, secrets));
  if (failure.trouble == PullTrouble::engine) return said;
  return about_machine(failure, source, said.empty() ? "" : " ('" + said + "')");
}

}  // namespace slipway
