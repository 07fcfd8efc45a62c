#include "stack_pull/needed_images.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "changes/service_changes.hpp"

namespace slipway::stack_pull {
namespace {

class Collector {
 public:
  Collector(ImageChoice choice, PullPolicy policy, std::vector<std::string>& warnings)
      : choice_(std::move(choice)), policy_(policy), warnings_(warnings) {}

  void add_service(const std::string& name, const ServiceModel& service, const std::string& image) {
    add(name, service, changed(name, image));
    for (const auto& mounted : service.mounted_images)
      if (is_known(name, mounted)) use(name, mounted, service.platform, policy_);
  }

  /// Those of `wanted`, from which the choice was made, that no service has asked for.
  void add_unused(const std::vector<ImageOption>& wanted) {
    for (std::size_t i = 0; i < wanted.size(); ++i)
      if (used_.count(i) == 0) use("", wanted[i].image + choice_.changes()[i].suffix, "", policy_);
  }

  std::vector<NeededImage> result() {
    std::vector<NeededImage> needed;
    for (auto& [key, one] : needed_) {
      std::sort(one.services.begin(), one.services.end());
      one.services.erase(std::unique(one.services.begin(), one.services.end()), one.services.end());
      needed.push_back(std::move(one));
    }
    return needed;
  }

 private:
  struct Changed {
    std::string image;
    bool by_option = false;
  };

  Changed changed(const std::string& service, const std::string& image) {
    const WrittenImage written = split_image(image);
    const auto chosen = choice_.choose(written, service);
    if (!chosen) return {image, false};
    used_.insert(*chosen);
    return {written.repository + choice_.changes()[*chosen].suffix, true};
  }

  void add(const std::string& name, const ServiceModel& service, const Changed& image) {
    const auto own = parse_pull_policy(service.pull_policy);
    const bool to_build = service.pull_policy == "build";
    if (!own && !to_build && !service.pull_policy.empty())
      warnings_.push_back("service " + name + ": Slipway does not know the pull_policy '" +
                          service.pull_policy + "', and goes by the option policy");
    const bool from_registry = own && own->when != PullPolicy::When::never;
    const bool builds = service.builds && !image.by_option && !from_registry;
    if (!builds && !is_known(name, image.image)) return;
    NeededImage& needed = use(name, image.image, service.platform, own.value_or(policy_));
    if (!builds) return;
    needed.builders.push_back(name);
    needed.rebuilt = needed.rebuilt || to_build;
  }

  bool is_known(const std::string& service, const std::string& image) {
    if (image.find('$') == std::string::npos) return true;
    warnings_.push_back("service " + service + ": what its image '" + image +
                        "' will be is not known before .env is there, so it is not pulled");
    return false;
  }

  NeededImage& use(const std::string& service, const std::string& image, const std::string& platform,
                   const PullPolicy& policy) {
    const auto pullable = parse_pullable(image);
    const auto [found, is_new] = needed_.try_emplace((pullable ? pullable->name() : image) + " " + platform);
    NeededImage& needed = found->second;
    if (is_new) needed = {image, pullable, platform, {}, {}, false, policy};
    needed.policy = more_demanding(needed.policy, policy);
    if (!service.empty()) needed.services.push_back(service);
    return needed;
  }

  ImageChoice choice_;
  std::set<std::size_t> used_;  // the numbers of the changes that a service has asked for
  PullPolicy policy_;
  std::vector<std::string>& warnings_;
  std::map<std::string, NeededImage> needed_;  // by normalised reference and platform
};

}  // namespace

Expected<std::vector<NeededImage>> needed_images(const std::optional<ComposeModel>& model,
                                                 const std::vector<ImageOption>& wanted,
                                                 const PullPolicy& policy,
                                                 std::vector<std::string>& warnings) {
  TRY_ASSIGN(auto changes, optional_image_changes(wanted));
  Collector collector(ImageChoice(std::move(changes)), policy, warnings);
  if (model)
    for (const auto& [name, service] : model->services)
      if (service.builds || !service.image.empty())
        collector.add_service(name, service, image_of(*model, name));
  collector.add_unused(wanted);
  return collector.result();
}

}  // namespace slipway::stack_pull
