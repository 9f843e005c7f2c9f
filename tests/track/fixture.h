/* SPDX-License-Identifier: Apache-2.0 */
/* A made-up phone for the tests of track/. */
#ifndef ADBNET_TESTS_TRACK_FIXTURE_H
#define ADBNET_TESTS_TRACK_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/snapshot.h"

static inline void add_package(struct snapshot *snapshot, const char *name,
                               uint32_t uid, bool is_user_installed)
{
    struct package package = {name, uid, is_user_installed};

    assert_int_equal(vec_push(&snapshot->packages, &package), 0);
}

static inline void add_process(struct snapshot *snapshot, int32_t pid,
                               uint32_t uid, const char *name)
{
    struct process process = {pid, uid, name};

    assert_int_equal(vec_push(&snapshot->processes, &process), 0);
}

static inline void add_holder(struct snapshot *snapshot, uint64_t inode,
                              int32_t pid, bool is_claim)
{
    struct holder holder = {.inode = inode, .pid = pid, .is_claim = is_claim};

    assert_int_equal(vec_push(&snapshot->holders, &holder), 0);
}

static inline void add_user(struct snapshot *snapshot, uint32_t id,
                            bool is_listed)
{
    struct phone_user user = {id, "owner", is_listed};

    assert_int_equal(vec_push(&snapshot->users, &user), 0);
}

static inline struct addr addr_of(const char *text)
{
    struct addr addr = {.family = ADDR_NONE};

    assert_true(addr_parse(str_from(text), &addr));
    return addr;
}

/* A row; remote NULL: 0.0.0.0:0. inode 0 stays 0. */
static inline void add_row(struct snapshot *snapshot, unsigned proto,
                           const char *local, unsigned local_port,
                           const char *remote, unsigned remote_port,
                           unsigned state, uint32_t uid, uint64_t inode)
{
    struct sock_row row = {.proto = (uint8_t)proto,
                           .state = (uint8_t)state,
                           .uid = uid,
                           .inode = inode};

    row.local = addr_of(local);
    row.remote = addr_of(remote != NULL ? remote : "0.0.0.0");
    row.local_port = (uint16_t)local_port;
    row.remote_port = (uint16_t)remote_port;
    assert_int_equal(vec_push(&snapshot->rows, &row), 0);
}

/*
 * A phone with two users: user 10 may not be listed. One app with three
 * processes, one with one, a shared uid, an isolated process.
 */
static inline void make_phone(struct snapshot *snapshot)
{
    snapshot_init(snapshot);
    snapshot->has_all_processes = true;
    snapshot->has_all_packages = true;
    snapshot->phone.current_user = 0;
    add_user(snapshot, 0, true);
    add_user(snapshot, 10, false);
    add_package(snapshot, "com.example.sync", 10121, false);
    add_package(snapshot, "com.example.bank", 10093, true);
    add_package(snapshot, "com.example.push", 10121, false);
    add_package(snapshot, "com.example.dbg", 10211, true);
    add_package(snapshot, "com.example.notes", 10300, true);
    add_package(snapshot, "android", 1000, false);
    add_process(snapshot, 500, 10093, "com.example.bank");
    add_process(snapshot, 501, 10093, "com.example.bank:push");
    add_process(snapshot, 502, 10093, "com.example.bank:remote");
    add_process(snapshot, 510, 10211, "com.example.dbg");
    add_process(snapshot, 520, 10121, "com.example.push");
    add_process(snapshot, 530, 99001, "com.example.bank:sandboxed0");
    add_process(snapshot, 540, 1010093, "com.example.bank");
    add_process(snapshot, 1, 0, "init");
}

#endif
