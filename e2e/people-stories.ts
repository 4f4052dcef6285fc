// More stories over the console of stories.test.ts: the days of a person, a dashboard with a variable, and a user who may only look.
import { text } from "node:stream/consumers";

import type { LogRecord } from "otlp";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import type { AlertSeriesResult, AlertsResult, ChartResult } from "contract";
import { patience } from "../tools/testing/patience.ts";
import { get, until } from "./api.ts";

import { iso, type OnStage, open, pick, purchaseLostBy, recordNow, rowsOf, sendLogs } from "./stage.ts";

const dayMs = 86_400_000;

export function describePeople(onStage: OnStage): void {
  test("support: a person's days, the visit of yesterday and the error of today", async () => {
    const stage = onStage();
    const { page, addresses } = stage;
    const [from, to] = stage.failing.map(iso) as [string, string];
    const { user } = await purchaseLostBy("nordpay", { page: addresses.page, from, to });
    await sendLogs(stage, "storefront", [visitOf(user, stage.failing[0] - dayMs)]);

    await open(stage, `/people/${user}?${new URLSearchParams({ from, to })}`);
    const days = page.getByRole("main").locator("section:has(> header h2)");
    await expect.poll(() => days.count()).toBeGreaterThan(1);
    const visit = page.getByRole("region", { name: "session s-of-yesterday" });
    await visit.getByRole("button", { expanded: false }).click();
    await visit.getByRole("row").filter({ hasText: "landing" }).first().waitFor();
    await page.getByRole("radio", { name: /^errors/ }).click({ force: true });
    await visit.waitFor({ state: "detached" });
    await days.getByRole("row").filter({ hasText: "nordpay did not answer" }).first().waitFor();
    await days.getByRole("link", { name: "ProviderTimeoutError" }).first().click();
    await page.getByRole("heading", { level: 1, name: "ProviderTimeoutError" }).waitFor();
  });
}

/** The first step of the checkout, as the library sends it. */
function visitOf(user: string, timeMs: number): LogRecord {
  const timeUnixNano = BigInt(timeMs) * 1_000_000n;
  const attributes: LogRecord["attributes"] = new Map<string, string | bigint>([
    ["user.id", user],
    ["session.id", "s-of-yesterday"],
    ["telltale.journey.name", "checkout"],
    ["telltale.journey.step", "landing"],
    ["telltale.journey.step_index", 0n],
  ]);
  const visit = { eventName: "telltale.journey.step", body: null, attributes };
  return { ...recordNow(""), ...visit, timeUnixNano, observedTimeUnixNano: timeUnixNano };
}

export function describeDashboards(onStage: OnStage): void {
  test("a dashboard: a variable narrows it, charts change their places, and Grafana has them", async () => {
    const stage = onStage();
    const { page } = stage;
    const title = `Providers since ${Date.now()}`;
    await open(stage, "/metrics/shop.orders?from=-1h&filter=payment.provider%3Dnordpay");
    await page.getByRole("button", { name: "Pin to dashboard" }).click();
    await page.getByRole("textbox", { name: "Title of a new dashboard" }).fill(title);
    await page.getByRole("button", { name: "Create and pin" }).click();
    await page.getByRole("link", { name: "Open dashboard" }).waitFor();
    await open(stage, "/metrics/shop.parcels?from=-1h");
    await page.getByRole("button", { name: "Pin to dashboard" }).click();
    await page.getByRole("button", { name: title }).click();
    await page.getByRole("link", { name: "Open dashboard" }).click();

    await page.getByRole("button", { name: "Edit", exact: true }).click();
    await page.getByRole("button", { name: "Add a variable" }).click();
    await page.getByRole("textbox", { name: "Name of the variable" }).fill("provider");
    await page.getByRole("textbox", { name: "Attribute of provider" }).fill("payment.provider");
    await page.getByRole("button", { name: /^Edit shop\.orders/ }).click();
    await page.getByRole("radio", { name: "JSON" }).click();
    const json = page.getByRole("textbox", { name: "Chart as JSON" });
    await json.fill(
      (await json.inputValue()).replace("payment.provider=nordpay", "payment.provider=$provider"),
    );
    await page.getByRole("button", { name: "Apply" }).click();
    await page.getByRole("button", { name: /^Move earlier shop\.parcels/ }).click();
    await page.getByRole("button", { name: "Save", exact: true }).click();

    const charts = page.getByRole("list", { name: "Charts" }).getByRole("heading");
    await page.getByRole("button", { name: "Save", exact: true }).waitFor({ state: "detached" });
    await expect
      .poll(() => charts.allInnerTexts())
      .toEqual([/^shop\.parcels/, /^shop\.orders/].map((one) => expect.stringMatching(one)));
    await pick(page, "provider: all", "harbourpay");
    await page.waitForURL(/var=provider%3Dharbourpay/);
    await page
      .getByRole("region", { name: /^shop\.orders/ })
      .getByText("payment.provider=harbourpay")
      .waitFor();
    await expectGrafana(page);
  });
}

