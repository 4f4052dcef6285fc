// Which services sent the records of a transaction, a workflow or a journey.
import { now } from "../api/harness.ts";
import type { RawRecord } from "./telemetry.ts";

/** In the last day, in alphabetical order. */
export function sendersOf(
  records: readonly RawRecord[],
  kind: "transaction" | "workflow" | "journey",
  key: "type" | "name",
  name: string,
): readonly string[] {
  const own = records.filter(
    ({ event, at, attributes }) =>
      event.startsWith(`telltale.${kind}.`) &&
      attributes[`telltale.${kind}.${key}`] === name &&
      at >= now - 86_400_000 &&
      at < now,
  );
  return [...new Set(own.map(({ service }) => service))].toSorted();
}
