/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a policy, line by line. See policy.h. */
#include "judge/policy_state.h"

#include <inttypes.h>
#include <stdlib.h>

#define STRINGS_MAX (2 * POLICY_TEXT_MAX + POLICY_RULES_MAX)

size_t policy_rule_count(const struct policy *policy)
{
    return policy->rules.len;
}

void policy_free(struct policy *policy)
{
    if (policy != NULL) {
        vec_fini(&policy->rules);
        vec_fini(&policy->sections);
        pool_fini(&policy->strings);
        free(policy);
    }
}

static int no_memory(const struct policy_line *line)
{
    return err_set(line->err, ERR_NOMEM, "out of memory");
}

/* Nothing but a comment follows. */
static int expect_end(struct policy_line *line)
{
    struct str word;

    return policy_word(line, &word)
               ? policy_expected(line, word.ptr, "the end of the line")
               : 0;
}

static int take_package(struct policy *policy, struct policy_line *line)
{
    static const char what[] = "a package like com.example.bank, com.example.* "
                               "or uid:system";
    struct section section = {.first = policy->rules.len};
    struct str word;
    size_t i;

    if (!policy_word(line, &word)) {
        return policy_expected(line, word.ptr, what);
    }
    for (i = 0; i < word.len; i++) {
        if (word.ptr[i] <= ' ' || word.ptr[i] > '~' || word.ptr[i] == '"') {
            return policy_expected(line, word.ptr, what);
        }
    }
    section.glob = pool_add(&policy->strings, word);
    if (section.glob == NULL || vec_push(&policy->sections, &section) < 0) {
        return no_memory(line);
    }
    return expect_end(line);
}

static struct section *last_section(struct policy *policy)
{
    return vec_at(&policy->sections, policy->sections.len - 1);
}

static int add_rule(struct policy *policy, struct policy_line *line,
                    struct rule *rule)
{
    struct str text = {line->text.ptr,
                       (size_t)(line->cursor.at - line->text.ptr)};
    int rc;

    rule->line = line->number;
    rule->text = pool_add(&policy->strings, str_trim(text));
    rc = rule->text == NULL ? ERR_NOMEM : vec_push(&policy->rules, rule);
    if (rc == ERR_LIMIT) {
        return err_set(line->err, rc, "%s:%" PRIu32 ": more than %zu rules",
                       line->file, line->number, POLICY_RULES_MAX);
    }
    if (rc < 0) {
        return no_memory(line);
    }
    last_section(policy)->count++;
    return 0;
}

static bool take_judgement(struct str word, uint8_t *out)
{
    unsigned i;

    for (i = JUDGED_ALLOW; i <= JUDGED_DENY; i++) {
        if (i != JUDGED_NOT && str_is(word, judgement_name(i))) {
            *out = (uint8_t)i;
            return true;
        }
    }
    return false;
}

static int take_default(struct policy *policy, struct policy_line *line)
{
    const struct section *section = last_section(policy);
    struct rule rule = {.is_default = true};
    struct str word;
    size_t i;
    int rc;

    if (!policy_word(line, &word) || !take_judgement(word, &rule.judgement)) {
        return policy_expected(line, word.ptr, "allow, warn or deny");
    }
    for (i = 0; i < section->count; i++) {
        const struct rule *other = vec_at(&policy->rules, section->first + i);

        if (other->is_default) {
            return err_set(line->err, ERR_USAGE,
                           "%s:%" PRIu32 ":1: a second default; the first is "
                           "in line %" PRIu32,
                           line->file, line->number, other->line);
        }
    }
    rc = expect_end(line);
    return rc < 0 ? rc : add_rule(policy, line, &rule);
}

static int take_rule(struct policy *policy, struct policy_line *line,
                     uint8_t judgement)
{
    struct rule rule = {.judgement = judgement};
    struct str word;
    int rc = 0;

    while (rc == 0 && policy_word(line, &word)) {
        if (rule.term_count == POLICY_TERMS_MAX) {
            return policy_expected(line, word.ptr, "the end of the line");
        }
        rc = policy_term(policy, line, word, &rule.terms[rule.term_count++]);
    }
    if (rc == 0 && rule.term_count == 0) {
        rc = policy_expected(line, word.ptr,
                             "addr, prefix, name, org, asn, port or proto");
    }
    return rc < 0 ? rc : add_rule(policy, line, &rule);
}

