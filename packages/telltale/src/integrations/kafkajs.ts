// kafkajs: what producers send and consumers are given, by the objects that a `Kafka` makes.
import { readField, readTextField } from "../calls/read-field.ts";
import { types } from "../engine/runtime/builtin.ts";
import { instrumentConsumer } from "./kafkajs/consumer.ts";
import { kafkajsEmits } from "./kafkajs/emits.ts";
import { instrumentProducer } from "./kafkajs/producer.ts";
import type { LibraryIntegration } from "./library-integration.ts";
import type { MessagingOptions } from "./messaging-integration.ts";
import { exportsOf, instrumenting, type Method, wrapMethod } from "./patching/method.ts";

export type { MessagingOptions } from "./messaging-integration.ts";

/** The part of kafkajs that is used. */
export interface KafkaJs {
  readonly Kafka: { readonly prototype: object };
}

/**
 * Has the producers and consumers that `library` will make traced: sending, alone, in batches and in transactions, `eachMessage`, `eachBatch`,
 * committing offsets. The context is in the headers of each message. Returns the same library.
 *
 * @example
 * ```ts
 * import kafkajs from "kafkajs";
 * import { instrumentKafkaJs } from "telltale/kafkajs";
 *
 * instrumentKafkaJs(kafkajs) === kafkajs; // => true
 * ```
 */
export function instrumentKafkaJs<L extends KafkaJs>(library: L, options: MessagingOptions = {}): L {
  return kafkajs.instrument(library, options) as L;
}

/** kafkajs for `telltale/register`. */
export const kafkajs: LibraryIntegration<MessagingOptions> = {
  name: "kafkajs",
  modules: ["kafkajs"],
  versions: [[1, 3]],
  instrument: (library, options = {}) =>
    instrumenting(library, () => {
      for (const face of exportsOf(library)) {
        const kind = readField(readField(face, "Kafka"), "prototype");
        wrapMethod(kind, "producer", (make) =>
          making(make, (producer) => instrumentProducer(producer, options)),
        );
        wrapMethod(kind, "consumer", (make) =>
          making(make, (consumer, given) =>
            instrumentConsumer(consumer, readTextField(given, ["groupId"]), options),
          ),
        );
      }
    }),
  emits: kafkajsEmits,
};

function making(make: Method, adopt: (made: object, given: unknown) => void): Method {
  return function made(this: unknown, ...args) {
    const client: unknown = make.apply(this, args);
    if (typeof client === "object" && client !== null && !types.isPromise(client)) adopt(client, args[0]);
    return client;
  };
}
