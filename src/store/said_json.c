/* SPDX-License-Identifier: Apache-2.0 */
/* See said_json.h. Texts are borrowed from the document. */
#include "store/said_json.h"

#include "base/vec.h"

#include <jansson.h>
#include <stdlib.h>

#define RUNS_MAX ((size_t)1000000)
#define NAMES_MAX ((size_t)64)

/* Of a run that does not say why it says nothing. */
#define NOT_JUDGED "not judged"
#define NOTHING_READ "nothing was read"

/* An endpoint and all that it points to. */
struct said_end {
    struct owner owner;
    struct lookup lookup;
    const char *names[NAMES_MAX];
};

struct said_one {
    struct observed run;
    struct watch_summary summary;
    struct endpoint *endpoints;
    struct said_end *ends;
};

struct said {
    json_t *root;
    struct vec runs; /* struct said_one * */
    const char *source;
    bool (*stamp)(struct str text, int64_t *out_ms);
    bool is_partial;
};

bool said_is(struct str text)
{
    size_t i = 0;

    while (i < text.len && (text.ptr[i] == ' ' || text.ptr[i] == '\n')) {
        i++;
    }
    return i < text.len && text.ptr[i] == '{';
}

static const char *text_of(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static bool is_text(const json_t *object, const char *key, const char *want)
{
    const char *text = text_of(object, key);

    return text != NULL && strcmp(text, want) == 0;
}

static uint64_t number_of(const json_t *object, const char *key)
{
    json_int_t value = json_integer_value(json_object_get(object, key));

    return value < 0 ? 0 : (uint64_t)value;
}

/* Not cut to one that another has. */
static uint16_t port_of(const json_t *object)
{
    uint64_t port = number_of(object, "port");

    return port > UINT16_MAX ? 0 : (uint16_t)port;
}

static int64_t time_of(const struct said *said, const json_t *object,
                       const char *key)
{
    const char *text = text_of(object, key);
    int64_t ms = -1;

    return text != NULL && said->stamp(str_from(text), &ms) ? ms : -1;
}

static enum lookup_status status_of(const json_t *object, const char *key)
{
    unsigned status;

    for (status = LOOKUP_SKIPPED; status <= LOOKUP_ERROR; status++) {
        if (is_text(object, key,
                    lookup_status_name((enum lookup_status)status))) {
            return (enum lookup_status)status;
        }
    }
    return LOOKUP_SKIPPED;
}

static void take_lookup(const json_t *from, const struct addr *addr,
                        struct lookup *out)
{
    const json_t *ptr = json_object_get(from, "ptr");
    const json_t *network = json_object_get(from, "network");
    const json_t *names = json_object_get(ptr, "names");
    const json_t *confirmed = json_object_get(ptr, "confirmed");
    const json_t *asn = json_object_get(network, "asn");

    lookup_init(out, addr);
    out->ptr.status = status_of(ptr, "status");
    out->ptr.source = text_of(ptr, "source");
    out->ptr.names[0] = json_string_value(json_array_get(names, 0));
    out->ptr.name_count = out->ptr.names[0] != NULL;
    out->ptr.confirmed =
        json_is_boolean(confirmed) ? (int8_t)json_is_true(confirmed) : -1;
    if (out->ptr.name_count == 0 && out->ptr.status == LOOKUP_OK) {
        out->ptr.status = LOOKUP_ERROR;
    }
    out->network.status = status_of(network, "status");
    out->network.source = text_of(network, "source");
    out->network.asn = json_is_integer(asn) ? json_integer_value(asn) : -1;
    out->network.prefix = text_of(network, "prefix");
    out->network.name = text_of(network, "name");
    out->network.org = text_of(network, "org");
    out->network.holder = status_of(network, "holder");
}

static void take_owner(const json_t *from, struct said_end *end,
                       struct connection *out)
{
    const json_t *packages = json_object_get(from, "packages");
    const char *name = text_of(from, "uid_name");
    struct owner *owner = &end->owner;
    size_t i;

    if (!json_is_integer(json_object_get(from, "uid"))) {
        return;
    }
    owner->uid = (uint32_t)number_of(from, "uid");
    owner->user = (uint32_t)number_of(from, "user");
    owner->only_pid = -1;
    owner->attribution = is_text(from, "attribution", "system")
                             ? ATTRIBUTION_SYSTEM
                             : ATTRIBUTION_UID;
    for (i = 0; name != NULL && name[i] != '\0' && i + 1 < UID_NAME_CAP; i++) {
        owner->uid_name[i] = name[i];
    }
    for (i = 0; i < json_array_size(packages) && i < NAMES_MAX; i++) {
        const char *package = json_string_value(json_array_get(packages, i));

        if (package != NULL) {
            end->names[owner->package_count++] = package;
        }
    }
    owner->packages = end->names;
    out->owner = owner;
}

static void take_row(const json_t *from, struct sock_row *out)
{
    const json_t *remote = json_object_get(from, "remote");
    const char *addr = text_of(remote, "addr");
    unsigned proto;

    for (proto = SOCK_TCP; proto <= SOCK_ICMP; proto++) {
        if (is_text(from, "proto", sock_proto_name(proto))) {
            out->proto = (uint8_t)proto;
        }
    }
    out->state = SOCK_ESTABLISHED;
    if (addr != NULL) {
        (void)addr_parse(str_from(addr), &out->remote);
    }
    out->remote_port = port_of(remote);
    out->local_port = port_of(json_object_get(from, "local"));
    out->remote_text = text_of(remote, "text");
    out->is_remote_cut = json_is_true(json_object_get(remote, "cut"));
    out->source = out->remote_text != NULL || out->is_remote_cut
                      ? SOCK_FROM_NETSTAT
                      : SOCK_FROM_PROCFS;
}

/* Earlier versions' endpoints do not say it, and most go out. */
static enum direction direction_of(const json_t *from)
{
    return is_text(from, "direction", "in")      ? DIRECTION_IN
           : is_text(from, "direction", "local") ? DIRECTION_LOCAL
           : json_is_null(json_object_get(from, "direction"))
               ? DIRECTION_UNKNOWN
               : DIRECTION_OUT;
}

static void take_endpoint(const struct said *said, const json_t *from,
                          struct said_end *end, struct endpoint *out)
{
    const json_t *proxied =
        json_object_get(json_object_get(from, "path"), "proxied");
    struct connection *connection = &out->connection;

    take_row(from, &out->row);
    take_lookup(from, &out->row.remote, &end->lookup);
    take_owner(from, end, connection);
    connection->row = &out->row;
    connection->lookup = &end->lookup;
    connection->pid = -1;
    connection->proxied = json_is_true(proxied)    ? PROXIED_YES
                          : json_is_false(proxied) ? PROXIED_NO
                                                   : PROXIED_UNKNOWN;
    connection->direction = (uint8_t)direction_of(from);
    out->connections = number_of(from, "connections");
    out->connections += out->connections == 0;
    out->first_ms = time_of(said, from, "first_seen");
    out->last_ms = time_of(said, from, "last_seen");
    out->is_selected = !json_is_true(json_object_get(from, "service"));
    out->is_service = !out->is_selected;
}

/* Of conns only those that have another end. */
static bool is_end(const json_t *from)
{
    const json_t *remote = json_object_get(from, "remote");

    return text_of(remote, "addr") != NULL || text_of(remote, "text") != NULL;
}

static int take_endpoints(const struct said *said, const json_t *list,
                          struct said_one *out)
{
    size_t count = json_array_size(list);
    size_t i;
    size_t at = 0;

    out->endpoints = calloc(count + 1, sizeof(*out->endpoints));
    out->ends = calloc(count + 1, sizeof(*out->ends));
    if (out->endpoints == NULL || out->ends == NULL) {
        return ERR_NOMEM;
    }
    for (i = 0; i < count; i++) {
        const json_t *from = json_array_get(list, i);

        if (is_end(from)) {
            take_endpoint(said, from, &out->ends[at], &out->endpoints[at]);
            at++;
        }
    }
    out->summary.endpoints = out->endpoints;
    out->summary.endpoint_count = at;
    return 0;
}

static void take_summary(const struct said *said, const json_t *from,
                         struct watch_summary *out)
{
    const json_t *coverage = json_object_get(from, "coverage");

    out->from_ms = time_of(said, from, "from");
    out->to_ms = time_of(said, from, "to");
    if (out->to_ms < 0) { /* of conns: one look */
        out->from_ms = time_of(said, from, "taken_at");
        out->to_ms = out->from_ms;
    }
    out->samples = number_of(from, "samples");
    out->ticks = number_of(from, "ticks");
    out->unread = number_of(from, "unread");
    out->gaps = number_of(from, "gaps");
    out->coverage.is_known = json_is_object(coverage);
    out->coverage.opens = number_of(coverage, "opens");
    out->coverage.seen = number_of(coverage, "seen");
    out->coverage.attributed = number_of(coverage, "attributed");
    out->coverage.fails = number_of(coverage, "fails");
}

/* All of it is there: what is missing is not "nothing was observed". */
static bool is_list(const json_t *list)
{
    size_t i;

    for (i = 0; i < json_array_size(list); i++) {
        const json_t *one = json_array_get(list, i);

        if (!json_is_object(json_object_get(one, "remote"))) {
            return false;
        }
    }
    return json_is_array(list);
}

/* list: of endpoints; from: what has the figures. */
static int add(struct said *said, const json_t *from, const json_t *list,
               const struct observed *run)
{
    struct said_one *one;
    int rc;

    if (!is_list(list)) {
        return ERR_PROTO;
    }
    one = calloc(1, sizeof(*one));
    rc = one == NULL ? ERR_NOMEM : vec_push(&said->runs, &one);

    if (rc < 0) {
        free(one);
        return rc;
    }
    one->run = *run;
    one->run.source = said->source;
    one->run.summary = &one->summary;
    take_summary(said, from, &one->summary);
    return take_endpoints(said, list, one);
}

/* NULL: it may be judged. */
static const char *why_not(const json_t *from)
{
    const char *verdict = text_of(from, "verdict");

    if (!json_is_true(json_object_get(from, "judged"))) {
        return verdict == NULL ? NOT_JUDGED : verdict;
    }
    return number_of(from, "samples") == 0 ? NOTHING_READ : NULL;
}

static int take_run(struct said *said, const json_t *from)
{
    const struct observed run = {
        .serial = text_of(from, "serial"),
        .package = text_of(from, "package"),
        .version = text_of(from, "version"),
        .not_judged = why_not(from),
    };

    return run.package == NULL
               ? ERR_PROTO
               : add(said, from, json_object_get(from, "endpoints"), &run);
}

/* Of a phone: a watching, or a look at it. */
static int take_result(struct said *said, const json_t *from)
{
    const json_t *device = json_object_get(from, "device");
    const json_t *summary = json_object_get(from, "summary");
    const json_t *looked = json_object_get(from, "connections");
    const json_t *targets = json_object_get(from, "targets");
    const json_t *target = json_array_get(targets, 0);
    const char *asked = text_of(target, "asked");
    struct observed run = {
        .serial = text_of(device, "serial"),
        .android = text_of(device, "android"),
        .package = json_array_size(targets) == 1 && asked != NULL &&
                           strpbrk(asked, ":*?[/") == NULL &&
                           json_is_true(json_object_get(target, "installed"))
                       ? asked
                       : NULL,
    };

    said->is_partial |= !is_text(summary, "status", "ok");
    if (looked != NULL) {
        return add(said, json_object_get(from, "clock"), looked, &run);
    }
    run.not_judged = number_of(summary, "samples") == 0 ? NOTHING_READ : NULL;
    return add(said, summary, json_object_get(summary, "endpoints"), &run);
}

static int take_all(struct said *said, struct err *err)
{
    const json_t *runs = json_object_get(said->root, "runs");
    const json_t *results = json_object_get(said->root, "results");
    const char *schema = text_of(said->root, "schema");
    bool has_runs = json_array_size(runs) > 0;
    const json_t *list = has_runs ? runs : results;
    const char *status = text_of(said->root, "status");
    size_t i;
    int rc = 0;

    if (schema == NULL || (strcmp(schema, "adbnet.conns/1") != 0 &&
                           strcmp(schema, "adbnet.watch/1") != 0 &&
                           strcmp(schema, "adbnet.report/1") != 0 &&
                           strcmp(schema, "adbnet.scan/1") != 0)) {
        return err_set(err, ERR_PROTO,
                       "no JSON of conns, watch, scan or report");
    }
    said->is_partial = status != NULL && strcmp(status, "ok") != 0;
    for (i = 0; i < json_array_size(list) && rc == 0; i++) {
        const json_t *from = json_array_get(list, i);

        rc = has_runs ? take_run(said, from) : take_result(said, from);
    }
    if (rc == ERR_PROTO) {
        return err_set(err, rc,
                       "not all of its JSON is there, or not as "
                       "adbnet prints it");
    }
    return rc < 0 ? err_set(err, rc, "out of memory") : 0;
}

int said_read(struct str text, const char *source,
              bool (*stamp)(struct str text, int64_t *out_ms),
              struct said **out, struct err *err)
{
    struct said *said = calloc(1, sizeof(*said));
    json_error_t why;
    int rc;

    *out = said;
    if (said == NULL) {
        return err_set(err, ERR_NOMEM, "out of memory");
    }
    vec_init(&said->runs, sizeof(struct said_one *), RUNS_MAX);
    said->source = source;
    said->stamp = stamp;
    said->root = json_loadb(text.ptr, text.len, JSON_REJECT_DUPLICATES, &why);
    rc = json_is_object(said->root)
             ? take_all(said, err)
             : err_set(err, ERR_PROTO, "line %d: not JSON", why.line);
    if (rc < 0) {
        said_free(said);
        *out = NULL;
    }
    return rc;
}

void said_free(struct said *said)
{
    size_t i;

    for (i = 0; said != NULL && i < said->runs.len; i++) {
        struct said_one *one = *(struct said_one **)vec_at(&said->runs, i);

        free(one->endpoints);
        free(one->ends);
        free(one);
    }
    if (said != NULL) {
        vec_fini(&said->runs);
        json_decref(said->root);
        free(said);
    }
}

size_t said_count(const struct said *said)
{
    return said->runs.len;
}

const struct observed *said_run(const struct said *said, size_t index)
{
    return &(*(struct said_one *const *)vec_at(&said->runs, index))->run;
}

bool said_is_partial(const struct said *said)
{
    return said->is_partial;
}
