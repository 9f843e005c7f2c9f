/* SPDX-License-Identifier: Apache-2.0 */
/* --version: of the program, its formats and the libraries. */
#ifndef ADBNET_CMD_VERSION_H
#define ADBNET_CMD_VERSION_H

/* On standard output. Nothing is initialised for it. */
void version_print(void);

#endif
