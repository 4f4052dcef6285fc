// More stories over the console of stories.test.ts: transactions, metrics, logs and comparisons.
import type { ResourceSpans, Span } from "otlp";
import { expect, test } from "vitest";

import { type Recording, replay } from "./recording.ts";
import {
  iso,
  type OnStage,
  open,
  pick,
  purchaseLostBy,
  recordNow,
  rowsOf,
  search,
  sendLogs,
  spans,
} from "./stage.ts";

/** Purchases that are lost → what differs → one of them as a timeline → its trace, with the call that caused it. */
export function describeTransactions(onStage: OnStage): void {
  test("an owner: what differs for lost purchases, one of them over its trace and errors, and the call that failed", async () => {
    const stage = onStage();
    const { page, addresses } = stage;
    const [from, to] = stage.failing.map(iso) as [string, string];
    await open(stage, `/transactions/purchase?${new URLSearchParams({ from, to })}`);
    const compared = page.getByRole("radiogroup", { name: "Compared transactions" });
    await compared.getByRole("radio", { name: /^failed/ }).click({ force: true });
    const differs = page.getByRole("region", { name: "What differs when they fail" });
    // a provider that does not answer is waited for until the time limit
    await differs.getByRole("row", { name: /duration/ }).waitFor();

    await page.getByRole("link", { name: "failed: ProviderTimeoutError" }).click();
    await page.waitForURL(/reason=ProviderTimeoutError/);
    const { id } = await purchaseLostBy("nordpay", { page: addresses.page, from, to });
    await rowsOf(page, "Transactions").getByRole("link", { name: id, exact: true }).click();
    await page.getByRole("heading", { level: 1, name: id }).waitFor();
    const shown = page.getByRole("radiogroup", { name: "Shown" });
    const timeline = rowsOf(page, "Timeline");
    await timeline.filter({ hasText: "POST /checkout" }).waitFor();
    await shown.getByRole("radio", { name: "errors 1" }).click({ force: true });
    await expect.poll(() => timeline.count()).toBe(1);
    expect(await timeline.innerText()).toContain("nordpay did not answer within");
    await shown.getByRole("radio", { name: "traces 1" }).click({ force: true });
    await timeline.getByRole("link", { name: "POST /checkout" }).click();
    await spans(page).filter({ hasText: "POST /nordpay/v3/charges" }).first().waitFor();
  });
}

export function describeMetrics(onStage: OnStage): void {
  test("a metric: searched, by provider, its 95th percentile, a point of it as a trace", async () => {
    const stage = onStage();
    const { page } = stage;
    const [from, to] = stage.failing.map(iso) as [string, string];
    await open(stage, `/metrics?${new URLSearchParams({ from, to })}`);
    await page.getByRole("textbox", { name: "Part of the name" }).fill("provider");
    await page.waitForURL(/search=provider/);
    await expect
      .poll(() => rowsOf(page, "Metrics").getByRole("link").allInnerTexts())
      .toEqual(["shop.provider.duration"]);
    await page.getByRole("link", { name: "shop.provider.duration" }).click();
    await pick(page, "Group by: nothing", "payment.provider");
    await page.getByRole("figure", { name: "shop.provider.duration, p95, 3 series" }).waitFor();
    const nordpay = page.getByRole("row", { name: /^nordpay/ });
    // a call that waits until its time limit takes seconds
    await expect.poll(() => nordpay.getByRole("cell").last().innerText()).toMatch(/\d s$/);
    await page.getByRole("radio", { name: "count" }).click({ force: true });
    await page.waitForURL(/agg=count/);
    await page
      .getByRole("figure", { name: "shop.provider.duration, number of measurements, 3 series" })
      .waitFor();

    const point = page
      .getByRole("figure")
      .getByRole("link", { name: /^Trace of/ })
      .first();
    // points of one moment lie above each other
    await point.focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/traces\/[0-9a-f]{32}/);
    await spans(page).filter({ hasText: "charge card" }).first().waitFor();
  });

  test("a metric: the 20 minutes before as a dashed line, and all measurements as a heatmap", async () => {
    const stage = onStage();
    const { page } = stage;
    const [from, to] = stage.failing.map(iso) as [string, string];
    const address = `/metrics/shop.provider.duration?${new URLSearchParams({ from, to, vs: "20m" })}`;
    await open(stage, address);
    await page.getByRole("figure", { name: /2 lines$/ }).waitFor();
    await page.getByTitle(/, 20m before$/).waitFor();
    await page.getByRole("combobox", { name: "Compare" }).selectOption("no comparison");
    await page.getByRole("figure", { name: /1 series$/ }).waitFor();
    await page.getByRole("radio", { name: "heatmap" }).click({ force: true });
    const heatmap = page.getByRole("img", { name: /measurements/ });
    await expect
      .poll(async () =>
        Number(/: (\d+) measurements/.exec((await heatmap.getAttribute("aria-label")) ?? "")?.[1]),
      )
      .toBeGreaterThan(20);
  });
}

