// The context in a job: `opts.telemetry.metadata`, a JSON object of headers, as BullMQ's own telemetry has it.
import { readField } from "../../calls/read-field.ts";
import type { MessageOptions } from "../../message.ts";
import { isSeen } from "../messaging-integration.ts";

/** Whether `client`, a queue or a worker, is to be recorded: not if it has BullMQ's own telemetry. */
export function isOurs(client: unknown): boolean {
  return (
    isSeen() &&
    readField(client, "telemetry") === undefined &&
    readField(readField(client, "opts"), "telemetry") === undefined
  );
}

/**
 * The options of a job with `headers` in them; as they are where they say that no context is wanted, or have one. A job that repeats hands its
 * options on to each run, all of which would be one trace.
 */
export function withContext(options: unknown, headers: object): unknown {
  if (readField(options, "repeat")) return options;
  const telemetry = readField(options, "telemetry");
  if (readField(telemetry, "omitContext") === true || readField(telemetry, "metadata") !== undefined)
    return options;
  const carried = { ...(telemetry as object | undefined), metadata: JSON.stringify(headers) };
  return { ...(options as object | undefined), telemetry: carried };
}

/** The headers that came with `job`. */
export function headersIn(job: unknown): object {
  const metadata = readField(readField(readField(job, "opts"), "telemetry"), "metadata");
  if (typeof metadata !== "string") return {};
  try {
    const headers: unknown = JSON.parse(metadata);
    return typeof headers === "object" && headers !== null ? headers : {};
  } catch {
    return {};
  }
}

/** The operation `name` of `client` on the queue `destination`. */
export function aboutQueue(client: unknown, name: string, destination: unknown): MessageOptions {
  const connection = readField(readField(client, "opts"), "connection");
  return {
    system: "bullmq",
    operation: name,
    destination: typeof destination === "string" ? destination : undefined,
    connection: isPlaced(connection) ? connection : here,
  };
}

// what ioredis connects to by default
const here = { host: "localhost", port: 6379 };

function isPlaced(connection: unknown): connection is object {
  const places = [connection, readField(connection, "options")];
  return places.some((place) =>
    ["host", "url", "path"].some((key) => typeof readField(place, key) === "string"),
  );
}
