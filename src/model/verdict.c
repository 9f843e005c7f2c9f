/* SPDX-License-Identifier: Apache-2.0 */
/* The words of verdicts. See verdict.h. */
#include "model/verdict.h"

const char *judgement_name(unsigned judgement)
{
    static const char *const names[JUDGEMENTS] = {
        [JUDGED_NO_PEER] = "no-peer", [JUDGED_ALLOW] = "allow",
        [JUDGED_WARN] = "warn",       [JUDGED_NOT] = "not-judged",
        [JUDGED_DENY] = "deny",
    };

    return names[judgement];
}

int judged_status(const struct judged *judged)
{
    return judged->of[JUDGED_DENY] > 0 ? 5 : judged->of[JUDGED_NOT] > 0 ? 4 : 0;
}
