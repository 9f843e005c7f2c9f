# SPDX-License-Identifier: Apache-2.0
#
# Copies out what was started, and ends.

u=3
while [ $u -lt $n ]; do
    copy $u
    u=$((u + 1))
done
for u in $R; do
    n=9
    packages $u
    [ $n -gt 9 ] && copy 9
done
print -r -- "${F}end $N $EPOCHREALTIME"
