// Links to the tools of a team: the source code of services, and the form of a new ticket.
import type { LinksResult, NewLinkSettings } from "contract";

import { send } from "./client.ts";
import { useApi } from "./use-api.ts";

/** `undefined` until they are known, and when the request failed: pages have no links then, and say so. */
export function useLinks(): LinksResult | undefined {
  return useApi("/api/links", {}, { refresh: "still", part: "links to source code and tickets" }).data;
}

/** @throws {ApiError} 412 when they have changed since `version` was read. */
export async function saveLinks(version: number, body: NewLinkSettings): Promise<LinksResult> {
  return send("PUT /api/links", { body, ifMatch: `"${version}"` });
}
