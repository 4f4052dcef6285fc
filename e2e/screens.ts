// Writes docs/screens: each page of the console in light and dark, with an hour of the demo shop in which payments 2.41.0 fails.
// `node --conditions=telltale-source e2e/screens.ts [NAME…]` writes all screenshots, or only those with these names.
import { mkdirSync } from "node:fs";
import path from "node:path";

import { chromium, type Page } from "playwright-core";

import { findBrowser } from "../tools/browser.ts";
import { build } from "../tools/build.ts";
import { createFolder, startConsole } from "../tools/console-process.ts";
import { root } from "../tools/source-files.ts";
import { get } from "./api.ts";
import { recordShop, replay } from "./recording.ts";

const minuteMs = 60_000;
const themes = ["light", "dark"] as const;
const viewport = { width: 1440, height: 900 };

const wanted = new Set(process.argv.slice(2));
const executablePath = findBrowser();
if (executablePath === undefined || !(await build())) process.exit(1);
// One after the other: two shops at once exceed their time limits on a busy machine.
const healthy = withoutFolder(await recordShop({ visits: 600 }));
const failing = withoutFolder(await recordShop({ visits: 220, fault: "bad-deploy" }));
const { folder, remove } = createFolder();
const running = await startConsole(folder);
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
try {
  const now = Date.now();
  const deployMs = now - 12 * minuteMs;
  await replay(running.addresses.otlpHttp, healthy, [now - 60 * minuteMs, deployMs]);
  await replay(running.addresses.otlpHttp, failing, [deployMs, now]);
  await writeScreens(await addresses());
} finally {
  await browser.close();
  await running.stop();
  remove();
}

/** Address of each screenshot by its name. */
async function addresses(): Promise<Readonly<Record<string, string>>> {
  const page = running.addresses.page;
  const [trace] = await items<{ traceId: string }>(page, "/api/traces", {
    status: "error",
    name: "POST /checkout",
    order: "slowest",
  });
  const [error] = await items<{ fingerprint: string }>(page, "/api/errors", { sort: "count" });
  const hour = "from=-1h";
  const alertRule = {
    name: "Purchases fail",
    on: { transaction: "purchase", measure: "failure" },
    when: { above: 0.1 },
  };
  return {
    overview: `/?${hour}`,
    transactions: `/transactions?${hour}`,
    transaction: `/transactions/purchase?${hour}`,
    funnel: `/funnels/checkout?${hour}`,
    journey: `/journeys/shopping?${hour}`,
    workflows: `/workflows?${hour}`,
    workflow: `/workflows/order?${hour}`,
    traces: `/traces?${hour}`,
    trace: `/traces/${trace?.traceId ?? ""}`,
    logs: `/logs?${hour}`,
    metrics: `/metrics?${hour}`,
    errors: `/errors?${hour}`,
    error: `/errors/${encodeURIComponent(error?.fingerprint ?? "")}?${hour}`,
    services: `/services?${hour}`,
    "service-map": `/services?view=map&${hour}`,
    service: `/services/payments?${hour}`,
    catalog: `/catalog?${hour}`,
    "catalog-attribute": `/catalog/attribute/order.id?${hour}`,
    "catalog-findings": `/catalog?view=findings&${hour}`,
    alerts: "/alerts",
    "alert-rule": `/alerts/rules/new?rule=${encodeURIComponent(JSON.stringify(alertRule))}`,
    sampling: `/sampling?${hour}`,
    sql: "/sql",
    settings: "/settings/store",
  };
}

/** The same with `/app` in place of the folder of this checkout, which stacks and commands contain. */
function withoutFolder<T>(value: T): T {
  if (typeof value === "string") return value.replaceAll(root, "/app") as T;
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(withoutFolder) as T;
  if (value instanceof Map) return new Map([...value].map(([key, one]) => [key, withoutFolder(one)])) as T;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withoutFolder(one)])) as T;
}

async function items<T>(page: string, route: string, query: Record<string, string>): Promise<readonly T[]> {
  return (await get<{ readonly items: readonly T[] }>(page, route, { from: "-1h", ...query })).items;
}

async function writeScreens(screens: Readonly<Record<string, string>>): Promise<void> {
  const out = path.join(root, "docs/screens");
  mkdirSync(out, { recursive: true });
  for (const colorScheme of themes) {
    const page = await browser.newPage({ viewport, colorScheme, reducedMotion: "reduce" });
    page.on("pageerror", (error) => console.error(`${page.url()}: ${error.message}`));
    for (const [name, address] of Object.entries(screens)) {
      if (wanted.size > 0 && !wanted.has(name)) continue;
      await open(page, address);
      await page.screenshot({ path: path.join(out, `${name}-${colorScheme}.png`) });
      console.log(`${name} ${colorScheme}`);
    }
    await page.close();
  }
}

/** Opens a page and waits until it has its data and has drawn it. */
async function open(page: Page, address: string): Promise<void> {
  await page.goto(`${running.addresses.page}${address}`);
  await page.locator("main h1").first().waitFor();
  await page.waitForLoadState("networkidle", { timeout: 3000 }).catch(() => undefined);
  await page.locator("main [aria-busy=true]").first().waitFor({ state: "detached" });
  // As text, because these run in the browser.
  await page.evaluate("document.fonts.ready.then(() => true)");
  await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
}
