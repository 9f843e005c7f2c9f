/* SPDX-License-Identifier: Apache-2.0 */
/* See ask.h. */
#include "cmd/ask.h"

#include "base/cursor.h"
#include "cmd/say.h"

#include <unistd.h>

#define ANSWER_CAP 64

bool ask_is_possible(void)
{
    return isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

/* A terminal gives a line at a time. A signal ends the reading: that is no. */
bool ask_yes(const char *question)
{
    char answer[ANSWER_CAP];
    struct str word;
    ssize_t got;

    say_request(question);
    say_request("y and Enter: yes; anything else: no");
    got = read(STDIN_FILENO, answer, sizeof(answer));
    if (got <= 0) {
        return false;
    }
    word = (struct str){answer, (size_t)got};
    word.len -= answer[got - 1] == '\n';
    word = str_trim(word);
    return str_is(word, "y") || str_is(word, "Y") || str_is(word, "yes");
}
