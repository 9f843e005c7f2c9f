/* SPDX-License-Identifier: Apache-2.0 */
/* What boot.c and phone.c, the two halves of a rig's start, share. */
#ifndef RIG_BOOT_H
#define RIG_BOOT_H

struct options {
    const char *state; /* the rig's directory */
    const char *libs;  /* unpacked trixie packages */
    const char *build; /* system/ and etc/ of the phone, made by `rig` */
    const char *port;
    const char *uid;
    const char *sockets;
    const char *seed;
    const char *rotate;
    const char *usb; /* the gadget's FunctionFS, "" for none */
};

/* The phone's pid 1, after the clone: waits for a byte on `go`, makes the tree
 * and becomes /system/bin/init in it, which tells adbd's pid on `ready` when
 * everything stands. Neither returns. */
void init_main(void);
void phone_main(const struct options *opt, int go, int ready);

void ip_batch(const char *lines); /* ends the program when ip refuses */
void sysctl(const char *name, const char *value); /* below net/ */

#endif
