// All records of one transaction or workflow.
import type { BusinessEvent } from "contract";
import type { ApiContext } from "../context.ts";
import { run } from "../context.ts";
import { type BusinessColumns, toBusinessEvent } from "./business-event.ts";

/** Later records of an instance are left out. */
const maxEvents = 2_000;

/** The records of the instance `id` of a type, oldest first; none when nothing of it is stored. */
export async function findEntityEvents(
  kind: "transaction" | "workflow",
  type: string,
  id: string,
  context: ApiContext,
): Promise<readonly BusinessEvent[]> {
  const params = { kind, name: type, id, limit: maxEvents };
  const rows = await run<BusinessColumns>(context, "entity-events", params);
  return rows.map(toBusinessEvent);
}
