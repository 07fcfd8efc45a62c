# The root file system of all the lab's images, from Debian's packages and apt's own mirror. It takes a minute to make,
# so it is kept in the cache, under a hash of this recipe.
# shellcheck shell=bash

rootfs_packages=nginx-light,redis-server,php-fpm,php-cli,php-redis,procps,wget,libfcgi-bin,haproxy,caddy

# shellcheck source=/dev/null
rootfs_suite() { (. /etc/os-release && echo "$VERSION_CODENAME"); }

rootfs_hash() { echo "$(rootfs_suite)-$(hash_of tests/lab/lib/rootfs.sh)"; }

rootfs_tarball() { echo "$LAB_CACHE/rootfs-$(rootfs_hash).tar"; }

rootfs_up() { [ -f "$(rootfs_tarball)" ] || make_rootfs; }

make_rootfs() {
  local suite sources scratch
  suite=$(rootfs_suite)
  scratch=$(mktemp -d "$LAB_CACHE/making.XXXXXX")
  chmod 755 "$scratch"
  sources=$scratch/sources.list
  # shellcheck disable=SC2016  # apt fills these in
  apt-get indextargets --format 'deb $(SITE) $(RELEASE) $(COMPONENT)|$(ORIGIN)|$(CREATED_BY)' |
    sed -n "s/^\(deb [^ ]* $suite\(-updates\|-security\)\? main\)|Debian|Packages\$/\1/p" >"$sources"
  [ -s "$sources" ] || die "apt knows no Debian mirror with the suite '$suite': run 'apt-get update' first"
  say "making the images' root file system from Debian packages, once; this takes about a minute"
  TMPDIR=$scratch mmdebstrap --variant=minbase --include="$rootfs_packages" --format=tar \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt=force-unsafe-io \
    "$suite" "$scratch/rootfs.tar" "$sources" 2>&1 |
    tee "$scratch/log" | sed -u -n 's/^I: \([a-z][^/]*\.\.\.\)$/lab:   \1/p' ||
    die "mmdebstrap failed: $(tail -n 3 "$scratch/log")"
  mv "$scratch/rootfs.tar" "$(rootfs_tarball)"
  rm -rf "$scratch"
}
