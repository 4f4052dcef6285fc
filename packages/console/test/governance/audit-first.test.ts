// Changes of shared objects are written to the audit log before they are made: without the log nothing changes.
import { expect, test } from "vitest";
import type { ApiContext, ApiRoute } from "../../src/api/context.ts";
import { accessRoutes } from "../../src/api/admin/access.ts";
import { clockRoutes } from "../../src/api/admin/store.ts";
import { viewRoutes } from "../../src/api/views/views.ts";
import { createAudit } from "../../src/auth/audit.ts";
import type { AccessStore } from "../../src/store/access.ts";
import { dashboardRoutes } from "../../src/dashboards/routes.ts";
import { memoryAccess, memoryAccessStore } from "../support/memory-access.ts";

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

const routesOf = (thing: Thing, addAudit: AccessStore["addAudit"]): readonly ApiRoute[] => {
  const audit = createAudit({ addAudit }, () => undefined);
  return thing === "view" ? viewRoutes({ audit }) : dashboardRoutes({ audit, folder: undefined });
};

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
    const changeWith = async (addAudit: AccessStore["addAudit"]): Promise<unknown> =>
      routesOf(thing, addAudit)
        .find((route) => route.method === method && !route.path.startsWith("/api/chart"))!
        .handler(method === "POST" ? {} : { id: "1" }, contextOf(thing, saved, ifMatch));
    await expect(changeWith(() => Promise.reject(new Error("the log is away")))).rejects.toThrow(
      "the log is away",
    );
    expect(saved).toEqual([]);
    const actions: string[] = [];
    await changeWith(async (entries) => void actions.push(...entries.map(({ action }) => action)));
    expect(saved).toHaveLength(1);
    expect(actions).toEqual([actions[0], `${actions[0]} done`]);
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
  const route = routesOf(thing, async () => void noted.push(thing)).find(({ method }) => method === "PUT")!;
  await expect(route.handler({ id: "1" }, contextOf(thing, [], version))).rejects.toMatchObject({
    code: `${thing.toUpperCase()}_CHANGED`,
  });
  expect(noted).toEqual([]);
});

test.each(["view", "dashboard"] as const)(
  "the outcome of a %s that was saved meanwhile is refused",
  async (thing) => {
    const actions: string[] = [];
    const route = routesOf(
      thing,
      async (entries) => void actions.push(...entries.map(({ action }) => action)),
    ).find(({ method }) => method === "PUT")!;
    const context = contextOf(thing, [], '"3"');
    const documents = { ...context.documents!, save: async () => undefined };
    await expect(route.handler({ id: "1" }, { ...context, documents })).rejects.toMatchObject({
      code: `${thing.toUpperCase()}_CHANGED`,
    });
    expect(actions).toEqual([`${thing}.change`, `${thing}.change refused`]);
  },
);

const isAway = "the log is away";

/** Changes of access and of retention, the states that they are to leave alone without the audit log, and the actions that they record. */
async function accessOf(audit: "away" | "there") {
  const store = memoryAccessStore();
  let isBroken = false;
  const orAway = async <Result>(act: () => Promise<Result>): Promise<Result> =>
    isBroken ? Promise.reject(new Error("the store is away")) : act();
  const access = memoryAccess(undefined, {
    store: { ...store, saveToken: async (token) => orAway(async () => store.saveToken(token)) },
  });
  const made = await access.tokens.create({ ...ofAdmin, kind: "token" });
  const session = await access.tokens.create({ ...ofAdmin, kind: "session" });
  const confirmed: number[] = [];
  const addAudit = audit === "there" ? store.addAudit : async () => Promise.reject(new Error(isAway));
  const sources = { ...access, audit: createAudit({ addAudit }, () => undefined) };
  const routes = [
    ...accessRoutes({ ...sources, checkTenant: async () => undefined }),
    ...clockRoutes({ ...sources, confirmClock: async () => orAway(async () => confirmed.push(1)) }),
  ];
  const ids: Readonly<Record<string, string>> = { token: made.token.id, session: session.token.id };
  return {
    change: async (method: string, path: string, of: string) =>
      routes
        .find((route) => route.method === method && route.path === path)!
        .handler(ids[of] === undefined ? {} : { id: ids[of] }, {
          nowMs: Date.now,
          request: { body: { name: "ci", scope: "read" } },
        } as unknown as ApiContext),
    state: async () => [(await store.tokens()).map(({ revoked }) => revoked), confirmed.length],
    breakStore: () => (isBroken = true),
    actions: () => store.noted.map(({ action }) => action),
  };
}
const ofAdmin = {
  name: "ci",
  scope: "admin",
  tenant: "",
  createdBy: "anna",
  expires: 9_000_000_000,
} as const;

test.each([
  ["POST", "/api/tokens", "", "token.create"],
  ["DELETE", "/api/tokens/:id", "token", "token.revoke"],
  ["DELETE", "/api/sessions/:id", "session", "session.end"],
  ["POST", "/api/retention/confirm", "", "retention.confirm"],
])("%s %s changes nothing when the audit log cannot be written", async (method, path, of, action) => {
  const without = await accessOf("away");
  const before = await without.state();
  await expect(without.change(method, path, of)).rejects.toThrow(isAway);
  expect(await without.state()).toEqual(before);
  const having = await accessOf("there");
  await having.change(method, path, of);
  expect(await having.state()).not.toEqual(before);
  expect(having.actions()).toEqual([action, `${action} done`]);
  const failing = await accessOf("there");
  failing.breakStore();
  await expect(failing.change(method, path, of)).rejects.toThrow("the store is away");
  expect(failing.actions()).toEqual([action, `${action} failed`]);
});
