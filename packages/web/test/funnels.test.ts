// The verdicts of funnels in a real browser: earlier days say what is usual, and open alerts come beside it.
import type { AlertsResult, FunnelResult, FunnelsResult, FunnelSummary } from "contract";
import { expect, test } from "vitest";

import { describePages, patience } from "./browser-pages.ts";

describePages("funnels", (pages) => {
  /** Checkout converts as in the period before, and differently on earlier days. */
  async function convert(now: number, days: number): Promise<void> {
    await pages.page.route(
      ({ pathname }) => pathname.startsWith("/api/funnels"),
      async (route) => {
        const response = await route.fetch();
        const result = (await response.json()) as Partial<FunnelsResult & FunnelResult>;
        const to = new URL(route.request().url()).searchParams.get("to") ?? "now";
        const isEarlier = to !== "now" && Date.now() - Date.parse(to) > 12 * 3_600_000;
        const flat = (funnel: FunnelSummary): FunnelSummary => {
          const share = isEarlier ? days : now;
          const steps = funnel.steps.map((step, at) => ({
            ...step,
            people: at === 0 ? 2_000 : 2_000 * share,
          }));
          const previous = steps.map(({ people }) => people);
          return { ...funnel, steps, previous, conversion: share, previousConversion: share };
        };
        const json = {
          ...result,
          ...(result.funnels && { funnels: result.funnels.map(flat) }),
          ...(result.funnel && { funnel: flat(result.funnel) }),
        };
        await route.fulfill({ response, json });
      },
    );
  }
  const row = () =>
    pages.page.getByRole("table", { name: "Funnels" }).getByRole("row", { name: /^checkout/ });

  test(
    "an outage older than the range is bad in the list and on the page: earlier days say what is usual",
    { tags: ["extended"] },
    async () => {
      await convert(0.2, 0.415);
      await pages.open("/funnels");
      await row().getByText("20.0 % convert, usually 41.5 %").waitFor();
      expect(await pages.violations()).toEqual([]);
      await pages.open("/funnels/checkout");
      await pages.page.getByText("20.0 % convert, usually 41.5 %").waitFor();
      expect(await pages.page.locator('main svg [fill="var(--ok-mark)"]').count()).toBe(0);
      const selectedColor = (): Promise<string> =>
        pages.page.evaluate(
          `getComputedStyle(document.querySelector('main table [aria-pressed="true"]')).color`,
        );
      const whileBad = await selectedColor();
      expect(await pages.violations()).toEqual([]);
      // what is selected has the color of a finding only beside one
      await convert(0.415, 0.415);
      await pages.open("/funnels/checkout");
      await pages.page.getByRole("region", { name: "Finding" }).getByText("usual", { exact: true }).waitFor();
      await expect.poll(selectedColor, patience).not.toBe(whileBad);
    },
  );

  test("a funnel as on earlier days is usual, unless an alert about it is open", async () => {
    await convert(0.415, 0.415);
    await pages.open("/funnels");
    await row().waitFor();
    await pages.waitUntilLoaded();
    expect(
      await row()
        .getByText(/alert open|usually/)
        .count(),
    ).toBe(0);
    await pages.page.route("**/api/alerts?**", async (route) => {
      const response = await route.fetch();
      const { items, ...rest } = (await response.json()) as AlertsResult;
      const own = { ...items[0]!, condition: { on: { funnel: "checkout" } }, group: {} };
      await route.fulfill({ response, json: { ...rest, items: [own] } });
    });
    await pages.open("/funnels");
    await row().getByText("alert open").waitFor();
  });

  test("breaks down by attributes of traces, at any step", { tags: ["extended"] }, async () => {
    const asked: string[] = [];
    pages.page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await pages.open("/funnels/checkout");
    const breakdown = pages.page.getByRole("region", { name: "Breakdown" });
    const menu = breakdown.getByRole("combobox", { name: "Attribute" });
    await menu.locator("optgroup").first().waitFor({ state: "attached" });
    await pages.waitUntilLoaded();
    // they are asked for with the menu
    expect(asked.filter((path) => path.endsWith("/trace-groups"))).toEqual([]);
    await menu.focus();
    await menu.locator("optgroup").nth(2).waitFor({ state: "attached" });
    const headings = await menu
      .locator("optgroup")
      .evaluateAll((groups) => groups.map((group) => group.getAttribute("label")));
    expect(headings).toEqual(["Step", "Trace: shop · POST /cart", "Trace: stock · reserve items"]);
    await menu.selectOption({ label: "warehouse.region" });
    const search = (): string => pages.search().toString();
    await expect.poll(search, patience).toBe("by=warehouse.region&spanService=stock&spanName=reserve+items");
    await breakdown.getByText("in stock · reserve items").waitFor();
    const rows = breakdown.getByRole("table", { name: "Conversion by warehouse.region" }).locator("tbody tr");
    await expect
      .poll(
        () => rows.allInnerTexts().then((all) => all.map((text) => text.replace(/\s+/g, " ").trim())),
        patience,
      )
      .toEqual([
        "eu ≈520 ≈320 ≈61.5 % ▲ 0.4 pts ≈€30,100 ≈€6,100",
        "us ≈300 ≈60 ≈20.0 % ▼ 44.5 pts ≈€18,300 ≈€13,200",
        "several values ≈40 ≈10 ≈25.0 % ▼ 15.0 pts not recorded not recorded",
        "not recorded ≈140 ≈10 ≈7.1 % – not recorded not recorded",
      ]);
    await breakdown
      .getByText("Traces are sampled: each person whose trace is stored also counts for others.")
      .waitFor();
    await breakdown.getByRole("combobox", { name: "At step" }).selectOption("payment");
    await expect.poll(() => pages.search().get("at"), patience).toBe("payment");
    await breakdown.getByRole("columnheader", { name: "At payment" }).waitFor();
    expect(await pages.violations()).toEqual([]);
    await menu.selectOption({ label: "customer.tier" });
    await expect.poll(search, patience).toBe("by=customer.tier&at=payment");
  });
});
