// The option table of a module. One line an option; the same table parses, coerces as ansible-core does,
// refuses what it does not know, censors secrets, prints --help, and is held against the documentation by a
// test.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ansible/json.hpp"
#include "system/files.hpp"

namespace slipway::ansible {

/// The option types of Ansible that we use, with Ansible's names: str, path, bool, int, list of str, list of
/// path, list of dict (each checked against a table of its own), dict (with such a table, or of any keys),
/// raw.
enum class Type { string, path, boolean, integer, list_of_strings, list_of_paths, list_of_dicts, dict, raw };

/// A value taken as it was given, for options where a number and its text mean different things (`mode`: 420
/// is 0644, "420" is 0420).
struct Raw {
  Json value;
};

/// One option without the struct that it fills.
struct OptionInfo {
  std::string name;
  Type type = Type::string;
  std::string help;
  std::vector<std::string> aliases;
  std::vector<std::string> choices;
  Json default_value;  // null: no default
  bool required = false;
  bool secret =
      false;  // its values are censored in everything that is printed; for a dict, the values of its keys
  bool unshown = false;  // its values are not printed with the options, and are not looked for elsewhere
  bool texts = false;    // a dict whose values end up as texts: numbers in it are looked at
  std::vector<OptionInfo> options{};  // what the dict, or each of a list of them, may hold; no aliases there
  std::vector<std::vector<std::string>> required_one_of{};  // of each such dict
};

/// What a whole table says beside its options.
struct SpecInfo {
  std::string module;   // "compose_image_rewrite"
  std::string summary;  // one line, as short_description in the sidecar
  std::vector<OptionInfo> options;
  std::vector<std::vector<std::string>> mutually_exclusive;
  std::vector<std::vector<std::string>> required_one_of;
};

// Which Type a member of the arguments struct stands for.
template <class T>
struct TypeOf;
template <>
struct TypeOf<std::string> {
  static constexpr Type value = Type::string;
};
template <>
struct TypeOf<Path> {
  static constexpr Type value = Type::path;
};
template <>
struct TypeOf<bool> {
  static constexpr Type value = Type::boolean;
};
template <>
struct TypeOf<long> {
  static constexpr Type value = Type::integer;
};
template <>
struct TypeOf<std::vector<std::string>> {
  static constexpr Type value = Type::list_of_strings;
};
template <>
struct TypeOf<std::vector<Path>> {
  static constexpr Type value = Type::list_of_paths;
};
template <>
struct TypeOf<Json> {
  static constexpr Type value = Type::dict;
};
template <>
struct TypeOf<Raw> {
  static constexpr Type value = Type::raw;
};
template <class T>
struct TypeOf<std::optional<T>> : TypeOf<T> {};

// From an already coerced value to the member.
inline void assign(const Json& from, std::string& to) {
  to = from.get<std::string>();
}
inline void assign(const Json& from, Path& to) {
  to = from.get<std::string>();
}
inline void assign(const Json& from, bool& to) {
  to = from.get<bool>();
}
inline void assign(const Json& from, long& to) {
  to = from.get<long>();
}
inline void assign(const Json& from, Json& to) {
  to = from;
}
inline void assign(const Json& from, Raw& to) {
  to.value = from;
}
inline void assign(const Json& from, std::vector<std::string>& to) {
  to = from.get<std::vector<std::string>>();
}
inline void assign(const Json& from, std::vector<Path>& to) {
  to.clear();
  for (const auto& item : from) to.emplace_back(item.get<std::string>());
}
template <class T>
void assign(const Json& from, std::optional<T>& to) {
  assign(from, to.emplace());
}

/// One line of the table: `option("tag", &Args::tag, "the tag to set").required()`.
template <class Args>
struct Option {
  OptionInfo info;
  std::function<void(Args&, const Json&)> set;

