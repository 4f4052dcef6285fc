// Dashboards over HTTP: versions, changes at the same time, read-only users, tenants, bounds, the folder, export, and the audit log.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type {
  AuditResult,
  ChartSpec,
  Dashboard,
  DashboardsFile,
  DashboardsResult,
  DashboardVersionsResult,
  MadeToken,
} from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type SecuredConsole, startSecured } from "../security/secured-console.ts";

const orders = { title: "Orders", sources: [{ metric: "shop.orders" }] };
const content = { title: "Shop", charts: [orders] };
const ofShop = new URL("../../../../examples/shop/generated/console/dashboards.json", import.meta.url);
let folder: string;
let console_: SecuredConsole;
let tokens: Record<"anna" | "ben" | "reader" | "other", string>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "telltale-dashboards-"));
  mkdirSync(join(folder, "shop"));
  writeFileSync(join(folder, "shop", "shop.json"), readFileSync(ofShop));
  console_ = await startSecured({ dashboards: folder });
  const tokenFor = async (name: string, scope: string, tenant: string): Promise<string> =>
    (await console_.read<MadeToken>("POST", "/api/tokens", { body: { name, scope, tenant } })).token;
  tokens = {
    anna: await tokenFor("anna", "admin", "shop"),
    ben: await tokenFor("ben", "admin", "shop"),
    reader: await tokenFor("reader", "read", "shop"),
    other: await tokenFor("other", "admin", "bank"),
  };
});
afterAll(async () => {
  await console_?.stop();
  rmSync(folder, { recursive: true });
});

type Name = keyof typeof tokens;
const list = async (name: Name): Promise<DashboardsResult> =>
  console_.read<DashboardsResult>("GET", "/api/dashboards", { token: tokens[name] });
const stored = async (name: Name): Promise<string[]> =>
  (await list(name)).dashboards.filter(({ source }) => source === "stored").map(({ title }) => title);
const create = async (name: Name, body: object = content): Promise<Dashboard> =>
  console_.read<Dashboard>("POST", "/api/dashboards", { token: tokens[name], body });
const get = async (name: Name, id: string, query = ""): Promise<Dashboard> =>
  console_.read<Dashboard>("GET", `/api/dashboards/${id}${query}`, { token: tokens[name] });
const change = async (
  name: Name,
  { id, latest }: Pick<Dashboard, "id" | "latest">,
  body: object,
  method: "PUT" | "DELETE" = "PUT",
): Promise<Response> =>
  console_.ask(method, `/api/dashboards/${id}`, {
    token: tokens[name],
    ...(method === "PUT" && { body }),
    headers: { "if-match": `"${latest}"` },
  });
const codeOf = async (response: Response): Promise<[number, string]> => [
  response.status,
  ((await response.json()) as { code: string }).code,
];
const remove = async (one: Dashboard): Promise<Response> =>
  change("anna", await get("anna", one.id), {}, "DELETE");

test("a dashboard is its tenant's, and only admins change it", async () => {
  const made = await create("anna");
  expect(made).toMatchObject({
    title: "Shop",
    version: "1",
    latest: "1",
    savedBy: "anna (token)",
    mayChange: true,
  });
  expect(await stored("ben")).toEqual(["Shop"]);
  expect(await stored("other")).toEqual([]);
  expect((await list("reader")).mayChange).toBe(false);
  expect((await get("reader", made.id)).mayChange).toBe(false);
  for (const response of [
    await console_.ask("POST", "/api/dashboards", { token: tokens.reader, body: content }),
    await change("reader", made, content),
    await change("reader", made, {}, "DELETE"),
  ])
    expect(await codeOf(response)).toEqual([403, "INSUFFICIENT_SCOPE"]);
  expect(await codeOf(await change("other", made, content))).toEqual([404, "DASHBOARD_UNKNOWN"]);
  await remove(made);
  expect(await stored("anna")).toEqual([]);
});

test("each save is a version that can be looked at and restored", async () => {
  const made = await create("anna");
  expect((await change("ben", made, { ...content, title: "Sales", charts: [] })).status).toBe(200);
  const { versions } = await console_.read<DashboardVersionsResult>(
    "GET",
    `/api/dashboards/${made.id}/versions`,
    { token: tokens.reader },
  );
  expect(versions.map(({ version, title, savedBy, charts }) => [version, title, savedBy, charts])).toEqual([
    ["2", "Sales", "ben (token)", 0],
    ["1", "Shop", "anna (token)", 1],
  ]);
  const old = await get("anna", made.id, "?version=1");
  expect(old).toMatchObject({ version: "1", latest: "2", content });
  expect((await change("anna", old, old.content)).status).toBe(200);
  expect(await get("anna", made.id)).toMatchObject({ title: "Shop", version: "3", content });
  expect(
    await codeOf(await console_.ask("GET", `/api/dashboards/${made.id}?version=9`, { token: tokens.anna })),
  ).toEqual([404, "DASHBOARD_UNKNOWN"]);
  await remove(made);
});