static int take_line(struct policy *policy, struct policy_line *line)
{
    struct str word;
    uint8_t judgement;

    if (!policy_word(line, &word)) {
        return 0;
    }
    if (str_is(word, "package")) {
        return take_package(policy, line);
    }
    if (str_is(word, "default")) {
        return take_default(policy, line);
    }
    if (take_judgement(word, &judgement)) {
        return take_rule(policy, line, judgement);
    }
    return policy_expected(line, word.ptr,
                           "package, default, allow, warn or deny");
}

/* "adbnet-policy 1" */
static int take_version(struct policy_line *line)
{
    struct str word;
    uint64_t version;

    if (!policy_word(line, &word) || !str_is(word, "adbnet-policy")) {
        return policy_expected(line, word.ptr,
                               "\"adbnet-policy 1\" in the first line");
    }
    if (!policy_word(line, &word) || !str_to_u64(word, UINT32_MAX, &version) ||
        version == 0) {
        return policy_expected(line, word.ptr, "1");
    }
    if (version > POLICY_VERSION) {
        return err_set(line->err, ERR_USAGE,
                       "%s:%" PRIu32 ": a policy of version %" PRIu64
                       "; this adbnet reads %d: a newer one is needed",
                       line->file, line->number, version, POLICY_VERSION);
    }
    return expect_end(line);
}

static int check_line(const struct policy_line *line)
{
    size_t i;

    if (line->text.len > POLICY_LINE_MAX) {
        return err_set(line->err, ERR_LIMIT,
                       "%s:%" PRIu32 ": longer than %zu bytes", line->file,
                       line->number, POLICY_LINE_MAX);
    }
    for (i = 0; i < line->text.len; i++) {
        unsigned char c = (unsigned char)line->text.ptr[i];

        if ((c < ' ' && c != '\t') || c == 0x7f) {
            return err_set(line->err, ERR_USAGE,
                           "%s:%" PRIu32 ":%zu: a control character (0x%02x), "
                           "expected text",
                           line->file, line->number, i + 1, c);
        }
    }
    return 0;
}

static int take_lines(struct policy *policy, struct str text,
                      struct policy_line *line)
{
    struct cursor cursor = cursor_from(text);
    bool has_version = false;
    struct str word;
    int rc = 0;

    while (rc == 0 && cursor_line(&cursor, &line->text)) {
        line->number++;
        line->cursor = cursor_from(line->text);
        rc = check_line(line);
        if (rc < 0 || (!has_version && !policy_word(line, &word))) {
            continue;
        }
        line->cursor = cursor_from(line->text);
        rc = has_version ? take_line(policy, line) : take_version(line);
        has_version = true;
    }
    if (rc == 0 && !has_version) {
        rc = err_set(line->err, ERR_USAGE,
                     "%s: empty, expected \"adbnet-policy 1\" and rules",
                     line->file);
    }
    return rc;
}

int policy_parse(struct str text, const char *file, struct policy **out,
                 struct err *err)
{
    struct policy_line line = {.file = file, .err = err};
    struct section all = {.glob = NULL};
    struct policy *policy;
    int rc;

    *out = NULL;
    if (text.len > POLICY_TEXT_MAX) {
        return err_set(err, ERR_LIMIT, "%s: more than %zu bytes", file,
                       POLICY_TEXT_MAX);
    }
    policy = calloc(1, sizeof(*policy));
    if (policy == NULL) {
        return no_memory(&line);
    }
    pool_init(&policy->strings, STRINGS_MAX);
    vec_init(&policy->rules, sizeof(struct rule), POLICY_RULES_MAX);
    vec_init(&policy->sections, sizeof(struct section), POLICY_RULES_MAX);
    rc = vec_push(&policy->sections, &all) < 0
             ? no_memory(&line)
             : take_lines(policy, text, &line);
    if (rc < 0) {
        policy_free(policy);
        return rc;
    }
    *out = policy;
    return 0;
}
