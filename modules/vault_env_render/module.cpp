#include "vault_env_render/vault_env_render.hpp"

namespace slipway::vault_env_render {

ansible::Result report(const Plan& plan) {
  ansible::Result result;
  result.changed = plan.changed;
  result.values["dest"] = plan.dest.string();
  result.values["keys"] = plan.keys;
  result.values["secret_keys"] = plan.secret_keys;
  result.values["secret_files"] = ansible::Json::array();
  for (const auto& file : plan.secret_files) result.values["secret_files"].push_back(file.path.string());
  result.secrets = plan.secrets;
  if (plan.backup_file) result.values["backup_file"] = plan.backup_file->string();
  result.diff = plan.diff;
  return result;
}

ansible::Module<Args, Plan> module() {
  using ansible::option;
  ansible::Spec<Args> spec{
      "vault_env_render",
      "Write a stack's env file from its template and its secrets",
      {
          option("dest", &Args::dest, "The file to write.").required(),
          option("template", &Args::template_file,
                 "The template on the target, KEY=default lines and comments."),
          option("template_content", &Args::template_content, "The template itself."),
          option("values", &Args::values, "Plain values by key.").default_to(ansible::Json::object()),
          option("secrets", &Args::secrets, "Secret values by key.")
              .default_to(ansible::Json::object())
              .secret(),
          option("vault_file", &Args::vault_file, "Vault files on the target; a later one wins.")
              .default_to(ansible::Json::array()),
          option("vault_password", &Args::vault_password, "What opens them.").secret(),
          option("vault_password_file", &Args::vault_password_file,
                 "A file on the target with what opens them, or a script that prints it."),
          option("vault_map", &Args::vault_map, "The vault's variable by key.")
              .default_to(ansible::Json::object()),
          option("secret_files", &Args::secret_files, "The file that takes the value in, by key.")
              .default_to(ansible::Json::object()),
          option("required", &Args::required, "Keys that must be supplied and not be empty.")
              .default_to(ansible::Json::array()),
          option("undeclared", &Args::undeclared,
                 "What to do with a supplied key that the template does not have.")
              .choices({"fail", "append", "ignore"})
              .default_to("fail"),
          option("mode", &Args::mode, "The file's mode, octal or symbolic.").default_to("0600"),
          option("owner", &Args::owner, "The file's owner, name or number."),
          option("group", &Args::group, "The file's group, name or number."),
          option("backup", &Args::backup, "Keep a copy of the file that is replaced.").default_to(false),
      },
      {{"template", "template_content"}, {"vault_password", "vault_password_file"}}};
  return {std::move(spec), plan, apply, report};
}

}  // namespace slipway::vault_env_render
