/* SPDX-License-Identifier: Apache-2.0 */
/* An answer in RDAP. A range must be one, texts short UTF-8. */
#include "enrich/rdap.h"

#include "holding_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct holding out;

    check_holding(rdap_read((const char *)data, size, &out), &out);
    return 0;
}
