#include "stack/image_restore.hpp"

#include <algorithm>

#include "compose/pullable_reference.hpp"
#include "engine/containers.hpp"
#include "stack/named_image.hpp"
#include "util/joined.hpp"

namespace slipway {
namespace {

/// By which the registry gives the very same image: that of the reference's own repository, else any.
std::optional<PullableReference> digest_of(const ReleaseImage& image) {
  const auto own = parse_pullable(image.reference);
  if (own && !own->digest.empty()) return own;
  std::optional<PullableReference> any;
  for (const auto& text : image.digests) {
    auto digest = parse_pullable(text);
    if (!digest || digest->digest.empty()) continue;
    if (own && digest->repository == own->repository) return digest;
    if (!any) any = std::move(digest);
  }
  return any;
}

std::string platform_in(const Environment& environment) {
  const auto found = environment.find("DOCKER_DEFAULT_PLATFORM");
  return found == environment.end() ? "" : found->second;
}

class Planner {
 public:
  Planner(const Environment& environment, Engine& engine, RegistryAccounts& accounts)
      : environment_(environment), engine_(engine), accounts_(accounts) {}

  /// `recorded`: all images of one reference, at least one.
  Expected<ReturningImage> planned(const std::vector<ReleaseImage>& recorded) {
    TRY_ASSIGN(const NamedImage named, named_image(recorded, engine_));
    ReturningImage image{named.recorded};
    image.id = image.recorded.id;
    if (named.is_right) return image;
    TRY_ASSIGN(const auto there, inspect_image(engine_, image.recorded.id));
    if (there && needs_tag(image.recorded.reference))
      image.how = ImageReturn::tag;
    else
      ask_registry(image);
    return image;
  }

 private:
  void ask_registry(ReturningImage& image) {
    const auto digest = digest_of(image.recorded);
    image.how = digest ? ImageReturn::pull : ImageReturn::lost;
    if (!digest) return;
    const Repository& repository = digest->repository;
    const auto account = accounts_.account_at(repository.domain);
    image.source = {repository.domain, account.has_value()};
    image.request = {repository.domain + "/" + repository.path, digest->digest, platform_in(environment_),
                     account ? registry_auth(*account) : ""};
  }

