#include "env_file/option_lines.hpp"

namespace slipway::env_file {

std::vector<ansible::Option<Options>> option_lines() {
  using ansible::Json;
  using ansible::option;
  return {
      option("template", &Options::template_file,
             "The template on the target, KEY=default lines and comments."),
      option("template_content", &Options::template_content, "The template itself."),
      option("values", &Options::values, "Plain values by key.").default_to(Json::object()).texts(),
      option("extra_values", &Options::extra_values,
             "Plain values that need no line in the template; values and secrets go before them.")
          .default_to(Json::object())
          .texts(),
      option("secrets", &Options::secrets, "Secret values by key.")
          .default_to(Json::object())
          .secret()
          .texts(),
      option("vault_file", &Options::vault_file, "Vault files on the target; a later one wins.")
          .default_to(Json::array()),
      option("vault_password", &Options::vault_password, "What opens them.").secret(),
      option("vault_password_file", &Options::vault_password_file,
             "A file on the target with what opens them, or a script that prints it."),
      option("vault_map", &Options::vault_map, "The vault's variable by key.").default_to(Json::object()),
      option("secret_files", &Options::secret_files, "The file that takes the value in, by key.")
          .default_to(Json::object()),
      option("required", &Options::required, "Keys that must be supplied and not be empty.")
          .default_to(Json::array()),
      option("undeclared", &Options::undeclared,
             "What to do with a supplied key that the template does not have.")
          .choices({"fail", "append", "ignore"})
          .default_to("fail"),
      option(
          "existing", &Options::existing,
          "What becomes of keys of the file there that nobody supplies or declares; without a template keep, "
          "else drop.")
          .choices({"keep", "drop", "fail"}),
  };
}

std::vector<std::vector<std::string>> exclusive_options() {
  return {{"template", "template_content"}, {"vault_password", "vault_password_file"}};
}

}  // namespace slipway::env_file
