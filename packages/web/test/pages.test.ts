// The pages in a real browser over the preview's story: what a person does, and what then stands in the address.
import type { Route } from "playwright-core";
import { expect, test } from "vitest";

import { describePages, patience } from "./browser-pages.ts";

describePages("pages", (pages) => {
  const { open, search } = pages;
  const transactionRows = () => pages.page.getByRole("table", { name: "Transactions" }).locator("tbody tr");
  /** The buttons that open the records of the Logs pages.page. */
  const record = () =>
    pages.page.getByRole("table", { name: "Logs" }).locator("tbody").getByRole("button", { expanded: false });

  test("the overview names the problem and links to it", async () => {
    await open("/");
    await pages.page.getByText(/Purchase completion fell from 9\d\.\d % to 8\d\.\d % at/).waitFor();
    await pages.page.getByText("with payment 2.41.0").waitFor();
    await pages.page.getByRole("link", { name: "Failed transactions" }).click();
    await pages.page.getByRole("heading", { name: "purchase" }).waitFor();
    expect(search().get("outcome")).toBe("failed");
    await transactionRows().first().getByText("failed").waitFor();
    expect(await transactionRows().getByText("completed").count()).toBe(0);
    await pages.page.goBack();
    await pages.page.getByRole("heading", { name: "Overview" }).waitFor();
  });

  test(
    "a row links to the transaction, which links to its trace and its logs",
    { tags: ["extended"] },
    async () => {
      await open("/transactions/purchase?from=-6h");
      await transactionRows().getByRole("link").first().click();
      await pages.page.getByRole("region", { name: "Business context" }).waitFor();
      expect(search().get("from")).toBe("-6h");
      await pages.page.getByRole("link", { name: "Logs", exact: true }).last().click();
      await pages.page.getByRole("heading", { name: "Logs" }).waitFor();
      expect(search().get("trace")).toMatch(/^[0-9a-f]{32}$/);
    },
  );

  test("a long table has only its visible rows in the DOM", { tags: ["extended"] }, async () => {
    await open("/transactions/purchase");
    await transactionRows().getByRole("link").first().waitFor();
    const last = pages.page.getByRole("link", { name: "order-790", exact: true });
    await pages.page.mouse.move(700, 700);
    await expect
      .poll(
        async () => {
          await pages.page.mouse.wheel(0, 4000);
          return last.isVisible();
        },
        { timeout: 45_000 },
      )
      .toBe(true);
    expect(await transactionRows().count()).toBeLessThan(90);
  });

  test("filter bar: completes keys and values, and keeps the conditions in the address", async () => {
    await open("/logs");
    await pages.page.keyboard.press("/");
    await pages.page.keyboard.type("user.t");
    await pages.page.getByRole("option", { name: /user\.tier/ }).waitFor();
    await pages.page.keyboard.press("ArrowDown");
    await pages.page.keyboard.press("Enter");
    await pages.page.getByRole("option", { name: /gold/ }).waitFor();
    await pages.page.keyboard.press("ArrowDown");
    await pages.page.keyboard.press("Enter");
    await expect.poll(() => search().getAll("filter"), patience).toEqual(["user.tier=gold"]);
    await pages.page.keyboard.press("Backspace");
    await expect.poll(() => search().getAll("filter"), patience).toEqual([]);
  });

  test(
    "keys: g opens pages, brackets shift the range, p pauses, ? lists the shortcuts",
    { tags: ["extended"] },
    async () => {
      await open("/");
      await pages.page.keyboard.press("g");
      await pages.page.keyboard.press("l");
      await pages.page.getByRole("heading", { name: "Logs" }).waitFor();
      await pages.page.keyboard.press("[");
      await expect.poll(() => search().get("to"), patience).toMatch(/Z$/);
      await pages.page.getByRole("button", { name: "Fixed" }).waitFor();
      await pages.page.keyboard.press("]");
      await expect.poll(() => search().get("to"), patience).toBeNull();
      await pages.page.keyboard.press("p");
      await pages.page.getByRole("button", { name: "Paused" }).waitFor();
      await pages.page.keyboard.press("?");
      await pages.page.getByRole("dialog").getByText("Filter bar").waitFor();
      await pages.page.keyboard.press("Escape");
      await pages.page.getByRole("dialog").waitFor({ state: "detached" });
    },
  );

  test("palette: says what it could not list, and why", { tags: ["extended"] }, async () => {
    const failure = { status: 422, code: "QUERY_TOO_BROAD", message: "Planted failure.", fix: "" };
    await pages.page.route(
      ({ pathname }) => /^\/api\/(dashboards|alert-rules)$/.test(pathname),
      (route) => route.fulfill({ status: 422, json: failure }),
    );
    await open("/logs");
    await pages.page.keyboard.press("Control+k");
    const palette = pages.page.getByRole("dialog", { name: "Command palette" });
    await palette
      .getByRole("status")
      .getByText("Not listed: dashboards and alert rules. Planted failure.")
      .waitFor();
    await palette.getByRole("combobox", { name: "Jump to" }).fill("payment");
    await expect
      .poll(() => palette.getByRole("option", { name: /^payment\s*service/ }).count(), patience)
      .toBe(1);
    expect(await pages.violations()).toEqual([]);
  });

  test(
    "palette: opens pages, services and rules by name, a trace, a log record and a person by its id",
    { tags: ["extended"] },
    async () => {
      await open("/");
      await pages.page.keyboard.press("Control+k");
      await pages.page.getByRole("combobox", { name: "Jump to" }).waitFor();
      await pages.page.keyboard.type("metr");
      await pages.page.keyboard.press("Enter");
      await pages.page.getByRole("heading", { name: "Metrics" }).waitFor();
      await pages.page.keyboard.press("Control+k");
      await pages.page.getByRole("combobox", { name: "Jump to" }).waitFor();
      await pages.page.keyboard.press("Escape");
      await pages.page.getByRole("combobox", { name: "Jump to" }).waitFor({ state: "detached" });
      await pages.page.keyboard.press("Control+k");
      await pages.page.getByRole("option", { name: "Logs" }).click();
      await pages.page.getByRole("heading", { name: "Logs" }).waitFor();
      await pages.page.keyboard.press("Control+k");
      await pages.page.keyboard.press("Escape");
      for (const [typed, option, address] of [
        ["4bf92f3577b34da6a3ce929d0e0e4736", "trace", "/traces/4bf92f3577b34da6a3ce929d0e0e4736"],
        ["1795756262487000000-98234", "log record", "/logs?record=1795756262487000000-98234"],
        ["u1", "person with this id", "/people/u1"],
        ["payment", "service", "/services/payment"],
        ["New dashboard", "", "/dashboards/new"],
      ] as const) {
        await pages.page.keyboard.press("Control+k");
        await pages.page.getByRole("combobox", { name: "Jump to" }).fill(typed);
        await pages.page.getByRole("option", { name: new RegExp(`^${typed}\\s*${option}`) }).waitFor();
        await pages.page.keyboard.press("Enter");
        await expect
          .poll(() => {
            const { pathname, search: query } = new URL(pages.page.url());
            return pathname + (query.includes("record=") ? query : "");
          }, patience)
          .toBe(address);
      }
    },
  );

  test("time range: a preset, two typed ends, and a brush over a chart", { tags: ["extended"] }, async () => {
    await open("/logs");
    await pages.page.getByTitle(/^Time range/).click();
    await pages.page.getByRole("button", { name: "Last 6 hours" }).click();
    await expect.poll(() => search().get("from"), patience).toBe("-6h");
    await pages.page.getByTitle(/^Time range/).click();
    await pages.page.getByLabel("From").fill("soon");
    await pages.page.getByText("Enter a time such as").waitFor();
    await pages.page.getByLabel("From").fill("-90m");
    await pages.page.getByRole("button", { name: "Apply" }).click();
    await expect.poll(() => search().get("from"), patience).toBe("-90m");
    // the chart is drawn anew when its answer comes, which may be in the middle of a brush
    await expect
      .poll(async () => {
        const box = await pages.page.getByRole("figure").locator(".u-over").first().boundingBox();
        if (box === null) return null;
        await pages.page.mouse.move(box.x + box.width * 0.3, box.y + 20);
        await pages.page.mouse.down();
        await pages.page.mouse.move(box.x + box.width * 0.6, box.y + 30, { steps: 6 });
        await pages.page.mouse.up();
        return search().get("to");
      }, patience)
      .toMatch(/Z$/);
  });

  test("a log record opens in place with everything it carries", { tags: ["extended"] }, async () => {
    await open("/logs");
    await record().nth(1).click();
    const orderId = pages.page.getByRole("term").filter({ hasText: "order.id" });
    await orderId.waitFor();
    expect(search().get("record")).toBe("log-1");
    await orderId.hover();
    await pages.page.getByRole("button", { name: "Filter by order.id" }).click();
    await expect.poll(() => search().getAll("filter"), patience).toEqual(["order.id=order-1189"]);
  });

  test("a metric can be split, and its exemplars lead to traces", { tags: ["extended"] }, async () => {
    await open("/metrics/http.server.request.duration");
    await pages.page.getByRole("radio", { name: "p50" }).click();
    await expect.poll(() => search().get("agg"), patience).toBe("p50");
    await pages.page.getByTitle("Group by").click();
    await pages.page.getByRole("option", { name: "http.route" }).click();
    await expect.poll(() => search().getAll("by"), patience).toEqual(["http.route"]);
    await pages.page.getByRole("button", { name: "nordpay" }).waitFor();
    await pages.page
      .getByRole("link", { name: /^Trace of/ })
      .first()
      .click();
    await pages.page.waitForURL(/\/traces\/[0-9a-f]{32}/);
  });

  test("the first run becomes the overview when data arrives", { tags: ["extended"] }, async () => {
    const endArrival = await pages.holdTimers(2600);
    await open("/", "empty");
    await pages.page.getByText("Waiting for the first span").waitFor();
    await pages.page.getByText("receiving at").waitFor();
    await pages.page.getByRole("tab", { name: "curl" }).click();
    await pages.page.getByText("http://127.0.0.1:4318/v1/traces").waitFor();
    pages.setMood("tested");
    await pages.page.getByText("Only test spans of the doctor received yet").waitFor();
    expect(await pages.page.locator("h1").textContent()).toBe("Waiting for the first span");
    pages.setMood("story");
    await pages.page.getByText("First data received").waitFor();
    expect(await endArrival()).toBe(1);
    await expect.poll(() => pages.page.locator("h1").textContent(), patience).toBe("Overview");
  });

  test("arrow keys move between tabs and open them", { tags: ["extended"] }, async () => {
    await open("/", "empty");
    const chosen = (): Promise<string> => pages.page.getByRole("tab", { selected: true }).innerText();
    await pages.page.getByRole("tab", { selected: true }).focus();
    const first = await chosen();
    await pages.page.keyboard.press("ArrowLeft");
    await expect.poll(chosen, patience).toBe("curl");
    await pages.page.getByRole("tabpanel").getByText("http://127.0.0.1:4318/v1/traces").waitFor();
    await pages.page.keyboard.press("ArrowRight");
    await expect.poll(chosen, patience).toBe(first);
    await pages.page.goto(`${pages.url}/settings/store`);
    await pages.page.getByRole("tab", { selected: true }).focus();
    await pages.page.keyboard.press("ArrowRight");
    await expect.poll(() => new URL(pages.page.url()).pathname, patience).toBe("/settings/access");
    await expect
      .poll(() => pages.page.evaluate(() => document.activeElement?.textContent), patience)
      .toBe("Access");
  });

  test(
    "arrow keys change a segmented control, and the keys of the page still work",
    { tags: ["extended"] },
    async () => {
      await open("/logs");
      await pages.page.getByRole("radio", { name: "warn +" }).click();
      await expect.poll(() => search().get("severity"), patience).toBe("warn");
      await pages.page.keyboard.press("ArrowRight");
      await expect.poll(() => search().get("severity"), patience).toBe("error");
      const inFocus = (): Promise<number> =>
        record().evaluateAll((all) => all.findIndex((one) => one === document.activeElement));
      // without rows the key does nothing, and rows of the severity before leave with the focus
      const press = async (): Promise<number> => {
        if ((await inFocus()) === -1) await pages.page.keyboard.press("j");
        return inFocus();
      };
      await expect.poll(press, patience).toBe(0);
    },
  );

  test(
    "a list of services is opened, moved through and picked from by keys",
    { tags: ["extended"] },
    async () => {
      await open("/logs");
      const picker = pages.page.getByRole("combobox", { name: "Service: All services" });
      await picker.focus();
      await pages.page.keyboard.press("Enter");
      await pages.page.getByRole("option", { name: "All services" }).waitFor();
      await pages.page.keyboard.press("Escape");
      await pages.page.getByRole("option", { name: "All services" }).waitFor({ state: "detached" });
      await pages.page.keyboard.press("ArrowDown");
      const second = pages.page.getByRole("listbox", { name: "Service" }).getByRole("option").nth(1);
      const name = await second.innerText();
      await pages.page.keyboard.press("ArrowDown");
      await pages.page.keyboard.press("Enter");
      await expect.poll(() => search().get("service"), patience).toBe(name);
      await pages.page.getByRole("combobox", { name: `Service: ${name}` }).waitFor();
    },
  );

  test(
    "an error names the next step and leaves the rest of the page usable",
    { tags: ["extended"] },
    async () => {
      await open("/", "broken");
      await pages.page.getByText("The store did not answer in 30 s.").first().waitFor();
      await pages.page.getByText("STORE_TIMEOUT · req 7f3a91").first().waitFor();
      await pages.page.getByRole("heading", { name: "Live events" }).waitFor();
      // that of the section: the line below the head fetches other parts. In focus before the store answers, when live data may be first
      await pages.page.getByRole("alert").first().getByRole("button", { name: "Try again" }).focus();
      pages.setMood("story");
      await pages.page.keyboard.press("Enter");
      await expect
        .poll(() => pages.page.getByRole("region", { name: "Main finding" }).textContent(), patience)
        .toContain("Purchase completion fell");
    },
  );

  test("an error stays while live data is fetched again", { tags: ["extended"] }, async () => {
    const { page } = pages;
    const asked: Route[] = [];
    await page.route("**/api/errors?**", async (route) => {
      // a fetch and its two retries fail, what is fetched after that does not answer before the test says so
      if (asked.push(route) <= 3)
        return route.fulfill({ status: 503, json: { message: "Planted failure." } });
    });
    await open("/errors");
    const again = page.getByRole("alert").getByRole("button", { name: "Try again" });
    await again.focus();
    await expect.poll(() => asked.length, patience).toBeGreaterThan(3);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
    expect(await again.evaluate((button) => button === document.activeElement)).toBe(true);
    for (const route of asked.slice(3)) await route.fallback();
    await page.getByRole("table", { name: "Errors" }).waitFor();
    expect(await again.count()).toBe(0);
  });

  test("an unknown address, and one with invalid parameters", { tags: ["extended"] }, async () => {
    await open("/nowhere");
    await pages.page.getByText("There is no page at this address").waitFor();
    await open("/logs?severity=loud&from=whenever");
    await expect.poll(() => record().count(), patience).toBeGreaterThan(10);
  });

  test.each([1440, 1024, 390])("no page scrolls sideways at %s px", { tags: ["extended"] }, async (width) => {
    await pages.page.setViewportSize({ width, height: 844 });
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
      await pages.page.locator("[aria-busy=true]").first().waitFor({ state: "detached" });
      const wide = await pages.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect([address, wide]).toEqual([address, 0]);
    }
  });
});
