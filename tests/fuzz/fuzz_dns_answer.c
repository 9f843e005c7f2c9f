/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One message of a name server. The first byte says what was asked for;
 * when the rest has a question, that one is what was asked, so that the
 * records behind it are reached. Names must be printable, sorted, few, and
 * none without an outcome that says so.
 */
#include "enrich/dns_answer.h"

#include <stdlib.h>

#include <sys/select.h> /* ares.h wants fd_set */

#include <ares.h>

static void check_names(const struct dns_answer *answer)
{
    size_t i;

    if (answer->name_count > LOOKUP_NAMES_MAX) {
        abort();
    }
    for (i = 0; i < answer->name_count; i++) {
        const char *at = answer->names[i];

        /* 255 bytes of four characters each at most. */
        if (*at == '\0' || strlen(at) > 4 * 255 ||
            (i > 0 && strcmp(answer->names[i - 1], at) >= 0)) {
            abort();
        }
        for (; *at != '\0'; at++) {
            if (*at < 0x20 || *at > 0x7e) {
                abort();
            }
        }
    }
}

static void check(const struct dns_answer *answer, unsigned type)
{
    size_t found = answer->name_count + answer->addr_count;

    check_names(answer);
    if ((answer->outcome == DNS_FOUND) != (found > 0) ||
        answer->addr_count > DNS_ADDRS_MAX ||
        (type == DNS_PTR ? answer->addr_count : answer->name_count) > 0 ||
        (found > 0 && !answer->has_ttl) ||
        (answer->has_ttl && answer->ttl_s > INT32_MAX)) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const unsigned types[] = {DNS_PTR, DNS_A, DNS_AAAA, DNS_PTR};
    struct dns_answer answer;
    char *question = NULL;
    unsigned type;
    long used;

    if (size < 1) {
        return 0;
    }
    type = types[data[0] & 3];
    data++;
    size--;
    if (size > 12 && size <= UINT16_MAX &&
        ares_expand_name(data + 12, data, (int)size, &question, &used) !=
            ARES_SUCCESS) {
        question = NULL;
    }
    if (dns_answer_read(data, size, question == NULL ? "" : question, type,
                        &answer) == 0) {
        check(&answer, type);
        dns_answer_fini(&answer);
    }
    ares_free_string(question);
    return 0;
}
