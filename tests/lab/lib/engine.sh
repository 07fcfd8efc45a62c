# The Docker engine: the one that answers on this machine, else one of the lab's own.
# shellcheck shell=bash


engine_up() {
  if ! engine_is_own && use_running_engine; then
    say "using the engine that answers at $DOCKER_HOST"
    refuse_namesake
    echo "$DOCKER_HOST" >"$LAB_STATE/engine-of-others"
    return
  fi
  export DOCKER_HOST=unix://$LAB_RUN/docker.sock
  engine_answers && { say 'the engine runs already'; return; }
  say 'starting an engine of its own'
  start_own_engine
}

engine_is_own() { [ -d "$LAB_STATE/engine" ]; }

# For every command after `up`: the engine that `up` chose, whatever DOCKER_HOST says by now.
point_at_engine() {
  local host=unix://$LAB_RUN/docker.sock
  engine_is_own || host=$(cat "$LAB_STATE/engine-of-others" 2>/dev/null) || return 1
  export DOCKER_HOST=$host
}

# The modules speak to a Unix socket, so an engine elsewhere is of no use here.
use_running_engine() {
  case ${DOCKER_HOST:=unix:///var/run/docker.sock} in
    unix://*) export DOCKER_HOST ;;
    *) return 1 ;;
  esac
  engine_answers
}

refuse_namesake() {
  local place
  place=$(namesake) || return 0
  die "that engine already runs a project 'application' in $place: take it down first, or point DOCKER_HOST elsewhere"
}

# Of a project that is not this lab's but has the same name, where that project lives.
namesake() {
  docker ps --all --filter label=com.docker.compose.project=application \
    --format '{{.Label "com.docker.compose.project.working_dir"}}' | grep -vxF -m 1 "$(deploy_home)/stacks/application"
}

engine_answers() { docker version >/dev/null 2>&1; }
engine_is_up() { point_at_engine && engine_answers; }

# Leaves the machine's network alone but for the bridges of the stack: no docker0, no iptables chains. Ports on 127.0.0.1
# are served by docker-proxy, and the containers need no way out. With "ndots" set the engine itself refuses the name of a
# service that is not there; else it would ask name servers that no container reaches, for ten seconds. The addresses
# are of no real network (RFC 2544), and of no other lab: two engines that make a network at once do not see one another's.
start_own_engine() {
  mkdir -p "$LAB_STATE/engine" "$LAB_RUN"
  stop_daemon dockerd
  forget_dead dockerd.own.pid
  forget_dead exec/containerd/containerd.pid
  note_traces
  open_bridges
  local block=$(($(site_port) % 32))
  cat >"$LAB_STATE/daemon.json" <<JSON
{
  "data-root": "$LAB_STATE/engine",
  "exec-root": "$LAB_RUN/exec",
  "pidfile": "$LAB_RUN/dockerd.own.pid",
  "hosts": ["unix://$LAB_RUN/docker.sock"],
  "bridge": "none",
  "iptables": false,
  "ip-forward": false,
  "ip-masq": false,
  "dns-opts": ["ndots:0"],
  "default-address-pools": [{"base": "198.$((18 + block / 16)).$((block % 16 * 16)).0/20", "size": 24}],
  "log-level": "warn"
}
JSON
  start_daemon dockerd dockerd --config-file "$LAB_STATE/daemon.json"
  wait_until 60 engine_answers_or_is_dead
  engine_answers || die "the engine did not start; its last words: $(tail -n 3 "$LAB_STATE/dockerd.log")"
}

# forget_dead FILE: a daemon that was killed leaves its id, and its successor would not start.
forget_dead() {
  is_ours "$(cat "$LAB_RUN/$1" 2>/dev/null)" || rm -f "$LAB_RUN/$1"
}

# Where an engine has run before, or a firewall does, FORWARD drops what is not allowed, even frames inside a bridge.
open_bridges() {
  close_bridges
  iptables --wait 5 --insert FORWARD "${bridge_rule[@]}" 2>/dev/null ||
    say 'iptables takes no rule for the bridges; if containers cannot reach one another, this is why'
}

close_bridges() {
  while iptables --wait 5 --delete FORWARD "${bridge_rule[@]}" 2>/dev/null; do :; done
}
bridge_rule=(-m physdev --physdev-is-bridged -m comment --comment "slipway-lab-${LAB_RUN##*/}" -j ACCEPT)

# What every dockerd and containerd makes, wherever its data are; `down` removes what was not there before.
note_traces() {
  [ -e "$LAB_STATE/traces" ] && return
  local trace
  for trace in /etc/docker/key.json /etc/docker /run/docker/plugins /run/docker /run/containerd/s /run/containerd \
    /opt/containerd/bin /opt/containerd/lib /opt/containerd; do
    [ -e "$trace" ] || echo "$trace"
  done >"$LAB_STATE/traces"
}

remove_traces() {
  [ -f "$LAB_STATE/traces" ] || return 0
  local trace
  while read -r trace; do
    case $trace in
      *.json) rm -f "$trace" ;;
      *) rmdir --ignore-fail-on-non-empty "$trace" 2>/dev/null || true ;;
    esac
  done <"$LAB_STATE/traces"
}

engine_answers_or_is_dead() { engine_answers || ! daemon_runs dockerd; }

engine_stop() {
  need_own_engine
  stop_daemon dockerd
}

engine_start() {
  need_own_engine
  engine_answers || start_own_engine
}

need_own_engine() {
  state_is_ours || die "the lab is not up: run 'tests/lab/lab up' first"
  engine_is_own || die 'the engine is not of this lab, so it is left alone; stop it, or point DOCKER_HOST to a socket where nobody listens'
  point_at_engine
}

engine_down() {
  engine_is_own || return 0
  say 'stopping the engine'
  stop_daemon dockerd
  close_bridges
  remove_traces
}

# An engine that was killed leaves its containers running; only an engine can end them properly, so it is started again.
engine_for_cleaning() {
  point_at_engine || return 1
  engine_is_own || { engine_answers && ! namesake >/dev/null; return; }
  engine_answers && return
  [ -n "$(ls -A "$LAB_STATE/engine/containers" 2>/dev/null)" ] || return 1
  say 'starting the engine again, to clean up what it left'
  (start_own_engine)
}

engine_status() {
  engine_is_up || { echo 'lab: the engine does not answer'; return 1; }
  echo "lab: the engine answers at $DOCKER_HOST"
}
