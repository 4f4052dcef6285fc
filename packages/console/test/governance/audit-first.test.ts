// Changes of shared objects are written to the audit log before they are made: without the log nothing changes.
import { expect, test } from "vitest";
import type { ApiContext, ApiRoute } from "../../src/api/context.ts";
import { viewRoutes } from "../../src/api/views/views.ts";
import { dashboardRoutes } from "../../src/dashboards/routes.ts";

const stored = {
  view: { name: "Slow", path: "/traces", search: "", shared: true, owner: "anna" },
  dashboard: { savedBy: "anna", content: { title: "Shop", charts: [] } },
};
const content = {
  view: { name: "Slow", path: "/traces", search: "", shared: true },
  dashboard: { title: "Shop", charts: [] },
};
type Thing = keyof typeof stored;

function contextOf(thing: Thing, saved: string[], ifMatch: string | undefined): ApiContext {
  const text = JSON.stringify(stored[thing]);
  return {
    queries: { run: async () => [{ document: `${thing}/1`, newest: "3", savedMs: "0", text }] },
    documents: {
      read: async () => ({ version: 3, savedMs: 0, body: text }),
      save: async (kind: string, body: string, after: number) => {
        saved.push(kind);
        return { version: after + 1, savedMs: 0, body };
      },
    },
    request: { body: content[thing], ifMatch },
    nowMs: Date.now,
  } as unknown as ApiContext;
}

const routesOf = (thing: Thing, audit: { record: () => Promise<void> }): readonly ApiRoute[] =>
  thing === "view"
    ? viewRoutes({ audit: audit as never })
    : dashboardRoutes({ audit: audit as never, folder: undefined });

test.each([
  ["view", "POST", undefined],
  ["view", "PUT", '"3"'],
  ["view", "DELETE", '"3"'],
  ["dashboard", "POST", undefined],
  ["dashboard", "PUT", '"3"'],
  ["dashboard", "DELETE", '"3"'],
] as const)(
  "a %s is not changed by %s when the audit log cannot be written",
  async (thing, method, ifMatch) => {
    const saved: string[] = [];
    const changeWith = async (record: () => Promise<void>): Promise<unknown> =>
      routesOf(thing, { record })
        .find((route) => route.method === method && !route.path.endsWith("chart"))!
        .handler(method === "POST" ? {} : { id: "1" }, contextOf(thing, saved, ifMatch));
    await expect(changeWith(() => Promise.reject(new Error("the log is away")))).rejects.toThrow(
      "the log is away",
    );
    expect(saved).toEqual([]);
    await changeWith(async () => undefined);
    expect(saved).toHaveLength(1);
  },
);

test.each([
  ["view", '"2"'],
  ["dashboard", '"2"'],
  // of a version that there never was
  ["view", '"99"'],
  ["dashboard", '"99"'],
] as const)("a %s that is not of version %s is not in the log", async (thing, version) => {
  const noted: unknown[] = [];
  const route = routesOf(thing, { record: async () => void noted.push(thing) }).find(
    ({ method }) => method === "PUT",
  )!;
  await expect(route.handler({ id: "1" }, contextOf(thing, [], version))).rejects.toMatchObject({
    code: `${thing.toUpperCase()}_CHANGED`,
  });
  expect(noted).toEqual([]);
});
