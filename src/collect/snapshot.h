/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One look at a phone: one request through a runner, the answer parsed into
 * a struct snapshot. This knows no transport and joins nothing: who owns a
 * socket is decided in track/.
 */
#ifndef ADBNET_COLLECT_SNAPSHOT_H
#define ADBNET_COLLECT_SNAPSHOT_H

#include "base/err.h"
#include "base/log.h"
#include "model/runner.h"
#include "model/snapshot.h"

#include <stddef.h>
#include <stdint.h>

/* Who is to tell the sockets; both: see netstat_merge.h. */
enum collect_source { COLLECT_PROCFS, COLLECT_NETSTAT, COLLECT_BOTH };

struct collect_options {
    int timeout_ms; /* for all of it; -1: none */
    int idle_ms;    /* without a byte; -1: none */
    /*
     * 16 to 32 characters [0-9a-z], random per run: the word that guards
     * the frame lines. Borrowed. Not used for a replay, which has its own;
     * may be NULL then.
     */
    const char *token;
    /*
     * Users whose packages are wanted from the first moment, beside user 0.
     * The script finds the others by itself, so none need be named.
     */
    const uint32_t *users;
    size_t user_count;
    /* Processes whose network is wanted, if it is not the phone's. */
    const uint32_t *pids;
    size_t pid_count;
    unsigned parts; /* enum script_part, or-ed: what else is asked */
    enum collect_source source;
    /*
     * With SCRIPT_RUN_AS: packages that were named, of a user or (-1) the
     * one in which the shell runs; see script_package_is_good().
     */
    const char *const *packages;
    size_t package_count;
    int64_t package_user;
    const struct log *log; /* may be NULL */
};

/*
 * Fills out, which is initialised (snapshot_init) and empty. One request,
 * "snapshot", goes through the runner; a second one, "more", only when the
 * answer to it shows that this phone must be asked in another way: its pm
 * tells no uids, or no table may be read and netstat has to do. A runner
 * that has no answer to that may fail, and things stay as they are.
 *
 * Returns 0 when at least one of the four tables, or netstat, was read, wholly
 * or in part. What else is missing, and why, is said in out->warnings; a
 * warning with is_partial means that the phone could have told more. When the
 * runner failed in the middle (phone gone, time-out, cancelled) this is 0
 * too: everything that came before is kept, except a row that was cut in
 * its middle; err then has the runner's code and sentence, and the warning
 * says the same. So it is when a limit was reached. With 0 and nothing of
 * the kind err->code is 0.
 *
 * Returns a negative code with the sentence in err when nothing usable came:
 *   the runner's own code   it failed before any row of a table
 *   ERR_PERM, ERR_REFUSED   the phone let no table be read
 *   ERR_PROTO               the answer is not what the script prints
 *   ERR_CANCELED            the runner was cancelled, rows or not
 *   ERR_NOMEM, ERR_ARG
 * Then out holds what had been parsed until then and is only good for
 * snapshot_fini().
 *
 * Warnings (codes are stable):
 *   stream-cut        the answer ended before its end        partial
 *   timed-out         the time was over                      partial
 *   limit-reached     more than any real phone has           partial
 *   section-missing   a section that is always printed      partial
 *   not-recorded      a replay lacks what is asked of it
 *   section-cut       bytes of a complete section lack       partial
 *   table-denied      no permission for a table              partial, but
 *                     not if the shell may not and it is an extra one
 *   table-missing     the kernel has no such table
 *   table-failed      any other failure of one               partial
 *   processes-failed  no list of processes                   partial
 *   packages-failed   pm failed for one user                 partial
 *   packages-hang     pm kept silent and was killed          partial
 *   packages-many     more of one uid than any phone has     partial
 *   packages-forged   of a dump, that have two uids          partial
 *   options-unknown   pm is too old to tell uids             partial
 *   user-refused      pm may not list this user
 *   users-failed      pm did not say which users exist
 *   facts-failed      properties or current user not read
 *   netns-apart       a process has a network of its own
 *   netns-failed      its tables were not read
 *   counters-failed   sockstat or snmp not read
 *   netstat-failed    status of the phone's netstat
 *   netstat-missing   both were asked for, netstat told nothing  partial
 *   netstat-instead   no table may be read: this is netstat's
 *   netstat-...       see netstat_snapshot.h
 *   sources-differ    of both: what only one has, and what else
 *   fds-failed        root could not list open files         partial
 *   su-hang           su did not answer in time              partial
 *   su-refused        su did not make the shell root         partial
 *   su-cut            su ended before it had read all        partial
 *   run-as-failed     run-as of a named package
 *   run-as-many       more are named than one script takes   partial
 *   netns-many        more pids, likewise                    partial
 *   network-failed    interfaces, networks or settings not read
 *   rows-bad          lines of tables that are no rows
 *   lines-bad         unreadable lines elsewhere
 *   junk-text         text outside the sections
 *   phone-stderr      what the script wrote to stderr
 */
int collect_snapshot(struct runner *runner,
                     const struct collect_options *options,
                     struct snapshot *out, struct err *err);

#endif
