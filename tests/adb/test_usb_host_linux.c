/* SPDX-License-Identifier: Apache-2.0 */
/* Who has a node open, found in a procfs that is made up. */
#include "usb_host.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define NODE "/dev/bus/usb/001/004"

struct process {
    const char *pid;
    const char *name; /* NULL: it cannot be read */
    const char *open; /* what its descriptor leads to; NULL: none */
};

struct proc {
    char top[40];
    char path[120]; /* of the last join() */
};

static const char *join(struct proc *proc, const char *pid, const char *rest)
{
    (void)snprintf(proc->path, sizeof(proc->path), "%s/%s%s", proc->top, pid,
                   rest);
    return proc->path;
}

static void put(struct proc *proc, const struct process *process)
{
    FILE *file;

    assert_int_equal(mkdir(join(proc, process->pid, ""), 0700), 0);
    assert_int_equal(mkdir(join(proc, process->pid, "/fd"), 0700), 0);
    if (process->open != NULL) {
        assert_int_equal(
            symlink(process->open, join(proc, process->pid, "/fd/7")), 0);
    }
    if (process->name != NULL) {
        file = fopen(join(proc, process->pid, "/comm"), "w");
        assert_non_null(file);
        assert_true(fprintf(file, "%s\n", process->name) > 0);
        assert_int_equal(fclose(file), 0);
    }
}

static void drop(struct proc *proc, const struct process *process)
{
    (void)unlink(join(proc, process->pid, "/comm"));
    (void)unlink(join(proc, process->pid, "/fd/7"));
    (void)rmdir(join(proc, process->pid, "/fd"));
    (void)rmdir(join(proc, process->pid, ""));
}

/* Of one other process, and one in question. */
static void expect(const struct process *process, const char *want,
                   const char *why)
{
    static const struct process other = {"17", "bash", "/dev/null"};
    struct proc proc = {.top = "/tmp/adbnet-proc-XXXXXX"};
    char holder[USB_HOST_TEXT_CAP];

    assert_non_null(mkdtemp(proc.top));
    put(&proc, &other);
    put(&proc, process);
    usb_host_holder(proc.top, NODE, holder);
    drop(&proc, &other);
    drop(&proc, process);
    assert_int_equal(rmdir(proc.top), 0);
    if (strcmp(holder, want) != 0) {
        fail_msg("%s: \"%s\"", why, holder);
    }
}

static void host_names_the_program_that_has_the_node(void **state)
{
    static const struct {
        struct process process;
        const char *want;
        const char *why;
    } rows[] = {
        {{"41", "adb", NODE}, "adb (pid 41)", "a program"},
        {{"41", NULL, NODE}, "a program (pid 41)", "one without a name"},
        {{"41", "adb", NODE "0"}, "", "another node, beginning the same"},
        {{"41", "adb", "/dev/bus/usb/001/00"}, "", "a part of it"},
        {{"41", "adb", NULL}, "", "nothing open"},
        {{"meminfo", "adb", NODE}, "", "no process"},
        {{"12345678901", "adb", NODE}, "", "no pid"},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        expect(&rows[i].process, rows[i].want, rows[i].why);
    }
}

static void host_does_not_name_itself(void **state)
{
    char pid[16];
    struct process own = {pid, "adbnet", NODE};

    (void)state;
    (void)snprintf(pid, sizeof(pid), "%ld", (long)getpid());
    expect(&own, "", "our own descriptor");
}

static void host_without_procfs_knows_nobody(void **state)
{
    char holder[USB_HOST_TEXT_CAP] = "x";

    (void)state;
    usb_host_holder("/nowhere", NODE, holder);
    assert_string_equal(holder, "");
}

static void host_knows_whose_a_node_is(void **state)
{
    char owner[USB_HOST_TEXT_CAP];

    (void)state;
    usb_host_owner("/dev/null", owner);
    assert_string_equal(owner, "owner root, group root, mode 0666");
    usb_host_owner("/nowhere", owner);
    assert_string_equal(owner, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(host_names_the_program_that_has_the_node),
        cmocka_unit_test(host_does_not_name_itself),
        cmocka_unit_test(host_without_procfs_knows_nobody),
        cmocka_unit_test(host_knows_whose_a_node_is),
    };

    return cmocka_run_group_tests_name("usb_host_linux", tests, NULL, NULL);
}
