# SPDX-License-Identifier: Apache-2.0
#
# The phone's netstat, for a second opinion or where /proc/net may not be read.
# Always with -n, or it would ask the phone's name servers, and with -a, or
# toybox leaves out one port in eight. Toolbox takes no options; who does not
# know -e or -W prints how it is used, and "again" takes that back. -p tells
# root only, and that of Android 6 and 7 fails over it.

l='netstat -atuneW || { print -r -- again; exec netstat -an; }'
[ $USER_ID = 0 ] && l="netstat -atunepW || { print -r -- again; $l; }"
start netstat "$l"
