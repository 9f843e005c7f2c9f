# SPDX-License-Identifier: Apache-2.0
#
# Runs on the phone, in /system/bin/sh (mksh R48 and later): one look at the
# sockets, the processes, the packages and the phone. framing.h has the
# format of what it prints. script.c puts the pieces together: common.sh, this
# one with what the others call, then those that were asked for, then rest.sh.
# Assignments stand in front: T of common.sh, and
#
#   U  users whose packages are wanted at once, "0 10"
#   W  seconds a command may take until its first line
#
# Nothing is written on the phone, and no process outlives this shell.

# K: name of the section of a descriptor. P: process behind it; P[0] is cat.
# n: next free descriptor. M: the last. A: users asked. R: users
# to be asked when descriptors are free again. E: what comes last. X: tables
# that are left to su. f: the descriptor of the facts.
n=3 M=9 A= R= E= X= f=
# -9, for a child that was forked just now still has this shell's traps.
trap 'kill -9 ${P[@]} 2>/dev/null; exit 1' 1 2 13 15

# Starts $2, whose output waits in a pipe until copy. It begins when it gets a
# line, because one that is not in P yet would outlive this shell. The line
# goes to n, because a co-process that is over takes p with it ("exec >&p"
# fails). Descriptors beyond 9 are not the script's in Android's mksh. "exec"
# in $2, for a kill has to reach pm and not a subshell around it.
start() {
    K[n]=$1
    {
        read -r l && eval "$2" </dev/null 2>&1
    } |&
    P[n]=$!
    eval "exec $n>&p"
    print -r -- go >&$n
    eval "exec $n>&-; exec $n<&p"
    n=$((n + 1))
}

# Packages of a user, each user once. "cmd package" is what pm runs, without
# the shell in between that a kill would not get past.
packages() {
    case " $A " in
    *" $1 "*) return ;;
    esac
    if [ $n -gt $M ]; then
        R="$R $1"
        return
    fi
    A="$A $1"
    start "packages $1" "exec $pm list packages -f -U --user $1"
}

# Packages of the user that a uid belongs to; five digits are user 0's.
user() {
    case $1 in
    ??????*) packages ${1%?????} ;;
    esac
}

# A line of descriptor i into l, or with "-n 1" a byte. 2: any child that
# ended meanwhile has interrupted it, which is no reason to stop.
line() {
    s=2
    while [ $s = 2 ]; do
        l=
        IFS= read -r -t $W -u$i "$@" l
        s=$?
    done 2>/dev/null
    return $s
}

# Copies out what was started on descriptor $1. Who prints nothing for W
# seconds is killed, so that it costs its own section only; the others have
# had that time too, so they get one second more. Of packages the first byte
# is waited for, and cat does the rest, in the background because a trap waits
# for commands in the foreground. The others are read line by line, which is a
# system call per byte, but a process costs as much as some thousand of them.
# Of long dumps a few lines are needed, of which the first may lack that byte.
copy() {
    i=$1
    begin "${K[i]}"
    case ${K[i]} in
    packages* | netstat | run-as*) all cat ;;
    connectivity) all grep etworkAgentInfo{ ;;
    settings) all grep -e ttp_proxy -e lobal_proxy_pac -e rivate_dns_ ;;
    *) short ;;
    esac
    if [ $s != 0 ]; then
        print -rn -- "$l"
        kill ${P[i]} 2>/dev/null
    fi
    wait ${P[i]} 2>/dev/null
    s=$?
    [ $s = 143 ] && W=1
    P[i]= P[0]=
    finish $s
    eval "exec $i<&-"
}

# The output through a command.
all() {
    if line -n 1; then
        [ $1 = cat ] && print -rn -- "$l"
        "$@" <&$i 2>/dev/null &
        P[0]=$!
        wait $!
    fi
}

# A few lines. "UserInfo{10:Work profile:1030} running" is a user to be asked.
# A user's name may be of several lines, none of which is to become a command.
short() {
    while line; do
        print -r -- "$l"
        case $l in
        *UserInfo{*:*)
            l=${l#*UserInfo\{}
            l=${l%%:*}
            case $l in
            '' | *[!0-9]*) ;;
            *) packages $l ;;
            esac
            ;;
        esac
    done
}

# Not the serial number: whoever passes a recording on passes this on.
facts() {
    v=ro.build.version
    for l in ro.product.model ro.product.manufacturer ro.build.fingerprint \
        $v.release $v.sdk $v.security_patch; do
        print -r -- "[$l]: [$(getprop $l </dev/null)]"
    done
}

print -r -- "${F}begin adbnet-snapshot/1 $USER_ID $EPOCHREALTIME"
