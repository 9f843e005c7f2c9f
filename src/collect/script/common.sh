# SPDX-License-Identifier: Apache-2.0
#
# How the answer is framed and a table is read, for every script. framing.h
# has the format. T: the token of the frame lines.
# Traps of mksh that shape all of this: .github/CONTRIBUTING.md, "The phone's
# script".

# Bytes, not characters: lengths are compared with what arrives.
set +U
# A frame starts on a line of its own, whatever was printed before it.
F="
#$T "
# N: sections so far. Z: tables that were long.
N=0 Z=

begin() {
    N=$((N + 1))
    print -r -- "${F}section $1"
}

# Status of the section and, where the shell knows them, its bytes.
finish() {
    print -r -- "${F}done $1"
}

# The table on standard input, without a process as long as it is short. The
# kernel hands over a page at a time, which "read -n" takes in one call. s:
# the status; empty: not opened. u: its name.
table() {
    k=0
    while [ $k -lt 16 ]; do
        IFS= read -r -n 65536 l
        s=$?
        [ $s = 0 ] || break
        print -rn -- "$l"
        k=$((k + 1))
    done
    if [ $s = 1 ] && [ $k -gt 0 ]; then
        s=0
        return
    fi
    Z="$Z $u"
    cat <&0 2>&1
    s=$?
}
