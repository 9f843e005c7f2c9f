/* SPDX-License-Identifier: Apache-2.0 */
/* adbnet lookup: names of addresses, without a phone. Wiring only. */
#include "cmd/lookup.h"

#include "base/format.h"
#include "cmd/addresses.h"
#include "cmd/names.h"
#include "cmd/outputs.h"
#include "cmd/say.h"

#include <stdlib.h>

struct looking {
    const struct settings *settings;
    struct addr_set addresses;
    size_t bad; /* lines of standard input */
    struct names names;
    struct outputs outputs;
    struct lookup **lookups; /* one for each address */
    int64_t taken_at_ms;
    struct err err;
};

/* One answer: kept for the table, and to those who print it at once. */
static int take(struct looking *looking, struct lookup *lookup)
{
    const struct lookup *one = lookup;
    struct lookup_list list = {&one, 1};
    struct record record = {.kind = RECORD_LOOKUPS};

    record.of.lookups = &list;
    looking->lookups[addr_set_find(&looking->addresses, &lookup->addr)] =
        lookup;
    return outputs_stream(&looking->outputs, &record, looking->taken_at_ms,
                          &looking->err);
}

static int ask_all(struct looking *looking)
{
    const struct vec *list = &looking->addresses.list;
    struct deadline never = deadline_in(clock_system(), -1);
    size_t asked = 0;
    size_t answered;
    int rc = 0;

    for (answered = 0; answered < list->len && rc == 0; answered++) {
        while (asked < list->len &&
               enrich_ask(looking->names.enrich, vec_at(list, asked)) == 0) {
            asked++;
        }
        if (asked == answered) {
            return err_set(&looking->err, ERR_NOMEM, "out of memory");
        }
        rc = take(looking, enrich_poll(looking->names.enrich, &never));
    }
    return rc;
}

static int print(struct looking *looking)
{
    struct lookup_list list = {NULL, looking->addresses.list.len};
    struct record record = {.kind = RECORD_LOOKUPS};
    union {
        struct lookup **in;
        const struct lookup *const *out;
    } lookups = {looking->lookups};

    list.lookups = lookups.out;
    record.of.lookups = &list;
    names_say_skipped(looking->settings, list.lookups, list.count);
    return outputs_print(&looking->outputs, &record, looking->taken_at_ms,
                         &looking->err);
}

static int look_up(struct looking *looking)
{
    const struct settings *settings = looking->settings;
    int rc = addresses_read(&looking->addresses, settings, &looking->bad,
                            &looking->err);

    if (rc == 0 && settings->argument_count == 0) {
        rc = err_set(&looking->err, ERR_USAGE,
                     "lookup needs an address, or - for standard input");
    }
    if (rc == 0) {
        rc = outputs_open(&looking->outputs, settings, RECORD_LOOKUPS,
                          &looking->err);
    }
    if (rc == 0) {
        rc = names_start(settings, &looking->names, &looking->err);
    }
    if (rc < 0) {
        return rc;
    }
    looking->lookups =
        calloc(looking->addresses.list.len + 1, sizeof(*looking->lookups));
    if (looking->lookups == NULL) {
        return err_set(&looking->err, ERR_NOMEM, "out of memory");
    }
    looking->taken_at_ms = clock_wall_ms(clock_system());
    rc = ask_all(looking);
    return rc < 0 ? rc : print(looking);
}

static int status_of(const struct looking *looking, int rc)
{
    char text[80];

    if (rc < 0 && rc != FILE_OUT_PIPE_CLOSED) {
        say_error(&looking->err);
        return say_exit_status(&looking->err, false);
    }
    if (looking->bad > 0) {
        say_note(looking->settings,
                 format_text(text, sizeof(text),
                             "%zu lines of standard input are no address",
                             looking->bad));
        return EXIT_PARTIAL;
    }
    return EXIT_OK;
}

static int run(const struct settings *settings)
{
    struct looking looking = {.settings = settings};
    size_t i;
    int status;

    addr_set_init(&looking.addresses);
    hosts_init(&looking.names.hosts);
    status = status_of(&looking, look_up(&looking));
    outputs_abandon(&looking.outputs);
    names_stop(&looking.names);
    for (i = 0; looking.lookups != NULL && i < looking.addresses.list.len;
         i++) {
        free(looking.lookups[i]);
    }
    free(looking.lookups);
    addr_set_fini(&looking.addresses);
    return status;
}

const struct command lookup_command = {
    .name = "lookup",
    .arguments = "ADDR...|-",
    .summary = "names and networks of addresses",
    .details =
        "Asks the DNS for the names of addresses, each address once. -: one\n"
        "address at the beginning of each line of standard input.\n"
        "A name that does not lead back to its address is marked with ~: it\n"
        "is a claim of whoever holds the address. = is a name of --hosts.\n"
        "--whois: also whose network they are in. One question serves a\n"
        "network; countries are those of the registration.\n"
        "\n"
        "  adbnet lookup 2001:db8::1 198.51.100.24\n"
        "  adbnet lookup - -o csv:names.csv < addresses.txt\n",
    .run = run,
};
