// Silences, objectives, channels, anomalies, and the ways that lead to them, in a real browser.
import { expect, test } from "vitest";

import { describePages, patience } from "./browser-pages.ts";

describePages("pages about alerts", (pages) => {
  test(
    "silences an alert from its page: the labels are filled in, and the alerts that match are shown",
    { tags: ["extended"] },
    async () => {
      const sent: unknown[] = [];
      await pages.page.route("**/api/silences", async (route) => {
        if (route.request().method() !== "POST") return route.continue();
        sent.push(route.request().postDataJSON());
        return route.fulfill({ json: {} });
      });
      await pages.page.route("**/api/alerts?limit=500**", async (route) => {
        const answer = (await (await route.fetch()).json()) as object;
        await route.fulfill({ json: { ...answer, nextCursor: "later" } });
      });
      await pages.open("/alerts/a2d4e5");
      await pages.page.getByRole("link", { name: "Silence", exact: true }).click();
      const form = pages.page.getByRole("form", { name: "New silence" });
      await form.getByText("At least 1 alert matches now").waitFor();
      await form.getByText("of the first 500: others were not compared").waitFor();
      await form.getByText("Payment is slow").waitFor();
      const label = form.getByLabel("Alerts with the label");
      await label.fill("alert=Nothing");
      await form.getByText("None of the first 500 alerts matches now: others were not compared").waitFor();
      await label.fill("alert=Payment is slow");
      await form.getByRole("button", { name: "Remove label 2" }).click();
      await form.getByText("At least 2 alerts match now").waitFor();
      await form.getByLabel("Reason").fill("they know");
      await form.getByRole("button", { name: "Silence", exact: true }).click();
      await form.waitFor({ state: "detached" });
      expect(sent).toEqual([
        {
          name: "Payment is slow",
          match: { alert: "Payment is slow" },
          to: "+2h",
          reason: "they know",
          reportRecovery: false,
        },
      ]);
      await expect.poll(() => pages.search().get("match"), patience).toBeNull();
    },
  );

  test(
    "a silence of an alert is lost only after a question: by the tab of its page, too",
    { tags: ["extended"] },
    async () => {
      await pages.open("/alerts/silences?match=alert%3DPayment+is+slow");
      const form = pages.page.getByRole("form", { name: "New silence" });
      await form.getByText("2 alerts match now").waitFor();
      await form.getByLabel("Send recoveries").check();
      await pages.page.getByRole("link", { name: "Silences", exact: true }).click();
      await pages.page.getByRole("button", { name: "Keep editing" }).click();
      expect(await form.getByLabel("Send recoveries").isChecked()).toBe(true);
      await form.getByRole("button", { name: "Cancel" }).click();
      await form.waitFor({ state: "detached" });
      await expect.poll(() => pages.search().get("match"), patience).toBeNull();
    },
  );

  test(
    "plans a silence: a picked begin and end in the zone of the browser, and an end before the begin is rejected",
    { tags: ["extended"] },
    async () => {
      const sent: unknown[] = [];
      await pages.page.route("**/api/silences", async (route) => {
        if (route.request().method() !== "POST") return route.continue();
        sent.push(route.request().postDataJSON());
        return route.fulfill({ json: {} });
      });
      await pages.open("/alerts/silences");
      await pages.page.getByRole("button", { name: "New silence" }).click();
      const form = pages.page.getByRole("form", { name: "New silence" });
      await form.getByLabel("Name").fill("Database upgrade");
      await form.getByLabel("Alerts with the label").fill("owner=team-payments");
      await form.getByLabel("Begins").selectOption("at a time");
      await form.getByLabel("Begin", { exact: true }).fill("2099-12-01T20:00");
      await form.getByText(/Tue 1 Dec 2099 20:00 – Tue 1 Dec 2099 22:00/).waitFor();
      await form.getByLabel("Lasts").selectOption("until a time");
      await form.getByLabel("End", { exact: true }).fill("2099-12-01T19:00");
      await form
        .getByText("It would end before it begins at Tue 1 Dec 2099 20:00. Choose a later end.")
        .waitFor();
      expect(await form.getByRole("button", { name: "Silence", exact: true }).isDisabled()).toBe(true);
      expect(await pages.violations(form)).toEqual([]);
      await form.getByLabel("End", { exact: true }).fill("2099-12-02T06:30");
      const { zone, from, to } = await pages.page.evaluate(() => ({
        zone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
        from: new Date(2099, 11, 1, 20).toISOString(),
        to: new Date(2099, 11, 2, 6, 30).toISOString(),
      }));
      await form.getByText(zone).waitFor();
      await form.getByRole("button", { name: "Silence", exact: true }).click();
      await form.waitFor({ state: "detached" });
      expect(sent).toEqual([
        {
          name: "Database upgrade",
          match: { owner: "team-payments" },
          from,
          to,
          reason: "",
          reportRecovery: false,
        },
      ]);
    },
  );

  test("lists active, planned and past silences, and ends one", { tags: ["extended"] }, async () => {
    const ended: string[] = [];
    await pages.page.route("**/api/silences/*", (route) => {
      ended.push(new URL(route.request().url()).pathname);
      return route.fulfill({ json: {} });
    });
    await pages.open("/alerts/silences");
    const active = pages.page.getByRole("table", { name: "Active silences" });
    await active.getByText("nordpay maintenance").waitFor();
    await pages.page.getByRole("table", { name: "Planned silences" }).getByText("Database upgrade").waitFor();
    await active.getByRole("button", { name: "End now nordpay maintenance" }).click();
    await active.getByRole("button", { name: "Confirm: End now nordpay maintenance" }).click();
    await expect.poll(() => ended, patience).toEqual(["/api/silences/s-1"]);
  });

  test(
    "objectives say what is left of the budget, when it is used up, and which windows burn",
    { tags: ["extended"] },
    async () => {
      await pages.open("/alerts/objectives");
      const rows = pages.page.getByRole("table", { name: "Objectives" }).locator("tbody tr");
      await rows.first().getByText("used up").waitFor();
      await rows.first().getByText("−4.2 %").waitFor();
      await rows.nth(1).getByText("in 7 days").waitFor();
      await expect.poll(() => rows.nth(1).getByText("8.2×").count(), patience).toBe(1);
    },
  );

  test(
    "channels show what failed, and a test shows what the channel answered",
    { tags: ["extended"] },
    async () => {
      await pages.open("/alerts/channels");
      const channels = pages.page.getByRole("table", { name: "Channels" });
      await channels.getByText("env:SLACK_URL").waitFor();
      await channels.getByText("The environment has no TICKETS_SECRET.").waitFor();
      await channels.getByRole("button", { name: "Test #on-call" }).click();
      await channels.getByText("test answered 200").waitFor();
      const deliveries = pages.page.getByRole("table", { name: "Deliveries" });
      await deliveries.getByRole("cell", { name: /failed for good: pager/ }).waitFor();
      expect(await pages.violations(channels.or(deliveries))).toEqual([]);
      await pages.page.setViewportSize({ width: 390, height: 844 });
      await deliveries.getByRole("cell", { name: /failed for good: pager/ }).waitFor();
    },
  );

  test(
    "on a phone the open page is in sight among the links, and the history says what happened",
    { tags: ["extended"] },
    async () => {
      await pages.page.setViewportSize({ width: 390, height: 844 });
      await pages.open("/alerts/anomalies");
      const link = pages.page
        .getByRole("navigation", { name: "Pages about alerts" })
        .getByRole("link", { name: "Anomalies" });
      const endOf = async (): Promise<number> => {
        const box = await link.boundingBox();
        return (box?.x ?? 1000) + (box?.width ?? 0);
      };
      await expect.poll(endOf, patience).toBeLessThanOrEqual(390);
      await pages.open("/alerts?view=history");
      await pages.page
        .getByRole("table", { name: "History" })
        .getByRole("cell", { name: /Purchase completion.*fired/ })
        .first()
        .waitFor();
    },
  );

  test("anomalies are a feed of sentences, each with its way to what changed", async () => {
    await pages.open("/alerts/anomalies");
    await pages.page.getByText("where 94.5 % was expected").waitFor();
    await pages.page.getByText("It lasted 20 min.").waitFor();
    const entry = (series: string) => pages.page.getByRole("listitem").filter({ hasText: series });
    // an accepted level needs no one while it lasts
    await entry("rose to 2.61 s").getByText("Level accepted by anna (rule Payments are slow)").waitFor();
    expect(await entry("rose to 2.61 s").getByText("ongoing", { exact: true }).count()).toBe(0);
    await entry("rose to 2.61 s").getByText("accepted", { exact: true }).waitFor();
    await entry("rose to 41").getByText("Holiday Black Friday (rule Cards declined)").waitFor();
    // a holiday that is over no longer says why one lasts
    await entry("fell to 33.0 %").getByText("Holiday Green Week (rule Checkout falls)").waitFor();
    await entry("fell to 33.0 %").getByText("ongoing", { exact: true }).waitFor();
    await pages.page.getByLabel("Ongoing only").check();
    await pages.page.getByText("It lasted 20 min.").waitFor({ state: "detached" });
    await pages.page.getByRole("link", { name: "completion of purchase", exact: true }).click();
    await pages.page.getByRole("heading", { name: "Completion of purchase", level: 1 }).waitFor();
    await pages.page.getByRole("region", { name: "What differs" }).getByText("nordpay").first().waitFor();
    await pages.page.getByText("The range has more errors than one query may read.").waitFor();
    await pages.page
      .getByRole("region", { name: "Related anomalies" })
      .getByText("p95 of payment")
      .first()
      .waitFor();
    const related = pages.page.getByRole("region", { name: "Related anomalies" });
    await related.getByText("90.0 % of the time in common, moved the other way round").first().waitFor();
    const changes = pages.page.getByRole("region", { name: "Configuration changes" });
    await changes.getByText("payment.timeout 1500 → 300").waitFor();
    await changes.getByText("feature.retries not set → on").waitFor();
    await changes.getByRole("link", { name: "Sampling rules" }).waitFor();
    await changes.getByRole("link", { name: "Alert rule Payment is slow" }).click();
    await pages.page.getByRole("heading", { name: "Rules", level: 1 }).waitFor();
    expect(pages.search().get("search")).toBe("Payment is slow");
  });

  test.each([
    ["/services/payment", "p95 of payment rose to 2.61 s", 1],
    ["/transactions/purchase", "Completion of purchase fell to 83.4 %", 1],
    ["/metrics/shop.cards.declined", "shop.cards.declined rose to 41", 0],
    ["/alerts/a1f0c3", "Completion of purchase fell to 83.4 %", 1],
  ])(
    "anomalies are on the chart of %s, from one request, and lead to what changed",
    { tags: ["extended"] },
    async (address, sentence, shown) => {
      const asked: string[] = [];
      pages.page.on("request", (request) => {
        if (new URL(request.url()).pathname === "/api/anomalies") asked.push(request.url());
      });
      await pages.open(address);
      await pages.waitUntilLoaded();
      const marks = pages.page.getByRole("figure").getByRole("link", { name: sentence });
      // the anomaly of the metric is over before the range begins
      await expect.poll(() => marks.count(), patience).toBe(shown);
      await expect.poll(() => new Set(asked).size, patience).toBe(1);
      if (shown === 0) return;
      await marks.press("Enter");
      await pages.page.getByRole("region", { name: "What differs" }).waitFor();
    },
  );

  test("a funnel, which has no chart over time, names its anomalies", { tags: ["extended"] }, async () => {
    await pages.open("/funnels/checkout");
    await pages.page.getByRole("link", { name: "Conversion of checkout fell to 33.0 %" }).click();
    await expect
      .poll(() => pages.page.getByRole("heading", { level: 1 }).innerText(), patience)
      .toMatch(/conversion of checkout/i);
  });

  test(
    "the overview has the latest anomalies beside the alerts, each with the way to its cause",
    { tags: ["extended"] },
    async () => {
      await pages.open("/?from=-1h");
      const section = pages.page.getByRole("region", { name: "Anomalies" });
      await section.getByText("ongoing").first().waitFor();
      expect(await section.getByRole("listitem").count()).toBeLessThanOrEqual(4);
      for (const [width, theme] of [
        [1440, "light"],
        [1440, "dark"],
        [390, "light"],
        [390, "dark"],
      ] as const) {
        await pages.page.emulateMedia({ colorScheme: theme });
        await pages.page.setViewportSize({ width, height: 900 });
        await section.scrollIntoViewIfNeeded();
        // charts follow the width of the window a moment later
        await expect
          .poll(() => pages.page.evaluate(() => document.documentElement.scrollWidth), patience)
          .toBeLessThanOrEqual(width);
      }
      await section.getByRole("link", { name: /^Completion of purchase fell to 83.4 %/ }).click();
      await pages.page.getByRole("heading", { name: "completion of purchase", level: 1 }).waitFor();
      await pages.open("/", "empty");
      await pages.waitUntilLoaded();
      expect(await section.count()).toBe(0);
    },
  );

  test(
    "the overview has what fires and the rail its number; without any there is nothing",
    { tags: ["extended"] },
    async () => {
      await pages.open("/");
      const open = pages.page.getByRole("region", { name: "Open alerts" });
      await open.getByText("now 84.1 %").waitFor();
      await pages.page.getByLabel("2 firing").waitFor();
      await open.getByRole("link", { name: "Payment is slow · nordpay" }).click();
      await pages.page.getByRole("heading", { name: "Payment is slow", level: 1 }).waitFor();
      await pages.open("/logs", "empty");
      await pages.waitUntilLoaded();
      expect(await pages.page.getByLabel(/firing$/).count()).toBe(0);
    },
  );

  test.each([
    ["/metrics/shop.orders", "Alert on this", "shop.orders is high"],
    ["/transactions/purchase", "Alert on this", "Completion of purchase falls"],
    ["/services/payment", "Alert on this", "Errors of payment"],
    ["/funnels/checkout", "Alert on this", "Conversion of checkout falls"],
    ["/workflows/order", "Alert on this", "order is stuck"],
    ["/workflows/order?state=packed", "Alert on this", "order is stuck in packed"],
    ["/errors", "Alert on this", "New errors"],
    ["/errors/5b1f0a77c0ffee01", "Alert on this", "ProviderTimeoutError returns"],
    ["/logs?text=declined&severity=warn", "Alert on this", "Many declined"],
    ["/alerts/anomalies", "Alert on completion of purchase", "Anomaly of purchase"],
    ["/alerts/anomalies/a100000000000001", "Alert on this", "Anomaly of purchase"],
    ["/alerts/anomalies/a100000000000004", "Alert on this", "Anomaly of checkout"],
  ])(
    "%s: %s opens the editor with its source, and previews it",
    { tags: ["extended"] },
    async (address, link, name) => {
      await pages.open(address);
      await pages.page.getByRole("link", { name: link }).first().click();
      await expect
        .poll(() => pages.page.getByLabel("Name", { exact: true }).inputValue(), patience)
        .toBe(name);
      await pages.page
        .getByRole("region", { name: "Preview" })
        .getByText(/^Would (not )?have fired/)
        .waitFor();
    },
  );

  test("alert on this of an operation is in its row", { tags: ["extended"] }, async () => {
    await pages.open("/services/payment");
    const row = pages.page.getByRole("table", { name: "Operations" }).locator("tbody tr").first();
    await row.getByRole("link", { name: /^Alert on / }).click();
    await pages.page
      .getByRole("region", { name: "Preview" })
      .getByText(/^Would (not )?have fired/)
      .waitFor();
    expect(JSON.parse(pages.search().get("rule")!)).toMatchObject({ on: { service: "payment" } });
  });

  test(
    "a rule has the conditions of its page, and the editor names those that it cannot have",
    { tags: ["extended"] },
    async () => {
      await pages.open(
        "/metrics/shop.orders?env=production&filter=payment.provider%3Dnordpay&filter=duration%3E1s",
      );
      await pages.page.getByRole("link", { name: "Alert on this" }).click();
      await pages.page.getByText("A rule cannot have these conditions of the page:").waitFor();
      await pages.page.getByText("duration>1s").first().waitFor();
      expect(JSON.parse(pages.search().get("rule")!)).toMatchObject({
        on: { where: { "deployment.environment.name": "production", "payment.provider": "nordpay" } },
      });
      expect(await pages.violations()).toEqual([]);
    },
  );

  test(
    "a query with one number leads to a rule, whose query has several lines",
    { tags: ["extended"] },
    async () => {
      await pages.page.route("**/api/sql", (route) =>
        route.fulfill({
          json: {
            columns: [{ name: "count()", type: "UInt64" }],
            rows: [["42"]],
            truncated: false,
            elapsedMs: 2,
            rowsRead: 42,
            bytesRead: 42,
          },
        }),
      );
      await pages.open("/sql?q=SELECT+count()+FROM+spans");
      await pages.page.getByRole("link", { name: "Alert on this" }).click();
      const query = pages.page.getByLabel("SQL", { exact: true });
      await expect
        .poll(() => query.inputValue(), patience)
        .toBe("SELECT `count()` AS value FROM (\nSELECT count() FROM spans\n)");
      expect(await pages.violations()).toEqual([]);
    },
  );

  test.each([
    ["/alerts/silences", "No silences"],
    ["/alerts/objectives", "No objectives yet"],
    ["/alerts/channels", "No channels yet"],
    ["/alerts/anomalies", "Nothing earlier to compare with"],
    ["/alerts/anomalies", "Still learning: less than a day of data."],
  ])("%s without data says what to do", { tags: ["extended"] }, async (address, text) => {
    await pages.open(address, "empty");
    await pages.page.getByText(text).waitFor();
    expect(await pages.violations()).toEqual([]);
  });
});
