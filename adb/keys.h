/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The key ring: the files that <adb/keys.h> speaks of, in the order in which
 * they are tried: the user's own, then vendor keys as they were given, those
 * of a directory by name.
 */
#ifndef ADB_KEYS_IMPL_H
#define ADB_KEYS_IMPL_H

#include "key.h"

#include <adb/error.h>
#include <adb/keys.h>

struct log;
struct keys;

/*
 * Reads nothing yet. places (may be NULL: there are no keys) and log are
 * borrowed. NULL: out of memory.
 */
struct keys *keys_new(const struct adb_key_places *places,
                      const struct log *log);
void keys_free(struct keys *keys);

/*
 * Signs with the key of that number. > 0: the length of the signature. 0:
 * there are no so many keys. < 0: this key cannot, the next one may.
 */
int keys_sign(struct keys *keys, size_t which,
              const unsigned char token[KEY_TOKEN_LEN],
              unsigned char out[KEY_SIGNATURE_LEN]);

/*
 * The user's own public key and whose it is, one line; made if there is
 * none. Lives as long as the ring. NULL: why stands in err.
 */
const char *keys_offer(struct keys *keys, struct adb_err *err);

/* Files that should have been keys and were left out; each was logged. */
size_t keys_skipped(const struct keys *keys);

#endif
