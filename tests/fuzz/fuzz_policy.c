/* SPDX-License-Identifier: Apache-2.0 */
/* A policy of any bytes: it is refused with a place, or judges. */
#include "judge/policy.h"

#include <stdlib.h>
#include <string.h>

static void check_verdict(const struct verdict *verdict)
{
    if (verdict->judgement < JUDGED_ALLOW || verdict->judgement > JUDGED_DENY ||
        (verdict->judgement == JUDGED_NOT) != (verdict->missing != NULL) ||
        (verdict->line == 0) != (verdict->rule == NULL)) {
        abort();
    }
}

static void judge(const struct policy *policy)
{
    static const char *const packages[] = {"com.example.bank"};
    static const struct owner owner = {.packages = packages,
                                       .package_count = 1,
                                       .attribution = ATTRIBUTION_UID};
    struct sock_row row = {.remote = {.family = ADDR_V4, .bytes = {203, 0}},
                           .remote_port = 443};
    struct connection connection = {.row = &row, .owner = &owner};
    struct lookup lookup;
    struct verdict verdict;

    policy_judge(policy, &connection, &verdict);
    check_verdict(&verdict);
    lookup_init(&lookup, &row.remote);
    lookup.ptr.status = LOOKUP_OK;
    lookup.ptr.names[0] = "api.bank.example";
    lookup.ptr.name_count = 1;
    lookup.ptr.confirmed = 1;
    lookup.network.status = LOOKUP_OK;
    lookup.network.org = "Example Bank AG";
    lookup.network.asn = 64500;
    connection.lookup = &lookup;
    policy_judge(policy, &connection, &verdict);
    check_verdict(&verdict);
    if (verdict.judgement == JUDGED_NOT) {
        abort(); /* everything is known */
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size};
    struct policy *policy;
    struct err err = {.text = ""};

    if (policy_parse(text, "fuzz", &policy, &err) == 0) {
        judge(policy);
        policy_free(policy);
    } else if (strncmp(err.text, "fuzz", 4) != 0 || policy != NULL) {
        abort();
    }
    return 0;
}
