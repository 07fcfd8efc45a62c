#include "stack/given_files.hpp"

#include <algorithm>

#include "ansible/file_mode_option.hpp"
#include "util/base64.hpp"

namespace slipway {
namespace {

constexpr mode_t default_mode = 0644;

/// As plain names: a path may end nowhere but below the folder, whatever is there.
Expected<Path> path_below(const std::string& text) {
  if (text.empty()) return fail("the path is empty; name the file");
  if (text.find('\0') != std::string::npos)
    return fail("the path has a NUL byte in it, which no file's name can have");
  if (text.front() == '/') return fail("the path is absolute; give it as it stands below project_src");
  Path plain;
  for (const auto& part : Path(text)) {
    if (part == "..") return fail("the path has '..' in it; give it as it stands below project_src");
    if (part != ".") plain /= part;
  }
  if (plain.empty() || text.back() == '/' || Path(text).filename() == ".")
    return fail("the path names a folder; name the file in it");
  return plain;
}

Expected<std::string> content_of(const GivenFile& entry) {
  if (entry.content && entry.content_b64)
    return fail("content and content_b64 are both given; leave one out");
  if (entry.content) return *entry.content;
  if (!entry.content_b64)
    return fail("neither content nor content_b64 is given; give one, if only an empty text");
  auto bytes = base64_decoded(*entry.content_b64);
  if (!bytes) return fail("content_b64 is no Base64; encode the file with b64encode");
  return std::move(*bytes);
}

Expected<WantedFile> wanted_file(const GivenFile& entry) {
  WantedFile wanted;
  TRY_ASSIGN(wanted.path, path_below(entry.path));
  TRY_ASSIGN(wanted.content, content_of(entry));
  wanted.mode = default_mode;
  if (!entry.mode.value.is_null()) {
    TRY_ASSIGN(wanted.mode, ansible::file_mode_option(entry.mode.value, default_mode, ansible::MayRun::yes));
  }
  return wanted;
}

}  // namespace

std::vector<ansible::Option<GivenFile>> given_file_lines() {
  using ansible::option;
  return {
      option("path", &GivenFile::path, "where it goes, below project_src").required(),
      option("content", &GivenFile::content, "the file's text").unshown(),
      option("content_b64", &GivenFile::content_b64, "its bytes in Base64, in place of content").unshown(),
      option("mode", &GivenFile::mode, "its mode, octal or symbolic").default_to("0644")};
}

Expected<std::vector<WantedFile>> wanted_files(const std::vector<GivenFile>& entries,
                                               const std::string& option) {
  std::vector<WantedFile> all;
  for (const auto& entry : entries) {
    auto wanted = wanted_file(entry);
    if (!wanted) return fail_while(option + ": '" + entry.path + "'", wanted.error());
    const bool twice =
        std::any_of(all.begin(), all.end(), [&](const auto& other) { return other.path == wanted->path; });
    if (twice) return fail(option + ": '" + entry.path + "' is there twice; remove one");
    all.push_back(std::move(*wanted));
  }
  return all;
}

}  // namespace slipway
