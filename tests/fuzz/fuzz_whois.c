/* SPDX-License-Identifier: Apache-2.0 */
/* An answer of a whois server; also where it would send us. A range must be
 * one, texts short UTF-8. */
#include "enrich/whois.h"

#include "holding_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct holding out;
    struct str all = {(const char *)data, size};

    check_holding(whois_read(all, &out), &out);
    return 0;
}
