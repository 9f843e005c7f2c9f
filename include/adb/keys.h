/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The keys by which phones know this computer. They are the same files adb
 * uses, so that a phone that has accepted adb accepts this library too, and
 * the other way round.
 */
#ifndef ADB_KEYS_H
#define ADB_KEYS_H

/*
 * Where the keys are. Nothing is read before a phone wants to know a key,
 * and nothing is made before it has refused every key there is; then the
 * user's own key, if there is none yet: a directory `.android` (0750), and
 * in it `adbkey` (0600) and `adbkey.pub`. A file that exists is never
 * written to. All strings are borrowed during the call that connects.
 */
struct adb_key_places {
    /* Whose `.android/adbkey` is the user's own key; NULL or "": none is. */
    const char *home;

    /*
     * What users of adb put into ADB_VENDOR_KEYS: files, and directories of
     * files called *.adb_key, with ':' between them. NULL: none. Keys from
     * here are only ever used to sign, they are never shown to a phone.
     */
    const char *vendor_keys;

    /*
     * What the phone lists the user's key as, "user@host". It goes into
     * adbkey.pub too. NULL: " @unknown", as adb has it.
     */
    const char *owner;
};

#endif