  Option required() && {
    info.required = true;
    return std::move(*this);
  }
  Option secret() && {
    info.secret = true;
    return std::move(*this);
  }
  Option unshown() && {
    info.unshown = true;
    return std::move(*this);
  }
  Option texts() && {
    info.texts = true;
    return std::move(*this);
  }
  Option alias(std::string name) && {
    info.aliases.push_back(std::move(name));
    return std::move(*this);
  }
  Option choices(std::vector<std::string> names) && {
    info.choices = std::move(names);
    return std::move(*this);
  }
  Option each_needs_one_of(std::vector<std::string> names) && {
    info.required_one_of.push_back(std::move(names));
    return std::move(*this);
  }
  Option default_to(Json value) && {
    info.default_value = std::move(value);
    return std::move(*this);
  }
};

/// What every line begins with; the rest has its defaults.
inline OptionInfo option_info(const std::string& name, Type type, const std::string& help) {
  OptionInfo info;
  info.name = name;
  info.type = type;
  info.help = help;
  return info;
}

template <class Args, class T>
Option<Args> option(const std::string& name, T Args::*member, const std::string& help) {
  return {option_info(name, TypeOf<T>::value, help),
          [member](Args& args, const Json& value) { assign(value, args.*member); }};
}

/// Adds the lines of a base of Args: options that several modules have.
template <class Args, class Base>
void add_lines(std::vector<Option<Args>>& lines, const std::vector<Option<Base>>& of_base) {
  for (const auto& line : of_base) lines.push_back({line.info, line.set});
}

/// The lines of a table that belong to values: what is absent or null leaves its member as it is.
template <class Args>
Args filled(const std::vector<Option<Args>>& lines, const Json& values) {
  Args args;
  for (const auto& line : lines)
    if (const auto found = values.find(line.info.name); found != values.end() && !found->is_null())
      line.set(args, *found);
  return args;
}

/// The same for an option whose dicts have a table of their own.
template <class Item>
OptionInfo option_info(const std::string& name, Type type, const std::string& help,
                       const std::vector<Option<Item>>& lines) {
  OptionInfo info = option_info(name, type, help);
  for (const auto& line : lines) info.options.push_back(line.info);
  return info;
}

/// A list of dicts, each with a table of its own:
/// `option("http", &Args::http, {option("url", &Check::url, "what to ask").required()}, "pages to ask for")`.
template <class Args, class Item>
Option<Args> option(const std::string& name, std::vector<Item> Args::*member, std::vector<Option<Item>> lines,
                    const std::string& help) {
  OptionInfo info = option_info(name, Type::list_of_dicts, help, lines);
  return {std::move(info), [member, lines = std::move(lines)](Args& args, const Json& list) {
            (args.*member).clear();
            for (const auto& item : list) (args.*member).push_back(filled(lines, item));
          }};
}

/// A dict with a table of its own: `option("release", &Args::release, {option("name", …)}, "the release")`.
template <class Args, class Item>
Option<Args> option(const std::string& name, std::optional<Item> Args::*member,
                    std::vector<Option<Item>> lines, const std::string& help) {
  OptionInfo info = option_info(name, Type::dict, help, lines);
  return {std::move(info), [member, lines = std::move(lines)](Args& args, const Json& dict) {
            args.*member = filled(lines, dict);
          }};
}

template <class Args>
struct Spec {
  std::string module;
  std::string summary;
  std::vector<Option<Args>> options;
  std::vector<std::vector<std::string>> mutually_exclusive{};
  std::vector<std::vector<std::string>> required_one_of{};

  /// The table without the struct, for everything that is the same for all modules.
  SpecInfo info() const {
    SpecInfo all{module, summary, {}, mutually_exclusive, required_one_of};
    for (const auto& line : options) all.options.push_back(line.info);
    return all;
  }

  /// Fills the struct from coerced values (name → value; an option that was not given and has no default is
  /// absent).
  Args fill(const Json& values) const { return filled(options, values); }
};

}  // namespace slipway::ansible
