# SPDX-License-Identifier: Apache-2.0
#
# Runs on the phone, in /system/bin/sh (mksh R48 and later), for as long as a
# scan does, and does what it is told to on standard input; hand.h writes
# these lines and reads the answers:
#
#   =r NUMBER LINES   the next LINES lines are run; what they print, and then
#                     "== end NUMBER" with the phone's clock before and after
#   =a COMMAND        from now on this is run when nobody is there any more
#   =d                nothing is, any more
#
# Nobody is there when no line has come for a second and a half (an empty one
# will do), standard input ends or a signal says so. Two processes, as in
# loop.sh: one reads, the other one may hang.

# The next line. A child that ended may interrupt (2).
heard() {
    s=2
    while [ $s = 2 ]; do
        l=
        IFS= read -r l
        s=$?
    done 2>/dev/null
    return $s
}

obey() {
    while heard; do
        set -- $l
        k=$3 o=
        while [ $k -gt 0 ] && heard; do
            o="$o$l
"
            k=$((k - 1))
        done
        u=$EPOCHREALTIME
        (eval "$o") </dev/null 2>&1
        print -r -- "== end $2 $u $EPOCHREALTIME"
    done
}

# What was opened is closed.
leave() {
    trap '' 1 2 13 15
    kill -9 $k
    [ -n "$S" ] && eval "$S"
    kill -9 -$$
    exit
} </dev/null >/dev/null 2>&1

S=
exec 3>&1
{
    obey >&3 3>&-
} |&
k=$!
exec 4>&p
exec 3>&- 1>&-
trap leave 1 2 13 15
while IFS= read -r -t 1.5 l; do
    case $l in
    '=a '*) S=${l#=a } ;;
    =d) S= ;;
    ?*) print -r -- "$l" >&4 ;;
    esac
done
leave
