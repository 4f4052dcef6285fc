// All records of one transaction or workflow.
import type { BusinessEvent } from "contract";
import type { ApiContext } from "../context.ts";
import { run } from "../context.ts";
import { limitList } from "../limits/limit-list.ts";
import { type BusinessColumns, toBusinessEvent } from "./business-event.ts";

/** Later records of an instance are left out. */
const maxEvents = 2_000;
const eventBytes = 3_000_000;

/** The first records of an instance. */
export interface EntityEvents {
  readonly events: readonly BusinessEvent[];
  readonly hasMore: boolean;
}

/** The records of the instance `id` of a type, oldest first; none when nothing of it is stored. */
export async function findEntityEvents(
  kind: "transaction" | "workflow",
  type: string,
  id: string,
  context: ApiContext,
): Promise<EntityEvents> {
  const params = { kind, name: type, id, limit: maxEvents + 1 };
  const rows = await run<BusinessColumns>(context, "entity-events", params);
  const { items, truncated } = limitList(rows, { rows: maxEvents, bytes: eventBytes });
  return { events: items.map(toBusinessEvent), hasMore: truncated > 0 };
}
