// A page in HTML, put together so that nothing foreign can become markup.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace slipway {

/// `page << "<p>" << name << "</p>"`: a literal is markup and is taken as it is; every other text is escaped,
/// for elements and for attributes in quotes alike.
class Html {
 public:
  Html() = default;

  template <std::size_t size>
  Html(const char (&markup)[size])  // NOLINT(google-explicit-constructor): a literal is HTML
      : text_(markup, size - 1) {}

  template <std::size_t size>
  Html& operator<<(const char (&markup)[size]) {
    text_.append(markup, size - 1);
    return *this;
  }

  Html& operator<<(const Html& part);

  /// Escapes it; control characters other than tab and line end become U+FFFD.
  Html& operator<<(std::string_view foreign);

  bool empty() const { return text_.empty(); }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace slipway
