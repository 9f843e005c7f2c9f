/* SPDX-License-Identifier: Apache-2.0 */
/* Who may look into whose processes. See rights.h. */
#include "cmd/rights.h"

#include "cmd/say.h"

/* More than the ten seconds that su has. */
#define SU_IDLE_MS 15000

/* run-as is for a package that was named in full; others it refuses. */
static bool is_package(const struct target *target)
{
    return (target->kind == TARGET_NAME || target->kind == TARGET_PACKAGE) &&
           !target_is_glob(target->name) &&
           script_package_is_good(str_from(target->name));
}

static void name_packages(struct rights *rights, const struct target *targets,
                          size_t count)
{
    rights->package_count = 0;
    rights->left_out = 0;
    for (size_t i = 0; i < count; i++) {
        if (!is_package(&targets[i])) {
            continue;
        }
        if (rights->package_count < SCRIPT_PACKAGES_MAX) {
            rights->packages[rights->package_count++] = targets[i].name;
        } else {
            rights->left_out++;
        }
    }
}

void rights_ask(struct rights *rights, const struct settings *settings,
                const struct target *targets, size_t count,
                struct collect_options *out)
{
    if (settings->root != ROOT_NEVER) {
        out->parts |= SCRIPT_FDS;
    }
    if (settings->root == ROOT_SU) {
        out->parts |= SCRIPT_SU;
        out->idle_ms = settings->timeout_ms < SU_IDLE_MS ? settings->timeout_ms
                                                         : SU_IDLE_MS;
    }
    if (settings->root == ROOT_SU && settings->replay == NULL) {
        say_note(settings, "--root=su: if the phone asks on its screen, allow "
                           "it; su has ten seconds");
    }
    name_packages(rights, targets, count);
    if (rights->package_count > 0) {
        out->parts |= SCRIPT_RUN_AS;
    }
    out->packages = rights->packages;
    out->package_count = rights->package_count;
    out->package_user =
        settings->user_choice == USER_ONE ? (int64_t)settings->user : -1;
}

int rights_warn(const struct rights *rights, struct snapshot *snapshot)
{
    return rights->left_out == 0 || snapshot->has_all_holders
               ? 0
               : snapshot_warn(snapshot, "run-as-many", true,
                               "run-as was tried for the first %d packages "
                               "alone, and for the other %zu not: ask for them "
                               "apart",
                               SCRIPT_PACKAGES_MAX, rights->left_out);
}
