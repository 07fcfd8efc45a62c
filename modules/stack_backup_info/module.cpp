#include "release/lock.hpp"
#include "stack_backup_info/page.hpp"

namespace slipway::stack_backup_info {

using ansible::option;

namespace {

/// Of a release that goes on the manifest says nothing yet, so its steps do.
void read_open_steps(Plan& plan, Files& files) {
  for (const auto& release : plan.folder.releases) {
    if (!hold_of(release)) continue;
    auto steps = read_steps(files, plan.backups_path / release.name);
    if (steps)
      plan.open_steps[release.name] = std::move(*steps);
    else
      plan.warnings.push_back("what the steps of release '" + release.name +
                              "' did is left out: " + steps.error().message);
  }
}

}  // namespace

Expected<Plan> plan(const Args& args, System& system) {
  Plan plan;
  plan.backups_path = args.backups_path;
  plan.now = system.clock.now();
  TRY_ASSIGN(plan.folder, read_releases(system.files, args.backups_path));
  if (args.project_name) {
    plan.folder.plain = plain_of(plan.folder, *args.project_name);
    plan.folder.releases = releases_of(plan.folder, *args.project_name);
  }
  read_open_steps(plan, system.files);
  for (const auto& release : plan.folder.releases)
    if (!plan.histories.contains(release.project))
      plan.histories.emplace(release.project, release_history(releases_of(plan.folder, release.project)));
  plan.with_page = args.page;
  plan.asked_project = args.project_name.value_or("");
  if (args.page) read_for_page(plan, system.files);
  if (plan.histories.size() == 1) plan.project = plan.histories.begin()->first;
  return plan;
}

ansible::Module<Args, Plan> module() {
  ansible::Spec<Args> spec{
      "stack_backup_info",
      "Tell what releases of a Compose stack are on record",
      {
          option("backups_path", &Args::backups_path, "where records live").required(),
          option("project_name", &Args::project_name, "only releases of this Compose project"),
          option("page", &Args::page, "return them as a page of HTML, too").default_to(false),
      }};
  return {std::move(spec), plan, [](Plan&, System&) { return Expected<void>{}; }, report};
}

}  // namespace slipway::stack_backup_info
