/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How many bytes each uid's apps have sent and received: /rig/ledger, a page
 * or two that every player adds to, and what `dumpsys netstats` makes of it.
 * Android counts in the kernel, per uid, over all interfaces.
 */
#define _GNU_SOURCE

#include "app.h"

#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <unistd.h>

#include "standin.h"
#include "util.h"

#define LEDGER "/rig/ledger"
#define LEDGER_SIZE (LEDGER_ENTRIES * sizeof(struct ledger_entry))

static struct ledger_entry *map(int fd, int protection)
{
    void *all = mmap(NULL, LEDGER_SIZE, protection, MAP_SHARED, fd, 0);

    return all == MAP_FAILED ? NULL : all;
}

int ledger_open(uid_t uid)
{
    struct ledger_entry *all;
    size_t i = 0;
    int fd = open(LEDGER, O_RDWR | O_CREAT, 0644);

    if (fd < 0 || flock(fd, LOCK_EX) < 0 || ftruncate(fd, LEDGER_SIZE) < 0 ||
        (all = map(fd, PROT_READ | PROT_WRITE)) == NULL) {
        die(LEDGER);
    }
    while (i < LEDGER_ENTRIES && all[i].is_used && all[i].uid != uid) {
        i++;
    }
    if (i == LEDGER_ENTRIES) {
        die("too many uids");
    }
    all[i].uid = uid;
    all[i].is_used = 1;
    munmap(all, LEDGER_SIZE);
    flock(fd, LOCK_UN);
    return fd;
}

struct ledger_entry *ledger_of(int fd, uid_t uid)
{
    struct ledger_entry *all = map(fd, PROT_READ | PROT_WRITE);
    size_t i = 0;

    while (all != NULL && i < LEDGER_ENTRIES) {
        if (all[i].is_used && all[i].uid == uid) {
            return &all[i];
        }
        i++;
    }
    return NULL;
}

static const struct ledger_entry *ledger_read(void)
{
    int fd = open(LEDGER, O_RDONLY | O_CLOEXEC);
    const struct ledger_entry *all = fd < 0 ? NULL : map(fd, PROT_READ);

    if (fd >= 0) {
        close(fd);
    }
    return all;
}

/* "    10093 48213 61 12904 58" */
static int map_row(const char *line, struct ledger_entry *out)
{
    uint64_t value[5];
    size_t i;

    if (strncmp(line, "    ", 4) != 0) {
        return 0;
    }
    for (i = 0; i < 5; i++) {
        const char *end;

        line += strspn(line, " ");
        value[i] = (uint64_t)number(line, &end);
        if (end == line) {
            return 0;
        }
        line = end;
    }
    out->uid = (uint32_t)value[0];
    out->rx_bytes = value[1];
    out->rx_packets = value[2];
    out->tx_bytes = value[3];
    out->tx_packets = value[4];
    return 1;
}

static void print_row(const struct ledger_entry *e)
{
    printf("    %u %llu %llu %llu %llu\n", e->uid,
           (unsigned long long)e->rx_bytes, (unsigned long long)e->rx_packets,
           (unsigned long long)e->tx_bytes, (unsigned long long)e->tx_packets);
}

static void add(struct ledger_entry *to, const struct ledger_entry *e)
{
    to->rx_bytes += e->rx_bytes;
    to->rx_packets += e->rx_packets;
    to->tx_bytes += e->tx_bytes;
    to->tx_packets += e->tx_packets;
}

/*
 * The map's name comes twice, first as a line on its health; its rows end at
 * the blank line. Seen in public dumps of Android 13 and 14, and in AOSP's
 * packages/modules/Connectivity (TrafficController::dump, later
 * BpfNetMaps/NetworkStatsService).
 */
int dump_netstats(FILE *f)
{
    char line[LINE_CAP];
    char done[LEDGER_ENTRIES] = {0};
    const struct ledger_entry *all = ledger_read();
    struct ledger_entry row;
    int in_map = 0;
    size_t i;

    while (fgets(line, sizeof(line), f) != NULL) {
        if (strcmp(line, "  mAppUidStatsMap:\n") == 0) {
            in_map = 1;
        } else if (in_map && line[0] == '\n') {
            for (i = 0; all != NULL && i < LEDGER_ENTRIES; i++) {
                if (all[i].is_used && !done[i]) {
                    print_row(&all[i]);
                }
            }
            in_map = 0;
        } else if (in_map && map_row(line, &row)) {
            for (i = 0; all != NULL && i < LEDGER_ENTRIES; i++) {
                if (all[i].is_used && all[i].uid == row.uid) {
                    add(&row, &all[i]);
                    done[i] = 1;
                }
            }
            print_row(&row);
            continue;
        }
        fputs(line, stdout);
    }
    return 0;
}
