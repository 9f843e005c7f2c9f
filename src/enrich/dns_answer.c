/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Walking over records (RFC 1035 4.1). What the lengths in a message say is
 * believed only as far as the message goes; see RFC 9267 for what others
 * got wrong. A chain of CNAMEs (RFC 2317) is followed inside the message.
 */
#include "enrich/dns_answer.h"

#include "base/err.h"
#include "base/format.h"

#include <sys/select.h> /* ares.h wants fd_set */

#include <ares.h>

#define HEADER_LEN 12
#define CLASS_IN 1
#define RCODE_NXDOMAIN 3
#define RCODE_REFUSED 5
#define FLAG_RESPONSE 0x8000u
#define FLAG_TRUNCATED 0x0200u
/* A chain that is longer is a loop, or not meant for us. */
#define HOPS_MAX 8
#define NAME_LEN_MAX 255
#define LABEL_POINTER 0xc0

struct message {
    const unsigned char *bytes;
    const unsigned char *end;
    unsigned flags;
    unsigned counts[3]; /* answer, authority, additional */
    const unsigned char *records;
};

struct record {
    char *owner; /* c-ares' */
    unsigned type;
    unsigned class_;
    uint32_t ttl_s;
    const unsigned char *data;
    size_t len;
};

static unsigned u16(const unsigned char *at)
{
    return (unsigned)at[0] << 8 | at[1];
}

static uint32_t u32(const unsigned char *at)
{
    return (uint32_t)u16(at) << 16 | u16(at + 2);
}

const char *dns_reverse_name(const struct addr *addr, char out[DNS_REVERSE_CAP])
{
    static const char digits[] = "0123456789abcdef";
    const uint8_t *bytes = addr->bytes;
    char *at = out;
    int i;

    if (addr->family == ADDR_V4) {
        return format_text(out, DNS_REVERSE_CAP, "%u.%u.%u.%u.in-addr.arpa",
                           bytes[3], bytes[2], bytes[1], bytes[0]);
    }
    for (i = 15; i >= 0; i--) {
        *at++ = digits[bytes[i] & 0xf];
        *at++ = '.';
        *at++ = digits[bytes[i] >> 4];
        *at++ = '.';
    }
    memcpy(at, "ip6.arpa", sizeof("ip6.arpa"));
    return out;
}

/* ASCII only: the locale has no say in what the same name is. */
static bool is_same_name(const char *a, const char *b)
{
    for (; *a != '\0' && *b != '\0'; a++, b++) {
        char x = *a >= 'A' && *a <= 'Z' ? (char)(*a + 32) : *a;
        char y = *b >= 'A' && *b <= 'Z' ? (char)(*b + 32) : *b;

        if (x != y) {
            return false;
        }
    }
    return *a == *b;
}

/*
 * A name of at most 255 bytes (RFC 1035 2.3.4) whose pointers lead backwards:
 * c-ares follows as many as there are bytes, and writes down all it meets.
 */
static bool is_name(const struct message *message, const unsigned char *at)
{
    const unsigned char *start = at;
    size_t len = 0;
    size_t target;

    while (at < message->end && len < NAME_LEN_MAX) {
        if (*at == 0) {
            return true;
        }
        if (*at < LABEL_POINTER) {
            len += (size_t)*at + 1;
            at += *at + 1;
            continue;
        }
        if (message->end - at < 2) {
            return false;
        }
        target = u16(at) & 0x3fff;
        if (target >= (size_t)(start - message->bytes)) {
            return false;
        }
        at = message->bytes + target;
        start = at;
    }
    return false;
}

/* Takes a name at *at; the text is c-ares'. 0, ERR_PROTO or ERR_NOMEM. */
static int take_name(const struct message *message, const unsigned char **at,
                     char **out)
{
    long used = 0;
    int rc;

    *out = NULL;
    if (!is_name(message, *at)) {
        return ERR_PROTO;
    }
    rc = ares_expand_name(*at, message->bytes,
                          (int)(message->end - message->bytes), out, &used);
    if (rc == ARES_ENOMEM) {
        return ERR_NOMEM;
    }
    if (rc != ARES_SUCCESS || used <= 0 || used > message->end - *at) {
        ares_free_string(*out);
        *out = NULL;
        return ERR_PROTO;
    }
    *at += used;
    return 0;
}

