// Another tag or digest for the images of a stack, touching nothing else in the text of its files.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "compose/image_change.hpp"
#include "compose/image_reference.hpp"
#include "compose/stack_reader.hpp"

namespace slipway {

/// What becomes of a tag or digest that is a variable, such as `${TAG:-1.4}`.
enum class Interpolated {
  replace,   // a literal takes its place, with a warning
  variable,  // the file stays, and the value of the variable is returned
  fail
};

/// One scalar that was rewritten.
struct ImageReplacement {
  std::size_t line = 0;               // where the image stands, from 1
  std::vector<std::string> services;  // all that get it
  std::string before;
  std::string after;
};

struct FileRewrite {
  std::string text;                            // as it should be; empty without a replacement
  std::vector<ImageReplacement> replacements;  // in the order of the file; empty: nothing to do
};

/// A service for which a file has the image that is to be changed, and another file another one.
struct UnreachedService {
  std::string service;
  std::string why;  // in words, with both files and lines
};

/// What became of one change.
struct ImageOutcome {
  bool is_used = false;  // whether a chosen service gets the image, at whatever tag
  std::vector<UnreachedService> unreached;
};

/// An image that a service gets, whether it was asked for or not.
struct ImageInUse {
  std::string image;
  std::vector<std::string> services;
};

/// A file that may have images and is none of the stack's.
struct ImageElsewhere {
  std::string service;  // that extends one of its services; empty: the file is included
  std::string what;     // in words, with the file and where it is named
};

struct StackRewrite {
  std::vector<FileRewrite> files;                // one for each of the stack's
  std::vector<ImageOutcome> outcomes;            // one for each change
  std::map<std::string, std::string> variables;  // what to set, with Interpolated::variable
  std::vector<std::string> warnings;
  std::vector<ImageInUse> images;
  std::vector<std::string> services;  // of all files
  std::vector<ImageElsewhere> elsewhere;
};

/// Decides on all files together (stack_images), and rewrites what the services get. No two of the `changes`
/// may be for one image of one service (image_changes sees to that). Fails as read_stack and stack_images do;
/// when a scalar that would have to change is shared with a service that is not chosen or with something that
/// is no image; and when a variable cannot say what is wanted, or must not be replaced.
Expected<StackRewrite> rewrite_images(const ComposeStack& stack, const std::vector<ImageChange>& changes,
                                      Interpolated interpolated);

}  // namespace slipway
