# SPDX-License-Identifier: Apache-2.0
#
# Runs on the phone behind a command that sampling_script.c has put into the
# background (logcat, am, pm): that command ends with whoever asked for it,
# also where adbd does not say that nobody is there any more. A line of
# standard input says that somebody is; two seconds without one end it. Its
# status is the command's.

c=$!
trap 'kill -9 -$$ $c 2>/dev/null; exit' 1 2 13 15
s=0
# 2: a child that ended has interrupted it.
while [ $s = 0 ] || [ $s = 2 ]; do
    IFS= read -r -t 2 l
    s=$?
    kill -0 $c || {
        wait $c
        exit
    }
done 2>/dev/null
kill -9 -$$ $c 2>/dev/null
