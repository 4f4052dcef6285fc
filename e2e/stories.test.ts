// @module-tag extended
// Stories of people who use the console, in Chromium over a real one: an hour of the shop, with a release of payments that fails for its last
// twenty minutes.
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, inject, test } from "vitest";

import type { BottlenecksResult, StoreDetails } from "contract";
import { createFolder, startConsole, type ConsoleProcess } from "../tools/console-process.ts";
import { patience } from "../tools/testing/patience.ts";
import { get, until } from "./api.ts";
import { openBrowser } from "./chromium.ts";
import { watchComplaints } from "./complaints.ts";
import { sendDaysBefore } from "./days-before.ts";
import { describeComparisons, describeLogs, describeMetrics, describeTransactions } from "./page-stories.ts";
import {
  describeDashboards,
  describePeople,
  describePinnedAlerts,
  describeReaders,
} from "./people-stories.ts";
import { recorded } from "./recorded.ts";
import { type Recording, replay } from "./recording.ts";
import { profiled, recordProfiledDeploy } from "./shop-faults.ts";
import type { Stage } from "./stage.ts";

const minuteMs = 60_000;
const { folder, remove } = createFolder();
let running: ConsoleProcess;
let browser: Browser;
let page: Page;
let sentMs = 0;
let failing: Stage["failing"];
let healthy: Recording;
const complaints: string[] = [];

beforeAll(async () => {
  browser = await openBrowser(inject("chromium"));
  healthy = await recorded({ visits: 240, variables: profiled });
  const faulty = await recordProfiledDeploy();
  running = await startConsole(folder);
  const now = Date.now();
  const released = now - 20 * minuteMs;
  const options = { moveMetrics: true, evenBy: "POST /checkout" };
  await replay(running.addresses.otlpHttp, healthy, [now - 55 * minuteMs, released], options);
  await replay(running.addresses.otlpHttp, faulty, [released, now], options);
  failing = [released, now];
  sentMs = Date.now();
}, patience(1_200_000));

beforeEach(async () => {
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(patience(60_000));
  watchComplaints(page, complaints);
  return async () => {
    await page.close();
    if (complaints.length > 0) throw new Error(complaints.splice(0).join("\n"));
  };
});

afterAll(async () => {
  await browser?.close();
  await running?.stop();
  remove();
});

const open = (address: string) => page.goto(`${running.addresses.page}${address}`);
const heading = (name: string | RegExp): Promise<void> =>
  page.getByRole("heading", { level: 1, name }).waitFor();
const rowsOf = (table: string): Locator =>
  page.getByRole("table", { name: table, exact: true }).locator("tbody tr");
const spans = (): Locator => page.getByRole("treegrid").getByRole("row");
const firstTrace = (place: Locator): Locator => place.locator('a[href^="/traces/"]').first();

test("an analyst: where people leave the checkout, which error they met, and one of their traces", async () => {
  await open("/funnels");
  await page.getByRole("main").getByRole("link", { name: "checkout", exact: true }).click();
  await page
    .getByRole("button", { name: /dropped$/ })
    .last()
    .click();
  await page.getByRole("heading", { name: "Why people left at payment: what differs" }).waitFor();
  const causes = page.getByRole("region", { name: "Errors and slow spans" });
  const timeouts = causes.getByRole("row", { name: /ProviderTimeoutError.*nordpay/ });
  expect(Number.parseInt(await timeouts.getByRole("cell").nth(1).innerText())).toBeGreaterThan(0);
  await firstTrace(causes.getByRole("table", { name: "Sample traces" })).click();
  await heading("POST /checkout");
  await spans().filter({ hasText: "charge card" }).first().waitFor();
});

