/* SPDX-License-Identifier: Apache-2.0 */
/* --help out of the option table. */
#include "cmd/option_table.h"
#include "cmd/options.h"

#include <stdio.h>

#define COLUMN 30

static void print_option(const struct option_row *row)
{
    char left[80];
    const char *help = row->help;
    int used = snprintf(
        left, sizeof(left), "  %c%c%s --%s%s%s", row->letter != 0 ? '-' : ' ',
        row->letter != 0 ? row->letter : ' ', row->letter != 0 ? "," : " ",
        row->name, row->argument != NULL ? " " : "",
        row->argument != NULL ? row->argument : "");

    (void)printf("%-*s", COLUMN, left);
    if (used >= COLUMN) {
        (void)printf("\n%*s", COLUMN, "");
    }
    for (; *help != '\0'; help++) {
        (void)putchar(*help);
        if (*help == '\n') {
            (void)printf("%*s", COLUMN, "");
        }
    }
    (void)putchar('\n');
}

static void print_options(const char *command)
{
    size_t i;

    for (i = 0; i < option_count; i++) {
        const struct option_row *row = &option_table[i];

        if (command == NULL ? row->commands == NULL
                            : option_is_of(row, command)) {
            print_option(row);
        }
    }
}

static void print_exit(void)
{
    (void)puts("\nExit status: 0 ok, 1 error, 2 usage, 3 no usable phone, 4 "
               "partial,\n5 not as --expect has it. Data on stdout, words on "
               "stderr.");
}

void options_help(const struct command *command)
{
    size_t i;

    if (command != NULL) {
        (void)printf("Usage: adbnet [options] %s %s\n\n%s\n", command->name,
                     command->arguments, command->details);
        print_options(command->name);
        (void)puts("\nMore options, for every command: adbnet --help");
        print_exit();
        return;
    }
    (void)puts("adbnet: netstat for the phone at the other end of the cable"
               "\n\nUsage: adbnet [options] COMMAND ...\n\nCommands:");
    for (i = 0; commands[i] != NULL; i++) {
        (void)printf("  %-10s %-12s %s\n", commands[i]->name,
                     commands[i]->arguments, commands[i]->summary);
    }
    (void)puts("\nOptions, in front of the command or behind it:");
    print_options(NULL);
    (void)puts("\nEnvironment, as adb's: ANDROID_SERIAL, ADB_SERVER_SOCKET,\n"
               "ANDROID_ADB_SERVER_ADDRESS, ANDROID_ADB_SERVER_PORT; NO_COLOR."
               "\n\nadbnet COMMAND --help shows the options of a command.");
    print_exit();
}

void options_hint(void)
{
    (void)fputs("adbnet: netstat for the phone at the other end of the "
                "cable\n\n"
                "  adbnet devices                  which phones are there\n"
                "  adbnet conns                    which app talks to whom\n"
                "  adbnet conns com.example.bank   one app\n"
                "  adbnet conns -l                 who listens\n"
                "  adbnet conns --json             for scripts\n\n"
                "adbnet --help shows every command and option.\n",
                stderr);
}
