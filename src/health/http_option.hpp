// The option `http`, which several modules have: pages that have to answer.
#pragma once

#include <vector>

#include "ansible/spec.hpp"
#include "health/http_answer.hpp"

namespace slipway {

/// The lines of its own table: a list of dicts.
inline std::vector<ansible::Option<HttpCheck>> http_check_lines() {
  using ansible::option;
  return {option("url", &HttpCheck::url, "what to ask for, as http://localhost:8080/ping").required(),
          option("status", &HttpCheck::status, "the status that it has to answer").default_to(200),
          option("contains", &HttpCheck::contains, "a text that the answer has to contain")};
}

}  // namespace slipway
