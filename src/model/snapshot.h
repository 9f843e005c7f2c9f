/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Everything one look at one phone brought: plain records, parsed but not
 * yet joined. A snapshot owns all its vectors and every string they point
 * to; records are found by index and stay put once it is complete.
 */
#ifndef ADBNET_MODEL_SNAPSHOT_H
#define ADBNET_MODEL_SNAPSHOT_H

#include "base/pool.h"
#include "base/vec.h"
#include "model/counters.h"
#include "model/holder.h"
#include "model/local_socket.h"
#include "model/netns.h"
#include "model/network.h"
#include "model/process.h"
#include "model/sock.h"
#include "model/warning.h"

/* A package in one user: com.example.bank in users 0 and 10 is two. */
struct package {
    const char *name;
    uint32_t uid;
    bool is_user_installed; /* its code lives below /data/app */
};

struct phone_user {
    uint32_t id;
    /*
     * Static: "owner", "profile" (managed: a work profile), "other-profile",
     * "secondary"; NULL: not said.
     */
    const char *kind;
    bool is_listed; /* pm told its packages */
};

/* Programs of the phone that were looked for; or-ed. */
enum phone_tool {
    TOOL_STAT = 1 << 0,
    TOOL_IP = 1 << 1,
    TOOL_GREP = 1 << 2,
    TOOL_DUMPSYS = 1 << 3,
    TOOL_SETTINGS = 1 << 4,
    TOOL_NETSTAT = 1 << 5,
    TOOL_RUN_AS = 1 << 6,
    TOOL_SU = 1 << 7
};

/* Facts about the phone; NULL or -1: the phone did not say. */
struct phone {
    const char *model;
    const char *manufacturer;
    const char *android;     /* ro.build.version.release */
    const char *patch;       /* "2026-10-05", of security */
    const char *build;       /* "user", "userdebug" */
    const char *fingerprint; /* of the build */
    int32_t sdk;
    int64_t shell_uid;    /* of the shell that read all this; 0 is root */
    bool is_su_root;      /* su read as root what the shell may not */
    int32_t current_user; /* in front of the screen */
};

/* phone clock minus laptop clock, half of the round trip as uncertainty. */
struct clock_offset {
    bool is_known;
    int64_t phone_minus_laptop_ms;
    int64_t uncertainty_ms;
};

/* Limits of one snapshot, each far above any real phone. */
#define SNAPSHOT_ROWS_MAX ((size_t)4 * 1000 * 1000)
#define SNAPSHOT_LOCAL_MAX ((size_t)1024 * 1024)
#define SNAPSHOT_NAMESPACES_MAX ((size_t)16)
#define SNAPSHOT_PROCESSES_MAX ((size_t)131072)
#define SNAPSHOT_HOLDERS_MAX ((size_t)4 * 1000 * 1000)
#define SNAPSHOT_PACKAGES_MAX ((size_t)262144)
#define SNAPSHOT_USERS_MAX ((size_t)1024)
#define SNAPSHOT_WARNINGS_MAX ((size_t)256)
#define SNAPSHOT_STRINGS_MAX ((size_t)64 * 1024 * 1024)

/* Of what somebody saved it is not known when it was read. */
#define SNAPSHOT_NO_TIME INT64_MIN

struct snapshot {
    struct pool strings;
    struct phone phone;
    struct network network;
    unsigned tools; /* enum phone_tool: those that are there */
    struct clock_offset clock;
    int64_t taken_at_ms; /* laptop's wall clock then, or SNAPSHOT_NO_TIME */
    int64_t phone_at_ms; /* phone's wall clock then, or -1 */
    struct vec rows;     /* struct sock_row, duplicates already left out */
    /* struct local_socket, in the order of local_compare(), each once */
    struct vec local_sockets;
    struct counters counters;
    struct vec namespaces;  /* struct netns, of processes asked for */
    struct vec other_rows;  /* struct sock_row of theirs, not yet judged */
    struct vec processes;   /* struct process */
    struct vec holders;     /* struct holder, as they came, no processes */
    struct vec packages;    /* struct package */
    struct vec users;       /* struct phone_user, sorted by id */
    struct vec warnings;    /* struct warning */
    bool has_all_processes; /* the list came whole: "only" may be said */
    bool has_all_holders;   /* root read the descriptors of every process */
    bool has_all_packages;  /* of every user but those pm refuses */
    /* Of tcp, tcp6, udp, udp6 those not there, or denied: bits 0 to 3. */
    unsigned tables_without;
    size_t rows_bad;       /* lines of tables that are no rows */
    size_t rows_duplicate; /* printed twice while the table moved */
};

void snapshot_init(struct snapshot *snapshot);
void snapshot_fini(struct snapshot *snapshot);

/* Bytes of memory, about. */
size_t snapshot_size(const struct snapshot *snapshot);

const struct sock_row *snapshot_row(const struct snapshot *snapshot, size_t i);
const struct local_socket *snapshot_local(const struct snapshot *snapshot,
                                          size_t i);
const struct process *snapshot_process(const struct snapshot *snapshot,
                                       size_t i);
const struct holder *snapshot_holder(const struct snapshot *snapshot, size_t i);
const struct package *snapshot_package(const struct snapshot *snapshot,
                                       size_t i);
const struct phone_user *snapshot_user(const struct snapshot *snapshot,
                                       size_t i);
const struct warning *snapshot_warning(const struct snapshot *snapshot,
                                       size_t i);

/* A table that its rights should have sufficed for was not read. */
bool snapshot_lacks_table(const struct snapshot *snapshot);

/*
 * Adds a warning; the text is copied. 0 or a negative code (then the caller
 * has no room to say anything any more and fails).
 */
int snapshot_warn(struct snapshot *snapshot, const char *code, bool is_partial,
                  const char *fmt, ...) __attribute__((format(printf, 4, 5)));

#endif
