// The images of a recorded release, brought back: a tag may have moved since, here or in the registry, and
// must name the recorded image again. No tag is ever pulled.
#pragma once

#include <string>
#include <vector>

#include "ansible/json.hpp"
#include "engine/image_pulls.hpp"
#include "release/release.hpp"
#include "stack/pull_sentence.hpp"
#include "stack/registries.hpp"
#include "system/system.hpp"

namespace slipway {

/// How an image comes back.
enum class ImageReturn {
  keep,  // its reference names it
  tag,   // the engine has it under its id
  pull,  // its registry is asked for its digest
  lost,  // nobody can be asked for it
};

struct ReturningImage {
  ReleaseImage recorded;
  ImageReturn how = ImageReturn::keep;
  std::string id{};       // that its reference is to name: the recorded one, or what was pulled
  PullRequest request{};  // of a pull, as is
  PullSource source{};
};

struct ImageRestore {
  std::string release;
  std::vector<ReturningImage> images;  // each reference once
  std::vector<std::string> warnings;
  std::vector<std::string> secrets;  // not to be shown
};

/// Asks the engine, and writes nothing. A reference that is a digest needs no tag, and one that ran from two
/// images keeps the one that it names. `environment` is that of the user's Docker client. Errors: accounts
/// that cannot be, an engine that does not answer.
Expected<ImageRestore> plan_image_restore(const std::string& release, const std::vector<ReleaseImage>& images,
                                          const std::vector<RegistryLogin>& logins,
                                          const Environment& environment, Engine& engine, System& system);

/// Pulls what is gone, and then tags. Errors, before anything is tagged: all images that cannot be had, each
/// with its registry and its words.
Expected<void> restore_images(ImageRestore& plan, Engine& engine, System& system);

/// All images that nobody can be asked for, as one sentence; empty: there is none.
std::string lost_images(const ImageRestore& plan);

bool changes_images(const ImageRestore& plan);

/// "keep", "tag", "pull", "lost": as the results name it.
const char* name_of(ImageReturn how);

/// The images of a set as the modules return them: `service`, `reference`, `id`, `digests`.
ansible::Json images_json(const std::vector<ReleaseImage>& images);

/// The same with `action`.
ansible::Json images_json(const ImageRestore& plan);

}  // namespace slipway
