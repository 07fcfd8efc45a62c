// Secrets out of what others wrote, before it is cut, joined or shown: half a secret is not recognised later.
// The one rule of what is masked and what it then looks like.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace slipway {

inline constexpr std::string_view masked_value = "********";

/// Hides given secrets, and each line of one that has several, white space around it left out. One of four
/// characters or more is masked wherever it stands; a shorter one only where no letter, digit or underscore
/// is beside it: the secret `1` must not blank every digit. Where secrets overlap, all that any covers.
class Mask {
 public:
  /// Bytes of a text, from `begin` up to `end`.
  struct Span {
    std::size_t begin = 0;
    std::size_t end = 0;
  };

  Mask() = default;
  explicit Mask(const std::vector<std::string>& secrets);

  /// The text with "********" for every secret in it.
  std::string text(std::string_view clear) const;

  /// The same, but for secrets that stand wholly inside one of the `spared` spans, which are in order: names,
  /// which are shown whatever a secret happens to be.
  std::string text_outside(const std::vector<Span>& spared, std::string_view clear) const;

  /// The same of a text that may have been cut off by whoever handed it out, as the engine cuts the output of
  /// a health probe after 4,096 bytes (moby, daemon/health.go; it then ends in "..."): the beginning of a
  /// secret at the very end is masked as well, of a text of that length even a single byte.
  std::string cut_text(std::string_view clear) const;

  /// Our own sentence: only its foreign parts are masked (util/foreign.hpp), whatever a secret happens to be,
  /// and their marks go. Of a part that excerpt() has cut, the beginning of a secret at its end, too.
  std::string sentence(std::string_view clear) const;

  /// Whether a text is one of the secrets as a whole.
  bool has(std::string_view text) const { return whole_.count(text) != 0; }

 private:
  std::size_t covered(std::string_view text, std::size_t at) const;
  std::size_t covered_by_long(std::string_view rest) const;
  std::size_t covered_by_short(std::string_view text, std::size_t at) const;
  std::size_t cut_secret(std::string_view text) const;
  std::string without_cut_secret(std::string_view text, std::size_t end, std::size_t fewest) const;

  std::set<std::string, std::less<>> whole_;
  std::vector<std::string> long_;  // in alphabetical order
  std::set<std::string, std::less<>> short_;
};

/// Mask(secrets).text(text) and Mask(secrets).cut_text(text), for a text or two.
std::string masked(const std::string& text, const std::vector<std::string>& secrets);
std::string masked_where_cut(const std::string& text, const std::vector<std::string>& secrets);

}  // namespace slipway
