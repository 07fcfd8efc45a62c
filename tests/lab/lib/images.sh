# The images in the registry: nginx, redis, and releases of the framework, good ones and bad ones. Pushing them takes
# long, so the registry's whole storage is kept in the cache, under a hash of all that goes into it.
# shellcheck shell=bash

images_hash() { echo "$(rootfs_hash)-$(hash_of tests/lab/images tests/lab/lib/images.sh examples/framework)"; }

images_up() {
  local stamp=$LAB_STATE/registry/images cached
  cached=$LAB_CACHE/registry-$(images_hash)
  [ "$(cat "$stamp" 2>/dev/null)" != "$cached" ] || { say 'the images are in the registry'; return; }
  [ -d "$cached" ] || with_cache_lock make_images "$cached"
  say 'filling the registry with the images in the cache'
  touch "$cached" "$(rootfs_tarball)"
  empty_registry
  cp -a --reflink=auto "$cached/." "$LAB_STATE/registry/storage/"
  echo "$cached" >"$stamp"
}

make_images() {
  [ ! -d "$1" ] || return 0
  empty_registry
  build_and_push
  keep_in_cache "$1"
}

# What an earlier recipe has pushed goes; the registry reads its folder again at each request.
empty_registry() { rm -rf "$LAB_STATE/registry/storage/docker"; }

build_and_push() {
  local framework=$LAB_CHECKOUT/examples/framework
  rootfs_up
  registry_login
  say 'importing the root file system'
  docker import "$(rootfs_tarball)" slipway-lab/base >/dev/null
  publish nginx:1.25-alpine nginx
  publish redis:7-alpine redis
  publish haproxy:2.6 haproxy
  publish caddy:2.6 caddy
  publish framework:v1 framework "$framework" --build-arg APP_VERSION=v1
  publish framework:v2 framework "$framework" --build-arg APP_VERSION=v2
  docker tag "$(registry_address)/framework:v1" slipway-lab/framework
  publish framework:v3 unhealthy
  publish framework:v4 broken
  publish framework:v5 dying
  publish framework:crash crash
  retag framework:v1 framework:latest
  forget_images
}

# publish NAME RECIPE [CONTEXT [OPTION...]]: builds tests/lab/images/RECIPE and pushes it as NAME.
publish() {
  local name recipe=$LAB_HERE/images/$2 context=${3:-$LAB_HERE/images/$2}
  name=$(registry_address)/$1
  say "building and pushing $name"
  # The classic builder: buildx is not in Debian, and no step here needs a network.
  DOCKER_BUILDKIT=0 docker build --network none --file "$recipe/Dockerfile" --tag "$name" "${@:4}" "$context" \
    >"$LAB_STATE/build.log" 2>&1 || die "the image $1 cannot be built: $(tail -n 5 "$LAB_STATE/build.log")"
  push "$name"
}

retag() {
  docker tag "$(registry_address)/$1" "$(registry_address)/$2"
  push "$(registry_address)/$2"
}

push() {
  docker push --quiet "$1" >"$LAB_STATE/push.log" 2>&1 || die "$1 cannot be pushed: $(tail -n 3 "$LAB_STATE/push.log")"
}

# So that every deploy really pulls, after a cold start as after a warm one.
forget_images() {
  local images
  images=$(lab_images)
  # shellcheck disable=SC2086  # a list of words
  [ -z "$images" ] || docker rmi --force $images >/dev/null
}

lab_images() {
  docker images --format '{{.Repository}}:{{.Tag}}' | grep -e '^slipway-lab/' -e "^$(registry_address)/" | grep -v ':<none>$' || true
}

# Appears whole or not at all; what no lab has used for a week goes.
keep_in_cache() {
  local scratch
  scratch=$(mktemp -d "$LAB_CACHE/making.XXXXXX")
  cp -a --reflink=auto "$LAB_STATE/registry/storage/." "$scratch/"
  mv -T "$scratch" "$1"
  find "$LAB_CACHE" -mindepth 1 -maxdepth 1 -name '*-*' -mtime +7 -exec rm -rf {} +
}
