# SPDX-License-Identifier: Apache-2.0
#
# H: lists the sockets among all descriptors, for whoever may read them; see
# fds.h. One ls for all processes, and what it prints is made by the kernel.
# toolbox's ls knows no -L; its list of links costs a process each.
H='ls -LiF1 /proc/[0-9]*/fd </dev/null 2>/dev/null | grep -e "=$" -e "^/" ||
for p in /proc/[0-9]*; do
echo $p/fd:
ls -l $p/fd </dev/null 2>/dev/null
done | grep -e "^/" -e socket:'
