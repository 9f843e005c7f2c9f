/* SPDX-License-Identifier: Apache-2.0 */
/* Names of how an owner is known. See owner.h. */
#include "model/owner.h"

const char *attribution_name(enum attribution attribution)
{
    switch (attribution) {
    case ATTRIBUTION_PID:
        return "pid";
    case ATTRIBUTION_UID:
        return "uid";
    case ATTRIBUTION_UID_SHARED:
        return "uid-shared";
    case ATTRIBUTION_HISTORY:
        return "history";
    case ATTRIBUTION_SYSTEM:
        return "system";
    case ATTRIBUTION_NONE:
        break;
    }
    return "none";
}
