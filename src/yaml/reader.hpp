// The events of a YAML text, from libyaml: the parser that Compose's own (go-yaml) was ported from, so that
// the two agree on what is YAML. It goes through the text step by step and calls nothing of itself, so that
// no nesting, however deep, overflows the stack.
#pragma once

#include <yaml.h>

#include <cstddef>
#include <string_view>

#include "util/error.hpp"

namespace slipway {

/// One of libyaml's events, which holds its text, and wipes and frees it: it may be a secret.
class YamlEvent {
 public:
  YamlEvent() = default;
  YamlEvent(const YamlEvent&) = delete;
  YamlEvent& operator=(const YamlEvent&) = delete;
  ~YamlEvent();

  yaml_event_t event{};
};

/// Whether an error may quote the text.
enum class Quoting { allowed, forbidden };

class YamlReader {
 public:
  /// Reads `text`, which must outlive the reader, as UTF-8, with or without a byte order mark.
  explicit YamlReader(std::string_view text, Quoting quoting = Quoting::allowed);
  YamlReader(const YamlReader&) = delete;
  YamlReader& operator=(const YamlReader&) = delete;
  ~YamlReader();

  /// The next event, into one that is empty. Fails, with the line, on what is no YAML 1.2 as Compose reads
  /// it.
  Expected<void> next(YamlEvent& into);

  /// Where a mark stands, in bytes from the start of the text. Quick when it is near the one asked before.
  std::size_t byte_of(const yaml_mark_t& mark);

 private:
  tl::unexpected<Error> failure();
  tl::unexpected<Error> foreign_bytes() const;
  bool is_rest_blank(const yaml_mark_t& mark);
  bool is_indented_with_tab();

  std::string_view text_;
  Quoting quoting_;
  yaml_parser_t parser_{};
  std::size_t character_ = 0;  // libyaml counts characters, not bytes: the last one asked about,
  std::size_t byte_ = 0;       // and the byte where it begins
};

}  // namespace slipway
