/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ARIN puts the wider object first and the one that counts last, the others
 * print one: so each new range begins anew. Who is named by several keys is
 * called by the best of them.
 */
#include "enrich/whois.h"

#define LINE_MAX 2048

enum what { RANGE, NAME, ORG, COUNTRY, REFERRAL, ORG_ID };

struct key {
    const char *key;
    enum what what;
    int rank; /* the lowest that occurs counts, then the first */
};

static const struct key keys[] = {
    {"NetRange", RANGE, 0},        {"inetnum", RANGE, 0},
    {"inet6num", RANGE, 0},        {"NetName", NAME, 0},
    {"OrgName", ORG, 0},           {"CustName", ORG, 0},
    {"org-name", ORG, 0},          {"owner", ORG, 0},
    {"Organization", ORG, 1},      {"descr", ORG, 2},
    {"Country", COUNTRY, 0},       {"ReferralServer", REFERRAL, 0},
    {"ResourceLink", REFERRAL, 1}, {"OrgId", ORG_ID, 0},
};

/* By this beginning a line tells something else than an object. */
struct sign {
    const char *text;
    enum holding_outcome outcome;
};

static const struct sign signs[] = {
    {"%ERROR:101", HOLDING_NONE},
    {"%ERROR:201", HOLDING_LIMIT},
    {"%ERROR:202", HOLDING_LIMIT},
    {"%ERROR:306", HOLDING_LIMIT},
    {"No match found", HOLDING_NONE},
    {"% No match", HOLDING_NONE},
    {"Query rate limit exceeded", HOLDING_LIMIT},
    {"% Query rate limit exceeded", HOLDING_LIMIT},
    {"Your access has been blocked", HOLDING_LIMIT},
    {"Access denied", HOLDING_LIMIT},
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

struct reading {
    struct holding *out;
    bool has_range;
    int org_rank;
    int referral_rank;
    enum holding_outcome sign; /* HOLDING_BAD: none yet */
    char org_id[16];
};

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool is_alike(struct str a, const char *b)
{
    size_t i;

    for (i = 0; i < a.len; i++) {
        if (b[i] == '\0' || lower(a.ptr[i]) != lower(b[i])) {
            return false;
        }
    }
    return b[i] == '\0';
}

static const struct key *find_key(struct str text)
{
    size_t i;

    for (i = 0; i < COUNT(keys); i++) {
        if (is_alike(text, keys[i].key)) {
            return &keys[i];
        }
    }
    return NULL;
}

static void begin(struct reading *reading, const struct addr *low,
                  const struct addr *high)
{
    struct holding *out = reading->out;

    memset(out, 0, sizeof(*out));
    out->low = *low;
    out->high = *high;
    reading->has_range = true;
    reading->org_rank = 9;
    reading->referral_rank = 9;
    reading->org_id[0] = '\0';
}

static void take_range(struct reading *reading, struct str value)
{
    struct addr low;
    struct addr high;

    if (holding_range(value, &low, &high)) {
        begin(reading, &low, &high);
    }
}

/* "Example Ltd (EX-1)": ARIN adds the handle. */
static struct str without_handle(struct str value)
{
    size_t i = value.len;

    if (value.len > 0 && value.ptr[value.len - 1] == ')') {
        while (i > 0 && value.ptr[i - 1] != '(') {
            i--;
        }
        if (i > 2 && value.ptr[i - 2] == ' ') {
            value.len = i - 2;
        }
    }
    return value;
}

static void take(struct reading *reading, const struct key *key,
                 struct str value)
{
    struct holding *out = reading->out;

    switch (key->what) {
    case RANGE:
        take_range(reading, value);
        break;
    case NAME:
        if (out->name[0] == '\0') {
            holding_text(value, out->name);
        }
        break;
    case ORG:
        if (key->rank < reading->org_rank) {
            reading->org_rank = key->rank;
            holding_text(key->rank == 1 ? without_handle(value) : value,
                         out->org);
        }
        break;
    case COUNTRY:
        if (out->country[0] == '\0') {
            holding_country(value, out->country);
        }
        break;
    case REFERRAL:
        if (key->rank < reading->referral_rank) {
            reading->referral_rank = key->rank;
            holding_text(value, out->to);
        }
        break;
    case ORG_ID:
        if (value.len < sizeof(reading->org_id)) {
            memcpy(reading->org_id, value.ptr, value.len);
            reading->org_id[value.len] = '\0';
        }
        break;
    }
}

static void look_for_signs(struct reading *reading, struct str line)
{
    size_t i;

    for (i = 0; i < COUNT(signs) && reading->sign == HOLDING_BAD; i++) {
        if (str_starts(line, signs[i].text)) {
            reading->sign = signs[i].outcome;
        }
    }
}

static void take_line(struct reading *reading, struct str line)
{
    struct cursor cursor = cursor_from(line);
    const struct key *key;
    struct str name;

    look_for_signs(reading, line);
    if (!cursor_until(&cursor, ':', &name)) {
        return;
    }
    key = find_key(name);
    if (key != NULL) {
        struct str value = str_trim(cursor_rest(&cursor));

        if (value.len > 0) {
            take(reading, key, value);
        }
    }
}

/* A registry is never the holder: it only says whom to ask. */
static bool is_stub(struct reading *reading)
{
    static const char *const ids[] = {"RIPE", "APNIC", "AFRINIC", "LACNIC"};
    struct holding *out = reading->out;
    struct str name = str_from(out->name);
    size_t i;

    for (i = 0; i < COUNT(ids); i++) {
        if (strcmp(reading->org_id, ids[i]) == 0) {
            if (out->to[0] == '\0') {
                holding_text(str_from(ids[i]), out->to);
            }
            return true;
        }
    }
    return str_is(name, "IANA-BLK") || str_starts(name, "STUB-") ||
           str_is(name, "NON-RIPE-NCC-MANAGED-ADDRESS-BLOCK");
}

enum holding_outcome whois_read(struct str text, struct holding *out)
{
    struct reading reading = {.out = out, .sign = HOLDING_BAD};
    struct cursor cursor = cursor_from(text);
    struct str line;
    int left = WHOIS_LINES_MAX;

    memset(out, 0, sizeof(*out));
    if (text.len > WHOIS_SIZE_MAX) {
        return HOLDING_BAD;
    }
    while (left-- > 0 && cursor_line(&cursor, &line)) {
        if (line.len <= LINE_MAX) {
            take_line(&reading, line);
        }
    }
    if (reading.sign == HOLDING_LIMIT || !reading.has_range) {
        return reading.sign;
    }
    return is_stub(&reading) || out->to[0] != '\0' ? HOLDING_REFERRAL
                                                   : HOLDING_OK;
}
