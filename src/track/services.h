/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whose connections may be made on behalf of apps. Such a connection can
 * neither be assigned to an app nor be excluded for it, so it is listed
 * apart. Pure.
 */
#ifndef ADBNET_TRACK_SERVICES_H
#define ADBNET_TRACK_SERVICES_H

#include "model/owner.h"

bool services_act_for_apps(const struct owner *owner);

#endif
