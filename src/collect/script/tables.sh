# SPDX-License-Identifier: Apache-2.0
#
# How tables are read: the sections $Q$1, $Q$2 ... each with the file of that
# name in D. X: those that are left to su. Z: those that were long.

tables() {
    for u; do
        case " $X " in
        *" $Q$u "*) continue ;;
        esac
        begin $Q$u
        s=
        case " $Z " in
        *" $u "*) ;;
        *) { table <$D/$u; } 2>/dev/null ;;
        esac
        if [ -z "$s" ]; then
            cat $D/$u </dev/null 2>&1
            s=$?
        fi
        finish $s
    done
}
D=/proc/net Q=
