// The store for its operator: servers, tables, compaction, settings, and what this process does; and the operator's confirmation that
// the clock is right.
import type { ClockConfirmed, StoreDetails } from "contract";
import type { Audit } from "../../auth/audit.ts";
import { anybody } from "../../auth/principal.ts";
import { type ApiContext, type ApiRoute } from "../context.ts";
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
  { caller, nowMs }: ApiContext,
  { audit, confirmClock: confirm }: ClockSources,
): Promise<ClockConfirmed> {
  const { name, tenant } = caller?.principal ?? anybody;
  const note = {
    actor: name,
    action: "retention.confirm",
    address: caller?.address ?? "",
    tenant,
    details: { clock: new Date(nowMs()).toISOString() },
  };
  return { clock: new Date(await audit.change(note, confirm)).toISOString() };
}