async function expectGrafana(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Export" }).click();
  const begun = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: "Grafana JSON" }).click();
  const download = await begun;
  expect(download.suggestedFilename()).toMatch(/^providers-since-\d+\.grafana\.json$/);
  const board = JSON.parse(await text(await download.createReadStream())) as {
    readonly panels: readonly { readonly title: string }[];
    readonly templating: { readonly list: readonly { readonly name: string }[] };
  };
  expect(board.panels.map((panel) => panel.title.split(",")[0])).toEqual(["shop.parcels", "shop.orders"]);
  expect(board.templating.list.map(({ name }) => name)).toContain("provider");
  expect(JSON.stringify(board.panels)).toContain('payment_provider=~\\"$provider\\"');
}

export function describeReaders(onStage: OnStage): void {
  test("a user who may only look sees dashboards and errors, and can change neither", async () => {
    const stage = onStage();
    const { browser, addresses } = stage;
    const ask = async (path: string, body: object, more = {}): Promise<Response> =>
      fetch(`${addresses.page}${path}`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-telltale-request": "1", ...more },
        body: JSON.stringify(body),
      });
    const title = `Only to look at ${Date.now()}`;
    const content = { title, charts: [{ title: "Orders", sources: [{ metric: "shop.orders" }] }] };
    expect((await ask("/api/dashboards", content)).ok).toBe(true);
    const made = await ask("/api/tokens", { name: "u1 looks", scope: "read", tenant: "" });
    const { token } = (await made.json()) as { readonly token: string };
    const authorization = `Bearer ${token}`;
    // as behind a proxy that knows its users
    const context = await browser.newContext({ extraHTTPHeaders: { authorization } });
    try {
      const page = await context.newPage();
      page.setDefaultTimeout(patience(60_000));
      await page.goto(`${addresses.page}/dashboards?from=-2h`);
      await rowsOf(page, "Dashboards").getByRole("link", { name: title }).click();
      await page.getByRole("figure", { name: /^Orders/ }).waitFor();
      await page.getByRole("button", { name: "Export" }).waitFor();
      expect(await page.getByRole("button", { name: "Edit", exact: true }).count()).toBe(0);
      await page.goto(`${addresses.page}/metrics/shop.orders?from=-1h`);
      await page.getByRole("button", { name: "Pin to dashboard" }).click();
      await page.getByText("You can look at dashboards. Changing them needs the scope admin.").waitFor();
    } finally {
      await context.close();
    }
    const refused = await ask("/api/dashboards", content, { authorization });
    expect([refused.status, ((await refused.json()) as { readonly code: string }).code]).toEqual([
      403,
      "INSUFFICIENT_SCOPE",
    ]);
  });
}

export function describePinnedAlerts(onStage: OnStage): void {
  test("an alert's chart on a dashboard has the values and the limit of its page", async () => {
    const { addresses, failing } = onStage();
    const send = async (path: string, body: object): Promise<Response> =>
      fetch(`${addresses.page}${path}`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-telltale-request": "1" },
        body: JSON.stringify(body),
      });
    const rule = `Payments answer late ${Date.now()}`;
    const on = { service: "payments", measure: "p95" };
    const content = { name: rule, on, when: { above: 0.001 }, window: "1h", every: "10s" };
    expect((await send("/api/alert-rules", { content })).ok).toBe(true);
    const { items } = await until(
      () => get<AlertsResult>(addresses.page, "/api/alerts"),
      (alerts) => alerts.items.some((one) => one.rule === rule),
    );
    const { id } = items.find((one) => one.rule === rule)!;
    const [from, to] = failing.map(iso) as [string, string];
    const { points } = await get<AlertSeriesResult>(addresses.page, `/api/alerts/${id}/series`, { from, to });
    const drawn = await send("/api/chart", { chart: { title: rule, sources: [{ alert: id }] }, from, to });
    const { times, lines } = (await drawn.json()) as ChartResult;
    expect(times).toEqual(points.map(({ time }) => Date.parse(time)));
    expect(lines).toMatchObject([
      { label: rule, kind: "line", values: points.map(({ value }) => value) },
      { label: "limit", kind: "before", values: points.map(() => 0.001) },
    ]);
    expect(points.some(({ value }) => value !== null)).toBe(true);
  });
}