  const Environment& environment_;
  Engine& engine_;
  RegistryAccounts& accounts_;
};

std::string name_of_image(const ImageRestore& plan, const ReturningImage& image) {
  return image.recorded.reference +
         (image.recorded.service.empty() ? "" : " (service " + image.recorded.service + ")") +
         " of release '" + plan.release + "'";
}

std::vector<std::string> lost_sentences(const ImageRestore& plan) {
  std::vector<std::string> sentences;
  for (const auto& image : plan.images)
    if (image.how == ImageReturn::lost)
      sentences.push_back("the image " + name_of_image(plan, image) +
                          " is no longer on this machine, and the record has no digest by which a registry "
                          "could give it; load or build it there, or choose another release");
  return sentences;
}

/// Takes over what was pulled.
Expected<void> note_pulled(ReturningImage& image, ImageRestore& plan, Engine& engine) {
  const std::string digest = image.request.repository + "@" + image.request.tag_or_digest;
  TRY_ASSIGN(const auto pulled, inspect_image(engine, digest));
  if (!pulled)
    return fail("the engine told of no error when it pulled '" + digest + "', and has no such image");
  if (pulled->id != image.id)
    plan.warnings.push_back("'" + image.recorded.reference + "' came back by its digest, and has the id " +
                            pulled->id + " on this engine, where the record has " + image.id);
  image.id = pulled->id;
  return {};
}

Expected<void> pull_lost(ImageRestore& plan, Engine& engine, System& system) {
  std::vector<ReturningImage*> wanted;
  std::vector<PullRequest> requests;
  for (auto& image : plan.images) {
    if (image.how != ImageReturn::pull) continue;
    wanted.push_back(&image);
    requests.push_back(image.request);
  }
  std::vector<std::string> problems = lost_sentences(plan);
  const auto pulls = pull_images(engine, system.clock, system.progress, requests, {});
  for (std::size_t i = 0; i < pulls.size(); ++i)
    if (const auto& failure = pulls[i].failure())
      problems.push_back("the image " + name_of_image(plan, *wanted[i]) +
                         " is no longer on this machine, and its registry does not give it: " +
                         pull_sentence(*failure, wanted[i]->source, plan.secrets) +
                         "; push it again, or choose another release");
  if (!problems.empty()) return fail(joined(problems, "; "));
  for (auto* image : wanted) TRY(note_pulled(*image, plan, engine));
  return {};
}

Expected<void> tag(const ReturningImage& image, Engine& engine) {
  const auto reference = parse_pullable(image.recorded.reference);
  const std::string what = "cannot tag the image " + image.id + " as '" + image.recorded.reference + "'";
  const auto reply = engine.request(
      "POST", "/images/" + percent_encoded(image.id) + "/tag?repo=" +
                  percent_encoded(reference->repository.domain + "/" + reference->repository.path) +
                  "&tag=" + percent_encoded(reference->tag));
  if (!reply) return fail_while(what, reply.error());
  return reply->status == 201 ? Expected<void>() : refusal(what, *reply);
}

}  // namespace

Expected<ImageRestore> plan_image_restore(const std::string& release, const std::vector<ReleaseImage>& images,
                                          const std::vector<RegistryLogin>& logins,
                                          const Environment& environment, Engine& engine, System& system) {
  ImageRestore plan;
  plan.release = release;
  TRY_ASSIGN(auto accounts, RegistryAccounts::of(logins, environment, system));
  Planner planner(environment, engine, accounts);
  for (const auto& group : by_reference(images)) {
    TRY_ASSIGN(auto image, planner.planned(group));
    if (group.size() > 1)
      plan.warnings.push_back("release '" + release + "' ran '" + group.front().reference +
                              "' from several images at once; it is " + image.id + " now");
    plan.images.push_back(std::move(image));
  }
  plan.secrets = accounts.secrets();
  const bool asks = std::any_of(plan.images.begin(), plan.images.end(),
                                [](const auto& image) { return image.how == ImageReturn::pull; });
  if (asks) plan.warnings.insert(plan.warnings.end(), accounts.warnings().begin(), accounts.warnings().end());
  return plan;
}

Expected<void> restore_images(ImageRestore& plan, Engine& engine, System& system) {
  TRY(pull_lost(plan, engine, system));
  for (const auto& image : plan.images)
    if (image.how != ImageReturn::keep && needs_tag(image.recorded.reference)) TRY(tag(image, engine));
  return {};
}

std::string lost_images(const ImageRestore& plan) {
  return joined(lost_sentences(plan), "; ");
}

bool changes_images(const ImageRestore& plan) {
  return std::any_of(plan.images.begin(), plan.images.end(),
                     [](const auto& image) { return image.how != ImageReturn::keep; });
}

const char* name_of(ImageReturn how) {
  switch (how) {
    case ImageReturn::tag:
      return "tag";
    case ImageReturn::pull:
      return "pull";
    case ImageReturn::lost:
      return "lost";
    default:
      return "keep";
  }
}

ansible::Json images_json(const std::vector<ReleaseImage>& images) {
  ansible::Json json = ansible::Json::array();
  for (const auto& image : images)
    json.push_back({{"service", image.service},
                    {"reference", image.reference},
                    {"id", image.id},
                    {"digests", image.digests}});
  return json;
}

ansible::Json images_json(const ImageRestore& plan) {
  ansible::Json json = ansible::Json::array();
  for (const auto& image : plan.images)
    json.push_back({{"service", image.recorded.service},
                    {"reference", image.recorded.reference},
                    {"id", image.id},
                    {"digests", image.recorded.digests},
                    {"action", name_of(image.how)}});
  return json;
}

}  // namespace slipway
