// @module-tag extended
// From the overview to the cause in at most four clicks, for each fault of the shop: half an hour of recorded runs, a healthy one first.
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";

import type { BottleneckResult, BottlenecksResult, StoreDetails } from "contract";
import { createFolder, startConsole } from "../tools/console-process.ts";
import { patience } from "../tools/testing/patience.ts";
import { get, until } from "./api.ts";
import { openBrowser } from "./chromium.ts";
import { behindBy } from "./clock.ts";
import { recorded } from "./recorded.ts";
import { replay, type Recording } from "./recording.ts";
import type { ShopOptions } from "./shop.ts";
import { sendDaysBefore } from "./stage.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** Every statement waits in a database with one connection: few visits at a time. */
const faulty: Readonly<Record<string, ShopOptions>> = {
  "slow-database": { visits: 24, shoppers: 2 },
  "bad-deploy": { visits: 140, shoppers: 12 },
  "new-error": { visits: 140 },
  "declined-cards": { visits: 140 },
  "cart-queries": { visits: 60 },
  "stalled-queue": { visits: 60 },
  "memory-leak": { visits: 400 },
};

let browser: Browser;
let recordings: ReadonlyMap<string, Recording>;

beforeAll(async () => {
  browser = await openBrowser(inject("chromium"));
  const runs = new Map([["healthy", await recorded({ visits: 400 })]]);
  // two shops at a time: more of them would only wait for each other
  const waiting = Object.entries(faulty);
  const recordNext = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [fault, options] = next;
      runs.set(fault, await recorded({ ...options, fault }));
    }
  };
  await Promise.all([recordNext(), recordNext()]);
  recordings = runs;
}, patience(1_200_000));

afterAll(async () => {
  await browser?.close();
});

/** Clicks a link or something else, and counts. */
type Click = (target: Locator) => Promise<void>;

interface Walk {
  readonly page: Page;
  readonly click: Click;
  /** Clicks a link to another page and waits for its heading: until it is there, the page before it shows links of the same names. */
  readonly open: Click;
}

/** Opens the overview of a shop that was healthy until `fault` began, and gives ways to click that count. */
async function onOverview(fault: string, walk: (walk: Walk) => Promise<void>): Promise<number> {
  const { folder, remove } = createFolder();
  const running = await startConsole(folder);
  try {
    const now = Date.now();
    const sinceMs = now - 4 * minuteMs;
    // as many purchases in each minute, however unevenly a busy machine recorded them
    const options = { evenBy: "POST /checkout" };
    const { otlpHttp } = running.addresses;
    await sendDaysBefore(running);
    await replay(otlpHttp, recordings.get("healthy")!, [now - 30 * minuteMs, sinceMs], options);
    await replay(otlpHttp, recordings.get(fault)!, [sinceMs, now], options);
    return await walkFrom(running.addresses.page, walk);
  } finally {
    await running.stop();
    remove();
  }
}

async function walkFrom(address: string, walk: (walk: Walk) => Promise<void>): Promise<number> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(patience(60_000));
  let clicks = 0;
  try {
    await page.goto(address);
    const click: Click = async (target) => {
      await target.click();
      clicks += 1;
    };
    const heading = page.getByRole("heading", { level: 1 }).first();
    const open: Click = async (target) => {
      const before = await heading.innerText();
      await click(target);
      await expect.poll(() => heading.innerText(), { timeout: patience(60_000) }).not.toBe(before);
    };
    await walk({ page, click, open });
    return clicks;
  } finally {
    await page.close();
  }
}

const spans = (page: Page): Locator => page.getByRole("treegrid").getByRole("row");
const rowsOf = (page: Page, table: string): Locator =>
  page.getByRole("table", { name: table, exact: true }).locator("tbody tr");

/** What the panel of the chosen span says. */
const chosenSpan = (page: Page): Locator => page.getByRole("complementary", { name: "Selected span" });

test("the slow database: a slow service, its slow statement, one trace, the span", async () => {
  const clicks = await onOverview("slow-database", async ({ page, click, open }) => {
    await open(page.locator('main a[href^="/services/storefront"]').first());
    const statement = rowsOf(page, "Operations").filter({ hasText: "SELECT products" });
    await open(statement.getByRole("link", { name: "SELECT products", exact: true }));
    // slowest first, and every trace since the fault has waited
    const trace = page.getByRole("row").getByRole("link", { name: /^(GET|POST) / });
    await open(trace.first());
    await click(spans(page).filter({ hasText: "SELECT products" }).first());
    // the statement itself, and that it waits
    const panel = chosenSpan(page);
    await panel.getByText("postgresql").first().waitFor();
    await panel
      .getByText(/^SELECT .* FROM products/)
      .first()
      .waitFor();
    const took = panel.getByRole("definition").first();
    expect(Number.parseInt((await took.getAttribute("title")) ?? "")).toBeGreaterThan(250_000_000);
  });
  expect(clicks).toBeLessThanOrEqual(4);
});

