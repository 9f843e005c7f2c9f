/* SPDX-License-Identifier: Apache-2.0 */
/* An answer in RDAP. A range must be one, texts short UTF-8. */
#include "enrich/rdap.h"
#include "enrich/registry.h"

#include <stdlib.h>

static void check_text(const char *text)
{
    char again[HOLDING_TEXT_CAP];

    /* Clean text stays as it is. */
    holding_text(str_from(text), again);
    if (strlen(again) > strlen(text)) {
        abort();
    }
}

static void check(const struct holding *out)
{
    char text[HOLDING_PREFIX_CAP];

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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct holding out;
    enum holding_outcome outcome;

    outcome = rdap_read((const char *)data, size, &out);
    if (outcome == HOLDING_OK) {
        check(&out);
    } else if (outcome == HOLDING_REFERRAL &&
               registry_of_referral(str_from(out.to)) >= REGISTRY_COUNT) {
        abort();
    }
    return 0;
}
