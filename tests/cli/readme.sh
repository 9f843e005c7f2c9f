#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
#   tests/cli/readme.sh [WORD...]
#
# Runs every fenced command of README.md on the rig, in a directory and a home
# that are empty but for what README.md says the tester has: see readme.py,
# which reads them and says what is other here. With WORDs only the commands
# that have one of them. Exit 0 good, 1 bad, 77 cannot run here.

set -eu
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
rig=$top/tests/phone/rig
adbnet=$(realpath "${ADBNET:-$top/build/adbnet}")
[ "$(id -u)" -eq 0 ] || { echo "readme.sh: needs root" >&2; exit 77; }

dir=$(mktemp -d "${TMPDIR:-/tmp}/adbnet-readme.XXXXXX")
clean() {
    for phone in first second; do
        [ -e "$dir/$phone/env" ] && "$rig" down "$dir/$phone"
    done
    rm -rf --one-file-system "$dir"
}
trap clean EXIT
trap 'exit 130' INT TERM HUP

"$rig" build >/dev/null
"$rig" up "$dir/first" --port 5555 --rotate 0 --set pm-delay-ms=0
"$rig" up "$dir/second" --port 5556 --sockets 20 --rotate 0 \
    --set pm-delay-ms=0 --serialno SECOND0001
for phone in first second; do
    # A phone with few apps of its user's, for a scan takes its time.
    sed -i -E '/^com\.example\.(notes|silent) /!s/ third / system /' \
        "$dir/$phone/data/packages"
    "$rig" install "$dir/$phone" "$here/readme_files/bank-4.2" \
        com.example.silent com.example.crashing
    sed -i '/^com.example.crashing /s/ third / system /' \
        "$dir/$phone/data/packages"
done

# The tester's programs, files and home.
mkdir "$dir/bin" "$dir/home" "$dir/work"
ln -s "$adbnet" "$dir/bin/adbnet"
cat >"$dir/bin/adb" <<END
#!/bin/sh
exec "$rig" adb "$dir/first" 34 "\$@"
END
cat >"$dir/bin/install_on_rig" <<END
#!/bin/sh
exec "$rig" install "$dir/first" "$here/readme_files/\$1"
END
chmod +x "$dir/bin/"*
cp -r "$here/readme_files/tester/." "$dir/work"

"$rig" server "$dir/first" 34 >"$dir/server.pid"
"$rig" join "$dir/first" "$dir/second" 6001 >"$dir/join.pid"

# The app has been opened before, and is open now.
adb() {
    "$rig" adb "$dir/first" 34 "$@" >/dev/null
}
adb shell am start -n com.example.bank/.MainActivity
adb shell am force-stop com.example.bank
adb shell am start -n com.example.bank/.MainActivity

# Its one short connection (198.51.100.80:80, uid 10711) has come and gone.
short() {
    "$rig" in-phone "$dir/first" --all cat /proc/net/tcp |
        grep -Eq ' 506433C6:0050 01 .* 10711 '
}
for state in come gone; do
    for _ in $(seq 100); do
        if short; then now=come; else now=gone; fi
        [ "$now" = "$state" ] && break
        sleep 0.1
    done
    [ "$now" = "$state" ] || { echo "readme.sh: not $state" >&2; exit 1; }
done

cd "$dir/work"
for table in tcp tcp6; do
    "$rig" in-phone "$dir/first" --all cat "/proc/net/$table" >"$table.txt"
done
"$rig" adb "$dir/first" 34 shell pm list packages -U >packages.txt
"$rig" in-phone "$dir/first" --all netstat -pn >netstat.txt 2>/dev/null
mkdir evidence && cp tcp.txt tcp6.txt packages.txt evidence
# 24685 in README.md: a process that is there all the time.
A_PID=$(sed -n 's,.* \([0-9]*\)/com.example.dbg.*,\1,p' netstat.txt | head -n 1)
export A_PID

PATH=$dir/bin:$PATH
HOME=$dir/home
XDG_CACHE_HOME=$dir/home/.cache
TERM=xterm NO_COLOR=1 LC_ALL=C TZ=UTC
export PATH HOME XDG_CACHE_HOME TERM NO_COLOR LC_ALL TZ
unset ANDROID_SERIAL ADB_SERVER_SOCKET ANDROID_ADB_SERVER_PORT || true
"$rig" in-world "$dir/first" python3 "$here/readme.py" "$top/README.md" \
    "$dir/work" "$@"