static int take_record(const struct message *message, const unsigned char **at,
                       struct record *out)
{
    int rc = take_name(message, at, &out->owner);

    if (rc < 0) {
        return rc;
    }
    if (message->end - *at < 10) {
        ares_free_string(out->owner);
        return ERR_PROTO;
    }
    out->type = u16(*at);
    out->class_ = u16(*at + 2);
    out->ttl_s = u32(*at + 4);
    out->len = u16(*at + 8);
    out->data = *at + 10;
    if (out->len > (size_t)(message->end - out->data)) {
        ares_free_string(out->owner);
        return ERR_PROTO;
    }
    /* RFC 2181 8: the highest bit is not meant to be there. */
    if (out->ttl_s > INT32_MAX) {
        out->ttl_s = 0;
    }
    *at = out->data + out->len;
    return 0;
}

/* Header and question; the question must be ours. */
static int open_message(struct message *out, const unsigned char *bytes,
                        size_t len, const char *question, unsigned type)
{
    const unsigned char *at = bytes + HEADER_LEN;
    char *name;
    bool is_ours;
    size_t i;

    if (len < HEADER_LEN || len > UINT16_MAX) {
        return ERR_PROTO;
    }
    out->bytes = bytes;
    out->end = bytes + len;
    out->flags = u16(bytes + 2);
    for (i = 0; i < 3; i++) {
        out->counts[i] = u16(bytes + 6 + 2 * i);
    }
    if ((out->flags & FLAG_RESPONSE) == 0 || u16(bytes + 4) != 1 ||
        take_name(out, &at, &name) < 0) {
        return ERR_PROTO;
    }
    is_ours = is_same_name(name, question) && out->end - at >= 4 &&
              u16(at) == type && u16(at + 2) == CLASS_IN;
    ares_free_string(name);
    out->records = at + 4;
    return is_ours ? 0 : ERR_PROTO;
}

static void use_ttl(struct dns_answer *answer, uint32_t ttl_s)
{
    if (!answer->has_ttl || ttl_s < answer->ttl_s) {
        answer->ttl_s = ttl_s;
    }
    answer->has_ttl = true;
}

/* Keeps the smallest, sorted, each once. Takes the text. */
static void keep_name(struct dns_answer *answer, char *name)
{
    size_t at = 0;
    size_t i;
    int order = 1;

    while (at < answer->name_count &&
           (order = strcmp(name, answer->names[at])) > 0) {
        at++;
    }
    if (name[0] == '\0' || (at < answer->name_count && order == 0)) {
        ares_free_string(name);
        return;
    }
    if (answer->name_count == LOOKUP_NAMES_MAX) {
        answer->is_cut = true;
        if (at == LOOKUP_NAMES_MAX) {
            ares_free_string(name);
            return;
        }
        ares_free_string(answer->names[--answer->name_count]);
    }
    for (i = answer->name_count; i > at; i--) {
        answer->names[i] = answer->names[i - 1];
    }
    answer->names[at] = name;
    answer->name_count++;
}

static int use_record(const struct message *message,
                      const struct record *record, struct dns_answer *answer)
{
    const unsigned char *at = record->data;
    bool is_mapped;
    char *name;
    int rc;

    if (record->type == DNS_PTR) {
        rc = take_name(message, &at, &name);
        if (rc < 0) {
            return rc;
        }
        keep_name(answer, name);
    } else if (answer->addr_count < DNS_ADDRS_MAX) {
        if (record->len != (record->type == DNS_A ? 4 : 16)) {
            return ERR_PROTO;
        }
        answer->addrs[answer->addr_count++] =
            record->type == DNS_A ? addr_v4(at) : addr_v6(at, &is_mapped);
    }
    use_ttl(answer, record->ttl_s);
    return 0;
}

/*
 * One pass over the answer section: takes what belongs to the name `current`
 * and gives in *out_alias where a CNAME sends it, or NULL.
 */
