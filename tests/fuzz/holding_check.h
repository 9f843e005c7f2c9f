/* SPDX-License-Identifier: Apache-2.0 */
/* What must be true of a holding, whoever told it: for fuzzers. */
#ifndef ADBNET_TESTS_FUZZ_HOLDING_CHECK_H
#define ADBNET_TESTS_FUZZ_HOLDING_CHECK_H

#include "enrich/holding.h"
#include "enrich/registry.h"

#include <stdlib.h>

static void check_text(const char *text)
{
    char again[HOLDING_TEXT_CAP];

    /* Clean text stays as it is, but for a space where it was cut. */
    holding_text(str_from(text), again);
    if (strncmp(again, text, strlen(again)) != 0) {
        abort();
    }
}

static void check_holding(enum holding_outcome outcome,
                          const struct holding *out)
{
    char text[HOLDING_PREFIX_CAP];

    if (outcome == HOLDING_REFERRAL &&
        registry_of_referral(str_from(out->to)) >= REGISTRY_COUNT) {
        abort();
    }
    if (outcome != HOLDING_OK) {
        return;
    }
    if (out->low.family != out->high.family ||
        addr_compare(&out->low, &out->high) > 0 ||
        !holding_has(&out->low, &out->high, &out->low) ||
        strlen(out->country) == 1) {
        abort();
    }
    (void)holding_prefix(&out->low, &out->high, &out->high, text);
    check_text(out->name);
    check_text(out->org);
}

#endif
