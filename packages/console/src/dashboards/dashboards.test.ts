import { readFileSync } from "node:fs";
import { maxCharts, maxDashboards, maxDashboardsText, maxDashboardText, type NewDashboard } from "contract";
import { expect, test } from "vitest";
import type { ApiContext } from "../api/context.ts";
import type { Audit } from "../auth/audit.ts";
import type { DashboardFolder } from "./folder/dashboard-folder.ts";
import { createDashboard, listDashboards } from "./dashboards.ts";

const board = { title: "Orders", charts: [] };

/** Saves a dashboard beside those that are stored; gives what is saved. */
async function create(stored: readonly NewDashboard[], body: object = board): Promise<readonly string[]> {
  const saved: string[] = [];
  const queries = {
    run: async (name: string) => {
      expect(name).toBe("newest-documents");
      return stored.map((content, n) => ({
        document: `dashboard/d${n}`,
        newest: "1",
        savedMs: "0",
        text: JSON.stringify({ savedBy: "anna", content }),
      }));
    },
  };
  const documents = {
    save: async (kind: string) => {
      saved.push(kind);
      return { version: 1, savedMs: 0 };
    },
  };
  const context = { queries, documents, nowMs: () => 0, request: { body, ifMatch: undefined } };
  const audit = { change: async (_: object, make: () => Promise<unknown>) => make() } as unknown as Audit;
  await createDashboard(context as unknown as ApiContext, { audit, folder: undefined });
  return saved;
}

const boards = (count: number, content: NewDashboard = board): readonly NewDashboard[] =>
  Array.from({ length: count }, () => content);
const full = { code: "DASHBOARDS_FULL", status: 409 };

test("a tenant that stores as many dashboards as it may store gets no more", async () => {
  await expect(create(boards(maxDashboards))).rejects.toMatchObject(full);
  expect(await create(boards(maxDashboards - 1))).toEqual([expect.stringMatching(/^dashboard\//)]);
});

test("all stored dashboards together have no more text than there is room for", async () => {
  const count = maxDashboardsText / maxDashboardText;
  const long = { ...board, description: "d".repeat(maxDashboardText) };
  await expect(create(boards(count, long))).rejects.toMatchObject(full);
  expect(await create(boards(count - 1, long))).toHaveLength(1);
});

test("the mistakes of fifty files are listed, the other files counted", async () => {
  const files = Array.from({ length: 60 }, (_, n) => ({
    path: `${n}.json`,
    problems: [{ message: "no", fix: "" }],
  }));
  const context = { queries: { run: async () => [] }, nowMs: () => 0 } as unknown as ApiContext;
  const folder = { of: () => files } as unknown as DashboardFolder;
  const { problems, truncatedProblems } = await listDashboards(context, { audit: {} as Audit, folder });
  expect([problems.length, truncatedProblems]).toEqual([50, 10]);
});

test("the limits are those of the docs", () => {
  const guide = new URL("../../../../docs/guide/console-dashboards.md", import.meta.url);
  const text = readFileSync(guide, "utf8");
  for (const [limit, unit] of [
    [maxDashboards, "dashboards"],
    [maxCharts, "charts"],
    [maxDashboardText, "characters"],
    [maxDashboardsText, "together"],
  ] as const)
    expect(text).toContain(`at most ${limit.toLocaleString("en")} ${unit}`.replace("at most 200,", "200,"));
});
