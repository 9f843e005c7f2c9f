/* SPDX-License-Identifier: Apache-2.0 */
/* From the state of the live view to its lines. Only for src/screen/. */
#ifndef ADBNET_SCREEN_LINES_H
#define ADBNET_SCREEN_LINES_H

#include "screen/state.h"

/* A row that the filter leaves. */
const struct screen_row *screen_visible(const struct screen_state *state,
                                        size_t index);

/* Lines between the headings and what stands below the list. */
size_t screen_page(const struct screen_state *state);

/* Of the details that are shown. */
size_t screen_details_lines(const struct screen_state *state);

#endif
