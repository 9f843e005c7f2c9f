/* SPDX-License-Identifier: Apache-2.0 */
/* What each phone of a list says of itself in a moment. */
#ifndef ADBNET_CMD_DEVICES_ASK_H
#define ADBNET_CMD_DEVICES_ASK_H

#include "base/vec.h"
#include "cmd/settings.h"
#include "link/devices.h"

struct devices_said {
    struct vec all; /* struct brief; the list borrows from it */
};

void devices_said_init(struct devices_said *said);
void devices_said_fini(struct devices_said *said);

/*
 * Asks those that are ready and that a server has, and the one that was named
 * as HOST:PORT; one on USB would be taken from other programs for it, and may
 * ask its owner. Who gives no answer stays as it is, and hears what to do; it
 * is an error of the one that was named. Waits. 0 or a negative code, with the
 * sentence in err.
 */
int devices_ask(const struct settings *settings,
                const struct link_options *options, struct link_devices *found,
                struct devices_said *said, struct err *err);

#endif
