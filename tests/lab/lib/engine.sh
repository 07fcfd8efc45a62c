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
  remove_bridges
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
