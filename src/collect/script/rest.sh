# SPDX-License-Identifier: Apache-2.0
#
# Copies out what was started, and ends.

u=3
while [ $u -lt $n ]; do
    [ $u = "$f" ] || copy $u
    u=$((u + 1))
done
[ -n "$f" ] && copy $f
for u in $R; do
    n=$M
    packages $u
    [ $n -gt $M ] && copy $M
done
eval "$E"
print -r -- "${F}end $N $EPOCHREALTIME"
