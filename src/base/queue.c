/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A ring under a lock. One byte stands in the pipe while the queue is not
 * empty, so that its reading end is readable just then; the writing end
 * never fills.
 */
#include "base/queue.h"

#include "base/err.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

struct queue {
    pthread_mutex_t lock;
    void **items;
    size_t *sizes; /* of those in items */
    size_t max;
    size_t max_bytes;
    size_t bytes; /* of all that are in it */
    size_t first;
    size_t len;
    bool is_closed;
    bool is_signaled; /* the byte is in the pipe */
    int fds[2];
};

static int open_pipe(int fds[2])
{
    int i;

    if (pipe(fds) < 0) {
        return -1;
    }
    for (i = 0; i < 2; i++) {
        (void)fcntl(fds[i], F_SETFD, FD_CLOEXEC);
        (void)fcntl(fds[i], F_SETFL, O_NONBLOCK);
    }
    return 0;
}

struct queue *queue_new(size_t max)
{
    struct queue *queue = calloc(1, sizeof(*queue));

    if (queue == NULL) {
        return NULL;
    }
    queue->max = max;
    queue->max_bytes = SIZE_MAX;
    queue->items = calloc(max, sizeof(*queue->items));
    queue->sizes = calloc(max, sizeof(*queue->sizes));
    if (queue->items == NULL || queue->sizes == NULL ||
        open_pipe(queue->fds) < 0) {
        free(queue->sizes);
        free(queue->items);
        free(queue);
        return NULL;
    }
    (void)pthread_mutex_init(&queue->lock, NULL);
    return queue;
}

void queue_free(struct queue *queue)
{
    if (queue != NULL) {
        (void)pthread_mutex_destroy(&queue->lock);
        (void)close(queue->fds[0]);
        (void)close(queue->fds[1]);
        free(queue->sizes);
        free(queue->items);
        free(queue);
    }
}

void queue_limit(struct queue *queue, size_t max_bytes)
{
    queue->max_bytes = max_bytes;
}

/* Under the lock: puts the byte there, or takes it away. */
static void signal_state(struct queue *queue)
{
    bool want = queue->len > 0 || queue->is_closed;
    char byte = 0;

    if (want && !queue->is_signaled) {
        queue->is_signaled = write(queue->fds[1], &byte, 1) == 1;
    } else if (!want && queue->is_signaled) {
        queue->is_signaled = read(queue->fds[0], &byte, 1) != 1;
    }
}

/* Under the lock. 0, ERR_CLOSED, ERR_LIMIT. */
static int put(struct queue *queue, void *item, size_t size)
{
    size_t at = (queue->first + queue->len) % queue->max;

    if (queue->is_closed) {
        return ERR_CLOSED;
    }
    if (queue->len == queue->max ||
        (queue->len > 0 && (queue->bytes > queue->max_bytes ||
                            size > queue->max_bytes - queue->bytes))) {
        return ERR_LIMIT;
    }
    queue->items[at] = item;
    queue->sizes[at] = size;
    queue->bytes += size;
    queue->len++;
    return 0;
}

int queue_push(struct queue *queue, void *item)
{
    return queue_push_sized(queue, item, 0);
}

int queue_push_sized(struct queue *queue, void *item, size_t size)
{
    int rc;

    (void)pthread_mutex_lock(&queue->lock);
    rc = put(queue, item, size);
    signal_state(queue);
    (void)pthread_mutex_unlock(&queue->lock);
    return rc;
}

/* Who pops is woken once, not for each while the lock is held. */
size_t queue_push_all(struct queue *queue, void *const *items, size_t count)
{
    size_t done = 0;

    (void)pthread_mutex_lock(&queue->lock);
    while (done < count && put(queue, items[done], 0) == 0) {
        done++;
    }
    signal_state(queue);
    (void)pthread_mutex_unlock(&queue->lock);
    return done;
}

void *queue_pop(struct queue *queue)
{
    void *item = NULL;

    (void)pthread_mutex_lock(&queue->lock);
    if (queue->len > 0) {
        item = queue->items[queue->first];
        queue->bytes -= queue->sizes[queue->first];
        queue->first = (queue->first + 1) % queue->max;
        queue->len--;
        signal_state(queue);
    }
    (void)pthread_mutex_unlock(&queue->lock);
    return item;
}

void queue_close(struct queue *queue)
{
    (void)pthread_mutex_lock(&queue->lock);
    queue->is_closed = true;
    signal_state(queue);
    (void)pthread_mutex_unlock(&queue->lock);
}

bool queue_is_closed(struct queue *queue)
{
    bool is_closed;

    (void)pthread_mutex_lock(&queue->lock);
    is_closed = queue->is_closed;
    (void)pthread_mutex_unlock(&queue->lock);
    return is_closed;
}

int queue_fd(const struct queue *queue)
{
    return queue->fds[0];
}
