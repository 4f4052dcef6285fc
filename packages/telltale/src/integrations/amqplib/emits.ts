// What the integration of amqplib writes.
import type { Emitted } from "../library-integration.ts";
import { messagingEmits } from "../messaging/emits.ts";

const key = "messaging.rabbitmq.destination.routing_key";
const tag = "messaging.rabbitmq.message.delivery_tag";
const delivered = [
  { name: key, when: "it has one" },
  tag,
  { name: "telltale.messaging.redelivered", when: "it was delivered before" },
];

/** Spans and metrics of amqplib. */
export const amqplibEmits: readonly Emitted[] = messagingEmits({
  common: ["server.address", "server.port"],
  anonymous: true,
  queueTime: true,
  operations: [
    {
      name: "publish",
      type: "send",
      description: "A message published; on confirm channels until the broker has it.",
      attributes: [
        { name: key, when: "it has one" },
        "messaging.message.body.size",
        "messaging.message.id",
        "messaging.message.conversation_id",
      ],
    },
    {
      name: "get",
      type: "receive",
      description: "A message fetched on request.",
    },
    {
      name: "process",
      type: "process",
      description: "A message handled by the callback of a consumer.",
      attributes: [
        ...delivered,
        "messaging.message.body.size",
        "messaging.message.id",
        "messaging.message.conversation_id",
        { name: "telltale.messaging.delivery_count", when: "the queue counts" },
        "telltale.messaging.queue_time_ms",
        "telltale.messaging.dead_letter.source",
        "telltale.messaging.dead_letter.reason",
      ],
    },
    ...(["ack", "nack", "reject"] as const).map((name) => ({
      name,
      type: "settle" as const,
      description: `A message settled by \`${name}\`.`,
      fails: false,
      attributes: [
        { name: key, when: "it has one" },
        { name: tag, when: "it is a single one" },
        ...(name === "ack"
          ? []
          : [{ name: "telltale.messaging.dead_lettered", when: "it is not put back into the queue" }]),
      ],
    })),
  ],
});
