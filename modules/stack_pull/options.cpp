#include "stack_pull/stack_pull.hpp"

namespace slipway::stack_pull {

using ansible::Json;
using ansible::option;

ansible::Module<Args, Plan> module() {
  ansible::Spec<Args> spec{
      "stack_pull",
      "Pull or build every image that a Compose stack needs, before anything is touched",
      {
          option("project_src", &Args::project_src, "the stack's folder").required(),
          option("files", &Args::files, "the compose files, in the order of docker compose -f").required(),
          option("project_name", &Args::project_name, "the Compose project"),
          option("environment", &Args::environment, "variables for Compose")
              .default_to(Json::object())
              .texts(),
          option("images", &Args::images,
                 {option("image", &WantedImage::image, "a repository, without tag or digest").required(),
                  option("tag", &WantedImage::tag, "the tag that it will have"),
                  option("digest", &WantedImage::digest, "the digest that it will have"),
                  option("services", &WantedImage::services, "only those of these services")},
                 "images as they will be, where the files do not say so yet"),
          option("policy", &Args::policy, "when an image that is there is pulled all the same")
              .choices({"always", "missing", "never"})
              .default_to("always"),
          option("build", &Args::build, "when what a service builds itself is built")
              .choices({"missing", "always", "never"})
              .default_to("missing"),
          registries_option(&Args::registries),
          option("timeout", &Args::timeout, "seconds for each image, and for all that is built")
              .default_to(1800),
          option("retries", &Args::retries, "further tries when a registry does not answer").default_to(2),
      }};
  return {std::move(spec), plan, apply, report};
}

}  // namespace slipway::stack_pull
