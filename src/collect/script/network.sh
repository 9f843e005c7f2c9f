# SPDX-License-Identifier: Apache-2.0
#
# How the phone is connected: settings, and addresses of interfaces.

# The facts were there long ago; their descriptor is used once more, and
# copied last. "settings" is a script since Android 8, and a kill has to reach
# what it runs. Before Android 7 there is no list.
copy $f
s='settings list global'
if [ ! -x /system/bin/cmd ]; then
    s='settings get global http_proxy'
else
    case $(</system/bin/settings) in
    *'cmd settings'*) s="cmd $s" ;;
    esac
fi
k=$n n=$f
start settings "exec $s"
n=$k

# Addresses only: hardware addresses are nobody's business.
begin interfaces
o=
IFS='
'
for l in $(ip -o addr </dev/null 2>/dev/null); do
    case $l in
    *' inet'*) o="$o${l%% scope*}
" ;;
    esac
done
unset IFS
print -rn -- "$o"
[ -n "$o" ]
finish "$? ${#o}"
