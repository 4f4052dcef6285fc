// Dashboards: charts on a grid, with variables and a time range of their own. Stored ones have versions; those of a folder are read-only.
import { z } from "zod";
import { maxCharts } from "./chart-parts.ts";
import { chartSpec } from "./chart.ts";
import { problem } from "./problem.ts";
import type { Body, Out, Routes } from "./route.ts";
import { truncated } from "./truncated.ts";

/** How many dashboards a tenant may store. */
export const maxDashboards = 500;

/** Characters that the stored dashboards of a tenant may have together, as JSON. */
export const maxDashboardsText = 16_000_000;
/** Characters of a dashboard as JSON, at most: lists read all of them. */
export const maxDashboardText = 200_000;
/** What the field `form` of a file of dashboards says. */
export const dashboardsForm = "telltale.dashboards/1";

export const dashboardVariable = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z]\w{0,39}$/i, "a letter, and then up to 39 letters, digits or `_`")
      .describe("`$name` in a chart represents its value."),
    label: z.string().max(80).optional(),
    attribute: z.string().min(1).max(200).optional().describe("Its values are those of this attribute."),
    values: z.array(z.string().min(1).max(500)).min(1).max(200).optional().describe("Its values."),
    default: z.string().max(500).optional().describe("Its value when the address has none; all when absent."),
  })
  .meta({ id: "DashboardVariable", description: "Has either `attribute` or `values`." });
export type DashboardVariable = Out<typeof dashboardVariable>;

const title = z.string().trim().min(1).max(120);

/** What people save: of a file also `name`. */
const content = {
  title: title.describe("1 to 120 characters."),
  description: z.string().max(2000).optional(),
  owner: z.string().max(200).optional().describe("The team that it belongs to."),
  range: z
    .strictObject({ from: z.string().max(100), to: z.string().max(100) })
    .optional()
    .describe("The range that it opens with: ISO 8601, `now`, or relative to now (`-6h`)."),
  variables: z.array(dashboardVariable).max(10).optional(),
  charts: z.array(chartSpec).max(maxCharts),
};

export const newDashboard = z.strictObject(content).meta({ id: "NewDashboard" });
export type NewDashboard = Body<typeof newDashboard>;

const fileDashboard = z.strictObject({ name: z.string().min(1).max(200), ...content });

export const dashboardsFile = z
  .strictObject({
    form: z.literal(dashboardsForm),
    catalog: z.string().max(200).optional(),
    version: z.string().max(100).optional(),
    dashboards: z.array(fileDashboard).max(200),
  })
  .meta({
    id: "DashboardsFile",
    description:
      "A file of dashboards, as `telltale catalog dashboards --target console` and the export write it.",
  });
export type DashboardsFile = Body<typeof dashboardsFile>;

const summary = {
  id: z.string(),
  title: z.string(),
  description: z.string(),
  owner: z.string().describe("The team; empty without one."),
  charts: z.number(),
  source: z.enum(["stored", "file"]),
  file: z.string().describe("Path in the folder of dashboards; empty for a stored one."),
  version: z
    .string()
    .describe(
      'Of a stored one a number: send it as `If-Match` with a change: `"3"`. Of a file a hash of its content.',
    ),
  savedBy: z.string().describe("Name of the token or person; empty for a file."),
  saved: z.string().describe("When this version was saved, or the file changed."),
};

export const dashboardSummary = z.object(summary).meta({ id: "DashboardSummary" });
export type DashboardSummary = Out<typeof dashboardSummary>;

const fileProblem = z
  .object({ file: z.string(), problems: z.array(problem.pick({ message: true, fix: true })) })
  .meta({ id: "DashboardFileProblem", description: "A file of the folder that cannot be used as it is." });
export type DashboardFileProblem = Out<typeof fileProblem>;

export const dashboardsResult = z
  .object({
    dashboards: z.array(dashboardSummary).describe("By title."),
    truncated: truncated("Dashboards"),
    folder: z.boolean().describe("Whether the console reads a folder of dashboards."),
    problems: z
      .array(fileProblem)
      .describe("Files that have mistakes: what they said before stays in use; 50 at most."),
    truncatedProblems: truncated("Such files"),
    mayChange: z.boolean().describe("Whether the caller may save dashboards."),
  })
  .meta({ id: "DashboardsResult" });
export type DashboardsResult = Out<typeof dashboardsResult>;

export const dashboard = z
  .object({
    ...summary,
    content: newDashboard,
    latest: z.string().describe("The newest version; `version` is an older one when it was asked for."),
    mayChange: z.boolean(),
  })
  .meta({ id: "Dashboard" });
export type Dashboard = Out<typeof dashboard>;

export const dashboardVersionsResult = z
  .object({
    versions: z
      .array(
        z.object({
          version: z.string(),
          saved: z.string(),
          savedBy: z.string(),
          title: z.string(),
          charts: z.number(),
        }),
      )
      .describe("Newest first, at most 200."),
  })
  .meta({ id: "DashboardVersionsResult" });
export type DashboardVersionsResult = Out<typeof dashboardVersionsResult>;

const version = z.string().max(20).optional().describe("An older version; the newest when absent.");
const changes =
  "The header `If-Match` carries the `version` that was read, in quotes: 428 without it, 412 when the dashboard has changed since. A dashboard of the folder cannot be changed: 409.";

export const dashboardRoutes = {
  "GET /api/dashboards": {
    summary: "Lists dashboards: stored ones, and those of the folder.",
    result: dashboardsResult,
  },
  "GET /api/dashboards/:id": {
    summary: "Returns a dashboard with its charts.",
    query: { version },
    result: dashboard,
  },
  "GET /api/dashboards/:id/versions": {
    summary: "Lists the versions of a dashboard.",
    result: dashboardVersionsResult,
  },
  "GET /api/dashboards/:id/file": {
    summary: "Returns a dashboard as a file: for the folder of a console, or for Grafana.",
    description:
      "For Grafana it has the charts that Prometheus can compute from the metrics of the library; its description names the others.",
    query: { form: z.enum(["console", "grafana"]).default("console"), version },
    file: "application/json",
  },
  "POST /api/dashboards": {
    summary: "Saves a dashboard.",
    description: `Needs the scope \`admin\`, as every change. A tenant has at most ${maxDashboards} dashboards.`,
    body: newDashboard,
    result: dashboard,
  },
  "PUT /api/dashboards/:id": {
    summary: "Saves the next version of a dashboard.",
    description: changes,
    body: newDashboard,
    result: dashboard,
  },
  "DELETE /api/dashboards/:id": {
    summary: "Deletes a dashboard.",
    description: changes,
    result: dashboard,
  },
} satisfies Routes;
