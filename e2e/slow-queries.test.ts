// Queries that are slow in the store itself, in Chromium: progress at once, rows read, and Cancel ends them in the store.
import { writeFileSync } from "node:fs";
import path from "node:path";

import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";

import { type ClickHouseServers, startServers } from "../packages/console/test/support/clickhouse-servers.ts";
import { findBrowser } from "../tools/browser.ts";
import { createFolder, startConsole, type ConsoleProcess } from "../tools/console-process.ts";
import { until } from "./api.ts";
import { runShop } from "./shop.ts";
import { type SlowReader, startSlowReader } from "./slow-reader.ts";

/** Of all that the shop has sent, over the last half hour. */
const copies = 300;
/** Few rows at a time, so that the copies need little memory. */
const sparing =
  "max_threads = 1, max_block_size = 500, min_insert_block_size_rows = 20000, min_insert_block_size_bytes = 0";
/** How many rows a second a query reads while the store is slow: it then takes as long as it may. */
const slowRows = 1_000;
/** An action shows that it was understood within 100 ms; on a machine where other programs slow the browser down, within some frames. */
const prompt = { ms: 100, frames: 12 };
/** One of these: what else runs on the machine may delay some. */
const attempts = 5;

const { folder, remove } = createFolder();
let servers: ClickHouseServers;
let reader: SlowReader;
let running: ConsoleProcess;
let browser: Browser;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error("Cannot test the pages without a browser.");
  servers = await startServers(1, "<max_server_memory_usage>1200000000</max_server_memory_usage>");
  const { username, password } = servers.reader;
  reader = await startSlowReader(servers.urls[0]!);
  const passwordFile = path.join(folder, "password");
  writeFileSync(passwordFile, password);
  const store = ["--clickhouse", reader.url, "--clickhouse-reader", username];
  running = await startConsole(folder, undefined, [
    ...store,
    "--clickhouse-reader-password-file",
    passwordFile,
  ]);
  [browser] = await Promise.all([
    chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-quic"] }),
    runShop(running.addresses.otlpHttp, { visits: 10 }),
  ]);
  for (const [table, time] of [
    ["logs", "time"],
    ["spans", "start"],
  ] as const)
    await ask(
      `INSERT INTO telltale.${table} SELECT stored.* REPLACE (stored.${time} - toIntervalSecond(number * 6) AS ${time}) FROM telltale.${table} AS stored CROSS JOIN numbers(1, ${copies}) AS copies SETTINGS ${sparing}`,
    );
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.on("pageerror", (error) => complaints.push(error.message));
});

afterAll(async () => {
  await browser?.close();
  await running?.stop();
  await reader?.stop();
  await servers?.stop();
  remove();
});

/** Runs a statement as the owner of the store. */
async function ask(statement: string): Promise<string> {
  const answer = await fetch(new URL(servers.urls[0]!).origin, {
    method: "POST",
    body: statement,
    headers: { "x-clickhouse-user": "writer", "x-clickhouse-key": "w" },
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`The store refused \`${statement}\`: ${text}`);
  return text;
}

/** The queries of pages that run in the store. */
const queriesInStore = async (): Promise<number> =>
  Number(await ask("SELECT count() FROM system.processes WHERE startsWith(query_id, 'page/')"));
afterEach(async () => {
  reader.limit(undefined);
  await page.goto("about:blank");
});

const cancel = () => page.getByRole("button", { name: "Cancel" });

interface Wait {
  readonly ms: number;
  readonly frames: number;
}

/** Clicks the choice `name` and returns how long it takes until the page shows that it loads. As text, because it runs in the browser. */
async function waitUntilBusy(name: string): Promise<Wait> {
  await page.evaluate(`document.addEventListener("click", () => {
    const begun = performance.now();
    let frames = 0;
    const count = () => { frames += 1; requestAnimationFrame(count); };
    requestAnimationFrame(count);
    globalThis.waitUntilBusy = new Promise((resolve) => {
      const seen = new MutationObserver(() => {
        if (document.querySelector("main [aria-busy=true]") === null) return;
        seen.disconnect();
        resolve({ ms: performance.now() - begun, frames });
      });
      seen.observe(document, { childList: true, subtree: true, attributes: true });
    });
  }, { capture: true, once: true })`);
  await page.getByRole("radio", { name, exact: true }).click();
  return page.evaluate<Wait>("globalThis.waitUntilBusy");
}

const isPrompt = ({ ms, frames }: Wait): boolean => ms <= prompt.ms || frames <= prompt.frames;

test("a page shows at once that it loads, then the rows that were read, and Cancel ends its queries in the store", async () => {
  await page.goto(`${running.addresses.page}/logs?from=-3h`);
  const rows = page.getByRole("table", { name: "Logs" }).locator("tbody").getByRole("button");
  await rows.first().waitFor();
  // Live updates pause: only what is clicked asks again.
  await page.keyboard.press("p");
  reader.limit(slowRows);
  const waits: Wait[] = [];
  while (waits.length < attempts && !waits.some(isPrompt)) {
    if (waits.length > 0) {
      await cancel().first().click();
      await cancel().first().waitFor({ state: "detached" });
    }
    waits.push(await waitUntilBusy(waits.length % 2 === 0 ? "warn +" : "error +"));
  }
  expect(waits.filter(isPrompt)).not.toEqual([]);
  await page
    .getByText(/rows read/)
    .first()
    .waitFor();
  // What was there before stays.
  expect(await rows.count()).toBeGreaterThan(0);
  expect(await queriesInStore()).toBeGreaterThan(0);
  await cancel().first().click();
  await until(queriesInStore, (queries) => queries === 0, 20_000);
  await page.getByText("The update was cancelled.").first().waitFor();
  reader.limit(undefined);
  for (const reload of (await page.getByRole("button", { name: "Reload" }).all()).toReversed())
    await reload.click();
  await page.getByText("The update was cancelled.").first().waitFor({ state: "detached" });
  expect(complaints).toEqual([]);
});

test("what differs shows the rows that were read, and ends in the store when the page is left", async () => {
  await page.goto(`${running.addresses.page}/traces?view=differs`);
  await page.getByRole("region", { name: /^What differs/ }).waitFor();
  await page.locator("main [aria-busy=true]").first().waitFor({ state: "detached" });
  reader.limit(slowRows);
  await page.goto(`${running.addresses.page}/traces?view=differs&from=-3h`);
  await page
    .getByText(/rows read/)
    .first()
    .waitFor();
  expect(await queriesInStore()).toBeGreaterThan(0);
  await page.goto("about:blank");
  await until(queriesInStore, (queries) => queries === 0, 20_000);
  reader.limit(undefined);
  expect(complaints).toEqual([]);
});

test("a query on the page SQL shows the same, and says what to do after Cancel", async () => {
  reader.limit(slowRows);
  const sql = encodeURIComponent("SELECT count(), uniq(body) FROM logs");
  await page.goto(`${running.addresses.page}/sql?q=${sql}`);
  await page.getByText(/rows read/).waitFor();
  expect(await queriesInStore()).toBeGreaterThan(0);
  await cancel().click();
  await page.getByText("The query was cancelled in the store, too.").waitFor();
  await until(queriesInStore, (queries) => queries === 0, 20_000);
  reader.limit(undefined);
  await page.getByRole("button", { name: /^Run/ }).click();
  await page.getByText("1 row", { exact: true }).waitFor();
  expect(complaints).toEqual([]);
});
