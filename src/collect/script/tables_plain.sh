# SPDX-License-Identifier: Apache-2.0
#
# The tables that every look reads.

tables tcp tcp6 udp udp6
