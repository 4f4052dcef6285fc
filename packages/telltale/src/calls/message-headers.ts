// Where a message keeps its headers: `headers` (Kafka, NATS, what is given to amqplib), `properties.headers` (amqplib's deliveries),
// `properties.userProperties` (MQTT 5), `MessageAttributes` (SQS, SNS).
import { readField } from "./read-field.ts";

/** The headers of `message`; where it has none and they are wanted, new ones are put into its `headers`. */
export function headersOf(message: unknown, wanted: boolean): object | undefined {
  const properties = readField(message, "properties");
  const places = [
    readField(message, "headers"),
    readField(properties, "headers"),
    readField(properties, "userProperties"),
  ];
  const found = places.find((place) => typeof place === "object" && place !== null);
  if (found !== undefined) return found as object;
  const typed = readField(message, "MessageAttributes") ?? readField(message, "messageAttributes");
  if (typeof typed === "object" && typed !== null) return typedHeaders(typed as Record<string, unknown>);
  if (!wanted || typeof message !== "object" || message === null) return undefined;
  const headers: Record<string, string> = {};
  return Reflect.set(message, "headers", headers) ? headers : undefined;
}

// SQS and SNS want the type of each value said
function typedHeaders(attributes: Record<string, unknown>): object {
  return {
    get: (key: string) => attributes[key],
    set(key: string, value: string) {
      attributes[key] = { DataType: "String", StringValue: value };
    },
    keys: () => Object.keys(attributes),
  };
}
