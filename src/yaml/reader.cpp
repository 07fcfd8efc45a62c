#include "yaml/reader.hpp"

#include <algorithm>
#include <new>

#include "util/excerpt.hpp"
#include "util/utf8.hpp"
#include "util/wipe.hpp"

namespace slipway {
namespace {

std::string line_of(const yaml_mark_t& mark) {
  return "line " + std::to_string(mark.line + 1);
}

std::string_view text_or_none(const char* text) {
  return text == nullptr ? std::string_view() : text;
}

}  // namespace

YamlEvent::~YamlEvent() {
  if (event.type == YAML_SCALAR_EVENT) wipe(event.data.scalar.value, event.data.scalar.length);
  yaml_event_delete(&event);
}

YamlReader::YamlReader(std::string_view text, Quoting quoting) : text_(text), quoting_(quoting) {
  if (yaml_parser_initialize(&parser_) == 0) throw std::bad_alloc();
  yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
  if (text.data() == nullptr) text = "";  // libyaml asserts that there is one
  yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()), text.size());
}

YamlReader::~YamlReader() {
  const auto wipe_buffer = [](const auto& buffer) {
    wipe(buffer.start, static_cast<std::size_t>(buffer.end - buffer.start));
  };
  wipe_buffer(parser_.raw_buffer);
  wipe_buffer(parser_.buffer);
  yaml_parser_delete(&parser_);
}

Expected<void> YamlReader::next(YamlEvent& into) {
  if (yaml_parser_parse(&parser_, &into.event) == 0) return failure();
  return {};
}

std::size_t YamlReader::byte_of(const yaml_mark_t& mark) {
  for (; character_ < mark.index && byte_ < text_.size(); ++character_) do
      ++byte_;
    while (byte_ < text_.size() && continues_character(text_[byte_]));
  for (; character_ > mark.index && byte_ > 0; --character_) do
      --byte_;
    while (byte_ > 0 && continues_character(text_[byte_]));
  return byte_;
}

tl::unexpected<Error> YamlReader::failure() {
  if (parser_.error == YAML_MEMORY_ERROR) throw std::bad_alloc();
  if (parser_.error == YAML_READER_ERROR) return foreign_bytes();
  const std::string context(text_or_none(parser_.context));
  const std::string problem(text_or_none(parser_.problem));
  const std::string begun = line_of(parser_.context_mark);
  if (context == "while scanning a quoted scalar" && problem == "found unexpected end of stream")
    return fail(
        begun +
        ": a quote is opened here and never closed; close it, or get the rest of the file if it was cut off");
  if (context == "while scanning a simple key" && is_rest_blank(parser_.problem_mark))
    return fail(begun + ": " +
                (quoting_ == Quoting::allowed
                     ? "'" + excerpt(text_.substr(byte_of(parser_.context_mark))) + "'"
                     : std::string("its last statement")) +
                " has no colon; add it, or get the rest of the file if it was cut off");
  const std::string line = line_of(parser_.problem_mark);
  if (is_indented_with_tab()) return fail(line + ": it is indented with a tab; YAML allows spaces only");
  std::string place = context.empty() ? "" : context + ", ";
  if (!context.empty() && begun != line) place = context + " that begins on " + begun + ", ";
  return fail(line + ", column " + std::to_string(parser_.problem_mark.column + 1) +
              ": it is no valid YAML: " + place + problem);
}

bool YamlReader::is_rest_blank(const yaml_mark_t& mark) {
  return text_.find_first_not_of(" \t\r\n", byte_of(mark)) == std::string_view::npos;
}

bool YamlReader::is_indented_with_tab() {
  const std::size_t before = text_.substr(0, byte_of(parser_.problem_mark)).find_last_of("\r\n");
  const auto line = text_.substr(before == std::string_view::npos ? 0 : before + 1);
  return line.substr(0, line.find_first_not_of(" \t")).find('\t') != std::string_view::npos;
}

tl::unexpected<Error> YamlReader::foreign_bytes() const {
  const auto mark = text_.substr(0, 2);
  if (mark == "\xFF\xFE" || mark == "\xFE\xFF") return fail("it is UTF-16 text; save it as UTF-8");
  const auto at = text_.begin() + static_cast<std::ptrdiff_t>(std::min(parser_.problem_offset, text_.size()));
  const std::string line = "line " + std::to_string(std::count(text_.begin(), at, '\n') + 1);
  if (parser_.problem_value >= 0 && text_or_none(parser_.problem) == "control characters are not allowed")
    return fail(line + ": it holds a control character, which YAML does not allow; remove it");
  return fail(line + ": it is not UTF-8 text; save the file as UTF-8");
}

}  // namespace slipway
