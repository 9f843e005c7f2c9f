/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a policy says of a connection: the first rule that holds decides. A
 * rule of which it is not known whether it holds leaves what it says
 * possible; if all that is possible is the same in the end, it is that.
 */
#include "base/glob.h"
#include "judge/keys.h"
#include "judge/policy_state.h"

/* A name of the DNS with all of its bytes written as \\DDD fits. */
#define NAME_CAP 1100

/* Is what a term asks for so? */
enum answer { NO, YES, UNKNOWN };

static bool glob_is(const char *glob, const char *text)
{
    char small[NAME_CAP];
    size_t i;

    for (i = 0; text[i] != '\0' && i + 1 < sizeof(small); i++) {
        small[i] = text[i] >= 'A' && text[i] <= 'Z'
                       ? (char)(text[i] - 'A' + 'a')
                       : text[i];
    }
    small[i] = '\0';
    return glob_matches(glob, small);
}

static enum answer ask_addr(const struct term *term,
                            const struct connection *connection)
{
    const struct addr *remote = &connection->row->remote;
    const struct lookup *lookup = connection->lookup;

    if (remote->family == ADDR_NONE) {
        return UNKNOWN;
    }
    return addr_in_prefix(remote, &term->addr, term->prefix_len) ||
                   (lookup != NULL && lookup->wrap != NULL &&
                    addr_in_prefix(&lookup->inner, &term->addr,
                                   term->prefix_len))
               ? YES
               : NO;
}

/* Names of the user's own list are all as good as the first. */
static enum answer ask_name(const struct term *term,
                            const struct connection *connection)
{
    const char *name;
    enum known known = key_name(connection, &name);
    const struct lookup_ptr *ptr;
    size_t i;

    if (known != KNOWN) {
        return known == NOT_KNOWN ? UNKNOWN : NO;
    }
    ptr = &connection->lookup->ptr;
    for (i = 0; i < (ptr->confirmed == 1 ? 1 : ptr->name_count); i++) {
        if (glob_is(term->glob, ptr->names[i])) {
            return YES;
        }
    }
    return NO;
}

static enum answer ask_org(const struct term *term,
                           const struct connection *connection)
{
    const char *org;
    enum known known = key_org(connection, &org);

    if (known != KNOWN) {
        return known == NOT_KNOWN ? UNKNOWN : NO;
    }
    return glob_is(term->glob, org) ? YES : NO;
}

static enum answer ask_asn(const struct term *term,
                           const struct connection *connection)
{
    int64_t asn;
    enum known known = key_asn(connection, &asn);

    if (known != KNOWN) {
        return known == NOT_KNOWN ? UNKNOWN : NO;
    }
    return asn == (int64_t)term->low ? YES : NO;
}

static enum answer ask_port(const struct term *term,
                            const struct connection *connection)
{
    uint16_t port = key_port(connection);

    if (!sock_has_ports(connection->row)) {
        return NO;
    }
    if (port == 0) {
        return UNKNOWN; /* netstat had a word for it, or nothing */
    }
    return port >= term->low && port <= term->high ? YES : NO;
}

static enum answer ask_direct(const struct term *term,
                              const struct connection *connection)
{
    switch ((enum term_kind)term->kind) {
    case TERM_ADDR:
        return ask_addr(term, connection);
    case TERM_NAME:
        return ask_name(term, connection);
    case TERM_ORG:
        return ask_org(term, connection);
    case TERM_ASN:
        return ask_asn(term, connection);
    case TERM_PORT:
        return ask_port(term, connection);
    case TERM_PROTO:
        break;
    }
    return connection->row->proto == term->low ? YES : NO;
}

/*
 * Behind a proxy there is another end that nobody sees: what does not hold
 * of the proxy may hold of it.
 */
static enum answer ask(const struct term *term,
                       const struct connection *connection)
{
    enum answer answer = ask_direct(term, connection);

    return answer == NO && connection->proxied == PROXIED_YES &&
                   term->kind != TERM_PROTO
               ? UNKNOWN
               : answer;
}

