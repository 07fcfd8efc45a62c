// What Compose says when it refuses the files, fit to be shown: it quotes values of env files in that.
#pragma once

#include <string>
#include <vector>

#include "system/files.hpp"
#include "system/process.hpp"

namespace slipway {

/// Its complaint on one line, without its warnings and its reports of progress. Masked are `secrets` and each
/// value of the `.env` in `project_src`, as far as that can be read; what it quotes of a broken line of an
/// env file is cut off.
std::string compose_complaint(const CommandOutcome& outcome, const Path& project_src,
                              std::vector<std::string> secrets, Files& files);

}  // namespace slipway
