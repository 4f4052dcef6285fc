// @module-tag extended
// The documentation as a console serves it, in Chromium: the search, both themes, a phone, the way to and from the pages, and no request to
// another host.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";

import { createFolder, startConsole, type ConsoleProcess } from "../tools/console-process.ts";
import { patience } from "../tools/testing/patience.ts";
import { openBrowser } from "./chromium.ts";
import { watchComplaints } from "./complaints.ts";

const { folder, remove } = createFolder();
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let running: ConsoleProcess;
let browser: Browser;
const complaints: string[] = [];

beforeAll(async () => {
  running = await startConsole(folder);
  browser = await openBrowser(inject("chromium"));
});

afterAll(async () => {
  await browser?.close();
  await running?.stop();
  remove();
});

/** A page of the documentation in a context of its own; what goes wrong on it is noted. */
async function open(
  path: string,
  { width = 1440, colorScheme = "light" }: { width?: number; colorScheme?: "light" | "dark" } = {},
): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
  context.setDefaultTimeout(patience(30_000));
  const page = await context.newPage();
  watchComplaints(page, complaints, { address: running.addresses.page });
  await page.goto(running.addresses.page + path);
  return page;
}

const h1 = async (page: Page): Promise<string> => page.getByRole("heading", { level: 1 }).innerText();

test("the search finds a guide by the keyboard alone", async () => {
  const page = await open("/docs/");
  await page.getByRole("searchbox").waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("tail sampling");
  await page.locator("#results a").first().waitFor();
  expect(await page.locator("#status").innerText()).toMatch(/results/);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/docs\/guide\/sampling\.html#tail-sampling/);
  expect(await h1(page)).toContain("Sampling");
});

test("the search offers similar words and places to begin where nothing is found", async () => {
  const page = await open("/docs/");
  await page.getByRole("searchbox").fill("propaggatoin");
  await page.getByRole("button", { name: "propagation" }).waitFor();
  expect(await page.locator("#status").innerText()).toBe("No results");
  expect(await page.locator("#results").getByRole("link", { name: "Troubleshooting" }).isVisible()).toBe(
    true,
  );
  await page.getByRole("button", { name: "propagation" }).click();
  await page.locator("#results a").first().waitFor();
  expect(await page.getByRole("searchbox").inputValue()).toBe("propagation");
});

test("a table that is wider than a phone scrolls and shows a shadow", async () => {
  const page = await open("/docs/guide/overhead.html", { width: 390 });
  const table = page.locator(".table").first();
  const { hidden, background } = await table.evaluate(
    (frame: { scrollWidth: number; clientWidth: number }) => ({
      hidden: frame.scrollWidth - frame.clientWidth,
      background: (
        globalThis as unknown as { getComputedStyle(of: unknown): { backgroundImage: string } }
      ).getComputedStyle(frame).backgroundImage,
    }),
  );
  expect(hidden).toBeGreaterThan(0);
  expect(background).toContain("linear-gradient");
});

test("a theme that is chosen here is that of the console's pages, and the picture follows it", async () => {
  const page = await open("/docs/guide/console-trace.html");
  expect(await page.locator("img.in-light").isVisible()).toBe(true);
  await page.getByRole("button", { name: "Switch to the dark theme" }).click();
  expect(await page.locator("img.in-light").isVisible()).toBe(false);
  expect(await page.locator("img.in-dark").isVisible()).toBe(true);
  await page.getByRole("navigation", { name: "Elsewhere" }).getByRole("link", { name: "Console" }).click();
  await page.locator('html[data-mantine-color-scheme="dark"]').waitFor({ state: "attached" });
});

test("the console's pages lead to the documentation", async () => {
  const page = await open("/transactions");
  const guide = page.getByRole("link", { name: "Read the guide" });
  await guide.waitFor();
  expect(await guide.getAttribute("href")).toBe("/docs/guide/transactions.html");
  await page.getByRole("button", { name: "More" }).click();
  const opened = page.context().waitForEvent("page");
  await page.getByRole("link", { name: "Documentation" }).click();
  const docs = await opened;
  await docs.getByRole("heading", { name: "Documentation", level: 1 }).waitFor();
});

test.each([
  ["/docs/", "light", 1440],
  ["/docs/guide/spans.html", "light", 1440],
  ["/docs/guide/spans.html", "dark", 1440],
  ["/docs/guide/console-alerts.html", "dark", 390],
  ["/docs/", "dark", 390],
  ["/docs/reference/api.html", "dark", 1440],
  ["/docs/guide/overhead.html", "light", 390],
] as const)(
  "%s is accessible in %s at %i px, and as wide as the window",
  async (path, colorScheme, width) => {
    const page = await open(path, { colorScheme, width });
    await page.getByRole("searchbox").waitFor();
    // evaluated in the page's own world by the debugger, which its content security policy does not concern
    await page.evaluate(axe);
    const violations = await page.evaluate(async () => {
      const { axe: run } = globalThis as unknown as {
        axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      };
      return (await run.run()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
    });
    expect(violations).toEqual([]);
    const tooWide = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
    expect(tooWide).toBeLessThanOrEqual(0);
  },
);

test("an address without a page says so, and leads to the first page", async () => {
  const { page: url } = running.addresses;
  expect((await fetch(`${url}/docs/guide/no-such-page.html`)).status).toBe(404);
  const page = await open("/docs/");
  await page.goto(`${url}/docs/guide/no-such-page.html`);
  // the answer, and the line of the browser's log
  expect(complaints.splice(0)).toEqual([expect.stringContaining("404"), expect.stringContaining("404")]);
  expect(await h1(page)).toBe("Page not found");
  await page.getByRole("link", { name: "the first page" }).click();
  await page.getByRole("heading", { name: "Documentation", level: 1 }).waitFor();
});

test("nothing went wrong, and no other host was asked", () => expect(complaints).toEqual([]));
