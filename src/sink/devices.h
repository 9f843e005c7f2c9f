/* SPDX-License-Identifier: Apache-2.0 */
/* A list of phones in every format. Only for the files of src/sink. */
#ifndef ADBNET_SINK_DEVICES_H
#define ADBNET_SINK_DEVICES_H

#include "sink/json_writer.h"
#include "sink/out.h"
#include "sink/sink.h"

/* One phone: members of the object that is open. */
void devices_put_json(struct json_writer *json, const struct device *device);

/*
 * Aligned columns, never cut; the next step below its phone. columns: the
 * terminal's, within which sentences are wrapped; 0: none.
 */
void devices_put_table(struct out *out, unsigned columns,
                       const struct device_list *list);

#endif
