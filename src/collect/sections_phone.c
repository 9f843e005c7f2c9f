/* SPDX-License-Identifier: Apache-2.0 */
/* What the phone says of itself. See section_kind.h. */
#include "collect/facts.h"
#include "collect/script.h"
#include "collect/section_kind.h"

#include "base/err.h"

/*
 * "BRAND/PRODUCT/DEVICE:RELEASE/ID/NUMBER:user/release-keys": the type of the
 * build, which the script has no room to ask for.
 */
static int keep_build(struct sections *sections, struct str fingerprint)
{
    struct str type = {fingerprint.ptr, 0};
    size_t i;

    for (i = 0; i < fingerprint.len; i++) {
        if (fingerprint.ptr[i] == ':') {
            type.ptr = fingerprint.ptr + i + 1;
            type.len = 0;
        }
    }
    while (type.ptr + type.len < fingerprint.ptr + fingerprint.len &&
           type.ptr[type.len] != '/') {
        type.len++;
    }
    return type.ptr == fingerprint.ptr || type.len == 0
               ? 0
               : section_keep(sections, type, &sections->out->phone.build);
}

static int fact_line(struct sections *sections, struct str line)
{
    struct phone *phone = &sections->out->phone;
    const struct {
        const char *key;
        const char **out;
    } texts[] = {
        {"ro.product.model", &phone->model},
        {"ro.product.manufacturer", &phone->manufacturer},
        {"ro.build.version.release", &phone->android},
        {"ro.build.version.security_patch", &phone->patch},
        {"ro.build.type", &phone->build},
        {"ro.build.fingerprint", &phone->fingerprint},
    };
    struct property_line property;
    uint64_t sdk;
    int rc;

    if (facts_parse_property(line, &property) == 0 || property.value.len == 0) {
        return 0;
    }
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        if (str_is(property.key, texts[i].key)) {
            rc = section_keep(sections, property.value, texts[i].out);
            if (rc == 0 && texts[i].out == &phone->fingerprint) {
                rc = keep_build(sections, property.value);
            }
            return rc < 0 ? rc : 1;
        }
    }
    if (str_is(property.key, "ro.build.version.sdk") &&
        str_to_u64(property.value, INT32_MAX, &sdk)) {
        phone->sdk = (int32_t)sdk;
        return 1;
    }
    return 0;
}

static int fact_done(struct sections *sections)
{
    if (sections->now->status != 0 || sections->now->rows == 0) {
        return snapshot_warn(sections->out, "facts-failed", false,
                             "the phone's properties could not be read "
                             "(status %d)",
                             sections->now->status);
    }
    return 0;
}

static int current_user_line(struct sections *sections, struct str line)
{
    uint32_t user;
    int rc = facts_parse_user_id(line, &user);

    if (rc > 0) {
        sections->out->phone.current_user = (int32_t)user;
    }
    return rc;
}

static int current_user_done(struct sections *sections)
{
    return sections->now->status == 0 && sections->now->rows > 0
               ? 0
               : section_warn_failed(
                     sections, "facts-failed",
                     "the phone's activity manager did not say which "
                     "user is in front");
}

/* "su /system/xbin/su" */
static int tool_line(struct sections *sections, struct str line)
{
    static const struct {
        const char *name;
        enum phone_tool tool;
    } tools[] = {
        {"stat", TOOL_STAT},         {"ip", TOOL_IP},
        {"grep", TOOL_GREP},         {"dumpsys", TOOL_DUMPSYS},
        {"settings", TOOL_SETTINGS}, {"netstat", TOOL_NETSTAT},
        {"run-as", TOOL_RUN_AS},     {"su", TOOL_SU},
    };
    struct cursor cursor = cursor_from(line);
    struct str name;

    if (!cursor_token(&cursor, &name)) {
        return 0;
    }
    for (size_t i = 0; i < sizeof(tools) / sizeof(tools[0]); i++) {
        if (str_is(name, tools[i].name)) {
            sections->out->tools |= (unsigned)tools[i].tool;
            return 1;
        }
    }
    return ERR_PROTO;
}

static int tools_done(struct sections *sections)
{
    (void)sections;
    return 0;
}

const struct section_kind section_tools = {
    .name = "tools",
    .is_optional = true,
    .part = SCRIPT_TOOLS,
    .line = tool_line,
    .done = tools_done,
};

const struct section_kind section_facts = {
    .name = "facts",
    .line = fact_line,
    .done = fact_done,
};

const struct section_kind section_current_user = {
    .name = "current-user",
    .line = current_user_line,
    .done = current_user_done,
};
