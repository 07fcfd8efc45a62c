// Why an image cannot be had, told apart by what the engine says.
#pragma once

#include <string>

namespace slipway {

enum class PullTrouble {
  missing,      // the registry has no such repository, tag or digest
  refused,      // the registry does not take the account, or wants one
  denied,       // it does not give this one; some say so of what they do not have
  forbidden,    // a policy of the registry's or the engine's is against it
  limited,      // too many requests
  insecure,     // no trust in its certificate, or plain HTTP where TLS is expected
  unreachable,  // it does not answer
  faulty,       // it answers with an error of its own
  platform,     // the image is there, and not for this machine
  no_space,     // on the engine's disk
  too_slow,     // the time for it is over
  engine,       // the engine itself does not answer
  absent,       // it may not be pulled, and is not there
  other
};

/// "missing", "no_space": as the results name it.
const char* name_of(PullTrouble trouble);

/// By the engine's words, and where they say nothing by its HTTP status (0 or 200 for an error in the middle
/// of a pull). Engines differ: 20.10 to 28 hand on Go's and the registry's own words (moby,
/// distribution/errors.go), those with containerd's store its own (containerd, core/remotes/docker).
/// `repository` ("docker.io/acme/denied-parties") is passed over where they quote it.
PullTrouble pull_trouble(int status, const std::string& words, const std::string& repository = {});

/// Whether the same may well work a moment later.
bool may_pass(PullTrouble trouble);

}  // namespace slipway
