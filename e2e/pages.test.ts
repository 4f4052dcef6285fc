// One story for each page, in Chromium over a real console with an hour of the shop: the page is opened by its address and shows its main
// figure, and the browser has nothing to complain about.
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";

import type { Activity, TransactionTypeResult } from "contract";
import { createFolder, startConsole, type ConsoleProcess } from "../tools/console-process.ts";
import { screens } from "../tools/screen-list.ts";
import { patience } from "../tools/testing/patience.ts";
import { get, until } from "./api.ts";
import { openBrowser } from "./chromium.ts";
import { watchComplaints } from "./complaints.ts";
import { recorded } from "./recorded.ts";
import { replay } from "./recording.ts";

const minuteMs = 60_000;
const { folder, remove } = createFolder();
let running: ConsoleProcess;
let browser: Browser;
let page: Page;
let found: Readonly<Record<string, string>>;
const complaints: string[] = [];

beforeAll(async () => {
  const variables = {
    OTEL_METRIC_EXPORT_INTERVAL: "250",
    TELLTALE_CPU_PROFILES: "true",
    TELLTALE_CPU_PROFILES_THRESHOLD: "30",
  };
  const hour = await recorded({ visits: 90, shoppers: 12, fault: "bad-deploy", variables });
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

/** The main figure of each page, by its route; addresses are those of the screenshots. */
const figures: Readonly<Record<string, Find>> = {
  "/": (main) => main.getByRole("region", { name: "Business transactions" }).locator('a[href*="/purchase"]'),
  "/transactions": link("purchase"),
  "/transactions/$type": (main) => main.getByRole("row").filter({ hasText: "completed" }),
  "/transactions/$type/$id": words("payment authorised"),
  "/funnels": link("checkout"),
  "/funnels/$name": (main) => main.getByRole("button", { name: /dropped$/ }),
  "/journeys": link("shopping"),
  "/journeys/$name": (main) => main.getByRole("button", { name: /^product, \d+ people/ }),
  "/people/$id": link("shopping: home"),
  "/workflows": link("order"),
  "/workflows/$type": heading("order"),
  "/workflows/$type/$id": words("order"),
  "/traces": (main) => main.getByRole("cell").getByRole("link"),
  "/traces/$id": (main) => main.getByRole("treegrid").getByRole("row").filter({ hasText: "payments" }),
  "/errors": link("ProviderTimeoutError"),
  "/errors/$fingerprint": heading(/Error$/),
  "/bottlenecks": heading("Bottlenecks"),
  "/logs": row("Logs"),
  "/metrics": link("shop.orders"),
  "/metrics/$name": (main) => main.getByRole("figure"),
  "/alerts": heading("Alerts"),
  "/alerts/rules": heading("Alert rules"),
  "/alerts/rules/$id": (main) => main.getByRole("textbox"),
  "/alerts/silences": heading("Silences"),
  "/alerts/objectives": heading("Objectives"),
  "/alerts/channels": heading("Channels"),
  "/alerts/anomalies": heading("Anomalies"),
  "/services": link("payments"),
  "/services/$name": heading("payments"),
  "/digest": (main) => main.getByRole("region", { name: "New errors" }).getByRole("listitem"),
  "/dashboards": heading("Dashboards"),
  "/interactions": (main) => main.getByRole("figure", { name: "satisfaction over time by channel" }),
  "/profiles": link("recommend"),
  "/profiles/$name": row("Runs"),
  "/cpu-profiles/$id": (main) => main.getByRole("img", { name: /^Flame graph/ }),
  "/compare": heading("Compare"),
  "/catalog": heading("Catalog"),
  "/catalog/$kind/$name": heading("order.id"),
  "/sampling": heading("Sampling"),
  "/sql": (main) => main.getByRole("region", { name: "Result" }).getByRole("figure"),
  "/import": heading("Import"),
  "/settings": heading("Settings"),
  "/settings/$section": heading("Settings"),
};
/** Pages of what this hour does not have: alerts that fire, findings, dashboards of the shop. Their own tests have it. */
const without = ["/alerts/$id", "/alerts/anomalies/$id", "/bottlenecks/$fingerprint", "/dashboards/$id"];
const addresses = new Map([
  ...screens.toReversed().map(({ route, address }) => [route, address] as const),
  // of the week everything is new
  ["/digest", "/digest?from=-1h"],
]);

test("every page that has a screenshot has its figure here", () => {
  const listed = [...Object.keys(figures), ...without].toSorted();
  expect(listed.filter((route) => !addresses.has(route))).toEqual(["/alerts/anomalies/$id"]);
  expect([...addresses.keys()].filter((route) => !listed.includes(route))).toEqual([]);
});

test.for(Object.entries(figures))("%s shows its figure", async ([route, figure]) => {
  const address = addresses
    .get(route)!
    .replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(found[name] ?? ""));
  await page.goto(`${running.addresses.page}${address}`);
  await figure(page.getByRole("main")).first().waitFor();
  expect(complaints.splice(0)).toEqual([]);
});

test("a dialog adds styles that the page's security policy allows", async () => {
  await page.goto(`${running.addresses.page}/journeys/shopping?from=-1h`);
  await page.getByRole("button", { name: /^product, \d+ people/ }).waitFor();
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  expect(complaints.splice(0)).toEqual([]);
});