test("the bad deploy: the version, its new operation that always fails, one trace, the span", async () => {
  const clicks = await onOverview("bad-deploy", async ({ page, click, open }) => {
    await open(page.getByRole("link", { name: "payments 2.41.0" }).first());
    await open(page.getByRole("link", { name: "POST /nordpay/v3/charges" }));
    await open(page.getByRole("row").getByRole("link", { name: "POST /checkout" }).first());
    await click(spans(page).filter({ hasText: "POST /nordpay/v3/charges" }).first());
    const panel = chosenSpan(page);
    await panel.getByText("TimeoutError").first().waitFor();
    // the address that payments calls since the release
    await panel.getByText("payments").first().waitFor();
    await panel
      .getByText(/\/nordpay\/v3\/charges$/)
      .first()
      .waitFor();
  });
  expect(clicks).toBeLessThanOrEqual(4);
});

test("the new error: the group, its version and stack, one trace, the span that throws", async () => {
  const clicks = await onOverview("new-error", async ({ page, click, open }) => {
    await open(page.getByRole("region", { name: "New errors" }).getByRole("link", { name: /VoucherError/ }));
    await page.getByRole("heading", { level: 1, name: "VoucherError" }).waitFor();
    await rowsOf(page, "Versions").filter({ hasText: "2.42.0" }).first().waitFor();
    await page
      .getByRole("region", { name: "Stack" })
      .getByText(/voucher\.[jt]s/)
      .first()
      .waitFor();
    await open(page.locator('main a[href^="/traces/"]').first());
    await page.getByRole("region", { name: "Business" }).getByText("VoucherError").first().waitFor();
    await click(spans(page).filter({ hasText: "voucher" }).first());
    await chosenSpan(page).getByText("payments").first().waitFor();
  });
  expect(clicks).toBeLessThanOrEqual(4);
});

test("declined cards: the fall of completion, a failed purchase, its trace with the reason", async () => {
  const clicks = await onOverview("declined-cards", async ({ page, click, open }) => {
    const finding = page.getByRole("region", { name: "Main finding" });
    await finding.getByText("purchase").first().waitFor();
    await open(finding.getByRole("link", { name: "Failed transactions" }));
    // other purchases fail for other reasons
    const declined = rowsOf(page, "Transactions").filter({ hasText: /insufficient funds|card expired/ });
    await open(declined.first().locator('a[href^="/traces/"]'));
    const reason = page
      .getByRole("region", { name: "Business" })
      .getByText(/insufficient funds|card expired/);
    await reason.first().waitFor();
    await click(spans(page).filter({ hasText: "charge card" }).first());
    await chosenSpan(page).getByText("payment.provider").first().waitFor();
  });
  expect(clicks).toBeLessThanOrEqual(4);
});

test("the cart that asks for each product: its bottleneck, one trace with the queries", async () => {
  const clicks = await onOverview("cart-queries", async ({ page, click, open }) => {
    // traces are judged some time after they are received
    await until(
      () => get<BottlenecksResult>(page.url(), "/api/bottlenecks", { from: "-1h" }),
      ({ items }) => items.some(({ operation }) => operation === "POST /cart"),
    );
    await click(page.getByRole("navigation", { name: "Main" }).getByText("More"));
    await open(page.getByRole("list", { name: "More pages" }).getByRole("link", { name: "Bottlenecks" }));
    await open(
      page
        .getByRole("row", { name: /POST \/cart/ })
        .getByRole("link", { name: /\d+ spans/ })
        .first(),
    );
    const repeated = spans(page).filter({ hasText: "SELECT order_lines" });
    await repeated.nth(4).waitFor();
    const marked = new URL(page.url()).searchParams.get("marks")?.split(",") ?? [];
    expect(marked.length).toBeGreaterThan(4);
    // the statement that the cart repeats for each product
    await click(repeated.first());
    await chosenSpan(page)
      .getByText(/^SELECT count.* FROM order_lines WHERE sku = /)
      .first()
      .waitFor();
  });
  expect(clicks).toBeLessThanOrEqual(4);
});

