#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include <exception>

#include "system/descriptor.hpp"
#include "system/http_exchange.hpp"
#include "system/real.hpp"

namespace slipway {
namespace {

/// Nothing of the parent's stays open: its locks, and the pipes on which somebody waits for the end of its
/// output.
bool leave_descriptors() {
  ::closefrom(0);                                   // close_range(2) alone is not there before Linux 5.9
  const int nowhere = ::open("/dev/null", O_RDWR);  // the lowest number, so 0
  return nowhere == STDIN_FILENO && ::dup(nowhere) == STDOUT_FILENO && ::dup(nowhere) == STDERR_FILENO;
}

void leave_signals() {
  for (const int signal : {SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGTERM, SIGCHLD}) ::signal(signal, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

[[noreturn]] void live_on(const std::string& name, const std::function<void()>& work) {
  ::prctl(PR_SET_NAME, name.c_str());
  leave_signals();
  if (::chdir("/") != 0 || !leave_descriptors()) ::_exit(1);
  try {
    renew_http_loop();
    work();
  } catch (const std::exception&) {  // nobody is left to be told
    ::_exit(1);
  }
  ::_exit(0);
}

}  // namespace

Expected<void> real_leave_behind(const std::string& name, const std::function<void()>& work) {
  const pid_t between = ::fork();
  if (between < 0) return fail_with_errno("start a process from", "/proc/self/exe");
  if (between == 0) {
    // Its child has no terminal and can get none, and is init's when this one has ended.
    if (::setsid() < 0) ::_exit(errno);
    const pid_t last = ::fork();
    if (last == 0) live_on(name, work);
    ::_exit(last < 0 ? errno : 0);
  }
  int status = 0;
  if (uninterrupted([&] { return ::waitpid(between, &status, 0); }) < 0)
    return fail_with_errno("wait for", "/proc/self/exe");
  errno = WIFEXITED(status) ? WEXITSTATUS(status) : ECHILD;
  if (errno != 0) return fail_with_errno("start a process from", "/proc/self/exe");
  return {};
}

}  // namespace slipway