test("an analyst: the ways to an order, as a funnel, and the days of one person", async () => {
  await open("/journeys?from=-1h");
  await page.getByRole("main").getByRole("link", { name: "shopping", exact: true }).click();
  await page.getByRole("combobox", { name: "Columns" }).selectOption("8");
  await page.getByRole("combobox", { name: "Paths to" }).selectOption("order confirmed");
  await page
    .getByRole("button", { name: /^order confirmed, step \d, \d+ visits/ })
    .first()
    .click();
  await page.waitForURL(/step=order\+confirmed/);
  const panel = page.getByLabel("Selected step");
  await expect.poll(() => panel.getByRole("heading").textContent()).toBe("order confirmed");
  await page.getByRole("group", { name: /visits step by step; choose a step/ }).waitFor();
  await page.getByRole("link", { name: "Funnel to here" }).click();
  await page.waitForURL(/\/funnels\/shopping\?steps=/);
  await page.getByRole("main").getByText("order confirmed").first().waitFor();

  await page.goBack();
  await page.getByRole("region", { name: "Path of one person" }).getByRole("heading").first().click();
  await page.waitForURL(/\/people\//);
  await heading(decodeURIComponent(new URL(page.url()).pathname.replace("/people/", "")));
  await page.getByRole("link", { name: "shopping: home" }).first().waitFor();
});

test("a release: two versions compared, the difference as Markdown, and a trace with the cause", async () => {
  await open("/compare?mode=version&from=-1h");
  const choose = async (side: string, version: string): Promise<void> => {
    await page.getByRole("combobox", { name: `${side}: choose one` }).click();
    await page.getByRole("option", { name: version }).click();
  };
  await choose("Base", "2.40.3");
  await choose("Now", "2.41.0");
  const charge = rowsOf("What differs")
    .filter({ hasText: "charge card" })
    .filter({ hasText: "errors of spans" });
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await charge.getByRole("button", { name: "Copy as Markdown" }).click();
  await expect
    .poll(() => page.evaluate<string>("navigator.clipboard.readText()"))
    .toMatch(/charge card.*errors of spans[\s\S]*http:\/\/127\.0\.0\.1/);
  await charge.getByRole("link", { name: "charge card" }).click();
  await page.waitForURL(/\/traces\?.*service\.version%3D2\.41\.0/);
  await firstTrace(page.getByRole("main")).click();
  await spans().filter({ hasText: "POST /nordpay/v3/charges" }).first().waitFor();
});

test("a dashboard of one's own: a metric is pinned, and the dashboard shows it", async () => {
  const title = `Orders since ${Date.now()}`;
  await open("/metrics?from=-1h");
  await page.getByRole("link", { name: "shop.orders", exact: true }).click();
  await heading("shop.orders");
  await page.getByRole("button", { name: "Pin to dashboard" }).click();
  await page.getByRole("textbox", { name: "Title of a new dashboard" }).fill(title);
  await page.getByRole("button", { name: "Create and pin" }).click();
  await page.getByRole("link", { name: "Open dashboard" }).click();
  await heading(title);
  await page
    .getByRole("list", { name: "Charts" })
    .getByRole("figure", { name: /1 line/ })
    .waitFor();
  const dashboard = new URL(page.url()).pathname;
  await open("/dashboards");
  const listed = rowsOf("Dashboards").filter({ hasText: title }).getByRole("link");
  expect(await listed.getAttribute("href")).toBe(dashboard);
});

test("support: contacts that went badly, and the trace behind one", async () => {
  await open("/interactions?from=-1h");
  await page.getByRole("figure", { name: "satisfaction over time by channel" }).waitFor();
  await page.getByRole("radio", { name: "rated 2 or less" }).click({ force: true });
  await page.waitForURL(/atMost=2/);
  const contact = rowsOf("Contacts").first();
  const satisfaction = contact.getByRole("cell").nth(5);
  await expect.poll(async () => Number(await satisfaction.innerText())).toBeLessThanOrEqual(2);
  await firstTrace(contact).click();
  await spans().filter({ hasText: "support contact" }).first().waitFor();
});

test("cost: a profiled operation and one of its runs; the flame graph of a slow span and the span", async () => {
  await open("/profiles?from=-1h");
  await rowsOf("Profiles").getByRole("link", { name: "recommend" }).click();
  await heading("recommend");
  await firstTrace(rowsOf("Runs").first()).click();
  await page.getByRole("row", { selected: true }).filter({ hasText: "recommend" }).waitFor();

  await open("/profiles?from=-1h");
  const profile = rowsOf("CPU profiles").first().locator('a[href^="/cpu-profiles/"]');
  const name = await profile.innerText();
  await profile.click();
  await page.getByRole("img", { name: /^Flame graph/ }).waitFor();
  await page.getByRole("link", { name: "Span of this profile" }).click();
  await expect.poll(() => page.getByRole("row", { selected: true }).innerText()).toContain(name);
});

test("a Monday: the digest leads to a new error, a note on it to the overview, and back", async () => {
  await sendDaysBefore(running);
  await open("/digest?from=-1h");
  const errors = page.getByRole("region", { name: "New errors" });
  await errors
    .getByRole("listitem")
    .filter({ hasText: "nordpay" })
    .getByRole("link", { name: "ProviderTimeoutError" })
    .click();
  await heading("ProviderTimeoutError");
  await page.getByRole("button", { name: "Add note" }).click();
  await page.getByRole("textbox", { name: "Text of the note" }).fill("nordpay knows of it.");
  await page.getByRole("button", { name: "Save note" }).click();
  const group = new URL(page.url()).pathname;
  const notes = page.getByRole("region", { name: "Notes", exact: true });
  await notes.getByRole("paragraph").filter({ hasText: "nordpay knows of it." }).first().waitFor();

  await open("/?from=-1h");
  const others = page.getByRole("region", { name: "Notes of other pages" });
  await others.getByText("nordpay knows of it.").first().waitFor();
  await others
    .getByRole("link", { name: /^on error / })
    .first()
    .click();
  await heading("ProviderTimeoutError");
  expect(new URL(page.url()).pathname).toBe(group);
});

test("a shop without bottlenecks has none when all its traces are judged, although it fails", async () => {
  await until(
    () => get<StoreDetails>(running.addresses.page, "/api/store"),
    ({ bottlenecks }) => Date.parse(bottlenecks?.judgedUntil ?? "1970-01-01") > sentMs,
  );
  // the other kinds compare hours, which are judged later: how fast each recording was depends on the machine
  for (const kind of ["repeated-queries", "repeated-calls", "serial-calls", "large-payload"]) {
    const query = { from: "-2h", kind };
    const { items } = await get<BottlenecksResult>(running.addresses.page, "/api/bottlenecks", query);
    expect(items).toEqual([]);
  }
  await open("/bottlenecks?from=-2h");
  await heading("Bottlenecks");
});

const onStage = (): Stage => ({ page, browser, addresses: running.addresses, failing, healthy });
describeTransactions(onStage);
describeMetrics(onStage);
describeLogs(onStage);
describePeople(onStage);
describeDashboards(onStage);
describeReaders(onStage);
describeComparisons(onStage);
describePinnedAlerts(onStage);
