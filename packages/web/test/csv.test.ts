// @module-tag extended
// Lists as CSV: raw figures with their units, times in ISO 8601, and all rows. That every table and picture can be saved is in
// `every-page.test.ts`.
import type { ErrorsResult } from "contract";
import type { Route } from "playwright-core";
import { expect, test } from "vitest";

import { describePages, patience } from "./browser-pages.ts";
import { openExport, saveCsv } from "./saved-csv.ts";

const number = /^\d+(\.\d+)?(e-\d+)?$/;
const time = /^20\d\d-\d\d-\d\dT[\d:.]+Z$/;

describePages("CSV", (pages) => {
  test.each<[address: string, list: string, first: Readonly<Record<string, string | RegExp>>]>([
    [
      "/errors?state=all",
      "Errors",
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
      "Traces",
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
      "Groups by user.tier",
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
      "Services",
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
      "Operations",
      { Operation: "POST /charge", "Span rate (1/s)": number, "Time (ms)": number, "Time share": /^0\.\d+$/ },
    ],
    ["/alerts", "Alerts", { State: "firing", Alert: /./, Value: number, Since: time, Severity: /./ }],
    [
      "/alerts/silences",
      "Silences",
      { Silence: /./, State: "active", "Alerts with": /=/, From: time, Until: time },
    ],
    ["/alerts/anomalies", "Anomalies", { Began: time, Anomaly: /./, Expected: number, Observed: number }],
    ["/interactions", "Contacts", { Ended: time, Contact: /./, "Duration (ms)": number }],
    ["/people/u1", "Activity", { Time: time, Kind: "trace", What: /./ }],
  ])("of %s has raw figures", { tags: ["extended"] }, async (address, list, first) => {
    await pages.open(address);
    const { headings, rows } = await saveCsv(pages.page, list);
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
    await pages.page.getByRole("button", { name: "Data of Errors" }).waitFor();
    return total;
  };

  test("of a list with further pages has all of them, and its name says of what", async () => {
    const total = await openErrors((route, page) =>
      route.fulfill({
        json: { ...page, items: page.items.map((one) => ({ ...one, fingerprint: `${one.fingerprint}2` })) },
      }),
    );
    const { file, rows } = await saveCsv(pages.page, "Errors");
    expect(rows).toHaveLength(2 * total);
    expect(file).toBe("errors_production_20261127T0900Z-20261127T1000Z.csv");
  });

  test.each<[address: string, list: string, path: string, rows: string, key: string]>([
    ["/journeys", "Journeys", "/api/journeys", "journeys", "name"],
    ["/funnels", "Funnels", "/api/funnels", "funnels", "name"],
    ["/transactions", "Transaction types", "/api/transactions", "types", "type"],
  ])(
    "of %s has the rows of all pages, though the page shows the first",
    async (address, list, path, of, key) => {
      let total = 0;
      await pages.page.route(`**${path}?**`, async (route) => {
        const url = route.request().url();
        const answer = await route.fetch({ url: url.replace(/&cursor=[^&]*/, "") });
        const page = (await answer.json()) as Record<string, Record<string, string>[]>;
        total = page[of]!.length;
        const further = page[of]!.map((one) => ({ ...one, [key]: `${one[key]!} on page 2` }));
        return route.fulfill({
          json: url.includes("cursor=")
            ? { ...page, [of]: further, nextCursor: null }
            : { ...page, nextCursor: "2" },
        });
      });
      await pages.open(address);
      const { rows } = await saveCsv(pages.page, list);
      const names = rows.map(([name]) => name!);
      expect([names.length, names.filter((name) => name.endsWith("on page 2")).length]).toEqual([
        2 * total,
        total,
      ]);
      expect(total).toBeGreaterThan(0);
    },
  );

  test("of metrics has the latest value of each, also of those that were not on the screen", async () => {
    await pages.page.setViewportSize({ width: 1440, height: 260 });
    await pages.open("/metrics");
    const { headings, rows } = await saveCsv(pages.page, "Metrics");
    const latest = rows.map((row) => row[headings.indexOf("Latest")]!);
    expect(latest.length).toBeGreaterThan(5);
    expect(latest.filter((value) => !number.test(value))).toEqual([]);
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
    await (await openExport(pages.page, "Errors")).getByRole("button", { name: "Download CSV" }).click();
    await pages.page.getByRole("alert").getByText("not saved").waitFor();
    await pages.page.getByRole("alert").getByText("Too broad.").waitFor();
    expect([asked, saved]).toEqual([2, []]);
    await again.click();
    await expect.poll(() => asked, patience).toBe(3);
    expect(await pages.violations()).toEqual([]);
  });

  test("is not saved before the page has all answers that its columns come from", async () => {
    let answer: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    const answered: Promise<void>[] = [];
    await pages.page.route("**/api/deploys?**", (route) => {
      const end = held.then(() => route.continue());
      answered.push(end);
      return end;
    });
    await pages.open("/services");
    const menu = pages.page.getByRole("button", { name: "Data of Services" });
    await menu.waitFor();
    await expect.poll(() => answered.length, patience).toBeGreaterThan(0);
    expect(await menu.isDisabled()).toBe(true);
    answer();
    await Promise.all(answered);
    const { headings, rows } = await saveCsv(pages.page, "Services");
    const deploys = rows.map((row) => row[headings.indexOf("Last deploy")]);
    expect(deploys.filter((at) => time.test(at!))).not.toEqual([]);
  });

  test(
    "is not saved when the address changes while pages are loaded, nor when it is cancelled",
    { tags: ["extended"] },
    async () => {
      let answer: () => void = () => undefined;
      const held = new Promise<void>((resolve) => (answer = resolve));
      const asked: string[] = [];
      const answered: Promise<void>[] = [];
      await openErrors((route, page) => {
        asked.push(route.request().url());
        const end = held.then(() => route.fulfill({ json: page }));
        answered.push(end);
        return end;
      });
      const saved: string[] = [];
      pages.page.on("download", (file) => saved.push(file.suggestedFilename()));
      const save = async (): Promise<void> => {
        await (await openExport(pages.page, "Errors")).getByRole("button", { name: "Download CSV" }).click();
        await pages.page.getByRole("button", { name: "Cancel" }).waitFor();
      };
      const isOver = (): Promise<void> =>
        pages.page.getByRole("button", { name: "Cancel" }).waitFor({ state: "detached" });
      // the list loads its next page itself
      await expect.poll(() => asked.length, patience).toBe(1);
      await save();
      await expect.poll(() => asked.length, patience).toBe(2);
      await pages.page.getByRole("button", { name: "Cancel" }).click();
      await isOver();
      await save();
      await expect.poll(() => asked.length, patience).toBe(3);
      await pages.page
        .getByRole("columnheader", { name: /^Occurrences/ })
        .getByRole("button")
        .click();
      await expect.poll(() => pages.search().get("sort"), patience).not.toBeNull();
      await isOver();
      answer();
      await Promise.all(answered);
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
      await openExport(pages.page, label!);
      expect(await pages.violations()).toEqual([]);
      await pages.page.keyboard.press("Escape");
      const { file, headings, rows } = await saveCsv(pages.page, label!);
      expect(file).toMatch(/^[^_]+_20\d{6}T\d{4}Z-20\d{6}T\d{4}Z\.csv$/);
      expect(headings[0]).toBe("Time");
      expect(rows.length).toBeGreaterThan(5);
      for (const [at, ...values] of rows) {
        expect(at).toMatch(time);
        expect(values).toHaveLength(headings.length - 1);
      }
      const clipboard = (): Promise<string> => pages.page.evaluate(() => navigator.clipboard.readText());
      await openExport(pages.page, label!);
      await pages.page.getByRole("button", { name: `Copy ${label} as Markdown` }).click();
      await expect.poll(clipboard, patience).toContain(`### ${label}`);
      expect((await clipboard()).split("\n")).toContain(`| ${headings.join(" | ")} |`);
      await pages.page.keyboard.press("Escape");
      await openExport(pages.page, "Transactions");
      await pages.page.getByRole("button", { name: "Copy Transactions as Markdown" }).click();
      await expect.poll(clipboard, patience).toContain("### Transactions");
      expect(await clipboard()).toContain("Open in Telltale");
    },
  );
});
