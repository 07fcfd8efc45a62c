// A table with every kind of option, for the tests of the protocol.
#pragma once

#include "ansible/spec.hpp"

namespace slipway::ansible {

struct SampleArgs {
  std::string image;
  std::optional<std::string> tag;
  std::optional<std::string> digest;
  std::vector<Path> files;
  std::string missing;
  bool backup = false;
  long lines = 0;
  Json secrets;
  std::optional<std::string> password;
};

inline Spec<SampleArgs> sample_spec() {
  using A = SampleArgs;
  return {"sample",
          "a module for tests",
          {option("image", &A::image, "the image").required(), option("tag", &A::tag, "its tag"),
           option("digest", &A::digest, "its digest"),
           option("files", &A::files, "compose files").required().alias("path").alias("file"),
           option("missing", &A::missing, "when there is none").choices({"fail", "ok"}).default_to("fail"),
           option("backup", &A::backup, "keep a copy").default_to(false),
           option("lines", &A::lines, "how many").default_to(20),
           option("secrets", &A::secrets, "secret values").secret().default_to(Json::object()),
           option("password", &A::password, "what opens it").secret().alias("pass")},
          {{"tag", "digest"}},
          {{"tag", "digest"}}};
}

}  // namespace slipway::ansible
