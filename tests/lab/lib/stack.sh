# What a deploy into the lab needs: the stack's files with the lab's override, an inventory, the network of the proxy.
# shellcheck shell=bash

deploy_home() { echo "$LAB_STATE/deployment"; }
site_port() { choose_port site 8080; }
site_url() { echo "http://127.0.0.1:$(site_port)"; }

stack_up() {
  local source=$LAB_STATE/stack
  rm -rf "$source"
  cp -a "$LAB_CHECKOUT/examples/stack" "$source"
  fill_in "$LAB_HERE/docker-compose.lab.yml.in" >"$source/docker-compose.lab.yml"
  fill_in "$LAB_HERE/inventory.yml.in" >"$LAB_STATE/inventory.yml"
  rolling_up
  write_env
  proxy_network
}

# The example that is replaced without a gap, as a stack beside the other one.
rolling_up() {
  local source=$LAB_STATE/zero-downtime
  rm -rf "$source"
  cp -a "$LAB_CHECKOUT/examples/zero-downtime" "$source"
  cp "$LAB_CHECKOUT/examples/stack/.env.example" "$source/"
  sed -i -e "s#registry.example.com#$(registry_address)#; s#image: \(nginx\|redis\):#image: $(registry_address)/\1:#" \
    -e "s#127.0.0.1:8080:#127.0.0.1:$(rolling_port):#; s#interval: 30s#interval: 5s#" "$source/compose.yaml"
  fill_in "$LAB_HERE/rolling.yml.in" >"$LAB_STATE/rolling.yml"
}

rolling_port() { choose_port rolling 8090; }
rolling_url() { echo "http://127.0.0.1:$(rolling_port)"; }

proxy_network() {
  docker network inspect traefik-public >/dev/null 2>&1 ||
    docker network create --label org.slipway.lab=1 traefik-public >/dev/null
}

# The image's repository must stand in the file as it is: compose would fill in a variable, but the rewrite would not.
fill_in() {
  sed -e "s|LAB_REGISTRY|$(registry_address)|g" -e "s|LAB_SITE_PORT|$(site_port)|g" \
    -e "s|LAB_DEPLOY_HOME|$(deploy_home)|g" -e "s|LAB_STATE|$LAB_STATE|g" -e "s|LAB_ROLLING_URL|$(rolling_url)|g" "$1"
}

write_env() {
  {
    setting DOCKER_HOST "$DOCKER_HOST"
    setting LAB_REGISTRY "$(registry_address)"
    setting LAB_REGISTRY_USER "$(registry_user)"
    setting LAB_REGISTRY_PASSWORD_FILE "$(registry_password_file)"
    setting LAB_SITE_URL "$(site_url)"
    setting LAB_DEPLOY_HOME "$(deploy_home)"
    setting LAB_STACK_SOURCE "$LAB_STATE/stack"
    setting LAB_OVERRIDE "$LAB_STATE/stack/docker-compose.lab.yml"
    setting LAB_ROLLING_URL "$(rolling_url)"
    setting LAB_ROLLING_VARIABLES "$LAB_STATE/rolling.yml"
    setting LAB_INVENTORY "$LAB_STATE/inventory.yml"
  } >"$LAB_STATE/lab.env"
}

setting() { printf 'export %s=%q\n' "$1" "$2"; }

# On an engine that is not the lab's, only what the lab and its deploys have made goes; volumes are among that.
stack_down() {
  engine_for_cleaning || return 0
  say 'removing what was deployed'
  remove_deployment
  remove_all network rm -- "$(docker network ls --quiet --filter label=org.slipway.lab)"
  # The images of an engine of its own go with its store, which is quicker.
  engine_is_own || forget_images
}

# The lab as a server on which nothing was ever deployed; the images that were pulled stay. On an engine of its own the
# networks of all others go as well: its addresses are not many.
stack_empty() {
  engine_is_up || die "the lab is not up: run 'tests/lab/lab up' first"
  remove_deployment
  ! engine_is_own || docker network prune --force --filter label!=org.slipway.lab >/dev/null
  proxy_network
  unmount_below "$(deploy_home)"
  rm -rf "$(deploy_home)"
}

remove_deployment() {
  local project ours
  for project in application rolling; do
    ours=(--filter "label=com.docker.compose.project=$project")
    remove_all rm --force --volumes -- "$(docker ps --all --quiet "${ours[@]}")"
    free_networks "${ours[@]}"
    remove_all network rm -- "$(docker network ls --quiet "${ours[@]}")"
    remove_all volume rm --force -- "$(docker volume ls --quiet "${ours[@]}")"
  done
}

# free_networks FILTER...: an engine that was killed may know an end of a container that is gone, and then keeps the network.
free_networks() {
  local network end
  for network in $(docker network ls --quiet "$@"); do
    for end in $(docker network inspect --format '{{range .Containers}}{{.Name}} {{end}}' "$network"); do
      docker network disconnect --force "$network" "$end" || true # it went meanwhile
    done
  done
}

# remove_all DOCKER-COMMAND... -- IDS: nothing to do when there are none.
remove_all() {
  local ids=${*: -1}
  # shellcheck disable=SC2086  # a list of words
  [ -z "$ids" ] || docker "${@:1:$#-2}" $ids >/dev/null
}

leave_nothing() {
  stop_leftovers
  unmount_leftovers
  rm -rf "$LAB_STATE"
  leave_run_folder
}

leave_run_folder() {
  rm -rf "$LAB_RUN" "$LAB_RUN.lock"
  rmdir --ignore-fail-on-non-empty /run/slipway-lab 2>/dev/null || true
}
