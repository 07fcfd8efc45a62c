#include "util/shell_words.hpp"

namespace slipway {
namespace {

bool parts_words(char letter) {
  return letter == ' ' || letter == '\t' || letter == '\n';
}

bool may_be_escaped_in_quotes(char letter) {
  return letter == '$' || letter == '`' || letter == '"' || letter == '\\' || letter == '\n';
}

class Splitter {
 public:
  explicit Splitter(std::string_view line) : line_(line) {}

  Expected<std::vector<std::string>> words() {
    while (at_ < line_.size()) TRY(take());
    end_word();
    return std::move(words_);
  }

 private:
  Expected<void> take() {
    const char letter = line_[at_++];
    if (letter == '\'') return take_single_quoted();
    if (letter == '"') return take_double_quoted();
    if (letter == '\\') return take_escaped();
    if (parts_words(letter))
      end_word();
    else
      add(letter);
    return {};
  }

  Expected<void> take_single_quoted() {
    const std::size_t end = line_.find('\'', at_);
    if (end == std::string_view::npos) return never_closed('\'');
    in_word_ = true;
    word_ += line_.substr(at_, end - at_);
    at_ = end + 1;
    return {};
  }

  Expected<void> take_double_quoted() {
    in_word_ = true;
    while (at_ < line_.size()) {
      const char letter = line_[at_++];
      if (letter == '"') return {};
      if (letter == '\\' && at_ < line_.size() && may_be_escaped_in_quotes(line_[at_])) {
        if (line_[at_] != '\n') word_ += line_[at_];
        ++at_;
      } else {
        word_ += letter;
      }
    }
    return never_closed('"');
  }

  Expected<void> take_escaped() {
    if (at_ == line_.size()) return fail("it ends with a \\, which keeps nothing; write \\\\ for one");
    const char letter = line_[at_++];
    if (letter != '\n') add(letter);
    return {};
  }

  static tl::unexpected<Error> never_closed(char quote) {
    return fail(std::string("a ") + quote + " in it is never closed; close it, or write \\" + quote +
                " for one");
  }

  void add(char letter) {
    in_word_ = true;
    word_ += letter;
  }

  void end_word() {
    if (in_word_) words_.push_back(std::move(word_));
    word_.clear();
    in_word_ = false;
  }

  std::string_view line_;
  std::size_t at_ = 0;
  std::string word_;
  bool in_word_ = false;  // `""` is a word, too
  std::vector<std::string> words_;
};

}  // namespace

Expected<std::vector<std::string>> shell_words(std::string_view line) {
  return Splitter(line).words();
}

}  // namespace slipway
