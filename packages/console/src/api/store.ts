// The store as whoever looks after it sees it: servers, tables, compaction, settings, and what this process does; and the word of an
// operator that the clock is right.
import { type ClockConfirmed, confirmClockPath, type StoreDetails, storePath } from "contract";
import type { Audit } from "../auth/audit.ts";
import { anybody } from "../auth/principal.ts";
import { readParams } from "./params.ts";
import { type ApiContext, type ApiRoute, answered, type RawParams } from "./context.ts";

export function storeRoutes(details: () => Promise<StoreDetails>): readonly ApiRoute[] {
  return [{ method: "GET", path: storePath, access: "operator", handler: () => answered(details) }];
}

/** Where retention is confirmed. */
export interface ClockSources {
  readonly audit: Audit;
  /** Unix ms. */
  readonly confirmClock: () => Promise<number>;
}

export function clockRoutes(sources: ClockSources): readonly ApiRoute[] {
  return [
    {
      method: "POST",
      path: confirmClockPath,
      access: "operator",
      handler: (raw, context) => confirmClock(raw, context, sources),
    },
  ];
}

async function confirmClock(
  raw: RawParams,
  { caller }: ApiContext,
  { audit, confirmClock: confirm }: ClockSources,
): Promise<ClockConfirmed> {
  readParams({}, raw);
  const clock = new Date(await answered(confirm)).toISOString();
  const { name, tenant } = caller?.principal ?? anybody;
  await answered(() =>
    audit.record({
      actor: name,
      action: "retention.confirm",
      address: caller?.address ?? "",
      tenant,
      details: { clock },
    }),
  );
  return { clock };
}
