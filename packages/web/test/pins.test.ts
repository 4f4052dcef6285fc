// @module-tag extended
// Charts of every page in a real browser: each is pinned with what its page shows, and a dashboard draws them and leads back.
import { expect, test } from "vitest";

import { describePages, patience } from "./browser-pages.ts";
import { checkout, pins } from "./fixtures/dashboards.ts";

const fingerprint = "5b1f0a77c0ffee01";

describePages("pins", (pages) => {
  const { open } = pages;
  /** Pins the chart of a page to the first dashboard, and returns what is saved. */
  const pin = async (address: string, name: RegExp): Promise<unknown> => {
    const sent: { readonly charts: readonly unknown[] }[] = [];
    await pages.page.route("**/api/dashboards**", async (route) => {
      const request = route.request();
      if (request.method() === "GET") return route.fallback();
      sent.push(request.postDataJSON() as (typeof sent)[number]);
      return route.fulfill({ json: checkout });
    });
    await open(address);
    await pages.page.getByRole("button", { name }).click();
    await pages.page.getByRole("button", { name: /^Checkout/ }).click();
    await pages.page.getByText("Pinned to Checkout").waitFor();
    expect(sent).toHaveLength(1);
    return sent[0]!.charts.at(-1);
  };

  test("the menu stays when its button leaves the window", async () => {
    const { page } = pages;
    await open("/funnels/checkout");
    const button = page.getByRole("button", { name: /^Pin checkout: conversion/ });
    await button.click();
    const title = page.getByRole("textbox", { name: "Title of a new dashboard" });
    await title.pressSequentially("Check");
    const yAfterScrolling = (): Promise<number> =>
      button.evaluate((element) => {
        for (let one = element.parentElement; one !== null; one = one.parentElement)
          one.scrollTop = one.scrollHeight;
        return element.getBoundingClientRect().bottom;
      });
    await expect.poll(yAfterScrolling, patience).toBeLessThan(0);
    await title.pressSequentially("out");
    expect(await title.inputValue()).toBe("Checkout");
  });

  const cases: readonly (readonly [address: string, name: RegExp, chart: object])[] = [
    [
      "/workflows/order?env=production&service=shop&filter=plan%3Dpro",
      /^Pin order: instances/,
      {
        sources: ["started", "ended", "became_stuck"].map((measure) => ({ workflow: "order", measure })),
        environment: "production",
        service: "shop",
        filter: ["plan=pro"],
      },
    ],
    [
      `/errors/${fingerprint}?env=production&service=payment&filter=plan%3Dpro`,
      /^Pin .*: errors to dashboard/,
      { sources: [{ error: fingerprint }], form: "bars", environment: "production", service: "payment" },
    ],
    [
      "/interactions?by=tier&channel=chat",
      /^Pin Interactions: satisfaction by tier/,
      { sources: [{ interaction: "", measure: "satisfaction", by: "tier", channel: "chat" }] },
    ],
    [
      "/interactions?by=tier&type=support%20chat",
      /^Pin support chat: contacts by result/,
      { sources: [{ interaction: "support chat", measure: "count", by: "result" }], form: "bars" },
    ],
    [
      "/profiles/rank%20results",
      /^Pin rank results: duration p95/,
      { sources: [{ profile: "rank results", measure: "p95" }] },
    ],
    [
      "/funnels/checkout?order=any",
      /^Pin checkout: conversion/,
      {
        sources: [
          {
            funnel: "checkout",
            measure: "conversion",
            steps: ["cart", "payment", "done"],
            order: "any",
            minPeople: 5,
          },
        ],
      },
    ],
    [
      "/transactions/purchase",
      /^Pin purchase: outcomes/,
      { sources: [{ transaction: "purchase", measure: "outcomes" }], form: "bars" },
    ],
    [
      "/transactions/purchase?by=payment.provider&measure=duration",
      /^Pin purchase: duration by payment\.provider/,
      { sources: [{ transaction: "purchase", measure: "p95", by: "payment.provider" }] },
    ],
    [
      "/bottlenecks/c0ffee0000000001",
      /^Pin .*: time saved/,
      { sources: [{ bottleneck: "c0ffee0000000001", measure: "saved" }], form: "bars" },
    ],
    [
      "/bottlenecks/c0ffee0000000006",
      /^Pin .*: before and after/,
      { sources: [{ bottleneck: "c0ffee0000000006", measure: "history" }] },
    ],
    ["/alerts/a2d4e5?env=production", /^Pin Payment is slow · nordpay/, { sources: [{ alert: "a2d4e5" }] }],
    [
      "/traces?spans=all&filter=http.route%3D%2Forders",
      /^Pin Durations of all spans/,
      { sources: [{ traces: "all" }], form: "heatmap", filter: ["http.route=/orders"] },
    ],
    ["/sql?env=production&q=SELECT%201", /^Pin to dashboard/, { sources: [{ sql: "SELECT 1" }] }],
    [
      "/logs?business=shown&pattern=ready%20in%20%3C_%3E&records=log&severity=warn&service=payment",
      /^Pin to dashboard/,
      {
        sources: [
          {
            logs: "",
            severity: "warn",
            service: "payment",
            pattern: "ready in <_>",
            kind: "log",
            filter: [],
          },
        ],
      },
    ],
  ];
  const pinChart = async (address: string, name: RegExp): Promise<object> => {
    const { title, ...pinned } = (await pin(address, name)) as Readonly<Record<string, unknown>>;
    expect(title).not.toBe("");
    return pinned;
  };
  test.each(cases.slice(0, 2))("pins the chart of %s", async (address, name, chart) => {
    expect(await pinChart(address, name)).toEqual(chart);
  });

  test.each(cases.slice(2))("pins the chart of %s", { tags: ["extended"] }, async (address, name, chart) => {
    expect(await pinChart(address, name)).toEqual(chart);
  });

  test.each([
    ["/funnels/checkout?filter=plan%3Dpro", /^Pin checkout: conversion/, "Conversion over time"],
    ["/workflows/order?filter=person+did+pay", /^Pin order: instances/, "Instances over time"],
  ])("none is pinned of %s, which a dashboard cannot narrow", async (address, name, shown) => {
    await open(address);
    await pages.page.getByText(shown).or(pages.page.getByLabel(shown)).first().waitFor();
    await pages.waitUntilLoaded();
    expect(await pages.page.getByRole("button", { name }).count()).toBe(0);
  });

  test.each([1440, 390])("a dashboard draws them, %i px wide", { tags: ["extended"] }, async (width) => {
    await pages.page.setViewportSize({ width, height: 900 });
    await open(`/dashboards/${pins.id}`);
    await expect
      .poll(() => pages.page.getByRole("figure").count(), patience)
      .toBe(pins.content.charts.length - 1);
    const errors = pages.page.getByRole("region", { name: "CardDeclined: errors" });
    await errors.getByText("production, payment").waitFor();
    expect(width === 1440 ? await pages.violations() : []).toEqual([]);
    await errors.getByRole("link", { name: "CardDeclined: errors" }).click();
    await expect.poll(() => new URL(pages.page.url()).pathname, patience).toBe(`/errors/${fingerprint}`);
    expect([pages.search().get("env"), pages.search().get("service")]).toEqual(["production", "payment"]);
  });
});
