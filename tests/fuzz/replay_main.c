/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs corpus files through a fuzz target with any compiler: each argument
 * is a file or a directory of files. This is not a fuzzer, it invents
 * nothing. An empty corpus is a failure, because it would test nothing.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#define INPUT_MAX (16u * 1024u * 1024u) /* far above any corpus file */
#define PATH_CAP 4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int run_file(const char *path, unsigned *count)
{
    FILE *file = fopen(path, "rb");
    unsigned char *data = NULL;
    unsigned char *exact = NULL;
    size_t len = 0;
    int rc = -1;

    if (file == NULL) {
        perror(path);
        return -1;
    }
    data = malloc(INPUT_MAX);
    if (data == NULL) {
        goto out;
    }
    len = fread(data, 1, INPUT_MAX, file);
    if (ferror(file) || !feof(file)) {
        fprintf(stderr, "%s: cannot be read, or is too large\n", path);
        goto out;
    }
    /* A copy of the exact size lets the address sanitizer see over-reads. */
    exact = malloc(len > 0 ? len : 1);
    if (exact == NULL) {
        goto out;
    }
    for (size_t i = 0; i < len; i++) {
        exact[i] = data[i];
    }
    (void)LLVMFuzzerTestOneInput(exact, len);
    (*count)++;
    rc = 0;
out:
    free(exact);
    free(data);
    (void)fclose(file);
    return rc;
}

static int run_dir(const char *path, unsigned *count)
{
    DIR *dir = opendir(path);
    struct dirent *entry = NULL;
    int rc = 0;

    if (dir == NULL) {
        perror(path);
        return -1;
    }
    while (rc == 0 && (entry = readdir(dir)) != NULL) {
        char name[PATH_CAP];
        int len = snprintf(name, sizeof(name), "%s/%s", path, entry->d_name);

        if (entry->d_name[0] == '.') {
            continue;
        }
        rc = len > 0 && len < PATH_CAP ? run_file(name, count) : -1;
    }
    (void)closedir(dir);
    return rc;
}

int main(int argc, char **argv)
{
    unsigned count = 0;

    for (int i = 1; i < argc; i++) {
        struct stat st;
        int rc = stat(argv[i], &st);

        if (rc == 0) {
            rc = S_ISDIR(st.st_mode) ? run_dir(argv[i], &count)
                                     : run_file(argv[i], &count);
        } else {
            perror(argv[i]);
        }
        if (rc != 0) {
            return 1;
        }
    }
    if (count == 0) {
        fprintf(stderr, "no input: the corpus is empty\n");
        return 1;
    }
    printf("%u inputs\n", count);
    return 0;
}
