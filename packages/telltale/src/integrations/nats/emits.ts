// What the integration of NATS writes.
import type { Emitted } from "../library-integration.ts";
import { messagingEmits } from "../messaging/emits.ts";

const delivered = [
  { name: "messaging.message.id", when: "it has one" },
  { name: "messaging.message.body.size", when: "it is known" },
  { name: "messaging.nats.stream", when: "it comes from JetStream" },
];

/** Spans and metrics of NATS. */
export const natsEmits: readonly Emitted[] = messagingEmits({
  common: ["server.address", "server.port"],
  consuming: [
    { name: "messaging.consumer.group.name", when: "there is a queue group or a consumer of JetStream" },
    { name: "messaging.destination.template", when: "it was subscribed to by a pattern" },
  ],
  queueTime: true,
  operations: [
    {
      name: "publish",
      type: "send",
      description: "A message published; by JetStream until the stream has it.",
      attributes: ["messaging.message.body.size", "messaging.message.id"],
    },
    {
      name: "request",
      type: "send",
      description: "A message sent, until its reply arrives.",
      attributes: ["messaging.message.body.size"],
    },
    {
      name: "receive",
      type: "receive",
      description: "A message that an iterator returned.",
      attributes: [],
      fails: false,
    },
    {
      name: "process",
      type: "process",
      description: "A message handled by a callback.",
      attributes: [
        ...delivered,
        { name: "telltale.messaging.delivery_count", when: "it comes from JetStream" },
        "telltale.messaging.queue_time_ms",
        "telltale.messaging.redelivered",
      ],
    },
    ...(["ack", "nak", "term"] as const).map((name) => ({
      name,
      type: "settle" as const,
      description: `A message of JetStream settled by \`${name}\`.`,
      attributes: [
        "messaging.nats.stream",
        "messaging.message.body.size",
        ...(name === "term" ? ["telltale.messaging.dead_lettered"] : []),
      ],
      fails: false,
    })),
  ],
});