test("saves one of two simultaneous changes and rejects the other with 412", async () => {
  const made = await create("anna");
  const titles = ["by Anna", "by Ben"];
  const answers = await Promise.all([
    change("anna", made, { ...content, title: titles[0] }),
    change("ben", made, { ...content, title: titles[1] }),
  ]);
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 412]);
  const lost = answers.find(({ status }) => status === 412)!;
  expect(await codeOf(lost)).toEqual([412, "DASHBOARD_CHANGED"]);
  const won = titles[answers.findIndex(({ status }) => status === 200)]!;
  expect((await get("anna", made.id)).title).toBe(won);
  expect(
    await codeOf(
      await console_.ask("PUT", `/api/dashboards/${made.id}`, { token: tokens.anna, body: content }),
    ),
  ).toEqual([428, "IF_MATCH_REQUIRED"]);
  await remove(made);
});

test.each([
  [
    { charts: [{ title: "x", sources: [{ metrik: "a" }] }] },
    "`charts[0].sources[0]` says nothing to look at",
  ],
  [{ charts: [{ title: "x", sources: [{ metric: "a", aggregation: "p42" }] }] }, 'is `"p42"`'],
  [{ charts: [{ ...orders, formula: "a / b" }] }, "`charts[0].formula` Cannot use `b`"],
  [{ charts: [{ ...orders, width: 13 }] }, "`charts[0].width` is `13`"],
  [{ charts: [{ title: "x", sources: [{ metric: "a", where: { k: "$v" } }] }] }, "uses `$v`"],
  [{ charts: [{ ...orders, environment: "$stgae" }] }, "`charts[0].environment` uses `$stgae`"],
  [{ charts: [{ ...orders, service: "$srv" }] }, "`charts[0].service` uses `$srv`"],
  [{ charts: [{ ...orders, filter: ["plan=$plna"] }] }, "`charts[0].filter` uses `$plna`"],
  [
    { charts: [{ title: "x", sources: [{ transaction: "order", measure: "count" }], service: "shop" }] },
    "`charts[0].service` does not narrow sources of the kind `transaction`. Leave out `service`, or draw",
  ],
  [
    { charts: [{ title: "x", sources: [{ error: "c0ffee" }], filter: ["plan=pro"] }] },
    "`charts[0].filter` does not narrow sources of the kind `error`",
  ],
  [{ range: { from: "yesterday", to: "now" } }, '`range.from` is `"yesterday"`; expected `now`'],
  [{ variables: [{ name: "v" }] }, "needs either `attribute` or `values`"],
  [
    { charts: Array.from({ length: 12 }, () => ({ title: "x", sources: [{ sql: "1".repeat(18_000) }] })) },
    "characters as JSON; expected at most 200000",
  ],
  [{ title: " " }, '`title` is `" "`'],
  [{ tiles: [] }, "has `tiles`"],
])("says what is wrong with %j", async (wrong, message) => {
  const response = await console_.ask("POST", "/api/dashboards", {
    token: tokens.anna,
    body: { ...content, ...wrong },
  });
  const problem = (await response.json()) as { code: string; message: string };
  expect([response.status, problem.code]).toEqual([400, "BAD_BODY"]);
  expect(problem.message).toContain(message);
});

test("reads the dashboards of a catalog from the folder, read-only, and follows the file", async () => {
  const fromFile = async (): Promise<DashboardsResult["dashboards"]> =>
    (await list("anna")).dashboards.filter(({ source }) => source === "file");
  await expect.poll(async () => (await fromFile()).map(({ title }) => title)).toContain("Transactions");
  expect((await list("other")).dashboards).toEqual([]);
  const found = (await fromFile()).find(({ title }) => title === "Transactions")!;
  expect(found.file).toBe("shop/shop.json");
  const one = await get("anna", found.id);
  expect(one).toMatchObject({ mayChange: false, version: found.version });
  expect(await codeOf(await change("anna", one, content))).toEqual([409, "DASHBOARD_READ_ONLY"]);

  const file = JSON.parse(readFileSync(ofShop, "utf8")) as { dashboards: { title: string }[] };
  file.dashboards[0]!.title = "Sales";
  writeFileSync(join(folder, "shop", "shop.json"), JSON.stringify(file));
  await expect.poll(async () => (await fromFile()).some(({ title }) => title === "Sales")).toBe(true);
  const changed = await get("anna", found.id);
  expect([changed.title, changed.version === found.version]).toEqual(["Sales", false]);

  writeFileSync(join(folder, "shop", "shop.json"), JSON.stringify({ ...file, form: "other" }));
  await expect
    .poll(async () => (await list("anna")).problems)
    .toMatchObject([
      { file: "shop/shop.json", problems: [{ message: expect.stringContaining('has `form` "other"') }] },
    ]);
  expect((await fromFile()).map(({ title }) => title)).toContain("Sales");
});