static int pass(const struct message *message, const char *current,
                unsigned type, struct dns_answer *answer, char **out_alias)
{
    const unsigned char *at = message->records;
    unsigned i;
    int rc = 0;

    *out_alias = NULL;
    for (i = 0; i < message->counts[0] && rc == 0; i++) {
        struct record record;

        rc = take_record(message, &at, &record);
        if (rc < 0) {
            break;
        }
        if (record.class_ == CLASS_IN && is_same_name(record.owner, current)) {
            if (record.type == type) {
                rc = use_record(message, &record, answer);
            } else if (record.type == DNS_CNAME && *out_alias == NULL) {
                const unsigned char *target = record.data;

                use_ttl(answer, record.ttl_s);
                rc = take_name(message, &target, out_alias);
            }
        }
        ares_free_string(record.owner);
    }
    return rc;
}

static int follow(const struct message *message, const char *question,
                  unsigned type, struct dns_answer *answer)
{
    const char *current = question;
    char *held = NULL;
    int hops;
    int rc = 0;

    for (hops = 0; hops <= HOPS_MAX && rc == 0; hops++) {
        char *alias;

        rc = pass(message, current, type, answer, &alias);
        ares_free_string(held);
        held = alias;
        current = alias;
        if (alias == NULL || answer->name_count + answer->addr_count > 0) {
            break;
        }
    }
    ares_free_string(held);
    return rc;
}

/* RFC 2308 5: the shorter of the SOA's own time and its last number. */
static void read_soa(const struct message *message, const struct record *record,
                     struct dns_answer *answer)
{
    const unsigned char *at = record->data;
    char *name;
    int i;

    for (i = 0; i < 2; i++) {
        if (take_name(message, &at, &name) < 0) {
            return;
        }
        ares_free_string(name);
    }
    if (at <= record->data + record->len &&
        record->data + record->len - at == 20) {
        uint32_t minimum = u32(at + 16);

        use_ttl(answer, record->ttl_s);
        use_ttl(answer, minimum > INT32_MAX ? 0 : minimum);
    }
}

/* How long "nothing" may be kept: not at all unless a SOA says so. */
static void read_negative(const struct message *message,
                          struct dns_answer *answer)
{
    const unsigned char *at = message->records;
    unsigned count = message->counts[0] + message->counts[1];
    struct dns_answer soa = {.has_ttl = false};
    unsigned i;

    for (i = 0; i < count && !soa.has_ttl; i++) {
        struct record record;

        if (take_record(message, &at, &record) < 0) {
            break;
        }
        if (i >= message->counts[0] && record.type == DNS_SOA) {
            read_soa(message, &record, &soa);
        }
        ares_free_string(record.owner);
    }
    if (soa.has_ttl) {
        use_ttl(answer, soa.ttl_s);
    } else {
        answer->has_ttl = false;
    }
}

static enum dns_outcome judge(const struct message *message,
                              struct dns_answer *answer)
{
    bool is_truncated = (message->flags & FLAG_TRUNCATED) != 0;

    if (answer->name_count + answer->addr_count > 0) {
        answer->is_cut = answer->is_cut || is_truncated;
        return DNS_FOUND;
    }
    if (is_truncated) {
        return DNS_TRUNCATED;
    }
    read_negative(message, answer);
    return DNS_NOTHING;
}

int dns_answer_read(const unsigned char *bytes, size_t len,
                    const char *question, unsigned type, struct dns_answer *out)
{
    struct message message;
    unsigned rcode;
    int rc;

    memset(out, 0, sizeof(*out));
    rc = open_message(&message, bytes, len, question, type);
    if (rc < 0) {
        return rc;
    }
    rcode = message.flags & 0xf;
    if (rcode != 0 && rcode != RCODE_NXDOMAIN) {
        out->outcome = rcode == RCODE_REFUSED ? DNS_REFUSED : DNS_FAILED;
        return 0;
    }
    rc = follow(&message, question, type, out);
    /* Half a message may end in the middle of a record. */
    if (rc == ERR_PROTO && (message.flags & FLAG_TRUNCATED) != 0) {
        rc = 0;
    }
    if (rc < 0) {
        dns_answer_fini(out);
        return rc;
    }
    out->outcome = judge(&message, out);
    return 0;
}

void dns_names_free(char *const *names, size_t count)
{
    size_t i;

    for (i = 0; i < count; i++) {
        ares_free_string(names[i]);
    }
}

void dns_answer_fini(struct dns_answer *answer)
{
    dns_names_free(answer->names, answer->name_count);
    answer->name_count = 0;
}
