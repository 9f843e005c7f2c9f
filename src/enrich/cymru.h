/* SPDX-License-Identifier: Apache-2.0 */
/* One row of Team Cymru's answer to many addresses: text in, record out. */
#ifndef ADBNET_ENRICH_CYMRU_H
#define ADBNET_ENRICH_CYMRU_H

#include "enrich/holding.h"

#define CYMRU_REGISTRY_CAP 12

struct cymru_row {
    struct addr addr;
    int64_t asn;        /* -1: nobody announces it */
    struct addr prefix; /* as it is announced */
    unsigned prefix_len;
    bool has_prefix;
    char country[HOLDING_COUNTRY_CAP];
    char registry[CYMRU_REGISTRY_CAP]; /* "ripencc", or "" */
    char name[HOLDING_TEXT_CAP];       /* of the AS, or "" */
};

/* False for headings, errors and anything else that is no row. */
bool cymru_read_row(struct str line, struct cymru_row *out);

#endif
