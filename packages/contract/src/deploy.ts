// Deploys: reported to the API, or detected from the versions that services send.
import { z } from "zod";
import { pageOf, resolvedRange } from "./query.ts";
import { pageFields, rangeFields, text } from "./fields.ts";
import type { Body, In, Out, Routes } from "./route.ts";

const requiredName = z.string().trim().min(1).max(200);

export const newDeploy = z
  .strictObject({
    service: requiredName,
    version: requiredName,
    environment: z
      .string()
      .trim()
      .max(200)
      .default("")
      .describe("`deployment.environment.name` of the service; default none."),
    time: z.string().max(100).optional().describe("ISO 8601; default now."),
    link: z
      .string()
      .max(2000)
      .refine(
        (link) => link === "" || /^https?:\/\//.test(link),
        "expected an address that begins with http:// or https://",
      )
      .default("")
      .describe("URL of a page about it: `http` or `https`."),
    note: z.string().max(2000).default(""),
  })
  .meta({ id: "NewDeploy" });
export type NewDeploy = Body<typeof newDeploy>;

export const deploy = z
  .object({
    service: z.string(),
    environment: z.string(),
    version: z.string(),
    time: z.string().describe("When it was deployed: as reported, else when the version was first seen."),
    firstSeen: z
      .string()
      .describe("When the version was first seen in that environment; empty when it was not yet."),
    previous: z
      .string()
      .describe(
        "The version that ran until then, or else last before it, of several the one first seen last; empty when the service was not seen before, and in the answer to a report.",
      ),
    source: z.enum(["reported", "seen"]),
    link: z.string(),
    note: z.string(),
  })
  .meta({ id: "Deploy" });
export type Deploy = Out<typeof deploy>;

export const deploysResult = z
  .object({ ...resolvedRange, ...pageOf(deploy) })
  .meta({ id: "DeploysResult", description: "The latest first." });
export type DeploysResult = Out<typeof deploysResult>;

const deploysQuery = {
  ...rangeFields,
  from: rangeFields.from.describe("As in other routes. Default `-7d`."),
  ...pageFields,
  service: text,
};
export type DeploysQuery = In<typeof deploysQuery>;

export const deployRoutes = {
  "GET /api/deploys": {
    summary: "Lists deploys, newest first: reported ones, and versions as they were first seen.",
    query: deploysQuery,
    result: deploysResult,
  },
  "POST /api/deploys": {
    summary: "Reports a deploy.",
    description:
      "A second report of the same version of the same service at the same time replaces `link` and `note`.",
    access: "ingest",
    body: newDeploy,
    result: deploy,
  },
} satisfies Routes;
