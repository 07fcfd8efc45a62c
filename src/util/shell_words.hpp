// A command line as people write it, cut into its words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "util/error.hpp"

namespace slipway {

/// The words of `line` as a shell cuts them (POSIX, Shell Command Language, 2.2 Quoting and 2.3 Token
/// Recognition), with nothing expanded: `$NAME`, `*` and `~` stay as they are. Blanks and line ends part
/// words; '…' keeps all, "…" all but `\` before `$`, `` ` ``, `"`, `\` and a line end; elsewhere `\` keeps
/// the next character. A `\` before a line end joins the lines. There are no operators and no comments: `&&`,
/// `|`, `>` and
/// `#` are characters like others. Errors, which quote nothing: a quote that is never closed, a `\` at the
/// end.
Expected<std::vector<std::string>> shell_words(std::string_view line);

}  // namespace slipway
