// The option table, and what is reported.
#include "compose_image_rewrite/compose_image_rewrite.hpp"

namespace slipway::compose_image_rewrite {
namespace {

using ansible::Json;
using ansible::option;

ansible::Spec<Args> spec() {
  return {
      "compose_image_rewrite",
      "Point the services of compose files at another image tag or digest",
      {
          option("files", &Args::files, "the compose files").required().alias("file").alias("path"),
          option("project_src", &Args::project_src, "the folder that relative files stand under"),
          option("image", &Args::image, "the repository, without tag or digest"),
          option("tag", &Args::tag, "the tag to set; alone, it drops a digest that was there"),
          option("digest", &Args::digest, "the digest to set, such as sha256:..."),
          option("services", &Args::services, "only these services"),
          images_option(&Args::images),
          option("interpolated", &Args::interpolated, "what to do with a tag that is a variable")
              .choices({"replace", "variable", "fail"})
              .default_to("replace"),
          option("missing", &Args::missing, "what to do when no service uses the image")
              .choices({"fail", "ok"})
              .default_to("fail"),
          option("backup", &Args::backup, "keep a copy beside each changed file").default_to(false),
      },
      exclusive_image_options({"image", "tag", "digest", "services"}),
      {{"image", "images"}, {"tag", "digest", "images"}},
  };
}

Json replacement_entry(const Path& file, const ImageReplacement& replacement) {
  return {{"file", file.string()},
          {"line", replacement.line},
          {"service", replacement.services.front()},
          {"services", replacement.services},
          {"before", replacement.before},
          {"after", replacement.after}};
}

}  // namespace

ansible::Result report(const Plan& plan) {
  ansible::Result result;
  result.changed = !plan.changes.empty();
  result.warnings = plan.warnings;
  result.values = {{"files", Json::array()},
                   {"replacements", Json::array()},
                   {"variables", plan.variables},
                   {"backup_files", Json::array()}};
  for (const auto& change : plan.changes) {
    result.values["files"].push_back(change.path.string());
    for (const auto& replacement : change.replacements)
      result.values["replacements"].push_back(replacement_entry(change.path, replacement));
    result.diff.push_back({change.path.string(), change.path.string(), change.before, change.after});
  }
  for (const auto& copy : plan.backup_files) result.values["backup_files"].push_back(copy.string());
  return result;
}

ansible::Module<Args, StepPlan<Plan>> module() {
  return as_release_step(ansible::Module<Args, Plan>{spec(), plan, apply, report}, ReleasePhase::files);
}

}  // namespace slipway::compose_image_rewrite
