#include "vault/variables.hpp"

#include "util/foreign.hpp"
#include "vault/envelope.hpp"
#include "vault/value.hpp"
#include "yaml/reader.hpp"
#include "yaml/scalar.hpp"

namespace slipway {
namespace {

constexpr int deepest_nesting = 100;

VaultScalar scalar_of(const yaml_event_t& event) {
  const auto& data = event.data.scalar;
  VaultScalar scalar;
  scalar.text = SecretText(std::string_view(reinterpret_cast<const char*>(data.value), data.length));
  if (data.tag != nullptr) scalar.tag = reinterpret_cast<const char*>(data.tag);
  if (scalar.tag == "!") scalar.tag.clear();  // it only says that the text is one
  scalar.plain = data.plain_implicit != 0 && data.style == YAML_PLAIN_SCALAR_STYLE;
  return scalar;
}

bool is_key(const VaultScalar& scalar) {
  return scalar.plain ? read_plain_scalar(scalar.text.view()) == PlainScalar::text
                      : scalar.tag.empty() || scalar.tag == YAML_STR_TAG;
}

class Reader {
 public:
  Reader(std::string_view text, const std::set<std::string>& wanted, const VaultPassword& password)
      : yaml_(text, Quoting::forbidden), wanted_(wanted), password_(password) {}

  Expected<VaultVariables> variables() {
    for (;;) {
      YamlEvent holder;
      TRY(yaml_.next(holder));
      if (holder.event.type == YAML_STREAM_END_EVENT) return std::move(found_);
      TRY(take(holder.event));
    }
  }

 private:
  Expected<void> take(const yaml_event_t& event) {
    line_ = event.start_mark.line + 1;
    switch (event.type) {
      case YAML_DOCUMENT_START_EVENT:
        if (++documents_ > 1)
          return fail_here("another YAML document begins, and a file of variables has one; remove the ---");
        return {};
      case YAML_SCALAR_EVENT:
        return take_scalar(event);
      case YAML_ALIAS_EVENT:
        return take_alias(event);
      case YAML_MAPPING_START_EVENT:
        return begin(event.data.mapping_start.anchor, true);
      case YAML_SEQUENCE_START_EVENT:
        return begin(event.data.sequence_start.anchor, false);
      case YAML_MAPPING_END_EVENT:
      case YAML_SEQUENCE_END_EVENT:
        --depth_;
        return {};
      default:
        return {};
    }
  }

  /// A scalar that has an anchor is kept, wherever it stands: an alias may ask for it.
  Expected<void> take_scalar(const yaml_event_t& event) {
    VaultScalar scalar = scalar_of(event);
    TRY(place(&scalar));
    if (event.data.scalar.anchor != nullptr) anchored_[name_of(event.data.scalar.anchor)] = std::move(scalar);
    return {};
  }

  Expected<void> take_alias(const yaml_event_t& event) {
    const auto found = anchored_.find(name_of(event.data.alias.anchor));
    return place(found == anchored_.end() ? nullptr : &found->second);
  }

  Expected<void> begin(const yaml_char_t* anchor, bool mapping) {
    if (anchor != nullptr) anchored_.erase(name_of(anchor));
    if (depth_ == 0 && !mapping) return fail_no_dict();
    TRY(depth_ == 0 ? Expected<void>{} : place(nullptr));
    if (++depth_ > deepest_nesting)  // libyaml's time grows with the square of it
      return fail_here("it is nested deeper than " + std::to_string(deepest_nesting) +
                       " levels, which no file of variables is; look what it holds");
    return {};
  }

  /// The next key or value of the dict at the top, in turn; null: it is no scalar.
  Expected<void> place(const VaultScalar* scalar) {
    if (depth_ > 1) return {};
    if (depth_ == 0) {
      const bool nothing =
          scalar != nullptr && scalar->plain && read_plain_scalar(scalar->text.view()) == PlainScalar::null;
      return nothing ? Expected<void>{} : fail_no_dict();
    }
    is_key_ = !is_key_;
    return is_key_ ? place_key(scalar) : place_value(scalar);
  }

  Expected<void> place_key(const VaultScalar* scalar) {
    if (scalar != nullptr && scalar->plain && scalar->text.view() == "<<")
      return fail_here("a merge key (<<) takes in other variables, which is not read here; write them out");
    key_ = scalar != nullptr && is_key(*scalar) ? std::string(scalar->text.view()) : std::string();
    return {};
  }

  Expected<void> place_value(const VaultScalar* scalar) {
    if (wanted_.count(key_) == 0) return {};
    if (scalar == nullptr)
      return fail_here(
          foreign(key_) +
          " is a list or a dict, and an env file holds single texts; map a variable that is one");
    auto value = vault_value(*scalar, password_);
    if (!value) return fail_while("line " + std::to_string(line_) + ": " + foreign(key_), value.error());
    found_[key_] = std::move(*value);
    return {};
  }

  tl::unexpected<Error> fail_here(const std::string& what) const {
    return fail("line " + std::to_string(line_) + ": " + what);
  }
  tl::unexpected<Error> fail_no_dict() const {
    return fail_here("it holds something else than variables; write them as `name: value` lines");
  }
  static std::string name_of(const yaml_char_t* anchor) { return reinterpret_cast<const char*>(anchor); }

  YamlReader yaml_;
  const std::set<std::string>& wanted_;
  const VaultPassword& password_;
  VaultVariables found_;
  std::map<std::string, VaultScalar> anchored_;
  std::size_t line_ = 0;
  int documents_ = 0;
  int depth_ = 0;
  bool is_key_ = false;  // what came last at the top
  std::string key_;      // the last one; empty: it can be no variable's name
};

}  // namespace

Expected<VaultVariables> read_vault_variables(std::string_view file, const std::set<std::string>& wanted,
                                              const VaultPassword& password) {
  SecretText opened;
  if (is_vault(file)) {
    TRY_ASSIGN(const std::string_view opener, password());
    TRY_ASSIGN(opened, open_vault(file, opener));
    file = opened.view();
  }
  return Reader(file, wanted, password).variables();
}

}  // namespace slipway
