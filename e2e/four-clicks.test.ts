// From the overview to the cause in at most four clicks, for each fault of the shop: half an hour of recorded runs, a healthy one first.
import { chromium, type Browser, type Locator, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { findBrowser } from "../tools/browser.ts";
import { createFolder, startConsole } from "../tools/console-process.ts";
import { recordShop, replay, type Recording } from "./recording.ts";
import type { ShopOptions } from "./shop.ts";

const minuteMs = 60_000;
/** Every statement waits in a database with one connection: few visits at a time. */
const faulty: Readonly<Record<string, ShopOptions>> = {
  "slow-database": { visits: 24, shoppers: 2 },
  "bad-deploy": { visits: 140 },
  "new-error": { visits: 140 },
};

let browser: Browser;
let recordings: ReadonlyMap<string, Recording>;

beforeAll(async () => {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error("Cannot test the pages without a browser.");
  browser = await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic"],
  });
  const runs = Object.entries(faulty).map(async ([fault, options]) => {
    return [fault, await recordShop({ ...options, fault })] as const;
  });
  const healthy = recordShop({ visits: 300 }).then((recording) => ["healthy", recording] as const);
  recordings = new Map(await Promise.all([healthy, ...runs]));
}, 360_000);

afterAll(async () => {
  await browser?.close();
});

/** Opens the overview of a shop that was healthy until `fault` began, and gives a way to click that counts. */
async function onOverview(
  fault: string,
  walk: (page: Page, click: (target: Locator) => Promise<void>) => Promise<void>,
): Promise<number> {
  const { folder, remove } = createFolder();
  const running = await startConsole(folder);
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  let clicks = 0;
  try {
    const now = Date.now();
    const sinceMs = now - 4 * minuteMs;
    await replay(running.addresses.otlpHttp, recordings.get("healthy")!, [now - 30 * minuteMs, sinceMs]);
    await replay(running.addresses.otlpHttp, recordings.get(fault)!, [sinceMs, now]);
    await page.goto(running.addresses.page);
    await walk(page, async (target) => {
      await target.click();
      clicks += 1;
    });
    return clicks;
  } finally {
    await page.close();
    await running.stop();
    remove();
  }
}

/** Waits for the list of traces: until it is there, the page before it shows links of the same names. */
const traceList = (page: Page): Promise<void> =>
  page.getByRole("heading", { name: "Traces", level: 1 }).waitFor();
const spans = (page: Page): Locator => page.getByRole("treegrid").getByRole("row");

test("the slow database: a slow service, its slow statement, one trace, the span", async () => {
  const clicks = await onOverview("slow-database", async (page, click) => {
    await click(page.locator('main a[href^="/services/storefront"]').first());
    await click(page.getByRole("link", { name: "SELECT products" }).first());
    await traceList(page);
    await click(
      page
        .getByRole("row")
        .getByRole("link", { name: /^(GET|POST) / })
        .first(),
    );
    await click(spans(page).filter({ hasText: "SELECT products" }).first());
    await page.getByText("postgresql").first().waitFor();
  });
  expect(clicks).toBeLessThanOrEqual(4);
});

test("the bad deploy: the version, its new operation that always fails, one trace, the span", async () => {
  const clicks = await onOverview("bad-deploy", async (page, click) => {
    await click(page.getByRole("link", { name: "payments 2.41.0" }).first());
    await click(page.getByRole("link", { name: "POST /nordpay/v3/charges" }));
    await traceList(page);
    await click(page.getByRole("row").getByRole("link", { name: "POST /checkout" }).first());
    await click(spans(page).filter({ hasText: "POST /nordpay/v3/charges" }).first());
    await page.getByText("TimeoutError").first().waitFor();
  });
  expect(clicks).toBeLessThanOrEqual(4);
});

test("the new error: the group, its version and stack, one trace", async () => {
  const clicks = await onOverview("new-error", async (page, click) => {
    await click(page.getByRole("region", { name: "New errors" }).getByRole("link", { name: /VoucherError/ }));
    await page.getByText("2.42.0").first().waitFor();
    await click(page.locator('a[href^="/traces/"]').first());
    await page.waitForURL(/\/traces\/[0-9a-f]{32}/);
    await click(page.getByRole("treegrid").getByRole("row").filter({ hasText: "voucher" }).first());
  });
  expect(clicks).toBeLessThanOrEqual(4);
});
