// @module-tag extended
// The pages in Chromium: from the overview to a transaction, its trace, a span, its logs, and back by the URL.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";

import { createFolder, startConsole, type ConsoleProcess } from "../tools/console-process.ts";
import { patience } from "../tools/testing/patience.ts";
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
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(patience(60_000));
  watchComplaints(page, complaints, { address: running.addresses.page });
});

afterAll(async () => {
  await browser?.close();
  await running?.stop();
  remove();
});

const path = (): string => new URL(page.url()).pathname;
const h1 = () => page.getByRole("heading", { level: 1 });
const purchaseBlock = () =>
  page.getByRole("region", { name: "Business transactions" }).locator('a[href^="/transactions/purchase"]');

test("shows a snippet with the real address on an empty console, and the overview when data arrives", async () => {
  await page.goto(running.addresses.page);
  await page.getByText(running.addresses.otlpHttp).first().waitFor();
  const visits = await recordHealthy();
  const now = Date.now();
  await replay(running.addresses.otlpHttp, visits, [now - minuteMs, now]);
  await purchaseBlock().waitFor();
  expect(await h1().innerText()).toBe("Overview");
});

test("leads from the overview to a transaction, trace, span and logs, and back by the URL", async () => {
  await page.goto(running.addresses.page);
  await purchaseBlock().click();
  await page.waitForURL(/\/transactions\/purchase/);

  const row = page.getByRole("row").filter({ hasText: "completed" }).filter({ hasText: "o-" }).first();
  await row.getByRole("link").first().click();
  await page.waitForURL(/\/transactions\/purchase\/o-/);
  const orderId = decodeURIComponent(path().split("/").at(-1) ?? "");
  await page.getByText("payment authorised").first().waitFor();

  await page.locator('a[href^="/traces/"]').first().click();
  await page.waitForURL(/\/traces\/[0-9a-f]{32}/);
  const tracePath = path();
  await h1().filter({ hasText: "POST /checkout" }).waitFor();
  await page.getByText(orderId).first().waitFor();

  const span = page.getByRole("treegrid").getByRole("row").filter({ hasText: "charge card" }).first();
  await span.click();
  await page.waitForURL(/span=[0-9a-f]{16}/);
  const withSpan = page.url();
  await page.getByText("payment.provider").first().waitFor();

  await page.goto(withSpan.replace(/span=[0-9a-f]{16}/, ""));
  await page.getByRole("treegrid").getByRole("row").filter({ hasText: "payments" }).first().click();
  await page.getByRole("tab", { name: /Logs/ }).click();
  await page.getByRole("tabpanel").locator('a[href^="/logs"]').last().click();
  await page.waitForURL(/\/logs\?/);
  await page
    .getByText(/order paid/)
    .first()
    .waitFor();
  expect(page.url()).toContain(tracePath.split("/").at(-1));

  await page.goBack();
  await page.waitForURL(new RegExp(tracePath));
  await page.goto(withSpan);
  await page.getByText("payment.provider").first().waitFor();
  await h1().filter({ hasText: "POST /checkout" }).waitFor();
});

test("opens a trace by keys alone", async () => {
  await page.goto(running.addresses.page);
  await h1().filter({ hasText: "Overview" }).waitFor();
  await page.keyboard.press("g");
  await page.keyboard.press("r");
  await page.waitForURL(/\/traces/);
  await h1().filter({ hasText: "Traces" }).waitFor();
  await page.getByRole("cell").getByRole("link").first().waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/traces\/[0-9a-f]{32}/);
  expect(await page.title()).not.toBe("");
  expect(complaints).toEqual([]);
});
