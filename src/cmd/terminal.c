/* SPDX-License-Identifier: Apache-2.0 */
/* Width and time zone. See terminal.h. */
#include "cmd/terminal.h"

#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

/* A terminal that does not know its size is taken for the usual one. */
#define WIDTH_DEFAULT 80

unsigned terminal_width(int fd)
{
    struct winsize size = {.ws_col = 0};

    if (!isatty(fd)) {
        return 0;
    }
    if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) {
        return WIDTH_DEFAULT;
    }
    return size.ws_col;
}

int terminal_utc_offset(int64_t wall_ms)
{
    time_t at = (time_t)(wall_ms / 1000);
    struct tm local;
    struct tm utc;
    int days;

    if (localtime_r(&at, &local) == NULL || gmtime_r(&at, &utc) == NULL) {
        return 0;
    }
    /* Neighbours at most; over New Year the day of the year jumps. */
    days = local.tm_year != utc.tm_year ? local.tm_year - utc.tm_year
                                        : local.tm_yday - utc.tm_yday;
    return (days * 24 + local.tm_hour - utc.tm_hour) * 60 + local.tm_min -
           utc.tm_min;
}
