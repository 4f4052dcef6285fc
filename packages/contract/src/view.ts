import { z } from "zod";
import type { Body, Out, Routes } from "./route.ts";
import { truncated } from "./truncated.ts";

/** How many views a tenant may have, shared and private ones of everyone together. */
export const maxViews = 500;

const name = z.string().trim().min(1).max(80).describe("1 to 80 characters.");

export const newView = z
  .object({
    name,
    path: z
      .string()
      .max(300)
      .regex(/^\/(?![/\\])[^?#\s\\]*$/)
      .describe("Path of the page: `/traces`."),
    search: z
      .string()
      .max(4000)
      .regex(/^(?:\?[^#\s]*)?$/)
      .describe("Search of its address: `?from=-6h&filter=error`. A relative range stays relative."),
    shared: z.boolean().describe("Whether everyone of the tenant sees it, or only its owner."),
  })
  .meta({ id: "NewView" });
export type NewView = Body<typeof newView>;

export const savedView = z
  .object({
    id: z.string(),
    version: z.number().describe('Send it as `If-Match` with a change: `"3"`.'),
    name: z.string(),
    path: z.string(),
    search: z.string(),
    shared: z.boolean(),
    owner: z
      .string()
      .describe(
        "Name of the token or person who saved it first, for display; `isOwn` says whether it is the caller's.",
      ),
    isOwn: z.boolean(),
    saved: z.string(),
  })
  .meta({ id: "SavedView", description: "A page with its range, filters and choices, under a name." });
export type SavedView = Out<typeof savedView>;

export const viewsResult = z
  .object({
    views: z.array(savedView).describe("By name: shared ones, and private ones of the caller."),
    truncated: truncated("Views"),
    mayChange: z.boolean().describe("Whether the caller may save views."),
  })
  .meta({ id: "ViewsResult" });
export type ViewsResult = Out<typeof viewsResult>;

const changes =
  "The header `If-Match` carries the `version` that was read, in quotes: 428 without it, 412 when the view has changed since.";

export const viewRoutes = {
  "GET /api/views": { summary: "Lists saved views.", result: viewsResult },
  "POST /api/views": {
    summary: "Saves a view.",
    description: `Needs the scope \`admin\`, as every change. A tenant has at most ${maxViews} views.`,
    body: newView,
    result: savedView,
  },
  "PUT /api/views/:id": {
    summary: "Changes a saved view: its name, its address, or who sees it.",
    description: changes,
    body: newView,
    result: savedView,
  },
  "DELETE /api/views/:id": { summary: "Deletes a saved view.", description: changes, result: savedView },
} satisfies Routes;