test("the stalled queue: orders that stay paid, one of them, its trace", async () => {
  const clicks = await onOverview("stalled-queue", async ({ page, open }) => {
    await open(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Workflows" }));
    await open(page.getByRole("main").getByRole("link", { name: "order", exact: true }));
    await open(
      page.getByRole("row").filter({ hasText: "paid" }).locator('a[href^="/workflows/order/"]').first(),
    );
    await open(page.locator('main a[href^="/traces/"]').first());
    await spans(page).filter({ hasText: "send jobs fulfil" }).first().waitFor();
    expect(await spans(page).filter({ hasText: "process jobs fulfil" }).count()).toBe(0);
  });
  expect(clicks).toBeLessThanOrEqual(4);
});

/** Of orders there are twelve in each of these hours: a profile needs ten runs an hour, and twelve hours, to be judged. */
const healthyHours = 15;
const leakyHours = 14;

/**
 * A console with fifteen hours of a healthy shop and fourteen of the leak, all of them judged.
 *
 * Hours are judged up to 25 minutes after their data was received, so it is received by a console whose clock is half an hour behind.
 */
async function withLeakyDay(work: (page: string, sinceMs: number) => Promise<void>): Promise<void> {
  const { folder, remove } = createFolder();
  const lateMs = 30 * minuteMs;
  const late = await startConsole(folder, undefined, [], behindBy(lateMs));
  const untilMs = Math.floor((Date.now() - lateMs) / hourMs) * hourMs;
  const sinceMs = untilMs - leakyHours * hourMs;
  // the last trace is a minute before the end, so that its spans make no other hour due
  const send = (name: string, fromMs: number, toMs: number): Promise<void> =>
    replay(late.addresses.otlpHttp, recordings.get(name)!, [fromMs, toMs - minuteMs], {
      evenBy: "render receipts",
    });
  try {
    await send("healthy", sinceMs - healthyHours * hourMs, sinceMs);
    await send("memory-leak", sinceMs, untilMs);
  } finally {
    await late.stop();
  }
  const running = await startConsole(folder, late.addresses);
  try {
    const { page } = running.addresses;
    // the latest hours are judged first: with the leak found, all are known to be due
    await until(
      () => leaksIn(page, sinceMs, Date.now()),
      (found) => found.length > 0,
    );
    await until(
      () => get<StoreDetails>(page, "/api/store"),
      ({ bottlenecks }) => bottlenecks?.hoursToCompare === 0,
    );
    await work(page, sinceMs);
  } finally {
    await running.stop();
    remove();
  }
}

/** Findings of memory that grows. On a slow machine the CPU of the same profile may grow, too. */
const leaksIn = async (page: string, fromMs: number, toMs: number): Promise<BottlenecksResult["items"]> => {
  const range = { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
  const query = { kind: "resource-growth", ...range };
  const { items } = await get<BottlenecksResult>(page, "/api/bottlenecks", query);
  return items.filter(({ shape }) => shape === "memory");
};

test(
  "the leak, from the overview of 24 hours: an operation that costs more memory each hour, by how much, and the span of one run",
  async () => {
    await withLeakyDay(async (address, sinceMs) => {
      const clicks = await walkFrom(`${address}/?from=-24h`, async ({ page, click, open }) => {
        await click(page.getByRole("navigation", { name: "Main" }).getByText("More"));
        await open(page.getByRole("list", { name: "More pages" }).getByRole("link", { name: "Bottlenecks" }));
        const row = page.getByRole("row", { name: /render receipts/ }).filter({ hasText: "more memory" });
        await open(row.getByRole("link", { name: "Growth" }));
        await page.getByText("in render receipts of payments, more and more memory").waitFor();
        const course = await page.getByRole("region", { name: "Before and after" }).innerText();
        const [, healthyKilobytes, leakyMegabytes] = /(\d+)\skB → ([\d.]+)\sMB/.exec(course) ?? [];
        expect(Number(healthyKilobytes)).toBeLessThan(1000);
        expect(Number(leakyMegabytes)).toBeGreaterThan(1.5);
        await open(page.getByRole("table", { name: "Traces" }).getByRole("link").first());
        await page.getByRole("row", { selected: true }).filter({ hasText: "render receipts" }).waitFor();
      });
      expect(clicks).toBeLessThanOrEqual(4);

      const found = await leaksIn(address, sinceMs, Date.now());
      expect(found).toMatchObject([{ service: "payments", operation: "render receipts" }]);
      const { history } = await get<BottleneckResult>(
        address,
        `/api/bottlenecks/${found[0]!.fingerprint}?from=-24h`,
      );
      const values = history!.points.map(({ value }) => value);
      expect(values).toHaveLength(healthyHours + leakyHours);
      expect(Math.max(...values.slice(0, healthyHours))).toBeLessThan(1_000_000);
      expect(Math.min(...values.slice(-7))).toBeGreaterThan(1_500_000);
      // of the hours before the leak four have enough others before them to have a finding
      expect(await leaksIn(address, sinceMs - healthyHours * hourMs, sinceMs - 1)).toEqual([]);
    });
  },
  patience(1_200_000),
);
