# Where the lab keeps things, and how it speaks.
# shellcheck shell=bash

LAB_STATE=$(realpath -m "${LAB_STATE:-$LAB_CHECKOUT/build/lab}")
LAB_CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/slipway-lab
# Sockets live here and not in the state folder: the path of a socket may have no more than 107 bytes.
LAB_RUN=/run/slipway-lab/$(printf '%s' "$LAB_STATE" | sha256sum | cut -c 1-8)
# The lab logs in with a configuration of its own, so the user's stays as it is.
export DOCKER_CONFIG=$LAB_STATE/docker-config

say() { echo "lab: $*"; }

die() {
  echo "lab: $*" >&2
  exit 1
}

need_root_and_tools() {
  [ "$(id -u)" = 0 ] || die 'run me as root: an engine and its root file systems need it'
  local tool
  for tool in docker docker-registry mmdebstrap htpasswd ansible-vault flock; do
    command -v "$tool" >/dev/null || die "'$tool' is not installed: run scripts/setup first"
  done
  docker compose version >/dev/null 2>&1 || die 'docker has no compose plugin: run scripts/setup first'
}

# One lab command at a time on one state folder. The lock is not passed on to the daemons that the lab starts.
with_lock() {
  mkdir -p "$LAB_RUN"
  exec 9>"$LAB_RUN.lock"
  flock --nonblock 9 || { say 'another lab command is at work, waiting for it'; flock 9; }
  # `down` removes the file: one who has waited for it holds a lock that nobody else sees.
  [ "$LAB_RUN.lock" -ef /proc/self/fd/9 ] || { with_lock "$@"; return; }
  "$@"
}

# One lab at a time makes what is cached; the others wait, and find it made. What a killed one left half-made goes.
with_cache_lock() {
  exec 8>"$LAB_CACHE/lock"
  flock --nonblock 8 || { say 'another lab is making the images, waiting for it'; flock 8; }
  rm -rf "$LAB_CACHE"/making.*
  "$@"
  exec 8>&-
}

state_is_ours() { [ -f "$LAB_STATE/.slipway-lab" ]; }

# `down` removes the state folder, so it must be one that `up` has made.
take_state_folder() {
  if ! state_is_ours && [ -n "$(ls -A "$LAB_STATE" 2>/dev/null)" ]; then
    die "$LAB_STATE is not empty and was not made by the lab: set LAB_STATE to another folder"
  fi
  mkdir -p "$LAB_STATE" "$LAB_RUN" "$LAB_CACHE" "$DOCKER_CONFIG"
  chmod 700 "$DOCKER_CONFIG"
  : >"$LAB_STATE/.slipway-lab"
}

# choose_port NAME WISH: the port that NAME has in this lab; at first the one wished for, or the next that is free.
choose_port() {
  [ -s "$LAB_RUN/$1.port" ] || (
    flock 7  # one lab at a time: two that look at once would find the same one free
    port=$2
    while port_is_taken "$port"; do port=$((port + 1)); done
    echo "$port" >"$LAB_RUN/$1.port"
  ) 7</run/slipway-lab
  cat "$LAB_RUN/$1.port"
}

# Taken by one that listens, or by another lab that will.
port_is_taken() {
  (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null || grep -qsx "$1" /run/slipway-lab/*/*.port
}

# hash_of PATH...: one short hash over the contents and names of these files and folders, below the checkout.
hash_of() {
  (cd "$LAB_CHECKOUT" && find "$@" -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum) | sha256sum | cut -c 1-16
}

# wait_until SECONDS COMMAND...: polls, for daemons that do not say when they are ready.
wait_until() {
  local end=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $end ] || return 1
    sleep 0.1
  done
}
