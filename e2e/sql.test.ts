// @module-tag extended
// The SQL page and the settings of the store in Chromium.
import { text } from "node:stream/consumers";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";

import type { StoreDetails } from "contract";
import { createFolder, startConsole, type ConsoleProcess } from "../tools/console-process.ts";
import { patience } from "../tools/testing/patience.ts";
import { get, until } from "./api.ts";
import { openBrowser } from "./chromium.ts";
import { watchComplaints } from "./complaints.ts";
import { replay } from "./recording.ts";
import { recordHealthy } from "./shop-faults.ts";

const minuteMs = 60_000;
const { folder, remove } = createFolder();
let running: ConsoleProcess;
let browser: Browser;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  running = await startConsole(folder);
  browser = await openBrowser(inject("chromium"));
  const hour = await recordHealthy();
  const now = Date.now();
  await replay(running.addresses.otlpHttp, hour, [now - 50 * minuteMs, now]);
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(patience(60_000));
  watchComplaints(page, complaints);
}, patience(600_000));

afterAll(async () => {
  await browser?.close();
  await running?.stop();
  remove();
});

const editor = () => page.getByRole("textbox", { name: "Query" });
const grid = () => page.getByRole("grid", { name: "Result" });

/** Types key by key: filling a field at once sets styles in Chromium, which the page's security policy blocks. */
async function replace(query: string): Promise<void> {
  await editor().click();
  await editor().press("ControlOrMeta+a");
  await editor().pressSequentially(query);
}

async function write(query: string): Promise<void> {
  await replace(query);
  await editor().press("ControlOrMeta+Enter");
}

test("runs an example, then a query that is written with completion, run by keys and named by the URL", async () => {
  await page.goto(`${running.addresses.page}/sql`);
  await page.getByRole("button", { name: "Slowest operations" }).click();
  await grid().getByText("POST /checkout").first().waitFor();
  // Completion changes when the tables are loaded.
  await page.getByRole("list", { name: "Tables" }).getByText("spans", { exact: true }).waitFor();

  await replace("SELECT service, max(durat) FROM spans GROUP BY service");
  const after = ") FROM spans GROUP BY service".length;
  for (let step = 0; step < after; step++) await editor().press("ArrowLeft");
  await editor().press("Control+Space");
  await page.getByRole("option", { name: /^duration/ }).click();
  await expect.poll(() => editor().innerText()).toContain("max(duration)");
  await editor().press("ControlOrMeta+Enter");
  await grid().getByRole("columnheader", { name: "max(duration)" }).waitFor();
  expect(new URL(page.url()).searchParams.get("q")).toContain("max(duration)");

  const link = page.url();
  await page.goto(running.addresses.page);
  await page.goto(link);
  await grid().getByRole("columnheader", { name: "max(duration)" }).waitFor();
  await page.getByRole("button", { name: /Slowest operations/ }).waitFor();
  expect(complaints).toEqual([]);
});

test("reports a mistake and underlines it", async () => {
  await write("SELECT name FROM span");
  await page.getByRole("alert").filter({ hasText: "no table `span`" }).waitFor();
  expect(await page.locator(".mistake").innerText()).toBe("span");
  await write("SELECT name FROM spans LIMIT 3");
  await page.getByText("3 rows", { exact: true }).waitFor();
  await page.getByRole("alert").waitFor({ state: "detached" });
  // The browser logs the error response itself.
  expect(complaints.splice(0)).toEqual([expect.stringContaining("403")]);
});

test("a query that was not run is lost only after a question, and running it asks none", async () => {
  await replace("SELECT 1 AS kept");
  await page.getByRole("link", { name: "Logs", exact: true }).click();
  const question = page.getByRole("dialog", { name: "Discard unsaved changes?" });
  await question.getByText("What you changed was not saved: the query.").waitFor();
  await question.getByRole("button", { name: "Keep editing" }).click();
  expect(await editor().innerText()).toBe("SELECT 1 AS kept");
  await editor().press("ControlOrMeta+Enter");
  await grid().getByRole("columnheader", { name: "kept" }).waitFor();
  expect(new URL(page.url()).searchParams.get("q")).toBe("SELECT 1 AS kept");
  await expect.poll(() => question.count()).toBe(0);
});

