/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All of the library: the host side of the Android Debug Bridge. Start with
 * <adb/device.h>. No promise about stability is made before version 1.0.
 */
#ifndef ADB_ADB_H
#define ADB_ADB_H

#include <adb/cancel.h>
#include <adb/device.h>
#include <adb/error.h>
#include <adb/keys.h>
#include <adb/library.h>
#include <adb/options.h>
#include <adb/server.h>
#include <adb/shell.h>
#include <adb/usb.h>

#endif
