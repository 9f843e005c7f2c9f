/* SPDX-License-Identifier: Apache-2.0 */
/* --expect-path of conns: who takes another way. See answer.h. */
#include "cmd/answer.h"

#include "base/format.h"
#include "cmd/say.h"

#define LINE_CAP 400

static void tell(const struct settings *settings, bool is_missed,
                 const struct connection *connection)
{
    const struct net_interface *interface = connection->interface;
    char where[KEY_CAP];
    char id[SUBJECT_CAP];
    char line[LINE_CAP];

    (void)end_key(connection, KEY_BY_ADDR, where);
    (void)format_text(line, sizeof(line), "%s: %s port %u, %s: %s by %s%s%s",
                      key_subject(connection, 0, id), where,
                      key_port(connection),
                      sock_proto_name(connection->row->proto),
                      is_missed ? "not" : "it is not known whether",
                      expected_path_name(settings->expected_path),
                      interface != NULL && is_missed ? " but by " : "",
                      interface != NULL && is_missed ? interface->name : "");
    say_note(settings, line);
}

struct path_counts answer_path(const struct settings *settings,
                               const struct network *network,
                               struct connection *connections, size_t count)
{
    struct path_counts path = {.expected =
                                   expected_path_word(settings->expected_path)};
    size_t i;

    for (i = 0; i < count; i++) {
        path_take(settings->expected_path, network, &connections[i], &path);
    }
    return path;
}

void answer_path_say(const struct settings *settings,
                     const struct connection *connections, size_t count)
{
    size_t i;

    for (i = 0; i < count; i++) {
        if (connections[i].path >= PATH_NOT_TOLD) {
            tell(settings, connections[i].path == PATH_MISSED, &connections[i]);
        }
    }
}
