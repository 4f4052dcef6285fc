// The store for its operator: servers, tables, compaction, settings, and what this process does; and the operator's confirmation that
// the clock is right.
import type { ClockConfirmed, StoreDetails } from "contract";
import type { Audit } from "../../auth/audit.ts";
import { noteOf } from "../caller.ts";
import type { ApiContext, ApiRoute } from "../context.ts";
import { toRoutes } from "../route.ts";

export function storeRoutes(details: () => Promise<StoreDetails>): readonly ApiRoute[] {
  return toRoutes({ "GET /api/store": () => details() });
}

/** Where retention is confirmed. */
export interface ClockSources {
  readonly audit: Audit;
  /** Unix ms. */
  readonly confirmClock: () => Promise<number>;
}

export function clockRoutes(sources: ClockSources): readonly ApiRoute[] {
  return toRoutes(
    { "POST /api/retention/confirm": (_, context) => confirmClock(context, sources) },
    { audited: true },
  );
}

async function confirmClock(
  context: ApiContext,
  { audit, confirmClock: confirm }: ClockSources,
): Promise<ClockConfirmed> {
  const details = { clock: new Date(context.nowMs()).toISOString() };
  const note = noteOf(context, { action: "retention.confirm", details });
  return { clock: new Date(await audit.change(note, confirm)).toISOString() };
}
