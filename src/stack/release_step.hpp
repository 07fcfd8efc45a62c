// A module as a step of a release: the option `release`, what it makes sure of, and what it notes.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "ansible/module.hpp"
#include "release/claim.hpp"

namespace slipway {

/// A module's plan, with the release that it belongs to.
template <class Plan>
struct StepPlan {
  std::optional<Plan> plan;        // nothing when it was refused
  std::optional<Error> refused{};  // why; only of a step of a release, which is to know of that, too
  std::optional<ReleaseClaim> claim{};
  System* system = nullptr;             // once the step has begun
  std::shared_ptr<FileLock> at_work{};  // from then on until its end is noted
};

/// What is printed of a step whose plan was refused.
ansible::Result refused_step(const Error& why);

/// The lines of the option's own table.
std::vector<ansible::Option<ReleaseClaim>> release_option_lines();

/// Notes the beginning, and returns what shows that the step is at work. Errors as begin_step.
Expected<std::unique_ptr<FileLock>> note_beginning(const ReleaseClaim& claim, const std::string& module,
                                                   ReleasePhase phase, System& system);

/// Notes the end, from what the module prints, where secrets are masked already. `phase`: where the release
/// stands when it ended well, when that is further than at its beginning. Returns a warning when it
/// could not be noted; nothing is undone for that.
std::optional<std::string> note_end(const ReleaseClaim& claim, const std::string& module,
                                    std::optional<ReleasePhase> phase, const ansible::Json& printed,
                                    System& system);

/// Gives a module, whose Args has a member `std::optional<ReleaseClaim> release`, the option of that name.
/// With it, before anything is changed the release must still be its owner's, and the record learns how the
/// step went. A module that finds nothing to do takes part all the same: that it ran is part of the story;
/// one that refuses before it does anything is noted in phase `opened`, with what it says. Check mode does
/// neither, for the release may be previewed only. `phase`: where the release stands once the step has begun;
/// `phase_when_well`: once it has ended well, when that is further.
template <class Args, class Plan>
ansible::Module<Args, StepPlan<Plan>> as_release_step(ansible::Module<Args, Plan> module, ReleasePhase phase,
                                                      std::optional<ReleasePhase> phase_when_well = {}) {
  auto spec = std::move(module.spec);
  const std::string name = spec.module;
  spec.options.push_back(ansible::option("release", &Args::release, release_option_lines(),
                                         "the release on record that this belongs to"));
  ansible::Module<Args, StepPlan<Plan>> made{
      std::move(spec),
      [plan = module.plan](const Args& args, System& system) -> Expected<StepPlan<Plan>> {
        auto decided = plan(args, system);
        if (decided) return StepPlan<Plan>{std::move(*decided), {}, args.release};
        if (!args.release) return tl::unexpected(std::move(decided).error());
        return StepPlan<Plan>{{}, std::move(decided).error(), args.release};
      },
      [apply = module.apply, name, phase](StepPlan<Plan>& step, System& system) -> Expected<void> {
        if (step.claim) {
          auto noted = note_beginning(*step.claim, name, step.refused ? ReleasePhase::opened : phase, system);
          if (!noted && !step.refused) return tl::unexpected(std::move(noted).error());
          if (!noted) return fail(step.refused->message + "; and " + noted.error().message);
          step.at_work = std::move(*noted);
          step.system = &system;
        }
        if (step.refused) return tl::unexpected(*step.refused);
        return apply(*step.plan, system);
      },
      [report = module.report, name, phase_when_well](const StepPlan<Plan>& step) {
        ansible::Result result = step.refused ? refused_step(*step.refused) : report(*step.plan);
        if (step.system != nullptr)
          result.before_printing = [claim = *step.claim, name, phase_when_well, system = step.system,
                                    at_work = step.at_work](const ansible::Json& printed) {
            return note_end(claim, name, phase_when_well, printed, *system);
          };
        return result;
      }};
  made.of_role = std::move(module.of_role);
  if (module.preview)
    made.preview = [preview = module.preview](StepPlan<Plan>& step, System& system) {
      if (step.plan) preview(*step.plan, system);
    };
  return made;
}

}  // namespace slipway
