// From the overview to the cause of each fault of the shop, with counted clicks.
import type { Browser, Locator, Page } from "playwright-core";
import { expect } from "vitest";

import type { BottlenecksResult } from "contract";
import { patience } from "../tools/testing/patience.ts";
import { get, until } from "./api.ts";
import type { RecordedFault } from "./shop-faults.ts";

/** Clicks a link or something else, and counts. */
type Click = (target: Locator) => Promise<void>;

export interface Walk {
  readonly page: Page;
  readonly click: Click;
  /** Clicks a link to another page and waits for its heading: until it is there, the page before it shows links of the same names. */
  readonly open: Click;
}

/** Opens `address`, an overview, and gives ways to click that count. Returns how often was clicked. */
export async function walkFrom(
  browser: Browser,
  address: string,
  walk: (walk: Walk) => Promise<void>,
): Promise<number> {
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

/** By fault. That of the leak needs a day of data: see `withLeakyDay`. */
export const walks: Readonly<Record<RecordedFault, (walk: Walk) => Promise<void>>> = {
  /** The slow database: a slow service, its slow statement, one trace, the span. */
  "slow-database": async ({ page, click, open }) => {
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
  },
  /** The bad deploy: the version, its new operation that always fails, one trace, the span. */
  "bad-deploy": async ({ page, click, open }) => {
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
  },
  /** The new error: the group, its version and stack, one trace, the span that throws. */
  "new-error": async ({ page, click, open }) => {
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
  },
  /** Declined cards: the fall of completion, a failed purchase, its trace with the reason. */
  "declined-cards": async ({ page, click, open }) => {
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
  },
  /** The cart that asks for each product: its bottleneck, one trace with the queries. */
  "cart-queries": async ({ page, click, open }) => {
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
  },
  /** The stalled queue: orders that stay paid, one of them, its trace. */
  "stalled-queue": async ({ page, open }) => {
    await open(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Workflows" }));
    await open(page.getByRole("main").getByRole("link", { name: "order", exact: true }));
    await open(
      page.getByRole("row").filter({ hasText: "paid" }).locator('a[href^="/workflows/order/"]').first(),
    );
    await open(page.locator('main a[href^="/traces/"]').first());
    await spans(page).filter({ hasText: "send jobs fulfil" }).first().waitFor();
    expect(await spans(page).filter({ hasText: "process jobs fulfil" }).count()).toBe(0);
  },
  /** The leak: an operation that costs more memory each hour, by how much, and the span of one run. */
  "memory-leak": async ({ page, click, open }) => {
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
  },
};
