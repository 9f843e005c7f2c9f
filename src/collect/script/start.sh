# SPDX-License-Identifier: Apache-2.0
#
# Starts what takes long: it runs while the tables are read.

pm=pm am=am
if [ -x /system/bin/cmd ]; then
    pm='cmd package' am='cmd activity'
fi
f=$n
start facts facts
start connectivity 'exec dumpsys connectivity networks'
start users "exec $pm list users"
start current-user "exec $am get-current-user"
for u in 0 $U; do
    packages $u
done
# Users of whom a process runs are asked for at once too: pm is what takes
# long. The list of processes itself is made after the tables, so that it
# has the owner of whatever they show.
for u in $(stat -c %u /proc/[0-9]* </dev/null 2>/dev/null); do
    user $u
done
