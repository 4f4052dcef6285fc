// Since when a tenant has telemetry: what is new in its first day is new to the store only.
import type { QueryName } from "../../sql/query-name.ts";
import type { QueryParams } from "../context.ts";

/** Unix ms; undefined without telemetry. */
export async function readFirstTelemetry(
  ask: <Row>(name: QueryName, params: QueryParams) => Promise<Row[]>,
): Promise<number | undefined> {
  const [row] = await ask<{ first: number }>("first-telemetry", {});
  return row?.first;
}
