/* SPDX-License-Identifier: Apache-2.0 */
/* See failmalloc.h. */
#include "base/failmalloc.h"

#include <stdlib.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);

static int is_armed;
static size_t countdown;
static size_t total;

void failmalloc_at(size_t n)
{
    is_armed = 1;
    countdown = n;
}

int failmalloc_off(void)
{
    int has_failed = !is_armed;

    is_armed = 0;
    return has_failed;
}

size_t failmalloc_total(void)
{
    size_t sum = total;

    total = 0;
    return sum;
}

static int fails(size_t size)
{
    total += size;
    if (!is_armed) {
        return 0;
    }
    is_armed = countdown > 0;
    return countdown-- == 0;
}

void *__wrap_malloc(size_t size)
{
    return fails(size) ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return fails(count * size) ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size)
{
    return fails(size) ? NULL : __real_realloc(old, size);
}
