# SPDX-License-Identifier: Apache-2.0
#
# The network of the processes B, as far as it is not the shell's own: the
# sections netns PID, then pid-tcp and so on. Whoever may not look at
# ns/net cannot tell, and prints the tables too.

for p in $B; do
    begin "netns $p"
    l=unknown
    if [ /proc/$p/ns/net -ef /proc/self/ns/net ]; then
        l=same
    elif [ -e /proc/$p/ns/net ]; then
        l=other
    fi
    print -r -- $l
    finish 0
    if [ $l != same ]; then
        D=/proc/$p/net Q=pid-
        tables tcp tcp6 udp udp6
    fi
done
D=/proc/net Q=