export function describeLogs(onStage: OnStage): void {
  test("logs: the tail shows a record that arrives, holds others back while it is paused, and facets narrow it", async () => {
    const stage = onStage();
    const { page } = stage;
    const records = rowsOf(page, "Logs");
    const courier = `the courier ${Date.now()} of order-789`;
    await open(stage, "/logs?from=-1h");
    await page.getByText("Live · space pauses").waitFor();
    await records.first().waitFor();
    await sendLogs(stage, "fulfilment", [recordNow(`${courier} is late`, 13)]);
    await records.filter({ hasText: `${courier} is late` }).waitFor();

    await page.keyboard.press("Space");
    await page.getByText("Paused", { exact: true }).waitFor();
    await sendLogs(stage, "fulfilment", [recordNow(`${courier} has arrived`)]);
    const arrived = records.filter({ hasText: `${courier} has arrived` });
    await page.getByRole("button", { name: "Show 1 new" }).waitFor();
    expect(await arrived.count()).toBe(0);
    await page.getByRole("button", { name: "Show 1 new" }).click();
    await arrived.waitFor();

    const facets = page.getByRole("complementary", { name: "Facets" });
    await facets
      .getByRole("region", { name: "Severity" })
      .getByRole("button", { name: /^error/ })
      .click();
    await page.waitForURL(/filter=severity%3Derror/);
    const bars = page.getByRole("region", { name: "Records over time" });
    // the histogram has only what the facet chose
    await expect.poll(() => bars.getByRole("paragraph").innerText()).toMatch(/^(\d+) records\s*\1 error/);
    await page.getByRole("figure", { name: /^Log records per .* by severity$/ }).waitFor();
    await arrived.waitFor({ state: "detached" });
  });
}

export function describeComparisons(onStage: OnStage): void {
  test("compare: the minutes of a release with those before it", async () => {
    const stage = onStage();
    const { page } = stage;
    const [from, to] = stage.failing.map(iso) as [string, string];
    await open(stage, `/compare?${new URLSearchParams({ from, to })}`);
    await page.getByRole("combobox", { name: "Base: the period before" }).waitFor();
    const charge = rowsOf(page, "What differs")
      .filter({ hasText: "charge card" })
      .filter({ hasText: "error" });
    await charge.getByRole("link", { name: "charge card" }).click();
    await page.waitForURL(/\/traces\?/);
    expect(search(page).get("from")).toBe(from);
  });

  test("compare: staging, which has the release before, with production", async () => {
    const stage = onStage();
    const { page, addresses } = stage;
    await replay(addresses.otlpHttp, inStaging(stage.healthy), stage.failing);
    const [from, to] = stage.failing.map(iso) as [string, string];
    await open(stage, `/compare?${new URLSearchParams({ from, to })}`);
    const modes = page.getByRole("radiogroup", { name: "Compare" });
    await modes.getByRole("radio", { name: "environments" }).click({ force: true });
    await pick(page, "Base: choose one", "staging");
    await pick(page, "Now: choose one", "production");
    await rowsOf(page, "What differs")
      .filter({ hasText: "charge card" })
      .filter({ hasText: "error" })
      .waitFor();
    expect([search(page).get("baseEnv"), search(page).get("env")]).toEqual(["staging", "production"]);
  });
}

const idOf = ({ traceId }: Span): string => Buffer.from(traceId).toString("hex");
const otherId = ({ traceId }: Span): Uint8Array => Uint8Array.from(traceId, (byte) => byte ^ 0xff);

/** The spans of checkouts as another environment sends them: with other ids of traces, and without business records. */
function inStaging({ spans: all }: Recording): Recording {
  const everySpan = all.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
  const charged = new Set(everySpan.filter(({ name }) => name === "charge card").map(idOf));
  const staged = all.map((one): ResourceSpans => ({
    ...one,
    resource: {
      ...one.resource,
      attributes: new Map([...one.resource.attributes, ["deployment.environment.name", "staging"]]),
    },
    scopeSpans: one.scopeSpans.map((scope) => ({
      ...scope,
      spans: scope.spans
        .filter((span) => charged.has(idOf(span)))
        .map((span) => ({ ...span, traceId: otherId(span), links: [] })),
    })),
  }));
  return { spans: staged, logs: [], metrics: [] };
}
