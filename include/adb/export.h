/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Marks what the library shows to the outside. It is built with hidden
 * visibility: a function without ADB_API does not exist for its users.
 */
#ifndef ADB_EXPORT_H
#define ADB_EXPORT_H

#if defined(__GNUC__)
#define ADB_API __attribute__((visibility("default")))
#else
#define ADB_API
#endif

#ifdef __cplusplus
#define ADB_BEGIN extern "C" {
#define ADB_END }
#else
#define ADB_BEGIN
#define ADB_END
#endif

#endif
