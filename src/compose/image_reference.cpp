#include "compose/image_reference.hpp"

#include <boost/regex.hpp>
#include <cctype>

#include "util/foreign.hpp"

namespace slipway {
namespace {

constexpr std::size_t longest_repository = 255;  // NameTotalLengthMax
constexpr std::size_t longest_suffix = 512;      // a tag has 128 characters at most, a digest 135

const std::string tag_grammar = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}";
// The algorithms that the digest library knows; each with the length that it must have.
const std::string digest_grammar = "(?:sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128})";

bool matches(std::string_view text, const boost::regex& grammar) {
  return boost::regex_match(text.begin(), text.end(), grammar);
}

bool is_domain(std::string_view text) {
  static const boost::regex grammar(
      "(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*"
      "|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?");
  return matches(text, grammar);
}

bool is_path(std::string_view text) {
  static const boost::regex grammar(
      "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*");
  return matches(text, grammar);
}

// 64 hexadecimal digits are an image's id, not a name.
bool is_image_id(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool names_registry(std::string_view first) {
  if (first == "localhost" || first.find_first_of(".:") != std::string_view::npos) return true;
  for (const char letter : first)
    if (letter >= 'A' && letter <= 'Z') return true;
  return false;
}

std::string in_quotes(std::string_view text) {
  return "'" + foreign(text) + "'";
}

}  // namespace

bool is_variable_character(char c) {
  return c == '_' || std::isalnum(static_cast<unsigned char>(c)) != 0;
}

std::optional<Repository> parse_repository(std::string_view text) {
  if (text.size() > longest_repository || is_image_id(text)) return std::nullopt;
  const auto slash = text.find('/');
  const bool has_registry = slash != std::string_view::npos && names_registry(text.substr(0, slash));
  std::string domain(has_registry ? text.substr(0, slash) : "docker.io");
  std::string path(has_registry ? text.substr(slash + 1) : text);
  if (domain == "index.docker.io") domain = "docker.io";  // the name that Docker Hub had first
  if (!is_domain(domain) || !is_path(path)) return std::nullopt;
  if (domain == "docker.io" && path.find('/') == std::string::npos) path.insert(0, "library/");
  return Repository{std::move(domain), std::move(path)};
}

std::size_t interpolation_end(std::string_view text, std::size_t at) {
  if (++at == text.size()) return at;
  if (text[at] == '$') return at + 1;
  if (text[at] != '{') {
    while (at < text.size() && is_variable_character(text[at])) ++at;
    return at;
  }
  for (int open = 0; at < text.size(); ++at) {
    if (text[at] == '{') ++open;
    if (text[at] == '}' && --open == 0) return at + 1;
  }
  return at;
}

WrittenImage split_image(std::string_view image) {
  constexpr auto none = std::string_view::npos;
  auto suffix = none;
  for (std::size_t at = 0; at < image.size();) {
    if (image[at] == '$') {
      at = interpolation_end(image, at);
      continue;
    }
    if (image[at] == '/') suffix = none;  // a colon before the last slash belongs to the registry
    if ((image[at] == ':' || image[at] == '@') && suffix == none) suffix = at;
    ++at;
  }
  if (suffix == none) return {std::string(image), {}};
  return {std::string(image.substr(0, suffix)), std::string(image.substr(suffix))};
}

bool is_image_suffix(std::string_view suffix) {
  static const boost::regex grammar("(?::" + tag_grammar + ")?(?:@" + digest_grammar + ")?");
  if (suffix.find('$') != std::string_view::npos)
    return std::string_view(" \t\r\n").find(suffix.back()) == std::string_view::npos;
  return suffix.size() <= longest_suffix && matches(suffix, grammar);
}

Expected<Repository> repository_option(const std::string& image) {
  const auto [name, suffix] = split_image(image);
  if (auto repository = parse_repository(image)) return *repository;
  if (!suffix.empty() && parse_repository(name))
    return fail("image: " + in_quotes(image) + " carries a tag or digest (" + in_quotes(suffix) +
                "): give the repository alone, " + in_quotes(name) + ", and the rest in `tag` or `digest`");
  return fail("image: " + in_quotes(image) +
              " is no repository: write it as in `docker pull`, in lower case and without tag, such as "
              "'registry.example.com:5000/framework'");
}

Expected<std::string> image_suffix(const std::optional<std::string>& tag,
                                   const std::optional<std::string>& digest) {
  static const boost::regex is_tag(tag_grammar);
  static const boost::regex is_digest(digest_grammar);
  if (!tag && !digest) return fail("neither `tag` nor `digest` is given; give one, or both");
  if (tag && (tag->size() > longest_suffix || !matches(*tag, is_tag)))
    return fail(
        "tag: " + in_quotes(*tag) +
        " is no image tag: it has 1 to 128 letters, digits, '_', '.' and '-', and does not begin with "
        "'.' or '-'");
  if (digest && (digest->size() > longest_suffix || !matches(*digest, is_digest)))
    return fail("digest: " + in_quotes(*digest) +
                " is no image digest: write 'sha256:' and its 64 hexadecimal digits in lower case");
  return (tag ? ":" + *tag : "") + (digest ? "@" + *digest : "");
}

}  // namespace slipway
