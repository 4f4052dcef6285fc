// The builder of charts in a real browser: a chart is added to a dashboard, previewed at once, and stored only when the dashboard is saved.
import type { Locator } from "playwright-core";
import { expect, test } from "vitest";

import { describePages, patience } from "./browser-pages.ts";
import { checkout } from "./fixtures/dashboards.ts";
import { saveCsv } from "./saved-csv.ts";

describePages("the builder of charts", (pages) => {
  const { open } = pages;
  const watchChanges = async (): Promise<unknown[]> => {
    const sent: unknown[] = [];
    await pages.page.route("**/api/dashboards**", async (route) => {
      const request = route.request();
      if (request.method() === "GET") return route.fallback();
      sent.push([request.method(), request.postDataJSON()]);
      return route.fulfill({ json: checkout });
    });
    return sent;
  };
  /** The last chart that was drawn. */
  const watchCharts = (): (() => unknown) => {
    let last: unknown;
    pages.page.on("request", (request) => {
      if (request.url().endsWith("/api/chart")) last = (request.postDataJSON() as { chart: unknown }).chart;
    });
    return () => last;
  };
  const builder = (): Locator => pages.page.getByRole("dialog");
  const pick = async (label: RegExp, option: string): Promise<void> => {
    await builder().getByRole("combobox", { name: label }).click();
    await pages.page.getByRole("option", { name: option, exact: true }).click();
  };

  test("a new dashboard is stored when it is saved, with the chart, the owner and the figures of the preview", async () => {
    const sent = await watchChanges();
    const drawn = watchCharts();
    await open("/dashboards");
    await pages.page.getByRole("link", { name: "New dashboard" }).click();
    await pages.page.getByRole("heading", { name: "New dashboard", level: 1 }).waitFor();
    await pages.page.getByRole("textbox", { name: "Title", exact: true }).fill("Payments");
    await pages.page.getByRole("textbox", { name: "Owner" }).fill("team-checkout");
    await pages.page.getByRole("button", { name: "Add chart" }).last().click();
    await pick(/^What/, "spans");
    await builder().getByRole("combobox", { name: "Measure" }).selectOption("p95");
    const where = builder().getByRole("combobox", { name: "Where" });
    await where.fill("payment.provider=nordpay");
    await where.press("Enter");
    // until then the next condition is suggested
    await where.press("Tab");
    // the row is named so already
    expect(await builder().getByText("by", { exact: true }).count()).toBe(0);
    await builder()
      .getByRole("combobox", { name: /^Group by/ })
      .click();
    const find = pages.page.getByRole("textbox", { name: "Find group by" });
    await find.fill("service.n");
    await pages.page.getByRole("option", { name: "service.name" }).waitFor();
    await find.press("Enter");
    await builder().getByRole("combobox", { name: "Compare" }).selectOption("1d");
    const source = {
      records: "spans",
      measure: "p95",
      field: "duration",
      filter: ["payment.provider=nordpay"],
      by: "service.name",
    };
    const chart = { title: "p95 of duration of spans by service.name", sources: [source], compare: "1d" };
    await expect.poll(drawn, patience).toEqual(chart);
    await builder().getByRole("figure").waitFor();
    expect(await pages.violations()).toEqual([]);
    await builder().getByRole("button", { name: "Add to dashboard" }).click();
    await pages.page.getByRole("heading", { name: chart.title }).waitFor();
    expect(sent).toEqual([]);
    await pages.page.getByRole("button", { name: "Save", exact: true }).click();
    await expect
      .poll(() => sent, patience)
      .toEqual([["POST", { title: "Payments", owner: "team-checkout", charts: [chart] }]]);
    await pages.page.getByRole("heading", { name: "Checkout", level: 1 }).waitFor();
  });

  test(
    "a variable that the dashboard does not have yet stands for all values in the preview",
    { tags: ["extended"] },
    async () => {
      const drawn = watchCharts();
      await open("/dashboards/new");
      await pages.page.getByRole("button", { name: "Add chart" }).last().click();
      await pick(/^What/, "spans");
      const where = builder().getByRole("combobox", { name: "Where" });
      await where.fill("payment.provider=$provider");
      await where.press("Enter");
      await builder().getByRole("button", { name: "Edit payment.provider=$provider" }).waitFor();
      await expect
        .poll(drawn, patience)
        .toMatchObject({ sources: [{ records: "spans", measure: "count", filter: [] }] });
    },
  );

  test(
    "a chart is changed with its size, as JSON too; a form that it cannot have is not offered",
    { tags: ["extended"] },
    async () => {
      const sent = await watchChanges();
      await open("/dashboards/d1?mode=edit");
      const edit = pages.page.getByRole("button", { name: "Edit Durations" });
      await edit.click();
      await builder().getByRole("textbox", { name: "Title of the chart" }).waitFor();
      // nothing is lost yet
      await pages.page.keyboard.press("Escape");
      await builder().waitFor({ state: "detached" });
      await edit.click();
      const forms = builder().getByRole("radiogroup", { name: "Chart type" });
      await forms.getByRole("radio", { name: "Heatmap" }).waitFor();
      expect(await forms.getByRole("radio", { name: "Funnel" }).isDisabled()).toBe(true);
      await builder().getByRole("radio", { name: "JSON" }).click();
      const json = builder().getByRole("textbox", { name: "Chart as JSON" });
      await json.fill("{");
      await builder().getByRole("status").or(builder().getByText(/JSON/)).first().waitFor();
      await expect
        .poll(() => builder().getByRole("button", { name: "Apply" }).isDisabled(), patience)
        .toBe(true);
      await json.fill("{}");
      await builder().getByText("“sources” is a list of objects, each with what it looks at.").waitFor();
      expect(await builder().getByRole("radio", { name: "Builder" }).isDisabled()).toBe(true);
      // what is typed is given up by a button only
      await pages.page.keyboard.press("Escape");
      await pages.page.mouse.click(20, 450);
      expect(await json.inputValue()).toBe("{}");
      await json.fill(
        '{ "sources": [{ "funnel": "checkout", "measure": "conversion" }], "form": "funnel", "width": 4 }',
      );
      await builder().getByRole("table", { name: "Durations" }).getByText("4,812").waitFor();
      await builder().getByRole("button", { name: "Apply" }).click();
      await pages.page.getByRole("button", { name: "Save", exact: true }).click();
      const funnel = {
        title: "Durations",
        sources: [{ funnel: "checkout", measure: "conversion" }],
        form: "funnel",
        width: 4,
      };
      await expect.poll(() => sent, patience).toMatchObject([["PUT", { charts: [{}, {}, funnel, {}] }]]);
    },
  );

  test(
    "each chart has its SQL and its CSV, a number and a table of SQL too",
    { tags: ["extended"] },
    async () => {
      await open("/dashboards/d1");
      await pages.page.getByRole("button", { name: "SQL of Purchases" }).click();
      await builder().getByText("WHERE service = 'checkout'").waitFor();
      expect(await pages.violations()).toEqual([]);
      const link = builder().getByRole("link", { name: "Open in SQL" });
      expect(await link.getAttribute("href")).toContain("/sql?q=");
      await pages.page.keyboard.press("Escape");
      await pages.page.getByRole("cell", { name: "48,211", exact: true }).waitFor();
      const { headings, rows } = await saveCsv(pages.page, "Slowest services");
      expect([headings, rows[0]]).toEqual([
        ["service", "count()"],
        ["storefront", "48211"],
      ]);
    },
  );
});
