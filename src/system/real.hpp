// The real operating system behind the interfaces of this folder. Only real_system() needs these.
#pragma once

#include "system/clock.hpp"
#include "system/engine.hpp"
#include "system/files.hpp"
#include "system/process.hpp"
#include "system/users.hpp"
#include "system/web.hpp"

namespace slipway {

Files& real_files();
Processes& real_processes();
Expected<std::unique_ptr<HeldText>> real_held_text(std::string_view text);  // Processes::hold
Expected<void> real_leave_behind(const std::string& name,
                                 const std::function<void()>& work);  // Processes::leave_behind
Engines& real_engines();
Web& real_web();
std::unique_ptr<PageWatch> real_page_watch(WatchOrder order);  // Web::watch
Expected<std::string> real_conversation(const std::string& socket, const std::string& text,
                                        Web::TimePoint until);  // Web::converse
Clock& real_clock();
Users& real_users();

}  // namespace slipway
