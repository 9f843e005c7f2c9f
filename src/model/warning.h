/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a reader of a result has to know besides its rows. The code is stable
 * (scripts match it), the text is for people and may hold a phone's bytes:
 * sinks escape it.
 */
#ifndef ADBNET_MODEL_WARNING_H
#define ADBNET_MODEL_WARNING_H

#include <stdbool.h>

struct warning {
    const char *code; /* static, kebab-case: "table-denied" */
    const char *text; /* lives as long as the snapshot's pool */
    /*
     * The result is partial because of it (exit status 4): something that
     * this privilege could read was not read, or the stream was cut.
     */
    bool is_partial;
};

#endif
