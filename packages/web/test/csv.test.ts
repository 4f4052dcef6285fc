// The main lists as CSV: raw figures with their units, and times in ISO 8601. That every such list can be saved is in `every-page.test.ts`.
import type { ErrorsResult } from "contract";
import type { Route } from "playwright-core";
import { expect, test } from "vitest";

import { describePages, patience } from "./browser-pages.ts";
import { saveCsv } from "./saved-csv.ts";

const number = /^\d+(\.\d+)?(e-\d+)?$/;
const time = /^20\d\d-\d\d-\d\dT[\d:.]+Z$/;

describePages("CSV", (pages) => {
  test.each<[address: string, first: Readonly<Record<string, string | RegExp>>]>([
    [
      "/errors?state=all",
      {
        Error: "ProviderTimeoutError",
        Message: /^\[nordpay 80 %, harbourpay 20 %\] did not answer in 1500 ms$/,
        Occurrences: number,
        People: number,
        "Last seen": time,
      },
    ],
    [
      "/traces",
      {
        Trace: /./,
        "Trace id": /^[0-9a-f]{32}$/,
        "Duration (ms)": number,
        Spans: number,
        Errors: number,
        Started: time,
      },
    ],
    [
      "/traces?view=groups&by=user.tier&sort=errors",
      {
        "user.tier": "gold",
        "Stored spans": "9114",
        "Stored errors": "812",
        "Errors of spans (share)": /^0\.00968/,
        "p95 (ms)": "2410",
      },
    ],
    [
      "/services?sort=errors",
      {
        Service: "payment",
        "Rate (1/s)": number,
        "Error share": /^0\.\d+$/,
        "Error share before": /^0\.\d+$/,
        "p99 (ms)": number,
      },
    ],
    [
      "/services/payment",
      { Operation: "POST /charge", "Span rate (1/s)": number, "Time (ms)": number, "Time share": /^0\.\d+$/ },
    ],
    ["/alerts", { State: "firing", Alert: /./, Value: number, Since: time, Severity: /./ }],
    ["/alerts/silences", { Silence: /./, State: "active", "Alerts with": /=/, From: time, Until: time }],
    ["/alerts/anomalies", { Began: time, Anomaly: /./, Expected: number, Observed: number }],
    ["/interactions", { Ended: time, Contact: /./, "Duration (ms)": number }],
    ["/people/u1", { Time: time, Kind: "trace", What: /./ }],
  ])("of %s has raw figures", { tags: ["extended"] }, async (address, first) => {
    await pages.open(address);
    await pages.waitUntilLoaded();
    const { headings, rows } = await saveCsv(pages.page);
    expect(Object.fromEntries(headings.map((heading, at) => [heading, rows[0]?.[at]]))).toMatchObject(
      Object.fromEntries(
        Object.entries(first).map(([heading, cell]) => [heading, expect.stringMatching(cell)]),
      ),
    );
  });

  const openErrors = async (next: (route: Route, page: ErrorsResult) => Promise<void>): Promise<number> => {
    let total = 0;
    await pages.page.route("**/api/errors?**", async (route) => {
      const answer = await route.fetch({
        url: route
          .request()
          .url()
          .replace(/&cursor=[^&]*/, ""),
      });
      const page = (await answer.json()) as ErrorsResult;
      total = page.items.length;
      if (route.request().url().includes("cursor=")) return next(route, page);
      return route.fulfill({ json: { ...page, nextCursor: "2" } });
    });
    await pages.open("/errors?state=all&env=production&from=2026-11-27T09:00:00Z&to=2026-11-27T10:00:00Z");
    await pages.page.getByRole("button", { name: "Download CSV" }).waitFor();
    return total;
  };

  test("of a list with further pages has all of them, and its name says of what", async () => {
    const total = await openErrors((route, page) =>
      route.fulfill({
        json: { ...page, items: page.items.map((one) => ({ ...one, fingerprint: `${one.fingerprint}2` })) },
      }),
    );
    await pages.waitUntilLoaded();
    const { file, rows } = await saveCsv(pages.page);
    expect(rows).toHaveLength(2 * total);
    expect(file).toBe("errors_production_20261127T0900Z-20261127T1000Z.csv");
  });

  test("is not saved when a page of the list fails, and the list says so and asks only when *Try again* is pressed", async () => {
    let asked = 0;
    await openErrors(async (route) => {
      asked += 1;
      await route.fulfill({ status: 422, json: { code: "QUERY_TOO_BROAD", message: "Too broad." } });
    });
    const again = pages.page.getByRole("table").getByRole("button", { name: "Try again" });
    await again.waitFor();
    expect(asked).toBe(1);
    const saved: string[] = [];
    pages.page.on("download", (file) => saved.push(file.suggestedFilename()));
    await pages.page.getByRole("button", { name: "Download CSV" }).click();
    await pages.page.getByText("not all rows could be loaded").waitFor();
    expect([asked, saved]).toEqual([2, []]);
    await again.click();
    await expect.poll(() => asked, patience).toBe(3);
    expect(await pages.violations()).toEqual([]);
  });

  test(
    "is not saved when the address changes while pages are loaded, and pages that were loaded for it are let go",
    { tags: ["extended"] },
    async () => {
      let answer: () => void = () => undefined;
      const held = new Promise<void>((resolve) => (answer = resolve));
      const asked: string[] = [];
      await openErrors(async (route, page) => {
        asked.push(route.request().url());
        await held;
        await route.fulfill({ json: page });
      });
      const saved: string[] = [];
      pages.page.on("download", (file) => saved.push(file.suggestedFilename()));
      await pages.page.getByRole("button", { name: "Download CSV" }).click();
      await expect.poll(() => asked.length, patience).toBe(1);
      await pages.page
        .getByRole("columnheader", { name: /^Occurrences/ })
        .getByRole("button")
        .click();
      await expect.poll(() => pages.search().get("sort"), patience).not.toBeNull();
      answer();
      await pages.page.getByRole("button", { name: "Download CSV" }).waitFor();
      await pages.waitUntilLoaded();
      expect(saved).toEqual([]);
    },
  );

  test(
    "of a chart has a row for each step, and the list and the chart can be copied as Markdown",
    { tags: ["extended"] },
    async () => {
      await pages.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
      await pages.open("/transactions/purchase");
      await pages.waitUntilLoaded();
      const chart = pages.page.getByRole("figure").first();
      const label = await chart.getAttribute("aria-label");
      const openMenu = async (): Promise<void> => {
        await chart.hover();
        await chart.getByRole("button", { name: /^Data of / }).click();
      };
      await openMenu();
      expect(await pages.violations()).toEqual([]);
      const { file, headings, rows } = await saveCsv(pages.page);
      expect(file).toMatch(/^[^_]+_20\d{6}T\d{4}Z-20\d{6}T\d{4}Z\.csv$/);
      expect(headings[0]).toBe("Time");
      expect(rows.length).toBeGreaterThan(5);
      for (const [at, ...values] of rows) {
        expect(at).toMatch(time);
        expect(values).toHaveLength(headings.length - 1);
      }
      const clipboard = (): Promise<string> => pages.page.evaluate(() => navigator.clipboard.readText());
      await openMenu();
      await pages.page.getByRole("button", { name: `Copy ${label} as Markdown` }).click();
      await expect.poll(clipboard, patience).toContain(`### ${label}`);
      expect((await clipboard()).split("\n")).toContain(`| ${headings.join(" | ")} |`);
      await pages.page.keyboard.press("Escape");
      const list = pages.page.locator("main").getByRole("button", { name: /^Copy .* as Markdown$/ });
      await list.last().click();
      await expect.poll(clipboard, patience).not.toContain(`### ${label}\n`);
      expect(await clipboard()).toContain("Open in Telltale");
    },
  );
});
