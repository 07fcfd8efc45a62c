# Starting the lab's own engine, so that nothing of it is left on the machine.
# shellcheck shell=bash

# Leaves the machine's network alone but for the bridges of the stack: no docker0, no iptables chains. Ports on 127.0.0.1
# are served by docker-proxy, and the containers need no way out. With "ndots" set the engine itself refuses the name of a
# service that is not there; else it would ask name servers that no container reaches, for ten seconds. The addresses
# are of no real network (RFC 2544), and of no other lab: two engines that make a network at once do not see one another's.
start_own_engine() {
  engine_is_own || remove_bridges
  mkdir -p "$LAB_STATE/engine" "$LAB_RUN"
  stop_daemon dockerd
  forget_dead dockerd.own.pid
  forget_dead exec/containerd/containerd.pid
  note_traces
  open_bridges
  write_engine_config
  start_daemon dockerd dockerd --config-file "$LAB_STATE/daemon.json"
  wait_until 60 engine_answers_or_is_dead
  engine_answers || die "the engine did not start; its last words: $(tail -n 3 "$LAB_STATE/dockerd.log")"
}

address_pool() {
  local block=$(($(site_port) % 32))
  echo "198.$((18 + block / 16)).$((block % 16 * 16)).0/20"
}

# An engine that ends leaves the bridges of its networks; to the next one with these addresses they are taken.
remove_bridges() {
  local name
  for name in $(ip -oneline -4 address show to "$(address_pool)" | awk '{print $2}'); do
    ip link delete dev "$name" type bridge
  done
}

write_engine_config() {
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
  "default-address-pools": [{"base": "$(address_pool)", "size": 28}],
  "log-level": "warn"
}
JSON
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
