/* SPDX-License-Identifier: Apache-2.0 */
/* --help out of the option table. */
#include "cmd/option_table.h"
#include "cmd/options.h"

#include <stdio.h>

#define COLUMN 30
/* What a terminal has at least. */
#define WIDTH 80

/* The words of help, as many in a line as there is room for. */
static void print_words(const char *help)
{
    struct cursor words = cursor_from(str_from(help));
    struct str word;
    size_t used = COLUMN;

    while (cursor_token(&words, &word)) {
        if (used > COLUMN && used + 1 + word.len > WIDTH) {
            (void)printf("\n%*s", COLUMN, "");
            used = COLUMN;
        } else if (used > COLUMN) {
            (void)putchar(' ');
            used++;
        }
        (void)printf("%.*s", (int)word.len, word.ptr);
        used += word.len;
    }
    (void)putchar('\n');
}

static void print_option(const struct option_row *row)
{
    char left[80];
    int used = snprintf(
        left, sizeof(left), "  %c%c%s --%s%s%s", row->letter != 0 ? '-' : ' ',
        row->letter != 0 ? row->letter : ' ', row->letter != 0 ? "," : " ",
        row->name, row->argument != NULL && row->argument[0] != '[' ? " " : "",
        row->argument != NULL ? row->argument : "");

    (void)printf("%-*s", COLUMN, left);
    if (used >= COLUMN) {
        (void)printf("\n%*s", COLUMN, "");
    }
    print_words(row->help);
}

/* How many there were. */
static size_t print_options(const char *command)
{
    size_t count = 0;
    size_t i;

    for (i = 0; i < option_count; i++) {
        const struct option_row *row = &option_table[i];

        if (command == NULL ? row->commands == NULL
                            : option_is_of(row, command)) {
            print_option(row);
            count++;
        }
    }
    return count;
}

static void print_exit(void)
{
    (void)puts(
        "\nExit status: 0 ok, 1 error, 2 usage, 3 no usable phone, 4 "
        "partial,\n5 the judgement asked for is negative. Data on stdout, "
        "words on stderr.");
}

void options_help(const struct command *command)
{
    size_t i;

    if (command != NULL) {
        (void)printf("Usage: adbnet [options] %s%s%s\n\n%s\n", command->name,
                     command->arguments[0] != '\0' ? " " : "",
                     command->arguments, command->details);
        if (print_options(command->name) > 0) {
            (void)putchar('\n');
        }
        (void)puts("More options, for every command: adbnet --help");
        print_exit();
        return;
    }
    (void)puts("adbnet: netstat for the phone at the other end of the cable"
               "\n\nUsage: adbnet [options] COMMAND ...\n\nCommands:");
    for (i = 0; commands[i] != NULL; i++) {
        (void)printf("  %-8s %-14s %s\n", commands[i]->name,
                     commands[i]->arguments, commands[i]->summary);
    }
    (void)puts("\nOptions, in front of the command or behind it:");
    (void)print_options(NULL);
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
                "  adbnet watch com.example.bank   what it opens and closes\n"
                "  adbnet conns --json             for scripts\n\n"
                "adbnet --help shows every command and option.\n",
                stderr);
}
