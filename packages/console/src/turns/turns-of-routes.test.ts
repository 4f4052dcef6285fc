// The routes whose changes have turns: those of one tenant only.
import { expect, test } from "vitest";
import { alertRoutes } from "../alerts/api/routes.ts";
import type { ApiContext, ApiRoute } from "../api/context.ts";
import { noteRoutes } from "../api/notes/notes.ts";
import { viewRoutes } from "../api/views/views.ts";
import type { Audit } from "../auth/audit.ts";
import { anybody } from "../auth/principal.ts";
import { dashboardRoutes } from "../dashboards/routes.ts";

const audit = {} as Audit;
const alerts = () => alertRoutes({ audit, channels: {} as Parameters<typeof alertRoutes>[0]["channels"] });
const view = { name: "Slow", path: "/traces", search: "", shared: true };
const note = { kind: "funnel", subject: "checkout", from: "-1h", to: "now", path: "/", text: "It ended." };
const rule = {
  kind: "alert",
  content: { name: "Slow", on: { service: "shop", measure: "errors" }, when: { above: 1 } },
};
const silence = { name: "migration", match: { owner: "shop" }, to: "+2h" };

const cases: readonly [string, () => readonly ApiRoute[], object][] = [
  ["/api/views", () => viewRoutes({ audit }), view],
  ["/api/notes", () => noteRoutes({ audit }), note],
  ["/api/dashboards", () => dashboardRoutes({ audit, folder: undefined }), { title: "Shop", charts: [] }],
  ["/api/alert-rules", alerts, rule],
  ["/api/silences", alerts, silence],
];

test.each(cases)("POST %s of a tenant does not wait for another tenant's", async (path, routesOf, body) => {
  const { handler } = routesOf().find((route) => route.method === "POST" && route.path === path)!;
  /** The changes that have asked the store, which answers none of them. */
  const asked: string[] = [];
  const create = (tenant: string, name: string): void => {
    const ask = (): Promise<never> => {
      if (!asked.includes(name)) asked.push(name);
      return new Promise(() => undefined);
    };
    const context = {
      queries: { run: ask },
      documents: { read: ask, save: ask },
      alertRecords: { settled: ask },
      caller: { principal: { ...anybody, tenant }, address: "", seesAll: false },
      request: { body, ifMatch: undefined },
      nowMs: Date.now,
    };
    handler({}, context as unknown as ApiContext).catch((error: unknown) => asked.push(String(error)));
  };
  create("red", "first of red");
  create("red", "second of red");
  create("blue", "first of blue");
  await expect.poll(() => asked).toEqual(["first of red", "first of blue"]);
});
