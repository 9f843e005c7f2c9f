# SPDX-License-Identifier: Apache-2.0
#
# Packages of a phone whose pm knows no -U, before Android 8. Of the dump, which
# has some megabytes, a few lines of each package are needed.

l='dumpsys package packages'
if whence -p grep >/dev/null; then
    l="$l | grep -E '^[A-Z]|^ *(Package .|userId=|codePath=|User [0-9])'"
fi
[ $USER_ID = 0 ] && l="$l || cat /data/system/packages.list"
start packages-dump "$l"