static const char *missing_of(const struct term *term,
                              const struct connection *connection)
{
    if (connection->proxied == PROXIED_YES) {
        return "what lies behind the proxy";
    }
    switch ((enum term_kind)term->kind) {
    case TERM_ADDR:
        return "address";
    case TERM_NAME:
        return "confirmed name";
    case TERM_ORG:
        return "organisation";
    case TERM_ASN:
        return "AS number";
    case TERM_PORT:
    case TERM_PROTO:
        break;
    }
    return "port";
}

/* All terms hold; one that does not makes unknown ones unimportant. */
static enum answer ask_rule(const struct rule *rule,
                            const struct connection *connection,
                            const char **out_missing)
{
    enum answer all = YES;
    size_t i;

    for (i = 0; i < rule->term_count; i++) {
        enum answer one = ask(&rule->terms[i], connection);

        if (one == NO) {
            return NO;
        }
        if (one == UNKNOWN && all == YES) {
            all = UNKNOWN;
            *out_missing = missing_of(&rule->terms[i], connection);
        }
    }
    return all;
}

/* What the rules so far came to. */
struct judging {
    const struct connection *connection;
    const char *subject;
    unsigned possible;    /* a bit for each judgement that may still be */
    struct verdict first; /* of what might hold, the first */
    struct verdict last;  /* what holds for certain */
    bool is_over;
};

static void take_rule(struct judging *judging, const struct rule *rule)
{
    struct verdict verdict = {.judgement = rule->judgement,
                              .line = rule->line,
                              .rule = rule->text,
                              .package = judging->subject};
    enum answer answer = ask_rule(rule, judging->connection, &verdict.missing);

    if (answer == NO) {
        return;
    }
    if (answer == UNKNOWN && judging->possible == 0) {
        judging->first = verdict;
    }
    judging->possible |= 1u << rule->judgement;
    judging->is_over = answer == YES;
    judging->last = verdict;
}

/* Rules of all sections of the package, then the last default of them. */
static void take_sections(const struct policy *policy, struct judging *judging)
{
    const struct rule *otherwise = NULL;
    size_t i;
    size_t j;

    for (i = 0; i < policy->sections.len && !judging->is_over; i++) {
        const struct section *section = vec_at(&policy->sections, i);

        if (section->glob != NULL &&
            !glob_matches(section->glob, judging->subject)) {
            continue;
        }
        for (j = 0; j < section->count && !judging->is_over; j++) {
            const struct rule *rule =
                vec_at(&policy->rules, section->first + j);

            if (rule->is_default) {
                otherwise = rule;
            } else {
                take_rule(judging, rule);
            }
        }
    }
    if (!judging->is_over && otherwise != NULL) {
        take_rule(judging, otherwise);
    }
}

static struct verdict judge_subject(const struct policy *policy,
                                    const struct connection *connection,
                                    const char *subject)
{
    struct judging judging = {.connection = connection, .subject = subject};

    take_sections(policy, &judging);
    if (!judging.is_over) {
        judging.possible |= 1u << JUDGED_DENY;
        judging.last =
            (struct verdict){.judgement = JUDGED_DENY, .package = subject};
    }
    if ((judging.possible & (judging.possible - 1)) != 0) {
        judging.first.judgement = JUDGED_NOT;
        return judging.first;
    }
    judging.last.missing = NULL;
    return judging.last;
}

void policy_judge(const struct policy *policy,
                  const struct connection *connection, struct verdict *out)
{
    char text[SUBJECT_CAP];
    const char *subject;
    size_t i;

    *out = (struct verdict){.judgement = JUDGED_NO_PEER};
    if (!sock_has_remote(connection->row)) {
        return;
    }
    for (i = 0; (subject = key_subject(connection, i, text)) != NULL; i++) {
        struct verdict verdict = judge_subject(policy, connection, subject);

        if (verdict.judgement > out->judgement) {
            *out = verdict;
        }
    }
    if (out->package == text) {
        out->package = NULL; /* it is an id's, not a package's */
    }
}

void policy_judge_all(const struct policy *policy,
                      struct connection *connections, size_t count,
                      struct verdict *verdicts, struct judged *counts)
{
    size_t i;

    for (i = 0; i < count; i++) {
        policy_judge(policy, &connections[i], &verdicts[i]);
        connections[i].verdict = &verdicts[i];
        counts->of[verdicts[i].judgement]++;
    }
}
