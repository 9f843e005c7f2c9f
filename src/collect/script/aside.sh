# SPDX-License-Identifier: Apache-2.0
#
# Runs on the phone behind a command that sampling_script.c has put into the
# background (logcat, am, pm): that command ends with whoever asked for it,
# also where adbd does not say that nobody is there any more. A line of
# standard input says that somebody is; two seconds without one end it, and
# the command, when it is over, ends this with signal 15.

trap 'kill -9 -$$ $! 2>/dev/null; exit' 1 2 13
trap exit 15
while IFS= read -r -t 2 l; do :; done
kill -9 -$$ $! 2>/dev/null
