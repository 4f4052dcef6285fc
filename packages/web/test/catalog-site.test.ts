// @module-tag extended
// The site of `telltale catalog docs` in Chromium, opened from the disk: it asks no host, has no violations of WCAG, and its search finds.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

import type { AxeResults } from "axe-core";
import { resolveCatalog } from "catalog";
import { renderHtml, renderSite } from "catalog/docs";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { chromiumPath, openPage } from "../../../tools/testing/browser.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const hostile = `<img src=x onerror="document.title='broken'">`;
const catalog = resolveCatalog({
  name: "shop",
  version: "1.2.0",
  owner: "team-checkout",
  attributes: {
    "payment.method": { type: ["card", "invoice"], description: "How it is paid." },
    "order.kind": { type: "string", deprecated: { renamedTo: "payment.method" }, sensitivity: "personal" },
  },
  metrics: {
    "shop.orders": {
      kind: "counter",
      unit: "{order}",
      attributes: ["payment.method"],
      description: `Orders ${hostile}`,
    },
  },
  transactions: { purchase: { steps: ["cart", "paid"], description: "A purchase." } },
  workflows: { order: { states: ["new", "paid"], transitions: { new: ["paid"] }, stability: "beta" } },
  alerts: {
    failing: {
      on: { transaction: "purchase", measure: "failure" },
      when: { above: 0.05 },
      severity: "page",
      runbook: "https://wiki.example/failing",
    },
    few: { on: { metric: "shop.orders", aggregation: "rate" }, when: { below: 1 } },
  },
  objectives: { fast: { on: { transaction: "purchase", measure: "within", limit: "2s" }, target: 0.99 } },
});

describe.skipIf(chromiumPath === undefined)("the site", () => {
  let page: Page;
  let folder: string;
  const complaints: string[] = [];
  const open = async (file: string): Promise<void> => {
    await page.goto(pathToFileURL(path.join(folder, file)).href);
  };

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "telltale-catalog-site-"));
    const options = { consoleUrl: "https://console.example" };
    for (const { name, text } of renderSite(catalog, options)) writeFileSync(path.join(folder, name), text);
    writeFileSync(path.join(folder, "one.html"), renderHtml(catalog, options));
  });
  beforeEach(async () => {
    complaints.length = 0;
    page = await openPage("file://");
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => complaints.push(message.text()));
    page.on("request", (request) => {
      if (!request.url().startsWith("file:")) complaints.push(`asked ${request.url()}`);
    });
  });
  afterEach(async () => {
    await page.close();
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test.each([
    ["index.html", "light"],
    ["index.html", "dark"],
    ["alerts.html", "light"],
    ["alerts.html", "dark"],
    ["attributes.html", "dark"],
    ["workflows.html", "light"],
    ["teams.html", "light"],
    ["one.html", "dark"],
  ] as const)(
    "%s in %s has no violations of WCAG A and AA, and does not scroll sideways on a phone",
    { tags: ["extended"] },
    async (file, colorScheme) => {
      await page.emulateMedia({ colorScheme });
      await open(file);
      await page.evaluate(axe);
      const violations = await page.evaluate(async () => {
        const runOnly = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
        const { axe: run } = globalThis as unknown as { axe: { run(o: object): Promise<AxeResults> } };
        const result = await run.run({ runOnly, preload: false });
        return result.violations.flatMap(({ id, nodes }) =>
          nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`),
        );
      });
      expect(violations).toEqual([]);
      await page.setViewportSize({ width: 390, height: 844 });
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
      expect(complaints).toEqual([]);
    },
  );

  test("search finds by name, description and owner, and leads to the entry with the keyboard", async () => {
    await open("index.html");
    await page.keyboard.press("/");
    await page.keyboard.type("orders");
    await page.locator("#results a").first().waitFor();
    expect(await page.locator("#results a strong").allInnerTexts()).toContain("shop.orders");
    expect(await page.locator("#status").innerText()).toMatch(/result/);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL(/metrics\.html#metric-shop\.orders$/);
    expect(await page.title()).toBe("Metrics · shop");
    expect(await page.getByRole("heading", { name: "shop.orders" }).isVisible()).toBe(true);
    // hostile text is shown, not run
    expect(await page.locator("img").count()).toBe(0);
    expect(await page.getByText('<img src=x onerror="').count()).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
  });

  test("the theme is a choice that outlasts the page", async () => {
    await page.emulateMedia({ colorScheme: "light" });
    await open("index.html");
    await page.getByRole("button", { name: "Switch to the dark theme" }).click();
    await open("alerts.html");
    expect(await page.locator("html").getAttribute("data-theme")).toBe("dark");
    expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe("rgb(15, 20, 22)");
    expect(complaints).toEqual([]);
  });

  test(
    "an alert leads to its runbook and to the console; printed, the menu is gone",
    { tags: ["extended"] },
    async () => {
      await open("index.html");
      await page.getByRole("link", { name: "failing" }).click();
      await page.waitForURL(/alerts\.html#alert-failing$/);
      expect(
        await page.getByRole("link", { name: "https://wiki.example/failing" }).getAttribute("href"),
      ).toBe("https://wiki.example/failing");
      expect(await page.getByRole("link", { name: "purchase in the console" }).getAttribute("href")).toBe(
        "https://console.example/transactions/purchase",
      );
      await page.emulateMedia({ media: "print" });
      expect(await page.getByRole("navigation").isVisible()).toBe(false);
      expect(await page.getByRole("heading", { name: "failing" }).isVisible()).toBe(true);
      expect(complaints).toEqual([]);
    },
  );
});
