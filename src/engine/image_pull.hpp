// One image on its way from a registry into the engine (POST /images/create).
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "engine/pull_trouble.hpp"
#include "system/clock.hpp"
#include "system/engine.hpp"

namespace slipway {

struct PullRequest {
  std::string repository;     // with its registry: "127.0.0.1:5000/framework", "docker.io/library/nginx"
  std::string tag_or_digest;  // "v1", "sha256:…"
  std::string platform;       // "linux/arm64"; empty: the engine's own
  std::string auth;           // as registry_auth() makes it; empty: no account
};

struct PullLimits {
  std::chrono::seconds timeout{1800};  // for the whole of one image, further tries included
  long retries = 2;                    // further tries, of what may pass
};

struct PullFailure {
  PullTrouble trouble = PullTrouble::other;
  std::string words;  // the engine's, which are mostly the registry's
};

/// What the lines of a reply to /images/create tell.
class PullProgress {
 public:
  /// One line: JSON with a status, with an error (moby, pkg/jsonmessage), or with the message of a refusal.
  void read(const std::string& line);

  const std::string& error() const { return error_; }    // the last one; empty: none
  const std::string& digest() const { return digest_; }  // of the manifest: "sha256:…"; empty: not told
  const std::string& last_status() const { return status_; }

  /// Of the layers that are downloaded, as far as the engine has told.
  std::int64_t bytes() const;
  std::int64_t bytes_in_all() const;

 private:
  struct Layer {
    std::int64_t bytes = 0;
    std::int64_t in_all = 0;
  };
  std::string error_;
  std::string digest_;
  std::string status_;
  std::map<std::string, Layer> layers_;  // by id
};

/// Goes on bit by bit, so that several are under way at once in one thread.
class ImagePull {
 public:
  ImagePull(Engine& engine, Clock& clock, PullRequest request, PullLimits limits);

  /// Reads what comes until `until`, tries again where that may help, and ends in time.
  void go_on(std::chrono::steady_clock::time_point until);

  bool begun() const { return begun_.has_value(); }
  std::optional<std::chrono::steady_clock::time_point> begun_at() const { return begun_; }
  bool ended() const { return ended_; }
  std::string image() const;  // "127.0.0.1:5000/framework:v1"
  const std::optional<PullFailure>& failure() const { return failure_; }
  const PullProgress& progress() const { return progress_; }  // of the last try
  double seconds() const { return seconds_; }                 // from the beginning to the end

 private:
  void begin();
  void read_until(std::chrono::steady_clock::time_point until);
  void end_try(std::optional<PullFailure> failure);
  void end(std::optional<PullFailure> failure);
  bool out_of_time() const { return clock_.steady() >= deadline_; }
  PullFailure too_slow() const;

  Engine& engine_;
  Clock& clock_;
  PullRequest request_;
  PullLimits limits_;
  std::unique_ptr<EngineProgress> reply_;  // none between two tries
  PullProgress progress_;
  std::optional<std::chrono::steady_clock::time_point> begun_;
  std::chrono::steady_clock::time_point deadline_;
  std::chrono::steady_clock::time_point next_try_;
  long tries_ = 0;
  bool ended_ = false;
  std::optional<PullFailure> failure_;
  double seconds_ = 0;
};

}  // namespace slipway