test("exports a dashboard for a folder and for Grafana", async () => {
  const made = await create("anna", {
    ...content,
    charts: [orders, { title: "Checkout", sources: [{ transaction: "purchase", measure: "completion" }] }],
  });
  const file = await console_.ask("GET", `/api/dashboards/${made.id}/file`, { token: tokens.reader });
  expect(file.headers.get("content-disposition")).toBe('attachment; filename="shop.json"');
  const exported = (await file.json()) as DashboardsFile;
  expect(exported).toMatchObject({
    form: "telltale.dashboards/1",
    dashboards: [{ name: "shop", title: "Shop" }],
  });
  writeFileSync(join(folder, "shop", "exported.json"), JSON.stringify(exported));
  const fromFile = async (): Promise<readonly string[]> =>
    (await list("anna")).dashboards
      .filter((one) => one.file === "shop/exported.json")
      .map(({ title }) => title);
  await expect.poll(fromFile).toEqual(["Shop"]);
  const grafana = await console_.read<{ title: string; description: string; panels: { title: string }[] }>(
    "GET",
    `/api/dashboards/${made.id}/file?form=grafana`,
    { token: tokens.reader },
  );
  expect(grafana.panels.map(({ title }) => title)).toEqual(["Checkout"]);
  expect(grafana.description).toContain("Not in Grafana: Orders:");
  await remove(made);
});

test("charts of every page survive the export to a folder", { tags: ["extended"] }, async () => {
  const charts: ChartSpec[] = [
    {
      title: "Conversion",
      sources: [
        { funnel: "checkout", measure: "conversion", steps: ["cart", "paid"], order: "any", minPeople: 5 },
      ],
    },
    { title: "By plan", sources: [{ transaction: "purchase", measure: "completion", by: "plan" }] },
    { title: "Outcomes", sources: [{ transaction: "purchase", measure: "outcomes" }], form: "bars" },
    { title: "Instances", sources: [{ workflow: "order", measure: "became_stuck" }], filter: ["plan=$plan"] },
    { title: "Errors", sources: [{ error: "c0ffee" }], environment: "staging", service: "payment" },
    { title: "Contacts", sources: [{ interaction: "", measure: "count", by: "result", tier: "gold" }] },
    { title: "Cost", sources: [{ profile: "rank", measure: "p95" }] },
    { title: "Saved", sources: [{ bottleneck: "c0ffee", measure: "saved" }] },
    { title: "Durations", sources: [{ traces: "entries" }], form: "heatmap" },
    { title: "Records", sources: [{ logs: "", kind: "log", pattern: "order <_> paid" }] },
  ];
  const made = await create("anna", {
    title: "Pins",
    variables: [{ name: "plan", values: ["pro"] }],
    charts,
  });
  expect(made.content.charts).toEqual(charts);
  const file = await console_.ask("GET", `/api/dashboards/${made.id}/file`, { token: tokens.reader });
  writeFileSync(join(folder, "shop", "pins.json"), await file.text());
  const found = async (): Promise<DashboardsResult["dashboards"][number] | undefined> =>
    (await list("anna")).dashboards.find((one) => one.file === "shop/pins.json");
  await expect.poll(async () => (await found())?.title).toBe("Pins");
  expect((await get("anna", (await found())!.id)).content.charts).toEqual(charts);
  const { panels, description } = await console_.read<
    Record<"description", string> & { panels: { title: string }[] }
  >("GET", `/api/dashboards/${made.id}/file?form=grafana`, { token: tokens.reader });
  expect(panels.map(({ title }) => title)).toEqual(["Outcomes", "Cost"]);
  const left = charts.filter((chart) => !panels.some(({ title }) => title === chart.title));
  for (const { title } of left) expect(description).toContain(`${title}: `);
  await remove(made);
});

test("every change is in the audit log", async () => {
  const made = await create("anna");
  await change("ben", made, { ...content, title: "Sales" });
  await remove(made);
  const { items } = await console_.read<AuditResult>("GET", "/api/audit?limit=200", { token: tokens.anna });
  expect(
    items
      .filter(({ target }) => target === made.id)
      .map(({ actor, action }) => [actor, action])
      .toReversed(),
  ).toEqual([
    ["anna (token)", "dashboard.create"],
    ["anna (token)", "dashboard.create done"],
    ["ben (token)", "dashboard.change"],
    ["ben (token)", "dashboard.change done"],
    ["anna (token)", "dashboard.delete"],
    ["anna (token)", "dashboard.delete done"],
  ]);
});
