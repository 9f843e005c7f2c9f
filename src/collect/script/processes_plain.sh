# SPDX-License-Identifier: Apache-2.0
#
# The list of processes in a snapshot.

processes
