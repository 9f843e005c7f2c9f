# SPDX-License-Identifier: Apache-2.0
#
# The tables of the other internet sockets.

tables raw raw6 icmp icmp6 udplite udplite6
