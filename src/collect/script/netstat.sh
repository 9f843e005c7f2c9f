# SPDX-License-Identifier: Apache-2.0
#
# The phone's netstat, for a second opinion or where /proc/net may not be read.
# Always with -n, or it would ask the phone's name servers, and with -a, or
# toybox leaves out one port in eight. Never with -p: what a process calls
# itself is printed as it is, and with a line end in it any app could add rows
# and say whose they are; descriptors tell that. Toolbox takes no options; who
# does not know -e or -W prints how it is used, and "again" takes that back.

start netstat 'netstat -atuneW || { print -r -- again; exec netstat -an; }'
