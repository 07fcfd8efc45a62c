# The private registry: Debian's docker-registry with a password, on 127.0.0.1, where the engine accepts plain HTTP.
# Its account is the one in the example's vault, so the demo's deploys log in with what the vault holds.
# shellcheck shell=bash

registry_address() { echo "127.0.0.1:$(choose_port registry 5000)"; }
registry_password_file() { echo "$LAB_STATE/registry/password"; }
registry_user() { cat "$LAB_STATE/registry/user"; }

registry_up() {
  registry_answers && { say "the registry runs already at $(registry_address)"; return; }
  say "starting the registry at $(registry_address)"
  mkdir -p "$LAB_STATE/registry/storage"
  [ -s "$LAB_STATE/registry/htpasswd" ] || make_account
  cat >"$LAB_STATE/registry/config.yml" <<YAML
version: 0.1
log: {level: warn, accesslog: {disabled: true}}
storage:
  filesystem: {rootdirectory: $LAB_STATE/registry/storage}
  delete: {enabled: true}
http: {addr: "$(registry_address)"}
auth:
  htpasswd: {realm: slipway-lab, path: $LAB_STATE/registry/htpasswd}
YAML
  start_daemon registry docker-registry serve "$LAB_STATE/registry/config.yml"
  wait_until 20 registry_answers ||
    die "the registry did not start; its last words: $(tail -n 3 "$LAB_STATE/registry.log")"
}

make_account() {
  local vault
  vault=$(ansible-vault view --vault-password-file "$LAB_CHECKOUT/examples/secrets/demo-vault-password" \
    "$LAB_CHECKOUT/examples/secrets/production.vault.yml") || die 'the vault in examples/secrets cannot be opened'
  (
    umask 077
    vault_value vault_docker_registry_username >"$LAB_STATE/registry/user"
    vault_value vault_docker_registry_password >"$LAB_STATE/registry/password"
    # Over standard input: an argument would show in the process list.
    htpasswd -niB "$(registry_user)" <"$LAB_STATE/registry/password" >"$LAB_STATE/registry/htpasswd"
  ) <<<"$vault"
}

# vault_value NAME: reads it from the vault's text in $vault.
vault_value() { sed -n "s/^$1: *['\"]\(.*\)['\"]\$/\1/p" <<<"$vault" | tr -d '\n'; }

registry_answers() {
  daemon_runs registry && (exec 3<>"/dev/tcp/127.0.0.1/$(choose_port registry 5000)") 2>/dev/null
}

registry_login() {
  docker login "$(registry_address)" --username "$(registry_user)" --password-stdin \
    <"$(registry_password_file)" >/dev/null 2>"$LAB_STATE/login.log" ||
    die "the lab's own registry refuses its account: $(tail -n 1 "$LAB_STATE/login.log")"
}

registry_down() {
  daemon_runs registry || return 0
  say 'stopping the registry'
  stop_daemon registry
}

registry_status() {
  registry_answers || { echo "lab: the registry at $(registry_address) does not answer"; return 1; }
  echo "lab: the registry answers at $(registry_address)"
}
