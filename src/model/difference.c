/* SPDX-License-Identifier: Apache-2.0 */
/* Names of kinds of differences. */
#include "model/difference.h"

const char *difference_kind_name(unsigned kind)
{
    static const char *const names[] = {
        [DIFFERENCE_ADDED] = "added",
        [DIFFERENCE_REMOVED] = "removed",
        [DIFFERENCE_SOMETIMES] = "sometimes",
        [DIFFERENCE_SAME] = "same",
        [DIFFERENCE_NOT_JUDGED] = "not-judged",
    };

    return names[kind];
}
