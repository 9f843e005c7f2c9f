# SPDX-License-Identifier: Apache-2.0
#
# What the shell may not read, read through su: asked for, never else. It is
# started here, because it may ask somebody at the phone, and copied out last.
#
#   O  the tables that are wanted
#   Y  seconds that su may take to answer
#
# X: tables that the shell cannot open. S: what root runs, for any shell; its
# marks have the token, since what is in a table is not all the kernel's.
if [ $USER_ID != 0 ]; then
    for u in $O; do
        { { :; } </proc/net/$u; } 2>/dev/null || X="$X $u"
    done
    S="id
g='$g'
for u in $X; do
echo @$T section \$u
cat /proc/net/\$u 2>&1
echo @$T done \$?
done
echo @$T section fds
$H
echo @$T done \$?"
    n=9 M=8 E=root
    start su 'exec su 0 sh -c "$S"'
    n=3
fi

# AOSP's su knows no -c, that of Magisk and its like no other form for sure.
# It is root once id says so, not because it says nothing else. Of a refusal
# no other form makes more. A su that is root already cannot be killed, nor
# waited for: it ends when it writes.
root() {
    begin su
    i=9 W=$Y
    for u in 'su -c' 'su root sh -c' ''; do
        SECONDS=0 o=1
        if line && [[ $l = uid=0[!0-9]* ]]; then
            print -r -- "$l"
            cat <&9 2>/dev/null &
            P[0]=$!
            wait $!
            u= o=0 X=
        fi
        while [ $s = 0 ] && [ $o = 1 ]; do
            print -r -- "$l"
            [[ $l = *@(enied|allowed|not?found|naccessible)* ]] && u=
            line
        done
        if [ $o = 1 ] && [ $SECONDS -ge $Y ]; then
            kill -9 ${P[9]} 2>/dev/null
            u= o=143
        fi
        exec 9<&-
        P[9]= P[0]=
        [ -n "$u" ] || break
        n=9
        start su "exec $u \"\$S\""
    done
    finish $o
    set -- $X
    X=
    tables "$@"
}
