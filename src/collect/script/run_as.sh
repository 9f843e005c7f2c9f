# SPDX-License-Identifier: Apache-2.0
#
# Descriptors of debuggable packages, which run-as lets the shell look at.
#
#   G  the packages that were named
#   J  their user: nothing, or "--user 10"

# L: links, because SELinux lets run-as read them, and not what is behind.
L='for p in /proc/[0-9]*; do
[ -O $p ] || continue
echo $p/fd:
ls -l $p/fd </dev/null 2>/dev/null
done | grep -e "^/" -e socket:'
held() {
    start "run-as $1" "exec run-as $1 $J sh -c \"\$L\""
}
o=
if [ $USER_ID != 0 ]; then
    for u in $G; do
        if [ $n -gt $M ]; then
            o="$o $u"
        else
            held $u
        fi
    done
fi
E="for u in $o; do
n=\$M
held \$u
copy \$M
done
$E"
