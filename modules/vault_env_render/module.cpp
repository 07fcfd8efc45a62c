#include "vault_env_render/vault_env_render.hpp"

#include "env_file/option_lines.hpp"

namespace slipway::vault_env_render {

ansible::Result report(const Plan& plan) {
  ansible::Result result;
  result.changed = plan.changed;
  result.values["dest"] = plan.dest.string();
  result.values["keys"] = plan.keys;
  result.values["secret_keys"] = plan.secret_keys;
  result.values["secret_files"] = ansible::Json::array();
  for (const auto& file : plan.rendered.secret_files)
    result.values["secret_files"].push_back(file.path.string());
  result.documented = {"dest", "keys", "secret_keys", "secret_files", "backup_file"};
  result.secrets = plan.rendered.secrets;
  if (plan.backup_file) result.values["backup_file"] = plan.backup_file->string();
  result.diff = plan.diff;
  result.warnings = plan.warnings;
  return result;
}

ansible::Module<Args, StepPlan<Plan>> module() {
  using ansible::option;
  std::vector<ansible::Option<Args>> options{option("dest", &Args::dest, "The file to write.").required()};
  ansible::add_lines(options, env_file::option_lines());
  options.push_back(option("mode", &Args::mode, "The file's mode, octal or symbolic.").default_to("0600"));
  options.push_back(option("owner", &Args::owner, "The file's owner, name or number."));
  options.push_back(option("group", &Args::group, "The file's group, name or number."));
  options.push_back(
      option("backup", &Args::backup, "Keep a copy of the file that is replaced.").default_to(false));
  return as_release_step(
      ansible::Module<Args, Plan>{
          {"vault_env_render", "Write a stack's env file from its template and its secrets",
           std::move(options), env_file::exclusive_options()},
          plan,
          apply,
          report},
      ReleasePhase::files);
}

}  // namespace slipway::vault_env_render
