// Metrics and dashboards in a real browser: a chart with a formula is pinned, and a dashboard is arranged, saved and restored.
import type { MetricsResult } from "contract";
import { expect, test } from "vitest";

import { describePages, patience } from "./browser-pages.ts";
import { saveCsv } from "./saved-csv.ts";
import { checkout, dashboards } from "./fixtures/dashboards.ts";

describePages("dashboards", (pages) => {
  const { open, search } = pages;
  /** What the page sends to change dashboards. */
  const watchChanges = async (status = 200): Promise<unknown[]> => {
    const sent: unknown[] = [];
    await pages.page.route("**/api/dashboards**", async (route) => {
      const request = route.request();
      if (request.method() === "GET") return route.fallback();
      sent.push([request.method(), request.headers()["if-match"], request.postDataJSON()]);
      const problem = {
        status,
        code: "DASHBOARD_CHANGED",
        message: "The dashboard has changed since it was read.",
        fix: "Open it again.",
      };
      return route.fulfill({ status, json: status === 200 ? checkout : problem });
    });
    return sent;
  };
  const titles = async (): Promise<string[]> =>
    pages.page.getByRole("list", { name: "Charts" }).getByRole("heading").allTextContents();

  test(
    "a share of errors: a second query, a formula, pinned with both to a dashboard",
    { tags: ["extended"] },
    async () => {
      const sent = await watchChanges();
      await open("/metrics/shop.orders?q=sum+shop.queue.length+outcome%3Dfailed");
      await pages.page.getByRole("textbox", { name: "Formula" }).fill("a / c");
      await pages.page.getByText("Cannot use `c`").waitFor();
      await pages.page.getByRole("textbox", { name: "Formula" }).fill("a / b * 100");
      await pages.page.getByRole("button", { name: "Apply" }).click();
      await expect.poll(() => search().get("f"), patience).toBe("a / b * 100");
      await pages.page.getByRole("figure", { name: /a \/ b \* 100/ }).waitFor();
      expect(await pages.violations()).toEqual([]);
      await pages.page.getByRole("button", { name: "Pin to dashboard" }).click();
      await pages.page.getByRole("button", { name: /^Checkout/ }).click();
      await pages.page.getByText("Pinned to Checkout").waitFor();
      const pinned = {
        sources: [
          { metric: "shop.orders", aggregation: "rate" },
          { metric: "shop.queue.length", aggregation: "sum", filter: ["outcome=failed"] },
        ],
        formula: "a / b * 100",
      };
      expect(sent).toMatchObject([["PUT", '"3"', { charts: [{}, {}, {}, {}, pinned] }]]);
      await pages.page.getByRole("link", { name: "Open dashboard" }).click();
      await pages.page.getByRole("heading", { name: "Checkout", level: 1 }).waitFor();
    },
  );

  test(
    "a funnel is pinned with the steps and rules of its page, and the rule of an alert names what it lacks",
    { tags: ["extended"] },
    async () => {
      const sent = await watchChanges();
      await open("/funnels/checkout?order=strict&exclude=offer&within=3600000");
      await pages.page.getByRole("button", { name: /^Pin checkout: conversion/ }).click();
      await pages.page.getByRole("button", { name: /^Checkout/ }).click();
      await pages.page.getByText("Pinned to Checkout").waitFor();
      const source = {
        funnel: "checkout",
        measure: "conversion",
        steps: ["cart", "payment", "done"],
        order: "strict",
        exclude: ["offer"],
        window: "1h",
      };
      expect(sent).toMatchObject([["PUT", '"3"', { charts: [{}, {}, {}, {}, { sources: [source] }] }]]);
      await pages.page.keyboard.press("Escape");
      await pages.page.getByRole("link", { name: "Alert on this" }).click();
      await pages.page.getByText("the steps between cart and done").waitFor();
      await pages.page.getByText("strict order").waitFor();
      await pages.page.getByText("no offer").waitFor();
    },
  );

  test("a query keeps its condition when the one before it is removed", { tags: ["extended"] }, async () => {
    await open("/metrics/shop.orders?q=sum+shop.queue.length+outcome%3Dfailed&q=sum+shop.orders+tier%3Dgold");
    await pages.page.getByRole("button", { name: "Remove b" }).click();
    const condition = pages.page.getByRole("textbox", { name: "Condition of b" });
    await expect.poll(() => condition.inputValue(), patience).toBe("tier=gold");
    await condition.focus();
    await condition.blur();
    expect(search().getAll("q")).toEqual(["sum shop.orders tier=gold"]);
    await condition.fill("tier=free");
    await condition.press("Enter");
    await expect.poll(() => search().getAll("q"), patience).toEqual(["sum shop.orders tier=free"]);
  });

  test(
    "a histogram is a heatmap, and an earlier period is in the address",
    { tags: ["extended"] },
    async () => {
      await open("/metrics/http.server.request.duration");
      await pages.page.getByRole("radio", { name: "heatmap" }).click();
      await expect.poll(() => search().get("form"), patience).toBe("heatmap");
      await pages.page.getByRole("img", { name: /measurements/ }).waitFor();
      await pages.page.getByRole("radio", { name: "lines" }).click();
      await expect.poll(() => search().get("form"), patience).not.toBe("heatmap");
      await pages.page.getByRole("combobox", { name: "Compare" }).selectOption("1d");
      await pages.page
        .getByText(/1d before/)
        .first()
        .waitFor();
      await expect.poll(() => search().get("vs"), patience).toBe("1d");
    },
  );

  test.each([1440, 390])(
    "the list of metrics has the latest value and the trend of each, %i px wide",
    { tags: ["extended"] },
    async (width) => {
      const asked: URLSearchParams[] = [];
      // a refetch would ask again
      await pages.page.addInitScript("globalThis.setInterval = () => 0");
      pages.page.on("request", (request) => {
        const { pathname, searchParams } = new URL(request.url());
        if (pathname === "/api/metric-sparklines") asked.push(searchParams);
      });
      await pages.page.setViewportSize({ width, height: 900 });
      await open("/metrics?from=-6h");
      const row = pages.page.getByRole("row", { name: /^http\.server\.request\.duration/ });
      await row.getByText(/^p95 2\.\d+ s$/).waitFor();
      expect(await row.locator("svg:visible").count()).toBe(width === 1440 ? 1 : 0);
      expect(asked.map((query) => [query.get("from"), query.getAll("name").length])).toEqual([["-6h", 9]]);
    },
  );

  /** The list has metrics of these names; each has the latest value 7. Returns the names that are requested together, in order. */
  const listMetrics = async (names: () => readonly string[]): Promise<string[][]> => {
    const asked: string[][] = [];
    await pages.page.route("**/api/metrics?**", async (route) => {
      const { metrics } = (await (await route.fetch()).json()) as MetricsResult;
      const listed = names().map((name) => ({ ...metrics[0], name, unit: "" }));
      await route.fulfill({ json: { metrics: listed, others: null, truncated: 0 } });
    });
    await pages.page.route("**/api/metric-sparklines?**", async (route) => {
      const requested = new URL(route.request().url()).searchParams.getAll("name");
      asked.push(requested);
      // Answered never: the cells show what they have.
      if (requested.includes("a.new")) return;
      const metrics = requested.map((name) => ({ name, aggregation: "last", values: [1, 7] }));
      await route.fulfill({ json: { from: "", to: "", stepMs: 1000, times: [0, 1000], metrics } });
    });
    return asked;
  };
  const many = Array.from({ length: 120 }, (_, at) => `shop.m${String(at).padStart(3, "0")}`);
  const latestOf = async (name: string): Promise<string | null> =>
    pages.page
      .getByRole("row", { name: new RegExp(`^${name.replace(".", "\\.")}`) })
      .getByRole("cell")
      .nth(4)
      .textContent();

  test(
    "a new metric at the top of the list leaves the values of the others on the screen",
    { tags: ["extended"] },
    async () => {
      let names: readonly string[] = many;
      await listMetrics(() => names);
      await open("/metrics");
      await expect.poll(() => latestOf("shop.m003"), patience).toBe("7");
      names = ["a.new", ...many];
      await pages.page.getByRole("row", { name: /^a\.new/ }).waitFor();
      expect(await latestOf("shop.m003")).toBe("7");
    },
  );

  test(
    "a metric whose values did not load says so, and loads them again",
    { tags: ["extended"] },
    async () => {
      await listMetrics(() => ["shop.m000", "shop.m001"]);
      let isBroken = true;
      await pages.page.route("**/api/metric-sparklines?**", async (route) => {
        const problem = {
          status: 503,
          code: "STORE_TIMEOUT",
          message: "The store did not answer.",
          fix: "Wait.",
        };
        await (isBroken ? route.fulfill({ status: 503, json: problem }) : route.fallback());
      });
      await open("/metrics");
      const row = pages.page.getByRole("row", { name: /^shop\.m001/ });
      await row.getByText("not loaded").waitFor();
      const again = row.getByRole("button", { name: "Try again: values of shop.m001" });
      expect(await again.getAttribute("title")).toBe("The store did not answer.");
      expect(await pages.violations(row)).toEqual([]);
      // The button that was pressed stays while the values are loading.
      let release = (): void => {};
      const held = new Promise<void>((resolve) => (release = resolve));
      await pages.page.route("**/api/metric-sparklines?**", async (route) => {
        await held;
        await route.fallback();
      });
      isBroken = false;
      await again.press("Enter");
      await row.getByRole("status").getByText("loading").waitFor();
      expect(await again.getAttribute("aria-busy")).toBe("true");
      expect(await again.evaluate((button) => button === document.activeElement)).toBe(true);
      release();
      await expect.poll(() => latestOf("shop.m000"), patience).toBe("7");
      await expect.poll(() => latestOf("shop.m001"), patience).toBe("7");
      expect(await row.getByText("not loaded").count()).toBe(0);
    },
  );

  test("only the metrics on the screen are refetched", { tags: ["extended"] }, async () => {
    const asked = await listMetrics(() => many);
    await pages.page.clock.install();
    await open("/metrics");
    await expect.poll(() => latestOf("shop.m000"), patience).toBe("7");
    await pages.page.getByRole("row", { name: /^shop\.m119/ }).scrollIntoViewIfNeeded();
    await expect.poll(() => latestOf("shop.m119"), patience).toBe("7");
    asked.length = 0;
    await pages.page.clock.fastForward(61_000);
    await expect.poll(() => asked.flat(), patience).toContain("shop.m119");
    expect(asked.flat()).not.toContain("shop.m000");
    expect(await latestOf("shop.m000")).toBe("7");
  });

  test("lists dashboards, and says which file has a mistake", { tags: ["extended"] }, async () => {
    await open("/dashboards");
    await pages.page.getByRole("region", { name: "Mistakes in broken.json" }).waitFor();
    await pages.page.getByRole("link", { name: "Shop" }).click();
    await pages.page.getByText("this page follows it").waitFor();
    expect(await pages.page.getByRole("button", { name: "Edit" }).count()).toBe(0);
  });

  test("a chart says which conditions do not apply to it, and its file is not named by them", async () => {
    await open("/dashboards/d1?service=checkout&filter=tier%3Dgold&var=provider%3Dnordpay&env=production");
    const chart = (name: string) => pages.page.getByRole("region", { name, exact: true });
    await chart("Purchases")
      .getByRole("status")
      .filter({ hasText: "service=checkout tier=gold do not apply to this chart." })
      .getByRole("link", { name: "Open its page" })
      .waitFor();
    await chart("Orders of nordpay").getByRole("figure").waitFor();
    expect(await chart("Orders of nordpay").getByText("not apply").count()).toBe(0);
    await pages.waitUntilLoaded();
    const file = async (name: string): Promise<string> => {
      const label = await chart(name)
        .getByRole("button", { name: /^Data of / })
        .getAttribute("aria-label");
      return (await saveCsv(pages.page, label!.replace("Data of ", ""))).file;
    };
    expect(await file("Purchases")).toMatch(/_production_20/);
    expect(await file("Orders of nordpay")).toMatch(/_production_checkout_tier=gold_20/);
    expect(await pages.violations()).toEqual([]);
  });

  test("a variable is in the address, and in what is asked for", { tags: ["extended"] }, async () => {
    const asked: string[] = [];
    pages.page.on("request", (request) => {
      if (request.url().endsWith("/api/chart")) asked.push(request.postData() ?? "");
    });
    await open("/dashboards/d1");
    await pages.page.getByRole("heading", { name: "Orders of all" }).waitFor();
    await pages.page.getByRole("combobox", { name: "Provider: all" }).click();
    await pages.page.getByRole("option", { name: "nordpay" }).click();
    await pages.page.getByRole("heading", { name: "Orders of nordpay" }).waitFor();
    expect(search().getAll("var")).toEqual(["provider=nordpay"]);
    await expect
      .poll(() => asked.some((body) => body.includes('"where":{"payment.provider":"nordpay"}')), patience)
      .toBe(true);
  });

  test(
    "a variable is defined and removed in the editor, and saved once it is whole",
    { tags: ["extended"] },
    async () => {
      const sent = await watchChanges();
      await open("/dashboards/d1?mode=edit");
      const { page } = pages;
      await page.getByRole("button", { name: "Remove plan" }).click();
      await page.getByRole("button", { name: "Add a variable" }).click();
      const save = page.getByRole("button", { name: "Save", exact: true });
      await page.getByText("The name needs a letter").waitFor();
      expect(await save.isDisabled()).toBe(true);
      await page.getByRole("textbox", { name: "Name of the variable" }).fill("tier");
      await page.getByText("Name the attribute").waitFor();
      expect(await pages.violations()).toEqual([]);
      await page.getByRole("combobox", { name: "Values of tier come from" }).selectOption("values");
      await page.getByRole("textbox", { name: "Values of tier" }).fill("gold, plus");
      await page.getByRole("textbox", { name: "Default of tier" }).fill("gold");
      await save.click();
      await expect
        .poll(() => sent, patience)
        .toMatchObject([
          [
            "PUT",
            '"3"',
            {
              variables: [
                { name: "provider", label: "Provider", values: ["nordpay", "harbourpay"] },
                { name: "tier", values: ["gold", "plus"], default: "gold" },
              ],
            },
          ],
        ]);
    },
  );

  test("charts are drawn with a variable when typing rests", { tags: ["extended"] }, async () => {
    const { page } = pages;
    await page.addInitScript(() => {
      const { setTimeout } = globalThis;
      const held: (() => void)[] = [];
      // The timer that waits for typing to rest ends when the test says so. `-1`: cleared ones are not the browser's.
      const hold = (work: () => void, ms?: number): unknown =>
        ms === 400 ? held.push(work) && -1 : setTimeout(work, ms);
      Object.assign(globalThis, { setTimeout: hold, rest: () => held.at(-1)?.() });
    });
    await open("/dashboards/d1?mode=edit&from=-6h&to=-1h");
    await pages.waitUntilLoaded();
    const asked: string[] = [];
    page.on("request", (request) => {
      if (request.url().endsWith("/api/chart")) asked.push(request.postData() ?? "");
    });
    await page.getByRole("textbox", { name: "Default of provider" }).pressSequentially("nordpay");
    await page.getByRole("textbox", { name: "Default of provider" }).blur();
    expect(asked).toEqual([]);
    await page.evaluate("rest()");
    await page.getByRole("heading", { name: "Orders of nordpay" }).waitFor();
    await expect.poll(() => asked.length, patience).toBeGreaterThan(0);
    expect(asked.filter((body) => !body.includes("nordpay"))).toEqual([]);
  });

  test("charts are moved and resized by keyboard and by mouse, and saved with the version that was read", async () => {
    const sent = await watchChanges();
    await open("/dashboards/d1?mode=edit");
    await pages.page.getByRole("button", { name: "Move or resize Purchases" }).focus();
    await pages.page.keyboard.press("ArrowLeft");
    await expect
      .poll(titles, patience)
      .toEqual(["Purchases", "Orders of all", "Durations", "Slowest services"]);
    await pages.page.getByRole("button", { name: "Move or resize Purchases" }).focus();
    await pages.page.keyboard.press("Shift+ArrowRight");
    await pages.page.keyboard.press("Shift+ArrowDown");
    await pages.page
      .getByRole("button", { name: "Move or resize Durations" })
      .dragTo(pages.page.getByRole("region", { name: "Purchases" }), { targetPosition: { x: 60, y: 150 } });
    await expect
      .poll(titles, patience)
      .toEqual(["Durations", "Purchases", "Orders of all", "Slowest services"]);
    await pages.page.getByRole("button", { name: "Remove Slowest services" }).click();
    await pages.page.getByRole("button", { name: "Save", exact: true }).click();
    await expect
      .poll(() => sent, patience)
      .toMatchObject([
        [
          "PUT",
          '"3"',
          {
            charts: [
              { title: "Durations", width: 4 },
              { title: "Purchases", width: 7, height: 3 },
              { title: "Orders of $provider" },
            ],
          },
        ],
      ]);
  });

  test("a conflict is said, and nothing that was arranged is lost", { tags: ["extended"] }, async () => {
    const sent = await watchChanges(412);
    await open("/dashboards/d1?mode=edit");
    await pages.page.getByRole("button", { name: "Remove Durations" }).click();
    // Another user saves, and the page hears of it.
    let answers = 0;
    await pages.page.route(/\/api\/dashboards\/d1(\?|$)/, async (route) => {
      if (route.request().method() !== "GET") return route.fallback();
      await route.fulfill({ json: { ...checkout, version: "4", latest: "4" } });
      answers += 1;
    });
    await expect.poll(() => answers, patience).toBeGreaterThan(1);
    expect(await titles()).toHaveLength(3);
    await pages.page.getByRole("button", { name: "Save", exact: true }).click();
    await pages.page.getByText("The dashboard has changed since it was read.").waitFor();
    expect(sent).toMatchObject([["PUT", '"3"', { charts: [{}, {}, {}] }]]);
    const before = answers;
    await expect.poll(() => answers, patience).toBeGreaterThan(before + 1);
    expect(await pages.page.getByText("The dashboard has changed since it was read.").count()).toBe(1);
    expect(await titles()).toHaveLength(3);
  });

  test("one question names the dashboard and the note that are not saved", async () => {
    const { page } = pages;
    await open("/dashboards/d1?mode=edit");
    await page.getByRole("button", { name: "Remove Durations" }).click();
    await pages.pressButtonKey("a");
    await page.getByRole("textbox", { name: "Text of the note" }).fill("Charts moved.");
    await page.getByRole("link", { name: "Logs", exact: true }).click();
    const question = page.getByRole("dialog", { name: "Discard unsaved changes?" });
    await question.getByText("What you changed was not saved: the dashboard and the note.").waitFor();
    await question.getByRole("button", { name: "Discard" }).click();
    await page.getByRole("heading", { name: "Logs", level: 1 }).waitFor();
    expect(await question.count()).toBe(0);
  });

  test("Back, a link and another query lose changes only after a question; Save and Cancel ask none", async () => {
    const { page } = pages;
    const question = page.getByRole("dialog", { name: "Discard unsaved changes?" });
    const answer = (name: string) => question.getByRole("button", { name }).click();
    await watchChanges();
    await open("/dashboards/d1");
    await page.getByRole("button", { name: "Edit", exact: true }).click();
    await page.getByRole("button", { name: "Remove Durations" }).click();
    await page.goBack();
    await question.waitFor();
    expect(await pages.violations()).toEqual([]);
    await answer("Keep editing");
    await expect.poll(() => search().get("mode"), patience).toBe("edit");
    expect(await titles()).toHaveLength(3);
    await page.getByRole("link", { name: "Logs", exact: true }).click();
    await question.waitFor();
    await page.keyboard.press("Escape");
    await question.waitFor({ state: "detached" });
    expect(await titles()).toHaveLength(3);
    // another range keeps the draft
    await page.getByTitle(/^Time range/).click();
    await page.getByRole("button", { name: "Last 6 hours" }).click();
    await expect.poll(() => search().get("from"), patience).toBe("-6h");
    expect(await titles()).toHaveLength(3);
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("button", { name: "Edit", exact: true }).click();
    await page.getByRole("textbox", { name: "Owner" }).fill("team-payments");
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("button", { name: "Edit", exact: true }).click();
    await page.getByRole("button", { name: "Edit Durations" }).click();
    await page.getByRole("textbox", { name: "Title of the chart" }).fill("Of orders");
    await page.goBack();
    await question.waitFor();
    await page.keyboard.press("Escape");
    await question.waitFor({ state: "detached" });
    expect(await page.getByRole("textbox", { name: "Title of the chart" }).inputValue()).toBe("Of orders");
    await page.goBack();
    await answer("Discard");
    await expect.poll(() => search().get("mode"), patience).toBeNull();
    await expect.poll(async () => (await titles()).length, patience).toBe(4);
  });

  test("an older version is looked at and restored", { tags: ["extended"] }, async () => {
    const sent = await watchChanges();
    await open("/dashboards/d1?mode=versions");
    await pages.page.getByRole("table", { name: "Versions" }).getByRole("link", { name: "2" }).click();
    await pages.page.getByText("Version 2 of 3").waitFor();
    await pages.page.getByRole("button", { name: "Restore this version" }).click();
    await expect.poll(() => sent, patience).toMatchObject([["PUT", '"3"', { title: "Checkout" }]]);
    await expect.poll(() => search().get("version"), patience).toBeNull();
  });

  test("a read-only user looks, and cannot change", { tags: ["extended"] }, async () => {
    await pages.page.route("**/api/dashboards", async (route) =>
      route.fulfill({ json: { ...dashboards(false), mayChange: false } }),
    );
    await pages.page.route("**/api/dashboards/d1**", async (route) =>
      route.fulfill({ json: { ...checkout, mayChange: false } }),
    );
    await open("/dashboards/d1?mode=edit");
    await pages.page.getByRole("heading", { name: "Purchases" }).waitFor();
    expect(await pages.page.getByRole("button", { name: /^(Edit|Save$|Remove|Delete)/ }).count()).toBe(0);
    await open("/metrics/shop.orders");
    await pages.page.getByRole("button", { name: "Pin to dashboard" }).click();
    await pages.page.getByText("Changing them needs the scope admin").waitFor();
  });

  test("an empty list says how to begin", { tags: ["extended"] }, async () => {
    await open("/dashboards", "empty");
    await pages.page.getByText("No dashboards yet").waitFor();
    expect(await pages.violations()).toEqual([]);
  });
});
