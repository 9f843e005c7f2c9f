# SPDX-License-Identifier: Apache-2.0
#
# The list of processes.

# Of a process: pid, uid, and argv[0] up to 255 bytes, of which all but
# harmless ones are replaced: a newline would make a row of its own. One
# system call reads it. A kernel thread is root's, has no argv and no row; an
# argv[0] that is empty, or an argv that is unmapped, is a row, else a process
# could hide.
processes() {
    begin processes
    o=
    set -- $(stat -c '%u %n' /proc/[0-9]* </dev/null 2>/dev/null)
    # Before Android 7 there is no stat. A process cannot put a line into the file:
    # its name is written with "\n" there.
    if [ $# = 0 ]; then
        for u in /proc/[0-9]*; do
            l=
            IFS= read -r -d '' -n 4000 l <$u/status
            l=${l#*
Uid:?}
            l=${l%%[!0-9]*}
            [ -n "$l" ] && o="$o $l $u"
        done 2>/dev/null
        set -- $o
    fi
    o=
    while [ $# -gt 1 ]; do
        l=
        if IFS= read -r -d '' -n 255 l <$2/cmdline || [ -n "$l" ] ||
            [ $1 != 0 -a -e $2/cmdline ]; then
            case $l in
            '') l=? ;;
            *[!A-Za-z0-9._:@/-]*) l=${l//[!A-Za-z0-9._:@\/-]/?} ;;
            esac
            o="$o${2#/proc/} $1 $l
"
        fi
        user $1
        shift 2
    done 2>/dev/null
    print -rn -- "$o"
    [ -n "$o" ]
    finish "$? ${#o}"
}
