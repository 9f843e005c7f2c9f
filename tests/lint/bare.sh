#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
#   tests/lint/bare.sh [--demo-only] [--keep] [KIND...]
#
# Does what a newcomer does, on a machine that has nothing: makes a minimal
# Debian 12 root, clones this repository's HEAD into it, and runs ./dev demo
# and ADBNET_NO_SKIP=1 ./dev test KIND... there, in mount and pid namespaces
# of its own. Needs root and the network that apt needs. Run by hand; takes
# long.

set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
demo_only=0 keep=0 kinds=
for option; do
    case $option in
    --demo-only) demo_only=1 ;;
    --keep) keep=1 ;;
    [a-z]*) kinds="$kinds $option" ;;
    *)
        sed -n '4s/^# *//p' "$0" >&2
        exit 2
        ;;
    esac
done
[ "$(id -u)" -eq 0 ] || { echo "bare.sh: needs root" >&2 && exit 1; }

if ! command -v mmdebstrap >/dev/null; then
    DEBIAN_FRONTEND=noninteractive apt-get -q -y install mmdebstrap git
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/adbnet-bare.XXXXXX")
root=$work/root
# The namespaces end with their processes, and the mounts with them; what is
# left is files. --one-file-system guards what is mounted all the same.
clean() {
    [ "$keep" = 1 ] && echo "kept: $root" && return
    rm -rf --one-file-system "$work"
}
trap clean EXIT
trap 'exit 130' INT TERM HUP

# Where this machine gets its Debian from, with what apt itself knows of it.
# shellcheck disable=SC2016
apt-get indextargets --format '$(ORIGIN)|$(SITE)|$(REPO_URI)|$(CODENAME)' \
    'Created-By: Packages' >"$work/targets" || true
mirror=$(sed -n 's/^Debian|[^|]*|\([^|]*\)|bookworm$/\1/p' "$work/targets" |
    head -n 1)
[ -n "$mirror" ] || { echo "bare.sh: no apt source of Debian 12" >&2; exit 1; }
echo "bare.sh: bookworm from $mirror" >&2
apt-config dump | grep -E '^Acquire::(http|https)::Proxy' >"$work/proxy" || true
mmdebstrap --quiet --variant=minbase --aptopt="$work/proxy" \
    bookworm "$root" "$mirror"

git clone --quiet --no-local "$top" "$root/adbnet"
cp "$work/proxy" "$root/etc/apt/apt.conf.d/99proxy"
[ -e /etc/resolv.conf ] && cp -L /etc/resolv.conf "$root/etc/resolv.conf"

# inside COMMAND: in the root, as a newcomer's shell would run it.
inside() {
    # shellcheck disable=SC2016
    unshare --mount --pid --fork --kill-child --propagation private \
        sh -eu -c '
        mount -t proc proc "$1/proc"
        mount --rbind /sys "$1/sys"
        mount --rbind /dev "$1/dev"
        exec env -i HOME=/root TERM=dumb \
            PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
            chroot "$1" /bin/sh -c "cd /adbnet && $2"
        ' inside "$root" "$1"
}

began=$(date +%s)
inside './dev demo'
echo "bare.sh: demo ended after $(($(date +%s) - began)) s" >&2
if [ "$demo_only" = 0 ]; then
    inside "ADBNET_NO_SKIP=1 ./dev test$kinds"
    echo "bare.sh: test ended after $(($(date +%s) - began)) s in all" >&2
fi
