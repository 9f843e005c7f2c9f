/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The seam between sections.c, which knows what every section has in common,
 * and the readers of one kind each. A new section is a struct section_kind
 * in a file of its own and a line in the list of sections.c. Pure. Private to
 * collect/sections*.c.
 */
#ifndef ADBNET_COLLECT_SECTION_KIND_H
#define ADBNET_COLLECT_SECTION_KIND_H

#include "collect/sections.h"

/* How the script says that a command kept silent and was killed. */
#define STATUS_KILLED 143

struct section_kind {
    const char *name;
    bool is_table;    /* of sockets: bad lines are rows that are missing */
    bool is_optional; /* not every request asks for it */
    unsigned part;    /* enum script_part: asks for it, if it is optional */
    unsigned proto;   /* of a table */
    /* > 0: a row, taken. 0: nothing to take. ERR_PROTO: not one of its. */
    int (*line)(struct sections *sections, struct str line);
    int (*done)(struct sections *sections);
};

extern const struct section_kind section_tcp;
extern const struct section_kind section_tcp6;
extern const struct section_kind section_udp;
extern const struct section_kind section_udp6;
extern const struct section_kind section_udplite;
extern const struct section_kind section_udplite6;
extern const struct section_kind section_raw;
extern const struct section_kind section_raw6;
extern const struct section_kind section_icmp;
extern const struct section_kind section_icmp6;
extern const struct section_kind section_unix;
extern const struct section_kind section_packet;
extern const struct section_kind section_netlink;
extern const struct section_kind section_sockstat;
extern const struct section_kind section_sockstat6;
extern const struct section_kind section_snmp;
extern const struct section_kind section_netns;
extern const struct section_kind section_pid_tcp;
extern const struct section_kind section_pid_tcp6;
extern const struct section_kind section_pid_udp;
extern const struct section_kind section_pid_udp6;
extern const struct section_kind section_processes;
extern const struct section_kind section_users;
extern const struct section_kind section_packages;
extern const struct section_kind section_facts;
extern const struct section_kind section_current_user;
extern const struct section_kind section_interfaces;
extern const struct section_kind section_connectivity;
extern const struct section_kind section_settings;
extern const struct section_kind section_tools;
extern const struct section_kind section_netstat;
extern const struct section_kind section_packages_dump;
extern const struct section_kind section_fds;
extern const struct section_kind section_su;
extern const struct section_kind section_run_as;

/* The kind of that name, or NULL. */
const struct section_kind *section_kind_find(struct str name);

/* The package that was open is pushed, if it has a uid: 1, else 0; or < 0. */
int section_packages_dump_end(struct sections *sections);

/*
 * After all of it. The dump has text of the packages' own, as the name of a
 * version, which may have lines that look like another package with a uid of
 * the app's choice: who has two uids is left out, and that is said.
 */
int section_warn_doubtful(struct snapshot *out, bool is_partial);

/* A section begins, or ends, that stands inside the one of su. */
void section_open(struct sections *sections, struct str name);
int section_close(struct sections *sections, int status);

/*
 * While su's section is open: > 0 when the line begins or ends a section in
 * it, 0 when it is any other line.
 */
int section_su_mark(struct sections *sections, struct str line);

/* Su's section ends; a section in it that has not ended is said. */
int section_su_end(struct sections *sections);

/* A copy in the snapshot's pool. 0, ERR_LIMIT or ERR_NOMEM. */
int section_keep(struct sections *sections, struct str text, const char **out);

/* Ends any table of the kernel's: warns if it is missing, or could not be
 * read. */
int section_table_done(struct sections *sections);

/* Status and the best line of what has failed, for the end of a sentence. */
int section_warn_failed(struct sections *sections, const char *code,
                        const char *text);

#endif
