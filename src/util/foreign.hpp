// Text from elsewhere inside our own sentences, marked so that secrets are looked for in it and nowhere else:
// a secret may be any word, `folder` say, and then must not blank the message that has that word.
#pragma once

#include <string>
#include <string_view>

namespace slipway {

// Unicode's noncharacters for a program's own use (The Unicode Standard, 23.7): no text that is interchanged
// has them, and what comes from elsewhere loses them here.
inline constexpr std::string_view foreign_begin = "\xEF\xB7\x90";  // U+FDD0
inline constexpr std::string_view foreign_end = "\xEF\xB7\x91";    // U+FDD1

/// `text` as a marked part of a sentence: what a program, a file, a page or a task said, a bad value that is
/// quoted. Not for what is returned under a documented name anyway: paths, keys, names of services. Marks in
/// it go. Whoever prints a sentence calls Mask::sentence (util/mask.hpp), which takes the marks out.
std::string foreign(std::string_view text);

/// The sentence without its marks.
std::string without_marks(std::string_view sentence);

}  // namespace slipway
