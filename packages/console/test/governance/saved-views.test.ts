// Saved views over HTTP: who sees them, who may change them, changes at the same time, bounds, and the audit log.
import type { AuditResult, MadeToken, SavedView, ViewsResult } from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type SecuredConsole, startSecured } from "../security/secured-console.ts";

const view = { name: "Slow checkouts", path: "/traces", search: "?from=-6h&filter=error", shared: true };
let console_: SecuredConsole;
let tokens: Record<"anna" | "ben" | "reader" | "other", string>;

beforeAll(async () => {
  console_ = await startSecured();
  const tokenFor = async (name: string, scope: string, tenant: string): Promise<string> =>
    (await console_.read<MadeToken>("POST", "/api/tokens", { body: { name, scope, tenant } })).token;
  tokens = {
    anna: await tokenFor("anna", "admin", "shop"),
    ben: await tokenFor("ben", "admin", "shop"),
    reader: await tokenFor("reader", "read", "shop"),
    other: await tokenFor("other", "admin", "bank"),
  };
});
afterAll(() => console_?.stop());

type Name = keyof typeof tokens;
const list = async (name: Name): Promise<ViewsResult> =>
  console_.read<ViewsResult>("GET", "/api/views", { token: tokens[name] });
const namesFor = async (name: Name): Promise<string[]> => (await list(name)).views.map((one) => one.name);
const create = async (name: Name, body: object): Promise<SavedView> =>
  console_.read<SavedView>("POST", "/api/views", { token: tokens[name], body });
const change = async (name: Name, { id, version }: SavedView, body: object): Promise<Response> =>
  console_.ask("PUT", `/api/views/${id}`, {
    token: tokens[name],
    body,
    headers: { "if-match": `"${version}"` },
  });
const remove = async (name: Name, { id, version }: SavedView): Promise<Response> =>
  console_.ask("DELETE", `/api/views/${id}`, {
    token: tokens[name],
    headers: { "if-match": `"${version}"` },
  });
const codeOf = async (response: Response): Promise<[number, string]> => [
  response.status,
  ((await response.json()) as { code: string }).code,
];

test("a shared view is seen by its tenant, a private one by its owner only", async () => {
  const shared = await create("anna", view);
  const own = await create("anna", { ...view, name: "Mine", shared: false });
  expect(shared).toMatchObject({ ...view, version: 1, owner: "anna (token)", isOwn: true });
  expect(await list("anna")).toMatchObject({
    mayChange: true,
    views: [{ name: "Mine" }, { name: view.name }],
  });
  expect(await namesFor("ben")).toEqual([view.name]);
  expect(await namesFor("other")).toEqual([]);
  expect(await list("reader")).toMatchObject({
    mayChange: false,
    views: [{ name: view.name, search: view.search, isOwn: false }],
  });
  expect(await codeOf(await change("ben", own, view))).toEqual([404, "VIEW_UNKNOWN"]);
  expect(await codeOf(await remove("other", shared))).toEqual([404, "VIEW_UNKNOWN"]);
  await remove("anna", own);
  await remove("anna", shared);
  expect(await namesFor("anna")).toEqual([]);
});

test("a read-only user can open views but not change them", async () => {
  const shared = await create("anna", view);
  for (const response of [
    await console_.ask("POST", "/api/views", { token: tokens.reader, body: { ...view, shared: false } }),
    await change("reader", shared, { ...view, name: "Taken" }),
    await remove("reader", shared),
  ])
    expect(await codeOf(response)).toEqual([403, "INSUFFICIENT_SCOPE"]);
  expect(await namesFor("reader")).toEqual([view.name]);
  await remove("ben", shared);
});

test("saves one of two simultaneous changes and rejects the other with 412", async () => {
  const shared = await create("anna", view);
  const names = ["by Anna", "by Ben"];
  const responses = await Promise.all([
    change("anna", shared, { ...view, name: names[0] }),
    change("ben", shared, { ...view, name: names[1] }),
  ]);
  expect(responses.map(({ status }) => status).toSorted()).toEqual([200, 412]);
  const saved = names[responses.findIndex(({ ok }) => ok)];
  expect(await namesFor("reader")).toEqual([saved]);
  expect(await codeOf(await remove("anna", shared))).toEqual([412, "VIEW_CHANGED"]);
  expect(
    await codeOf(await console_.ask("DELETE", `/api/views/${shared.id}`, { token: tokens.anna })),
  ).toEqual([428, "IF_MATCH_REQUIRED"]);
  expect((await remove("anna", { ...shared, version: 2 })).status).toBe(200);
});

test.each([
  ["a name of blanks", { name: "  " }],
  ["a name that is too long", { name: "n".repeat(81) }],
  ["an address elsewhere", { path: "//evil.example" }],
  ["an address elsewhere, with a backslash", { path: "/\\evil.example" }],
  ["a script", { path: "javascript:alert(1)" }],
  ["a search without a question mark", { search: "from=-1h" }],
  ["a search that is too long", { search: `?${"a".repeat(4000)}` }],
  ["no visibility", { shared: undefined }],
])("rejects %s", async (_, wrong) => {
  const response = await console_.ask("POST", "/api/views", {
    token: tokens.anna,
    body: { ...view, ...wrong },
  });
  expect(await codeOf(response)).toEqual([400, "BAD_BODY"]);
});

test("a tenant is not told how many rows its queries read", async () => {
  const path = `/api/progress?page=${"a".repeat(32)}`;
  expect(await console_.read("GET", path, { token: tokens.reader })).toEqual({
    queries: 0,
    rowsRead: null,
    rowsTotal: null,
  });
  expect(await console_.read("GET", path)).toEqual({ queries: 0, rowsRead: 0, rowsTotal: 0 });
  expect((await console_.ask("GET", "/api/progress?page=%25")).status).toBe(400);
});

test("every change is in the audit log of the tenant", async () => {
  const created = await create("ben", { ...view, name: "Audited" });
  const renamed = (await (await change("anna", created, { ...view, name: "Renamed" })).json()) as SavedView;
  await remove("anna", renamed);
  const { items } = await console_.read<AuditResult>("GET", "/api/audit?limit=500", { token: tokens.anna });
  // a query of an earlier test may reach the log later
  const ofView = items.filter(({ target }) => target === created.id);
  expect(
    ofView.map(({ actor, action, target, tenant, details }) => [
      actor,
      action,
      target,
      tenant,
      details["name"],
    ]),
  ).toEqual([
    ["anna (token)", "view.delete done", created.id, "shop", "Renamed"],
    ["anna (token)", "view.delete", created.id, "shop", "Renamed"],
    ["anna (token)", "view.change done", created.id, "shop", "Renamed"],
    ["anna (token)", "view.change", created.id, "shop", "Renamed"],
    ["ben (token)", "view.create done", created.id, "shop", "Audited"],
    ["ben (token)", "view.create", created.id, "shop", "Audited"],
  ]);
});
