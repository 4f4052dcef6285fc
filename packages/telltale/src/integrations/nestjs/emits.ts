// What the integration of NestJS writes of microservices.
import { type Emitted, type EmittedAttribute, emittedMetric } from "../library-integration.ts";
import { messagingEmits } from "../messaging/emits.ts";
import { callDurations } from "./grpc-call.ts";

const method: EmittedAttribute = { name: "code.function.name", when: "the class is known" };
const pattern = "telltale.messaging.pattern";

// what the client of the broker knows of a message that it sends
const below: readonly EmittedAttribute[] = [
  { name: "messaging.message.body.size", when: "it goes over RabbitMQ, NATS or MQTT" },
  { name: "messaging.rabbitmq.destination.routing_key", when: "it goes over RabbitMQ" },
  { name: "messaging.mqtt.qos", when: "it goes over MQTT" },
];

const rpc: readonly EmittedAttribute[] = [
  { name: "rpc.system.name" },
  { name: "rpc.method" },
  { name: "rpc.response.status_code" },
  { name: "error.type", when: "it failed" },
];
const place: readonly EmittedAttribute[] = [{ name: "server.address" }, { name: "server.port" }];

/** Spans and metrics of microservices. */
export const microserviceEmits: readonly Emitted[] = [
  ...messagingEmits({
    common: [
      { name: "server.address", when: "it is known" },
      { name: "server.port", when: "it is known" },
    ],
    consuming: [{ name: "messaging.destination.template", when: "the pattern has wildcards" }],
    operations: [
      {
        name: "request",
        type: "send",
        description: "`send()` of a client, until its last answer.",
        attributes: [pattern, ...below],
      },
      {
        name: "publish",
        type: "send",
        description: "`emit()` of a client.",
        attributes: [pattern, ...below],
      },
      {
        name: "process",
        type: "process",
        description:
          "A message or an event, handled by a method of a controller. Over RabbitMQ, NATS and Kafka it is the span of their client.",
        attributes: [
          pattern,
          method,
          { name: "messaging.mqtt.qos", when: "it comes over MQTT" },
          "telltale.messaging.redelivered",
        ],
      },
    ],
  }),
  {
    kind: "span",
    name: "{rpc.method}",
    form: "server",
    description: "A call of gRPC, answered by a method of a controller.",
    attributes: [...rpc, method],
  },
  {
    kind: "span",
    name: "{rpc.method}",
    form: "client",
    description: "A call of gRPC by a client that NestJS made, until its status is there.",
    attributes: [...rpc, ...place],
  },
  emittedMetric(callDurations.server, rpc),
  emittedMetric(callDurations.client, [...rpc, ...place]),
];
