// What the integration of BullMQ writes.
import type { Emitted } from "../library-integration.ts";
import { messagingEmits } from "../messaging/emits.ts";

const scheduler = "messaging.bullmq.scheduler";

/** Spans and metrics of BullMQ. */
export const bullmqEmits: readonly Emitted[] = messagingEmits({
  common: ["server.address", "server.port"],
  queueTime: true,
  operations: [
    {
      name: "add",
      type: "send",
      description: "A job, several, or a flow put into queues.",
      bare: true,
      attributes: [
        { name: "messaging.bullmq.job.name", when: "there is one job" },
        { name: "messaging.message.id", when: "there is one job" },
        "messaging.batch.message_count",
      ],
    },
    {
      name: "schedule",
      type: "create",
      description: "A job scheduler made or changed.",
      attributes: [scheduler],
    },
    {
      name: "process",
      type: "process",
      description: "One attempt of a worker at a job.",
      attributes: [
        "messaging.bullmq.job.name",
        "messaging.message.id",
        { name: scheduler, when: "a scheduler made it" },
        { name: "messaging.bullmq.parent.id", when: "it is part of a flow" },
        "telltale.messaging.delivery_count",
        "telltale.messaging.queue_time_ms",
        "telltale.messaging.redelivered",
        "telltale.messaging.dead_lettered",
      ],
    },
  ],
});
