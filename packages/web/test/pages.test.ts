// The pages in a real browser over the preview's story: what a person does, and what then stands in the address.
import { mkdtempSync, existsSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { chromium, type BrowserContext, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { builtPages } from "./built-pages.ts";
import { startPreview, type Mood } from "./preview.ts";

const candidates = [
  process.env["CHROMIUM"],
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];
const browserPath = candidates.find((candidate) => candidate !== undefined && existsSync(candidate));
/** A busy machine is slow, not wrong. */
const patience = { timeout: 10_000 };
const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
if (browserPath === undefined) console.log("skipped: no Chromium found; name one with CHROMIUM=/path");

describe.skipIf(browserPath === undefined)("pages", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "telltale-pages-"));
  let preview: Awaited<ReturnType<typeof startPreview>>;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[] = [];

  beforeAll(async () => {
    preview = await startPreview(0, "story", await builtPages(folder));
    context = await chromium.launchPersistentContext(path.join(folder, "profile"), {
      executablePath: browserPath ?? "",
      args: flags,
      viewport: { width: 1440, height: 900 },
    });
  });
  afterAll(async () => {
    await context?.close();
    preview?.server.closeAllConnections();
    preview?.server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    complaints = [];
    page = await context.newPage();
    page.setDefaultTimeout(8000);
    page.on("pageerror", (error) => complaints.push(error.message));
    // A refused script or style, a request elsewhere: the policy of the real server stands on the preview's answers, too.
    page.on("console", (message) => {
      if (message.type() === "error" && !/status of (404|503)/.test(message.text()))
        complaints.push(message.text());
    });
  });
  afterEach(async () => {
    await page.close();
    // Thrown rather than expected: a complaint fails the test it came from.
    if (complaints.length > 0) throw new Error(`the browser complained: ${complaints.join("; ")}`);
  });

  const open = async (address: string, mood: Mood = "story"): Promise<void> => {
    preview.setMood(mood);
    await page.goto(`${preview.url}${address}`);
    await page.locator("main h1").first().waitFor();
  };
  const transactionRows = () => page.getByRole("table", { name: "Transactions" }).locator("tbody tr");
  const search = (): URLSearchParams => new URL(page.url()).searchParams;
  /** The buttons that open the records of the Logs page. */
  const record = () =>
    page.getByRole("table", { name: "Logs" }).locator("tbody").getByRole("button", { expanded: false });

  test("the overview names the problem and links to it", async () => {
    await open("/");
    await page.getByText(/Purchase completion fell from 9\d\.\d % to 8\d\.\d % at/).waitFor();
    await page.getByText("with payment 2.41.0").waitFor();
    await page.getByRole("link", { name: "Failed transactions" }).click();
    await page.getByRole("heading", { name: "purchase" }).waitFor();
    expect(search().get("outcome")).toBe("failed");
    await transactionRows().first().getByText("failed").waitFor();
    expect(await transactionRows().getByText("completed").count()).toBe(0);
    await page.goBack();
    await page.getByRole("heading", { name: "Overview" }).waitFor();
  });

  test("a row links to the transaction, which links to its trace and its logs", async () => {
    await open("/transactions/purchase?from=-6h");
    await transactionRows().getByRole("link").first().click();
    await page.getByRole("region", { name: "Business context" }).waitFor();
    expect(search().get("from")).toBe("-6h");
    await page.getByRole("link", { name: "Logs", exact: true }).last().click();
    await page.getByRole("heading", { name: "Logs" }).waitFor();
    expect(search().get("trace")).toMatch(/^[0-9a-f]{32}$/);
  });

  test("a long table has only its visible rows in the DOM", async () => {
    await open("/transactions/purchase");
    await transactionRows().getByRole("link").first().waitFor();
    const last = page.getByRole("link", { name: "order-790", exact: true });
    await page.mouse.move(700, 700);
    await expect
      .poll(
        async () => {
          await page.mouse.wheel(0, 4000);
          return last.isVisible();
        },
        { timeout: 45_000 },
      )
      .toBe(true);
    expect(await transactionRows().count()).toBeLessThan(90);
  });

  test("filter bar: completes keys and values, and keeps the conditions in the address", async () => {
    await open("/logs");
    await page.keyboard.press("/");
    await page.keyboard.type("user.t");
    await page.getByRole("option", { name: /user\.tier/ }).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByRole("option", { name: /gold/ }).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await expect.poll(() => search().getAll("filter"), patience).toEqual(["user.tier=gold"]);
    await page.keyboard.press("Backspace");
    await expect.poll(() => search().getAll("filter"), patience).toEqual([]);
  });

  test("keys: g opens pages, brackets shift the range, p pauses, ? lists the shortcuts", async () => {
    await open("/");
    await page.keyboard.press("g");
    await page.keyboard.press("l");
    await page.getByRole("heading", { name: "Logs" }).waitFor();
    await page.keyboard.press("[");
    await expect.poll(() => search().get("to"), patience).toMatch(/Z$/);
    await page.getByRole("button", { name: "Fixed" }).waitFor();
    await page.keyboard.press("]");
    await expect.poll(() => search().get("to"), patience).toBeNull();
    await page.keyboard.press("p");
    await page.getByRole("button", { name: "Paused" }).waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog").getByText("Filter bar").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  });

  test("palette: finds pages and services by name, a trace by its id", async () => {
    await open("/");
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Jump to" }).waitFor();
    await page.keyboard.type("metr");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Metrics" }).waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Jump to" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("combobox", { name: "Jump to" }).waitFor({ state: "detached" });
    await page.keyboard.press("Control+k");
    await page.getByRole("option", { name: "Logs" }).click();
    await page.getByRole("heading", { name: "Logs" }).waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Jump to" }).waitFor();
    await page.keyboard.type("4bf92f3577b34da6a3ce929d0e0e4736");
    await page.keyboard.press("Enter");
    await expect
      .poll(() => new URL(page.url()).pathname, patience)
      .toBe("/traces/4bf92f3577b34da6a3ce929d0e0e4736");
  });

  test("time range: a preset, two typed ends, and a brush over a chart", async () => {
    await open("/logs");
    await page.getByTitle(/^Time range/).click();
    await page.getByRole("button", { name: "Last 6 hours" }).click();
    await expect.poll(() => search().get("from"), patience).toBe("-6h");
    await page.getByTitle(/^Time range/).click();
    await page.getByLabel("From").fill("soon");
    await page.getByText("Enter a time such as").waitFor();
    await page.getByLabel("From").fill("-90m");
    await page.getByRole("button", { name: "Apply" }).click();
    await expect.poll(() => search().get("from"), patience).toBe("-90m");
    // the chart is drawn anew when its answer comes, which may be in the middle of a brush
    await expect
      .poll(async () => {
        const box = await page.getByRole("figure").locator(".u-over").first().boundingBox();
        if (box === null) return null;
        await page.mouse.move(box.x + box.width * 0.3, box.y + 20);
        await page.mouse.down();
        await page.mouse.move(box.x + box.width * 0.6, box.y + 30, { steps: 6 });
        await page.mouse.up();
        return search().get("to");
      }, patience)
      .toMatch(/Z$/);
  });

  test("a log record opens in place with everything it carries", async () => {
    await open("/logs");
    await record().nth(1).click();
    await page.getByRole("rowheader", { name: "order.id" }).waitFor();
    expect(search().get("record")).toBe("log-1");
    await page.getByRole("row", { name: /^order\.id/ }).hover();
    await page.getByRole("button", { name: "Filter by order.id" }).click();
    await expect.poll(() => search().getAll("filter"), patience).toEqual(["order.id=order-1189"]);
  });

  test("a metric can be split, and its exemplars lead to traces", async () => {
    await open("/metrics/http.server.request.duration");
    await page.getByRole("radio", { name: "p50" }).click();
    await expect.poll(() => search().get("agg"), patience).toBe("p50");
    await page.getByTitle("Group by").click();
    await page.getByRole("option", { name: "http.route" }).click();
    await expect.poll(() => search().getAll("by"), patience).toEqual(["http.route"]);
    await page.getByRole("button", { name: "nordpay" }).waitFor();
    await page
      .getByRole("link", { name: /^Trace of/ })
      .first()
      .click();
    await page.waitForURL(/\/traces\/[0-9a-f]{32}/);
  });

  test("the first run becomes the overview when data arrives", async () => {
    await open("/", "empty");
    await page.getByText("Waiting for the first span").waitFor();
    await page.getByText("receiving at").waitFor();
    await page.getByRole("tab", { name: "curl" }).click();
    await page.getByText("http://127.0.0.1:4318/v1/traces").waitFor();
    preview.setMood("story");
    await page.getByText("First data received").waitFor();
    await expect.poll(() => page.locator("h1").textContent(), patience).toBe("Overview");
  });

  test("arrow keys move between tabs and open them", async () => {
    await open("/", "empty");
    const chosen = (): Promise<string> => page.getByRole("tab", { selected: true }).innerText();
    await page.getByRole("tab", { selected: true }).focus();
    const first = await chosen();
    await page.keyboard.press("ArrowLeft");
    await expect.poll(chosen, patience).toBe("curl");
    await page.getByRole("tabpanel").getByText("http://127.0.0.1:4318/v1/traces").waitFor();
    await page.keyboard.press("ArrowRight");
    await expect.poll(chosen, patience).toBe(first);
    await page.goto(`${preview.url}/settings/store`);
    await page.getByRole("tab", { selected: true }).focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => new URL(page.url()).pathname, patience).toBe("/settings/access");
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.textContent), patience)
      .toBe("Access");
  });

  test("arrow keys change a segmented control, and the keys of the page still work", async () => {
    await open("/logs");
    await page.getByRole("radio", { name: "warn +" }).click();
    await expect.poll(() => search().get("severity"), patience).toBe("warn");
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => search().get("severity"), patience).toBe("error");
    await page.keyboard.press("j");
    await expect
      .poll(
        () => record().evaluateAll((all) => all.findIndex((one) => one === document.activeElement)),
        patience,
      )
      .toBe(0);
  });

  test("a list of services is opened, moved through and picked from by keys", async () => {
    await open("/logs");
    const picker = page.getByRole("combobox", { name: "Service: All services" });
    await picker.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("option", { name: "All services" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("option", { name: "All services" }).waitFor({ state: "detached" });
    await page.keyboard.press("ArrowDown");
    const second = page.getByRole("listbox", { name: "Service" }).getByRole("option").nth(1);
    const name = await second.innerText();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await expect.poll(() => search().get("service"), patience).toBe(name);
    await page.getByRole("combobox", { name: `Service: ${name}` }).waitFor();
  });

  test("an error names the next step and leaves the rest of the page usable", async () => {
    await open("/", "broken");
    await page.getByText("The store did not answer in 30 s.").first().waitFor();
    await page.getByText("STORE_TIMEOUT · req 7f3a91").first().waitFor();
    await page.getByRole("heading", { name: "Live events" }).waitFor();
    preview.setMood("story");
    await page.getByRole("button", { name: "Try again" }).first().click();
    await expect
      .poll(() => page.getByRole("region", { name: "Main finding" }).textContent(), { timeout: 8000 })
      .toContain("Purchase completion fell");
  });

  test("an unknown address, and one with invalid parameters", async () => {
    await open("/nowhere");
    await page.getByText("There is no page at this address").waitFor();
    await open("/logs?severity=loud&from=whenever");
    await expect.poll(() => record().count(), patience).toBeGreaterThan(10);
  });

  test.each([1440, 1024, 390])("no page scrolls sideways at %s px", async (width) => {
    await page.setViewportSize({ width, height: 844 });
    for (const address of [
      "/",
      "/transactions",
      "/transactions/purchase",
      "/transactions/purchase/order-1180",
      "/logs",
      "/metrics",
      "/metrics/shop.orders",
    ]) {
      await open(address);
      await page.locator("[aria-busy=true]").first().waitFor({ state: "detached" });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect([address, wide]).toEqual([address, 0]);
    }
  });
});
