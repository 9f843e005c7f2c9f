/* SPDX-License-Identifier: Apache-2.0 */
/* What standin.c, package.c and rights.c share: the files in /rig. */
#ifndef RIG_STANDIN_H
#define RIG_STANDIN_H

#include <stddef.h>
#include <stdio.h>

#define LINE_CAP 4096
#define USER_FIELDS 5 /* id, name, flags, running, type */

struct package {
    char name[256];
    int appid;
    char users[128]; /* "0,10" */
    int is_third;
    long version;
    char version_name[64];
    char flags[64]; /* debuggable, disabled, or - */
};

FILE *data(const char *name);    /* /rig/NAME, NULL when there is none */
void pause_as(const char *name); /* as long as the file of that name says */

/* Cuts line at each `by`; the last field is the rest. Returns how many. */
size_t split(char *line, const char *by, char **field, size_t count);

/* The next one of the file; 0 at its end. */
int read_package(FILE *f, struct package *out);
int read_user(FILE *f, char *line, int *id, char **field);

int find_package(const char *name, struct package *out);
void each_package(void (*tell)(const struct package *package));
int has_user(const struct package *p, int user);

int list_users(int verbose);
int cmd_package(int argc, char **argv);

int run_su(int argc, char **argv);
int run_as(int argc, char **argv);

#endif
