// The operating system as it is passed to a module: everything outside its own memory goes through here.
#pragma once

#include "system/clock.hpp"
#include "system/engine.hpp"
#include "system/files.hpp"
#include "system/process.hpp"
#include "system/progress.hpp"
#include "system/users.hpp"
#include "system/web.hpp"

namespace slipway {

struct System {
  Files& files;
  Processes& processes;
  Engines& engines;
  Web& web;
  Clock& clock;
  Users& users;
  Environment environment;  // of this process, as it started
  Progress& progress = silent_progress();
};

/// The real one. Lives as long as the process. Its progress goes to the file that SLIPWAY_PROGRESS names.
System& real_system();

}  // namespace slipway
