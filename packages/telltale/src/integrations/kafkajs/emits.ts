// What the integration of kafkajs writes.
import type { Emitted } from "../library-integration.ts";
import { messagingEmits } from "../messaging/emits.ts";

const alone = [
  { name: "messaging.destination.partition.id", when: "it is known" },
  { name: "messaging.kafka.offset", when: "there is one message" },
  { name: "messaging.kafka.message.key", when: "there is one message, and its key is text" },
  { name: "messaging.message.body.size", when: "there is one message" },
  "messaging.batch.message_count",
];

/** Spans and metrics of kafkajs. */
export const kafkajsEmits: readonly Emitted[] = messagingEmits({
  common: ["server.address", "server.port"],
  consuming: ["messaging.consumer.group.name"],
  queueTime: true,
  operations: [
    {
      name: "send",
      type: "send",
      description: "Messages sent, until the broker has them; without a destination where there are several.",
      attributes: alone,
      bare: true,
    },
    {
      name: "process",
      type: "process",
      description: "A message handled by `eachMessage`, or a batch by `eachBatch`, linked to its messages.",
      attributes: [
        ...alone,
        { name: "messaging.kafka.message.tombstone", when: "it has no value" },
        { name: "telltale.messaging.delivery_count", when: "there is one message" },
        "telltale.messaging.queue_time_ms",
        "telltale.messaging.redelivered",
      ],
    },
    { name: "commit", type: "settle", description: "Offsets committed by the application.", fails: false },
  ],
});
