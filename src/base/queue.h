/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A bounded queue between threads. What is pushed is owned by the queue,
 * then by who pops it. Nothing blocks: a full queue refuses, an empty one
 * gives nothing, and the descriptor says when there is something again, so
 * that a thread can wait for it and for other things together.
 */
#ifndef ADBNET_BASE_QUEUE_H
#define ADBNET_BASE_QUEUE_H

#include <stdbool.h>
#include <stddef.h>

struct queue;

/* NULL without memory or descriptors (it holds two). */
struct queue *queue_new(size_t max);

/*
 * From birth: so many bytes in all, too, of what is pushed with its size. What
 * is larger goes in alone.
 */
void queue_limit(struct queue *queue, size_t max_bytes);

/* Must be empty of what needs freeing: see queue_pop(). Accepts NULL. */
void queue_free(struct queue *queue);

/* 0, ERR_LIMIT when it is full, ERR_CLOSED after queue_close(). */
int queue_push(struct queue *queue, void *item);
int queue_push_sized(struct queue *queue, void *item, size_t size);

/* As many of them as fit, in their order; returns how many. */
size_t queue_push_all(struct queue *queue, void *const *items, size_t count);

/* The oldest item, or NULL. Also after queue_close(). */
void *queue_pop(struct queue *queue);

/* Nothing can be pushed any more; wakes who waits. From any thread. */
void queue_close(struct queue *queue);
bool queue_is_closed(struct queue *queue);

/*
 * Readable while something is in the queue or it is closed. For poll()
 * only; owned by the queue.
 */
int queue_fd(const struct queue *queue);

#endif
