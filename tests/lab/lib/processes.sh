# Starting and stopping the lab's own daemons, by process id and never by name.
# shellcheck shell=bash

# start_daemon NAME COMMAND...: in a session of its own, with its log in the state folder and its id in NAME.pid.
start_daemon() {
  local name=$1
  shift
  setsid "$@" </dev/null >>"$LAB_STATE/$name.log" 2>&1 9>&- &
  echo $! >"$LAB_RUN/$name.pid"
  # Until then it looks like this script, and on a busy machine was taken for one that has died.
  until is_ours $! || process_is_gone $!; do :; done
}

# daemon_runs NAME: its id is alive, and is still this lab's process and not another's that was given the same id.
daemon_runs() {
  local id
  id=$(cat "$LAB_RUN/$1.pid" 2>/dev/null) && is_ours "$id"
}

is_ours() {
  tr '\0' ' ' 2>/dev/null <"/proc/$1/cmdline" | grep -qF -e "$LAB_STATE/" -e "$LAB_RUN/"
}

stop_daemon() {
  daemon_runs "$1" && stop_process "$(cat "$LAB_RUN/$1.pid")"
  rm -f "$LAB_RUN/$1.pid"
}

# stop_process ID: asks, waits for its end, and insists after 20 seconds.
stop_process() {
  kill -TERM "$1" 2>/dev/null || return 0
  wait_until 20 process_is_gone "$1" || kill -KILL "$1" 2>/dev/null || true
}

process_is_gone() { ! kill -0 "$1" 2>/dev/null || grep -q '^State:[[:space:]]*Z' "/proc/$1/status"; }

# What a lab that was killed may have left: daemons that name its folders, and processes inside its containers.
stop_leftovers() {
  local id
  for id in $(daemons_of_lab) $(processes_in_containers_of_lab); do
    say "ending process $id, which an earlier lab left"
    # Not asked first: the shims of containers would not listen.
    kill -KILL "$id" 2>/dev/null || true
  done
}

daemons_of_lab() {
  local id
  { grep -lsaF -e "$LAB_STATE/" -e "$LAB_RUN/" /proc/[0-9]*/cmdline || true; } | while IFS=/ read -r _ _ id _; do
    case $(cat "/proc/$id/comm" 2>/dev/null) in
      dockerd | containerd | containerd-shim* | docker-registry) echo "$id" ;;
    esac
  done
}

# Those whose root is mounted from the engine's store. grep, for it goes on where a process ends while it looks.
processes_in_containers_of_lab() {
  local store
  store=$(printf '%s' "$LAB_STATE/engine/" | sed 's/[][\.*^$+?(){}|]/\\&/g')
  { grep -lsE "^[0-9]+ [0-9]+ [0-9:]+ [^ ]+ / .*$store" /proc/[0-9]*/mountinfo || true; } | cut -d / -f 3
}

unmount_leftovers() {
  unmount_below "$LAB_STATE"
  unmount_below "$LAB_RUN"
}

# unmount_below FOLDER: what is mounted on it and in it.
unmount_below() {
  local place
  awk -v folder="$1/" 'index($2 "/", folder) == 1 { print $2 }' /proc/mounts | sort -r |
    while read -r place; do umount --lazy "$place"; done
}
