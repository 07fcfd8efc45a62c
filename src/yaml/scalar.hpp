// What YAML 1.1 as Ansible reads it (PyYAML, resolver.py) makes of a scalar without quotes.
#pragma once

#include <string_view>

namespace slipway {

enum class PlainScalar {
  text,       // and stays as it is
  number,     // that Ansible hands on with the same characters: 42, -1, 0.5
  yes_or_no,  // true or false, in any of PyYAML's spellings of these two words
  null,       // nothing, ~ or null
  rewritten   // a number, a date, a boolean or a sign whose characters would change on the way: 0644, yes,
              // 1_000
};

PlainScalar read_plain_scalar(std::string_view text);

}  // namespace slipway
