/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The pieces of the script, script/NAME.sh without comments and indentation.
 * Made by CMake. Private to collect/script.c and its test.
 */
#ifndef ADBNET_COLLECT_SCRIPT_PIECES_H
#define ADBNET_COLLECT_SCRIPT_PIECES_H

#include <stddef.h>

struct script_piece {
    const char *text; /* terminated */
    size_t len;
};

extern const struct script_piece script_common;
extern const struct script_piece script_head;
extern const struct script_piece script_netstat;
extern const struct script_piece script_packages_dump;
extern const struct script_piece script_descriptors;
extern const struct script_piece script_su;
extern const struct script_piece script_start;
extern const struct script_piece script_run_as;
extern const struct script_piece script_tables;
extern const struct script_piece script_tables_plain;
extern const struct script_piece script_tables_inet;
extern const struct script_piece script_tables_local;
extern const struct script_piece script_counters;
extern const struct script_piece script_fds;
extern const struct script_piece script_pid_net;
extern const struct script_piece script_processes;
extern const struct script_piece script_processes_plain;
extern const struct script_piece script_network;
extern const struct script_piece script_tools;
extern const struct script_piece script_rest;
extern const struct script_piece script_loop;
extern const struct script_piece script_aside;
extern const struct script_piece script_hand;

#endif
