# SPDX-License-Identifier: Apache-2.0
#
# Runs on the phone, in /system/bin/sh (mksh R48 and later), for as long as
# somebody asks: a line of standard input is a tick, whose words say what is
# wanted, and brings one sample. An empty line only says that somebody is
# there. sampling.h has the format. script.c puts common.sh, the pieces that
# are called and this together; assignments in front:
#
#   T  the token of the frame lines
#   U  users whose packages are wanted with k, "0 10"
#   Y  seconds that su may take to answer; empty: it is not asked
#   O  the tables that are wanted
#
# Two processes: one reads the ticks and ends everything when none has come
# for 2 seconds, the other one prints. Who prints may hang as long as nobody
# reads; adbd does not say on USB that the host has gone.

# s: sockets, which are always there. p: processes. k, k10: packages of U, of
# user 10 too. n: counters and bytes. w: netstat. f, f12,13: descriptors, if
# this is root, of all or of these processes.
sample() {
    N=0
    print -r -- "${F}begin adbnet-sample/1 $I $EPOCHREALTIME" || exit
    # A long table may become short again.
    J=$((J + 1))
    [ $J = 50 ] && J=0 Z=
    tables $O
    from_root $X
    for w; do
        case $w in
        p) processes ;;
        f*) descriptors "${w#f}" ;;
        n)
            tables sockstat sockstat6 snmp
            job 6 bytes 'dumpsys netstats | grep -E "Map|axBytes|eleted|^ *[0-9]+( +[0-9]+){4} *$"'
            ;;
        w) job 7 netstat 'netstat -atuneW || { print -r -- again; netstat -an; }' ;;
        k*)
            case " $U " in
            *" ${w#k} "*) ;;
            *) U="$U ${w#k}" ;;
            esac
            job 5 packages "E=0; for u in $U; do $pm list packages -f -U --user \$u || E=1; done; [ \$E = 0 ]"
            ;;
        esac
    done
    if [ $I = 1 ]; then
        begin boot
        for w in uptime sys/kernel/random/boot_id; do
            { read -r l </proc/$w && print -r -- "$w $l"; } 2>/dev/null
        done
        finish 0
    fi
    for i in 5 6 7; do
        [ -n "${K[i]}" ] && collect
    done
    print -r -- "${F}end $N $EPOCHREALTIME" || exit
}

# What takes long is started by one tick and printed with a later one: $3 on
# descriptor $1, for section $2. What was killed once is not tried again.
job() {
    n=$1
    [ -z "${K[n]}" ] || return
    K[n]=$2 V[n]=
    A[n]=$((SECONDS + 12))
    [ "${B[n]}" != 143 ] || return
    {
        read -r l && eval "$3" </dev/null 2>&1
    } |&
    P[n]=$!
    eval "exec $n>&p"
    print -r -- go >&$n
    eval "exec $n>&-; exec $n<&p"
}

# What has come of the job on descriptor i; its section, when it is over.
collect() {
    s=0
    while [ "${B[i]}" != 143 ] && [ $s = 0 -o $s = 2 ]; do
        l=
        IFS= read -r -t 0.001 -n 65536 -u$i l
        s=$?
        V[i]="${V[i]}$l"
    done 2>/dev/null
    if [ $s -gt 2 ]; then
        [ $SECONDS -gt ${A[i]} ] || return
        kill -9 ${P[i]}
        B[i]=143
    fi 2>/dev/null
    if [ "${B[i]}" != 143 ]; then
        wait ${P[i]}
        B[i]=$?
    fi 2>/dev/null
    begin "${K[i]}"
    print -rn -- "${V[i]}"
    finish "${B[i]} ${#V[i]}"
    eval "exec $i<&-"
    K[i]= V[i]=
}

# Users are found by their processes in a snapshot; here they are known.
user() { :; }

# Descriptors of the processes in $1, "12,13", or of all.
descriptors() {
    g='/proc/[0-9]*/fd'
    if [ -n "$1" ]; then
        g=/proc/1/fd
        IFS=,
        for u in $1; do
            g="$g /proc/$u/fd"
        done
        unset IFS
    fi
    if [ $USER_ID = 0 ]; then
        begin fds
        eval "$H"
        finish $?
    elif [ -n "$Y" ]; then
        answer fds "f $g"
    fi
}

# ---- what the shell may not, through su -------------------------------------

# Tables that the shell may not read.
from_root() {
    for u; do
        answer $u "t $u"
    done
}

# The section $1: what root says to $2. It prints the status and the number of
# bytes first. Who does not answer is not asked again.
answer() {
    begin $1
    s=143 k=0
    if [ -n "$r" ] && print -r -- "$2" >&8; then
        heard
        set -- $l 0 0
        k=$2
        [ $s = 0 ] && s=$1
    fi 2>/dev/null
    n=$k
    while [ $k -gt 0 ] && [ -n "$r" ]; do
        l=
        IFS= read -r -t 8 -n $k -u9 l
        [ $? -gt 2 ] && r=
        print -rn -- "$l"
        k=$((k - ${#l}))
    done 2>/dev/null
    finish "$s $n"
}

# A line of root's. 2: a child that ended has interrupted it.
heard() {
    s=2
    while [ $s = 2 ]; do
        l=
        IFS= read -r -t ${Y:-8} -u9 l
        s=$?
    done 2>/dev/null
    [ $s = 0 ] || r=
}

# A shell of root's that answers as long as it is asked. Of a refusal no other
# form of su makes more, of silence neither.
become_root() {
    S='set +U
print -r -- "root $USER_ID"
while IFS= read -r -t 2 l; do
case $l in
t*) o=$(cat /proc/net/${l#t } 2>&1) ;;
f*) g=${l#f }
o=$(eval "$H") ;;
*) continue ;;
esac
s=$?
o="$o
"
print -r -- "$s ${#o}"
print -rn -- "$o"
done'
    S="H='$H'
$S"
    for u in 'su 0 sh -c' 'su -c' 'su root sh -c'; do
        {
            read -r l && eval "exec $u \"\$S\"" 2>&1
        } |&
        exec 8>&p
        exec 9<&p
        print -r -- go >&8
        r=1 o=
        heard
        while [ $s = 0 ]; do
            case $l in
            'root 0') return ;;
            *enied* | *llowed* | *not?found* | *naccessible*) o=1 ;;
            esac
            heard
        done
        r=
        exec 8>&- 9<&-
        [ $s = 1 ] && [ -z "$o" ] || return
    done
}

# ---- the two processes ------------------------------------------------------

ask() {
    trap : 13
    for u in $O; do
        { { :; } </proc/net/$u; } 2>/dev/null || X="$X $u"
    done
    [ -n "$Y" ] && [ $USER_ID != 0 ] && become_root
    while :; do
        l=
        IFS= read -r l
        s=$?
        if [ $s = 0 ] && [ -n "$l" ]; then
            I=$((I + 1))
            sample $l
        elif [ $s != 0 ] && [ $s != 2 ]; then
            return
        fi
        [ -n "$r" ] && { print -r -- >&8 || r=; }
    done 2>/dev/null
}

pm=pm
[ -x /system/bin/cmd ] && pm='cmd package'
I=0 J=0 X= r= D=/proc/net Q=
exec 3>&1
{
    ask >&3 3>&-
} |&
k=$!
exec 4>&p
exec 3>&- 1>&-
trap 'kill -9 -$$ $k 2>/dev/null; exit' 1 2 13 15
while IFS= read -r -t 2 l; do
    print -r -- "$l" >&4
done
kill -9 -$$ $k 2>/dev/null
