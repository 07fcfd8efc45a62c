// Which service of a stack gets its image from which scalar of which file. All files decide together: what a
// later one says holds (Compose specification: merge, extends, include; `!reset` and `!override`).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "compose/stack_reader.hpp"

namespace slipway {

/// A scalar, or any other value, of one of the files.
struct PlaceInStack {
  std::size_t file = 0;
  NodeId node = 0;

  auto operator<=>(const PlaceInStack&) const = default;
};

struct ImageUser {
  std::string service;
  std::string extends;  // the service that it has the image from; empty: its own
};

/// A scalar that is the image of at least one service.
struct StackImage {
  PlaceInStack place;
  std::string image;                        // its value, without the line breaks that end a block scalar
  std::vector<ImageUser> users;             // all that get it, in the order of the files
  std::optional<std::string> also_used_by;  // something that is no image: "services.app.environment"
};

/// An image that a file gives a service, and that another file, or a later document, takes from it.
struct HiddenImage {
  std::string service;
  PlaceInStack place;
  std::string image;
  PlaceInStack winner;                 // what holds instead: another image, or `!reset`, or `!override`
  std::optional<std::string> instead;  // the image that the service gets; nullopt: none
};

/// A file that may have images and is none of the stack's.
struct FileElsewhere {
  std::string service;   // that extends one of its services; empty: the file is included
  std::string file;      // as it is written
  PlaceInStack written;  // where
};

struct StackImages {
  std::vector<StackImage> images;     // in the order of the files, and of each file
  std::vector<std::string> services;  // the names of all services, with and without image
  std::vector<HiddenImage> hidden;
  std::vector<FileElsewhere> elsewhere;
};

/// The images as Compose resolves them. Each document's `extends` come first, then it is merged with those
/// before it (compose-go, loader.go, loadYamlModel). A file that another one extends or includes is followed
/// when it is one of the stack's, and comes before that other one. Fails, with the file and line, on services
/// that extend each other in a circle.
Expected<StackImages> stack_images(const ComposeStack& stack, const std::vector<ReadFile>& read);

/// The value of an image's scalar: the line breaks that end a block scalar belong to its form, in quotes they
/// are meant.
std::string image_in(const ComposeNode& scalar);

}  // namespace slipway
