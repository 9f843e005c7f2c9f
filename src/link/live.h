/* SPDX-License-Identifier: Apache-2.0 */
/* A runner whose answers come from a phone, now. */
#ifndef ADBNET_LINK_LIVE_H
#define ADBNET_LINK_LIVE_H

#include "base/clock.h"
#include "model/runner.h"

#include <adb/adb.h>

/*
 * Takes the device over in any case: it is closed with the runner, or here
 * when memory is out (then NULL comes back).
 */
struct runner *live_new(struct adb_device *device, const struct clock *clock);

/*
 * Has somebody told, once, that other programs cannot see the phone; see
 * struct link_options. The runner is one of live_new().
 */
void live_on_held(struct runner *runner,
                  void (*on_held)(void *ctx, const char *text), void *ctx);

#endif
