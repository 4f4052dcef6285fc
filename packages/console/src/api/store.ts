// The store as whoever looks after it sees it: servers, tables, compaction, settings, and what this process does.
import { type StoreDetails, storePath } from "contract";
import { type ApiRoute, answered } from "./context.ts";

export function storeRoutes(details: () => Promise<StoreDetails>): readonly ApiRoute[] {
  return [{ method: "GET", path: storePath, access: "operator", handler: () => answered(details) }];
}
