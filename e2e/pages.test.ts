// One story for each page, in Chromium over a real console with an hour of the shop: the page is opened by its address and shows its main
// figure, and the browser has nothing to complain about.
// @module-tag extended
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";

import type { Activity, TransactionTypeResult } from "contract";
import { screens } from "../packages/web/src/all-examples.ts";
import { createFolder, startConsole, type ConsoleProcess } from "../tools/console-process.ts";
import { patience } from "../tools/testing/patience.ts";
import { get, until } from "./api.ts";
import { openBrowser } from "./chromium.ts";
import { watchComplaints } from "./complaints.ts";
import { replay } from "./recording.ts";
import { recordProfiledDeploy } from "./shop-faults.ts";

const minuteMs = 60_000;
const { folder, remove } = createFolder();
let running: ConsoleProcess;
let browser: Browser;
let page: Page;
let found: Readonly<Record<string, string>>;
const complaints: string[] = [];

beforeAll(async () => {
  const hour = await recordProfiledDeploy();
  running = await startConsole(folder);
  const now = Date.now();
  const range = [now - 50 * minuteMs, now - 2 * minuteMs] as const;
  await replay(running.addresses.otlpHttp, hour, range, { moveMetrics: true });
  found = await lookUp(running.addresses.page);
  browser = await openBrowser(inject("chromium"));
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(patience(30_000));
  watchComplaints(page, complaints, { address: running.addresses.page });
});

afterAll(async () => {
  await browser?.close();
  await running?.stop();
  remove();
});

/** What the shop happened to send, by the name that addresses have for it in braces. */
async function lookUp(console: string): Promise<Readonly<Record<string, string>>> {
  const first = async <T>(route: string): Promise<T> => {
    const { items } = await until(
      () => get<{ readonly items: readonly T[] }>(console, route),
      (seen) => seen.items.length > 0,
    );
    return items[0]!;
  };
  const purchases = "/api/transactions/purchase?from=-1h&outcome=completed";
  const purchase = await first<TransactionTypeResult["items"][number]>(purchases);
  const { traces } = await get<Activity>(console, `/api/transactions/purchase/${purchase.id}/activity`);
  return {
    trace: traces[0]!.traceId,
    purchase: purchase.id,
    person: purchase.user ?? "",
    order: (await first<{ id: string }>("/api/workflow-instances?type=order&from=-1h&status=ended")).id,
    error: (await first<{ fingerprint: string }>("/api/errors?from=-1h")).fingerprint,
    cpuProfile: (await first<{ id: string }>("/api/cpu-profiles?from=-1h")).id,
  };
}

type Find = (main: Locator) => Locator;
const link =
  (name: string): Find =>
  (main) =>
    main.getByRole("link", { name, exact: true });
const heading =
  (name: string | RegExp): Find =>
  (main) =>
    main.getByRole("heading", { level: 1, name });
const row =
  (table: string): Find =>
  (main) =>
    main.getByRole("table", { name: table, exact: true }).locator("tbody tr");
const words =
  (text: string | RegExp): Find =>
  (main) =>
    main.getByText(text);

/** The main figure of each page, by the name of its screenshot, which has its address. */
const figures: Readonly<Record<string, Find>> = {
  overview: (main) =>
    main.getByRole("region", { name: "Business transactions" }).locator('a[href*="/purchase"]'),
  transactions: link("purchase"),
  transaction: (main) => main.getByRole("row").filter({ hasText: "completed" }),
  "transaction-timeline": words("payment authorised"),
  funnels: link("checkout"),
  funnel: (main) => main.getByRole("button", { name: /dropped$/ }),
  journeys: link("shopping"),
  journey: (main) => main.getByRole("button", { name: /^product, step \d/ }),
  person: link("shopping: home"),
  workflows: link("order"),
  workflow: heading("order"),
  "workflow-instance": words("order"),
  traces: (main) => main.getByRole("cell").getByRole("link"),
  trace: (main) => main.getByRole("treegrid").getByRole("row").filter({ hasText: "payments" }),
  errors: link("ProviderTimeoutError"),
  error: heading(/Error$/),
  bottlenecks: heading("Bottlenecks"),
  logs: row("Logs"),
  metrics: link("shop.orders"),
  metric: (main) => main.getByRole("figure"),
  alerts: heading("Alerts"),
  "alert-rules": heading("Alert rules"),
  "alert-rule": (main) => main.getByRole("textbox"),
  silences: heading("Silences"),
  objectives: heading("Objectives"),
  channels: heading("Channels"),
  anomalies: heading("Anomalies"),
  services: link("payments"),
  service: heading("payments"),
  digest: words("nothing arrived in the period before"),
  dashboards: heading("Dashboards"),
  interactions: (main) => main.getByRole("figure", { name: "satisfaction over time by channel" }),
  profiles: link("recommend"),
  profile: row("Runs"),
  "cpu-profile": (main) => main.getByRole("img", { name: /^Flame graph/ }),
  compare: heading("Compare"),
  catalog: heading("Catalog"),
  "catalog-attribute": heading("order.id"),
  sampling: heading("Sampling"),
  sql: (main) => main.getByRole("region", { name: "Result" }).getByRole("figure"),
  import: heading("Import"),
  settings: heading("Settings"),
  "settings-audit": heading("Settings"),
};
/** Pages of what this hour does not have: alerts that fire, findings, dashboards of the shop. Their own tests have it. */
const without = ["alert", "bottleneck", "dashboard"];
/** Second screenshots of a page. */
const otherViews = ["differs", "log-patterns", "service-map", "catalog-findings"];
const addresses = new Map([
  ...screens.map(({ name, address }) => [name, address] as const),
  // of the period before it nothing is stored, however long the test takes
  ["digest", "/digest?from=-2h"],
]);

test("every page that has a screenshot has its figure here", () => {
  const listed = [...Object.keys(figures), ...without, ...otherViews].toSorted();
  expect(listed).toEqual([...addresses.keys()].toSorted());
});

test.for(Object.entries(figures))("%s shows its figure", async ([name, figure]) => {
  const address = addresses
    .get(name)!
    .replaceAll(/\{(\w+)\}/g, (_, thing: string) => encodeURIComponent(found[thing] ?? ""));
  await page.goto(`${running.addresses.page}${address}`);
  await figure(page.getByRole("main")).first().waitFor();
  expect(complaints.splice(0)).toEqual([]);
});

test("a dialog adds styles that the page's security policy allows", async () => {
  await page.goto(`${running.addresses.page}/journeys/shopping?from=-1h`);
  await page
    .getByRole("button", { name: /^product, step \d/ })
    .first()
    .waitFor();
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  expect(complaints.splice(0)).toEqual([]);
});
