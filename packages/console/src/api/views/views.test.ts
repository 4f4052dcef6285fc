import { maxViews, type ViewsResult } from "contract";
import { expect, test } from "vitest";
import type { Audit } from "../../auth/audit.ts";
import type { ApiContext } from "../context.ts";
import { viewRoutes } from "./views.ts";

const view = { name: "Slow checkouts", path: "/traces", search: "?filter=error", shared: true };

/** The documents of a tenant with `count` views, in memory. */
function contextWith(count: number): ApiContext {
  const bodies = Array.from({ length: count }, () => JSON.stringify({ ...view, owner: "anna" }));
  const run = async () =>
    bodies.map((text, id) => ({ document: `view/${id}`, newest: "1", savedMs: "0", text }));
  const save = async (_: string, body: string) => {
    bodies.push(body);
    return { version: 1, savedMs: 0, body };
  };
  return {
    queries: { run },
    documents: { save, read: async () => ({ version: 0, savedMs: 0, body: "" }) },
    request: { body: view, ifMatch: undefined },
    nowMs: () => 0,
  } as unknown as ApiContext;
}

test("keeps the limit when views are created at the same time", async () => {
  const audit = {
    change: async (_: unknown, make: () => Promise<unknown>) => make(),
  } as unknown as Audit;
  const create = viewRoutes({ audit }).find(({ method }) => method === "POST")!.handler;
  const context = contextWith(maxViews - 2);
  const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => create({}, context)));
  const refused = outcomes.flatMap((one) =>
    one.status === "rejected" ? [(one.reason as Error).message] : [],
  );
  expect(refused).toHaveLength(3);
  expect(refused[0]).toBe(`There are ${maxViews} saved views, and at most ${maxViews} are kept.`);
});

test("a private view from before identities existed goes to the scope admin", async () => {
  const old = { ...view, shared: false, owner: "anna" };
  const { handler } = viewRoutes({ audit: {} as Audit }).find(({ method }) => method === "GET")!;
  const views = async (scope: string): Promise<unknown> => {
    const principal = {
      name: "anna",
      identity: "token:anna",
      scope,
      tenant: "",
      via: "token",
      id: "token:anna",
    };
    const context = {
      queries: {
        run: async () => [{ document: "view/1", newest: "1", savedMs: "0", text: JSON.stringify(old) }],
      },
      caller: { principal, address: "", seesAll: true },
    };
    return ((await handler({}, context as unknown as ApiContext)) as ViewsResult).views;
  };
  expect(await views("alerts")).toEqual([]);
  expect(await views("admin")).toMatchObject([{ name: view.name, owner: "anna", isOwn: true }]);
});
