// Names of options as the reader knows them: those of the module, or the variables of the role that calls it.
#pragma once

#include <string>
#include <string_view>

namespace slipway::stack_check {

class Words {
 public:
  /// `reader`: `module` or `role`.
  explicit Words(const std::string& reader) : of_role_(reader == "role") {}

  bool of_role() const { return of_role_; }

  /// What the reader calls an option: "application_min_free_mb" for "min_free_mb".
  std::string name(std::string_view option) const;

  /// A sentence of code that knows the module's options only, with the names that the reader knows. What is
  /// quoted in it stays (util/foreign.hpp), and so does a name that is a word of English.
  std::string sentence(std::string_view text) const;

  /// The same of a single image, which the role has variables of its own for.
  std::string image_sentence(std::string_view text) const;

  /// What to do when nobody supplies this key of the env file.
  std::string how_to_supply(std::string_view key) const;

 private:
  bool of_role_;
};

}  // namespace slipway::stack_check
