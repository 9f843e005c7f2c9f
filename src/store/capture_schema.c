/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tables of a capture, version 4. application_id is 0x61644e43 ("adNC"),
 * user_version the version. Any SQLite can read it:
 *
 *   sqlite3 FILE 'SELECT DISTINCT remote_addr, remote_port FROM socket'
 *
 * In general: times are the laptop's wall clock in ms since 1970; NULL is
 * unknown; addresses are text as RFC 5952 has it; unsigned 64-bit numbers
 * (inodes, bytes) stand in SQLite's signed ones. Numbers of protocols,
 * families, states, timers are those of src/model/sock.h (states: the
 * kernel's). A packet socket is raw, of the family 3, and has no addresses.
 *
 * seq numbers samples and events of all phones together, in the order in
 * which they came. A row of change, process, package, holder, uid_bytes or
 * counter says what is so from sample `seq` on; one whose value columns are
 * all NULL says that it is no longer there. So the state at a sample is that
 * of the last row of each key up to it.
 *
 * Rule of change: a later version only adds steps below; reading an earlier
 * one needs no step, since nothing is read that it lacks. meta stays as it
 * is for ever, so that any program can tell who made a file.
 */
#include "store/capture_schema.h"

#include "model/counters.h"
#include "store/capture.h"

#include <string.h>

static const char *const steps[] = {
    /* How it was made. name: "made_by", "command_line", "started_ms" ... */
    "CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL)"
    " WITHOUT ROWID;"
    /* WHAT of the command line. */
    "CREATE TABLE argument(rank INTEGER PRIMARY KEY, text TEXT NOT NULL);"
    /* to_ms, ticks: NULL until its watching ended in order. */
    "CREATE TABLE device(id INTEGER PRIMARY KEY, serial TEXT, via TEXT,"
    " to_ms INTEGER, ticks INTEGER);"
    /* Of the phone, as it was when it was first looked at. */
    "CREATE TABLE fact(device INTEGER, name TEXT, value,"
    " PRIMARY KEY(device, name)) WITHOUT ROWID;"
    "CREATE TABLE interface(device INTEGER, rank INTEGER, name TEXT,"
    " kind TEXT, is_vpn INTEGER, owner_uid INTEGER, is_described INTEGER,"
    " PRIMARY KEY(device, rank)) WITHOUT ROWID;"
    /* interface: its rank. */
    "CREATE TABLE address(device INTEGER, rank INTEGER, addr TEXT,"
    " prefix_len INTEGER, interface INTEGER,"
    " PRIMARY KEY(device, rank)) WITHOUT ROWID;"
    "CREATE TABLE proxy(device INTEGER, rank INTEGER, interface TEXT,"
    " host TEXT, pac TEXT, port INTEGER,"
    " PRIMARY KEY(device, rank)) WITHOUT ROWID;"
    "CREATE TABLE user(device INTEGER, id INTEGER, kind TEXT,"
    " is_listed INTEGER, PRIMARY KEY(device, id)) WITHOUT ROWID;"
    "CREATE TABLE warning(device INTEGER, rank INTEGER, code TEXT, text TEXT,"
    " is_partial INTEGER, PRIMARY KEY(device, rank)) WITHOUT ROWID;"
    /*
     * parts: bits of enum sample_part (src/model/sample.h); flags: 1 all
     * processes, 2 all descriptors, 4 all packages were read.
     */
    "CREATE TABLE sample(seq INTEGER PRIMARY KEY, device INTEGER,"
    " number INTEGER, at_ms INTEGER, asked_ms INTEGER, came_ms INTEGER,"
    " phone_us INTEGER, parts INTEGER, flags INTEGER, rows_bad INTEGER,"
    " rows_duplicate INTEGER);"
    /*
     * Two ends between two samples in which they are not; who has them and
     * how they are stands in change. flags: 1 remote, 2 local, 4 process is
     * cut; 8 the uid was not told.
     */
    "CREATE TABLE socket(id INTEGER PRIMARY KEY, device INTEGER, proto INTEGER,"
    " family INTEGER, local_addr TEXT, local_port INTEGER, remote_addr TEXT,"
    " remote_port INTEGER, net_pid INTEGER, source INTEGER, flags INTEGER,"
    " pid INTEGER, process TEXT, local_text TEXT, remote_text TEXT);"
    /*
     * timer_ms: as it was then. place: in the kernel's table, which is the
     * order in which events of one sample are told. state NULL: it is gone.
     */
    "CREATE TABLE change(seq INTEGER, socket INTEGER, state INTEGER,"
    " uid INTEGER, inode INTEGER, tx_queue INTEGER, rx_queue INTEGER,"
    " retransmits INTEGER, probes INTEGER, drops INTEGER, timer INTEGER,"
    " timer_ms INTEGER, place INTEGER,"
    " PRIMARY KEY(seq, socket)) WITHOUT ROWID;"
    "CREATE TABLE process(seq INTEGER, pid INTEGER, uid INTEGER, name TEXT,"
    " PRIMARY KEY(seq, pid)) WITHOUT ROWID;"
    "CREATE TABLE package(seq INTEGER, uid INTEGER, name TEXT,"
    " is_user_installed INTEGER,"
    " PRIMARY KEY(seq, uid, name)) WITHOUT ROWID;"
    /* A process with a socket open, as root. */
    "CREATE TABLE holder(seq INTEGER, inode INTEGER, pid INTEGER,"
    " is_claim INTEGER, PRIMARY KEY(seq, inode, pid)) WITHOUT ROWID;"
    "CREATE TABLE uid_bytes(seq INTEGER, uid INTEGER, rx_bytes INTEGER,"
    " rx_packets INTEGER, tx_bytes INTEGER, tx_packets INTEGER,"
    " PRIMARY KEY(seq, uid)) WITHOUT ROWID;"
    /* The kernel's, since the phone started. */
    "CREATE TABLE counter(seq INTEGER, name TEXT, value INTEGER,"
    " PRIMARY KEY(seq, name)) WITHOUT ROWID;"
    /*
     * kind: "start", "mark", "foreground", "gap", "back", "note". sample: in
     * which it was seen, or 0. The last four are of gaps.
     */
    "CREATE TABLE event(seq INTEGER PRIMARY KEY, device INTEGER, kind TEXT,"
    " at_ms INTEGER, sample INTEGER, text TEXT, from_ms INTEGER,"
    " to_ms INTEGER, ticks INTEGER, is_reboot INTEGER);"
    /* status: as in JSON. source and time of what was found out. */
    "CREATE TABLE lookup(addr TEXT PRIMARY KEY, wrapped TEXT, wrap TEXT,"
    " special TEXT, ptr_status TEXT, ptr_source TEXT, ptr_is_cut INTEGER,"
    " ptr_confirmed INTEGER, ptr_fetched_ms INTEGER, net_status TEXT,"
    " net_source TEXT, net_fetched_ms INTEGER, net_is_reused INTEGER,"
    " asn INTEGER, prefix TEXT, name TEXT, org TEXT, country TEXT,"
    " holder_status TEXT) WITHOUT ROWID;"
    "CREATE TABLE lookup_name(addr TEXT, rank INTEGER, name TEXT,"
    " PRIMARY KEY(addr, rank)) WITHOUT ROWID;"
    /* The phone's own words, packed by zlib; size: unpacked. */
    "CREATE TABLE raw(seq INTEGER PRIMARY KEY, size INTEGER, packed BLOB)",
    /*
     * Version 2: one package of a scan. What has its device and stands
     * between seq and last_seq belongs to it; last_seq NULL: it was cut off.
     * verdict NULL: it was broken off. Bytes and coverage: NULL unknown.
     */
    "CREATE TABLE run(seq INTEGER PRIMARY KEY, device INTEGER,"
    " last_seq INTEGER, package TEXT, version TEXT, user INTEGER,"
    " component TEXT, started_ms INTEGER, ended_ms INTEGER,"
    " start_took_ms INTEGER, dwell_ms INTEGER, watched_ms INTEGER,"
    " verdict TEXT, reason TEXT, endpoints INTEGER, flagged INTEGER,"
    " listening INTEGER, udp_without_peer INTEGER, rx_bytes INTEGER,"
    " tx_bytes INTEGER, opens INTEGER, seen INTEGER, attributed INTEGER,"
    " fails INTEGER, samples INTEGER, ticks INTEGER, foreground TEXT,"
    " is_alive INTEGER)",
    /*
     * Version 3: of a run, how long the phone took to stop the app, both
     * times, and all else beside the watching; NULL unknown.
     */
    ("ALTER TABLE run ADD COLUMN stop_took_ms INTEGER;"
     "ALTER TABLE run ADD COLUMN beside_ms INTEGER"),
    /*
     * Version 4: the network of a phone that was looked at again, when it
     * came back, from sample `seq` on, which is of number 0 as the first look
     * is. flags: 1 addresses, 2 Android's networks, 4 settings were read. All
     * else as in interface, address and proxy.
     */
    ("CREATE TABLE look(seq INTEGER PRIMARY KEY, device INTEGER,"
     " flags INTEGER, dns_mode TEXT, dns_host TEXT);"
     "CREATE TABLE look_interface(seq INTEGER, rank INTEGER, name TEXT,"
     " kind TEXT, is_vpn INTEGER, owner_uid INTEGER, is_described INTEGER,"
     " PRIMARY KEY(seq, rank)) WITHOUT ROWID;"
     "CREATE TABLE look_address(seq INTEGER, rank INTEGER, addr TEXT,"
     " prefix_len INTEGER, interface INTEGER,"
     " PRIMARY KEY(seq, rank)) WITHOUT ROWID;"
     "CREATE TABLE look_proxy(seq INTEGER, rank INTEGER, interface TEXT,"
     " host TEXT, pac TEXT, port INTEGER,"
     " PRIMARY KEY(seq, rank)) WITHOUT ROWID"),
};

const struct db_format capture_format = {
    .what = "capture",
    .application_id = 0x61644e43,
    .version = 4,
    .steps = steps,
};

const char capture_maker_sql[] = "SELECT value FROM meta WHERE name='made_by'";

int capture_version(void)
{
    return capture_format.version;
}

bool capture_is(const void *bytes, size_t len)
{
    /* https://sqlite.org/fileformat.html, "The Database Header" */
    static const char magic[] = "SQLite format 3";
    const unsigned char *at = bytes;
    uint32_t id;

    if (len < CAPTURE_MAGIC_LEN || memcmp(at, magic, sizeof(magic)) != 0) {
        return false;
    }
    id = (uint32_t)at[68] << 24 | (uint32_t)at[69] << 16 |
         (uint32_t)at[70] << 8 | at[71];
    return id == capture_format.application_id;
}

const char *capture_counter_name(unsigned counter)
{
    static const char *const names[COUNTER_COUNT] = {
        [COUNTER_SOCKETS_USED] = "sockets_used",
        [COUNTER_TCP_INUSE] = "tcp_inuse",
        [COUNTER_TCP_ORPHAN] = "tcp_orphan",
        [COUNTER_TCP_TIME_WAIT] = "tcp_time_wait",
        [COUNTER_TCP_ALLOC] = "tcp_alloc",
        [COUNTER_TCP_MEM_PAGES] = "tcp_mem_pages",
        [COUNTER_UDP_INUSE] = "udp_inuse",
        [COUNTER_UDP_MEM_PAGES] = "udp_mem_pages",
        [COUNTER_UDPLITE_INUSE] = "udplite_inuse",
        [COUNTER_RAW_INUSE] = "raw_inuse",
        [COUNTER_TCP6_INUSE] = "tcp6_inuse",
        [COUNTER_UDP6_INUSE] = "udp6_inuse",
        [COUNTER_UDPLITE6_INUSE] = "udplite6_inuse",
        [COUNTER_RAW6_INUSE] = "raw6_inuse",
        [COUNTER_TCP_ACTIVE_OPENS] = "tcp_active_opens",
        [COUNTER_TCP_PASSIVE_OPENS] = "tcp_passive_opens",
        [COUNTER_TCP_ATTEMPT_FAILS] = "tcp_attempt_fails",
        [COUNTER_TCP_ESTAB_RESETS] = "tcp_estab_resets",
        [COUNTER_TCP_CURR_ESTAB] = "tcp_curr_estab",
        [COUNTER_TCP_RETRANS_SEGS] = "tcp_retrans_segs",
        [COUNTER_UDP_IN_DATAGRAMS] = "udp_in_datagrams",
        [COUNTER_UDP_NO_PORTS] = "udp_no_ports",
        [COUNTER_UDP_OUT_DATAGRAMS] = "udp_out_datagrams",
    };

    return names[counter];
}
