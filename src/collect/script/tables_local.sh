# SPDX-License-Identifier: Apache-2.0
#
# The tables of sockets that no address belongs to.

tables unix packet netlink