test("renders only the visible rows of ten thousand, and exports all", async () => {
  await write("SELECT number, toString(number) AS text FROM numbers(5000)");
  await page.getByText("truncated").waitFor();
  expect(await grid().getByRole("row").count()).toBeLessThan(60);
  const value = page.getByRole("button", { name: "Copy the value" }).locator("..").locator("code");
  // by keys alone, and further than the rows that are in the page
  await grid().focus();
  await page.keyboard.press("ArrowDown");
  expect(await value.textContent()).toBe("0");
  for (let at = 0; at < 60; at++) await page.keyboard.press("ArrowDown");
  expect(await value.textContent()).toBe("60");
  await grid().evaluate((one) => one.scrollTo({ top: 0 }));
  await grid().getByRole("gridcell", { name: "7", exact: true }).first().click();
  for (let at = 0; at < 60; at++) await page.keyboard.press("ArrowDown");
  expect(await value.textContent()).toBe("67");
  await page.getByRole("button", { name: "Data of Result" }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download CSV" }).click(),
  ]);
  expect((await text(await download.createReadStream())).trimEnd().split("\n")).toHaveLength(5001);
});

test("cancels a long query, also in the store", async () => {
  await write("SELECT sum(cityHash64(repeat(toString(number), 20))) FROM numbers(490000000)");
  const state = (): Promise<StoreDetails> => get(running.addresses.page, "/api/store");
  await until(state, ({ queries }) => queries.running === 1);
  await page.getByRole("button", { name: "Cancel" }).first().click();
  await page.getByRole("button", { name: /^Run/ }).waitFor();
  // the rows are those of the query before: a file would have others
  expect(await page.getByRole("button", { name: "Data of Result" }).count()).toBe(0);
  const { queries } = await until(state, (seen) => seen.queries.running === 0);
  expect(queries).toMatchObject({ running: 0, waiting: 0, refused: 0 });
});

test("shows the store in the settings: size, tables, retention, compaction", async () => {
  await page.goto(running.addresses.page);
  await page.getByRole("button", { name: "More" }).click();
  await page.getByText("Settings", { exact: true }).click();
  await page.getByText("embedded ClickHouse").waitFor();
  const spans = page.getByRole("row").filter({ hasText: /^spans/ });
  await spans.first().waitFor();
  await page.getByRole("heading", { name: "Compaction" }).waitFor();
  await page.getByRole("row", { name: /Spans.*7 days/ }).waitFor();
  await page.getByText("max_server_memory_usage").waitFor();
  expect(complaints).toEqual([]);
});

test("serves every route of the OpenAPI document", async () => {
  const { paths } = await get<{ paths: Record<string, Record<string, unknown>> }>(
    running.addresses.page,
    "/api/openapi.json",
  );
  const asked = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => [method.toUpperCase(), path] as const),
  );
  expect(asked.length).toBeGreaterThan(40);
  const answers = asked.map(async ([method, path]) => {
    const response = await fetch(new URL(path.replaceAll(/\{\w+\}/g, "x"), running.addresses.page), {
      method,
      ...(method === "GET" ? {} : { headers: { "content-type": "application/json" }, body: "not JSON" }),
      signal: AbortSignal.timeout(60_000),
    });
    const isProblem = response.headers.get("content-type")?.includes("problem+json") === true;
    const code = isProblem ? ((await response.json()) as { readonly code: string }).code : "";
    if (!isProblem) await response.body?.cancel();
    return [method, path, code];
  });
  expect((await Promise.all(answers)).filter(([, , code]) => code === "UNKNOWN_PATH")).toEqual([]);
});
