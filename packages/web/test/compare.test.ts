// The comparison in a real browser: what differs, its kinds, both sides in the address, and the ways to it.
import type { CompareResult } from "contract";
import { expect, test } from "vitest";

import { describePages, patience } from "./browser-pages.ts";

describePages("compare", (pages) => {
  const rows = () => pages.page.getByRole("table", { name: "What differs" }).locator("tbody tr:has(td)");

  test("says what got worse for most, and lists what differs by verdict; a row leads to its failing traces in the range of its side", async () => {
    await pages.open("/compare?from=-1h");
    await pages.page
      .getByText(
        "Now against the base: purchase completes 94.1 % → 84.0 %, checkout converts 41.2 % → 30.1 %, POST /charge fails 0.40 % → 18.7 %, purchase takes 1.50 s longer at p95. About €9,413 more from 118 people was lost. 3 more figures got worse, 1 figure got better.",
      )
      .waitFor();
    expect(await rows().count()).toBe(10);
    const headings = pages.page.getByRole("table", { name: "What differs" }).getByRole("rowheader");
    expect(await headings.allInnerTexts()).toEqual(["Worse 6", "Better 1", "Changed 1", "New 1", "Gone 1"]);
    await rows().first().getByText("Transaction · completion").waitFor();
    const cells = rows().first().getByRole("cell");
    expect((await cells.allInnerTexts()).slice(-4, -1)).toEqual(["132", "118", "€9,413"]);
    const charge = rows().filter({ hasText: "Operation · errors of spans" });
    await charge.getByText("18.7 %").waitFor();
    await charge.getByText("▲ 18.3 pts").waitFor();
    await pages.page.getByText("131 figures without a difference, 12 with too few observations").waitFor();
    for (const key of ["j", "j", "j", "Enter"]) await pages.page.keyboard.press(key);
    await pages.page.getByRole("heading", { name: "Traces" }).waitFor();
    expect(pages.search().getAll("filter")).toEqual(["name=POST /charge", "status=error"]);
    expect(pages.search().get("service")).toBe("payment");
    expect(pages.search().get("from")).toMatch(/^20/);
  });

  test("says that only the most frequent operations are compared", { tags: ["extended"] }, async () => {
    await pages.page.route("**/api/compare?**", async (route) => {
      const result = (await (await route.fetch()).json()) as CompareResult;
      await route.fulfill({ json: { ...result, cut: ["spans"] } });
    });
    await pages.open("/compare?from=-1h");
    await pages.page
      .getByText("Only the 2,000 most frequent operations of each side are compared.")
      .waitFor();
    expect(await pages.violations()).toEqual([]);
  });

  test("says that the base has no data", { tags: ["extended"] }, async () => {
    await pages.page.route("**/api/compare?**", async (route) => {
      const result = (await (await route.fetch()).json()) as CompareResult;
      await route.fulfill({ json: { ...result, hasBase: false, base: { ...result.base, spans: 0 } } });
    });
    await pages.open("/compare?from=-1h");
    await pages.page.getByText("Nothing is listed as new. Choose another base.").waitFor();
    expect(await pages.violations()).toEqual([]);
  });

  test(
    "shows one kind; a resolved error leads to its group in the time of the base",
    { tags: ["extended"] },
    async () => {
      await pages.open("/compare?from=-1h");
      await rows().first().waitFor();
      await pages.page.getByRole("radio", { name: "errors" }).click();
      await expect.poll(() => rows().count(), patience).toBe(2);
      expect(pages.search().get("kind")).toBe("error");
      const gone = rows().nth(1);
      await gone.getByText("resolved").waitFor();
      const address = await gone.getByRole("link", { name: "SmtpTimeoutError" }).getAttribute("href");
      expect(address).toMatch(/^\/errors\/9c0ffee000000002\?/);
      const to = new URL(address!, pages.url).searchParams.get("to")!;
      expect(Date.parse(to)).toBeLessThan(Date.now() - 30 * 60_000);
    },
  );

  test(
    "compares versions that are chosen by keyboard, and keeps them in the address",
    { tags: ["extended"] },
    async () => {
      const asked: string[] = [];
      pages.page.on("request", (request) => {
        if (request.url().includes("/api/compare")) asked.push(new URL(request.url()).search);
      });
      await pages.page.route("**/api/attributes?**", async (route) =>
        route.fulfill({
          json: {
            keys: [],
            values: [
              { value: "1.4.1", count: 9 },
              { value: "1.4.2", count: 5 },
            ],
          },
        }),
      );
      await pages.open("/compare?from=-1h&mode=version");
      await pages.page.getByText("Choose both sides").waitFor();
      expect(await pages.violations()).toEqual([]);
      const base = pages.page.getByRole("combobox", { name: "Base: choose one" });
      // both sides have the same choices
      expect(await base.textContent()).toBe("Basechoose one");
      await base.click();
      await pages.page.getByRole("option", { name: "1.4.1" }).click();
      await pages.page.getByRole("combobox", { name: "Now: choose one" }).click();
      await pages.page.getByRole("option", { name: "1.4.2" }).click();
      await rows().first().waitFor();
      expect([pages.search().get("baseValue"), pages.search().get("value")]).toEqual(["1.4.1", "1.4.2"]);
      const last = new URLSearchParams(asked.at(-1));
      expect([last.get("by"), last.get("baseValue"), last.get("value")]).toEqual([
        "service.version",
        "1.4.1",
        "1.4.2",
      ]);
      await pages.page.getByText("service.version 1.4.1").waitFor();
    },
  );

  test("compares a deploy with the time or the version before it", { tags: ["extended"] }, async () => {
    await pages.open("/compare?from=-1h");
    await pages.pressButtonKey("a");
    const note = pages.page.getByRole("textbox", { name: "Text of the note" });
    await note.fill("Slower since then");
    const deploy = pages.page
      .getByRole("list", { name: "Latest deploys" })
      .getByRole("listitem")
      .filter({ hasText: "payment 2.41.0" });
    await deploy.getByRole("link", { name: "against 2.40.3" }).click();
    await expect.poll(() => pages.search().get("mode"), patience).toBe("version");
    expect([pages.search().get("baseValue"), pages.search().get("value")]).toEqual(["2.40.3", "2.41.0"]);
    // another way to compare keeps what is typed
    expect(await note.inputValue()).toBe("Slower since then");
    // with its day while that is not today
    await pages.page.getByText(/spans · payment, since (?:\w+ \d+ \w+ (?:\d{4} )?)?\d\d:\d\d/).waitFor();
    await deploy.getByRole("link", { name: "before and after" }).click();
    await expect.poll(() => pages.search().get("mode"), patience).toBe(null);
    const { baseTo, from, value } = Object.fromEntries(pages.search());
    expect([baseTo, value]).toEqual([from, undefined]);
    // the range begins with the deploy by now, and the version before it ran until then
    await deploy.getByRole("link", { name: "against 2.40.3" }).click();
    await expect.poll(() => pages.search().get("mode"), patience).toBe("version");
    expect(Date.parse(pages.search().get("from")!)).toBeLessThan(Date.parse(from!));
    expect(await pages.violations()).toEqual([]);
  });

  test("a base a day before moves with the range of the header", { tags: ["extended"] }, async () => {
    await pages.open("/compare?from=-1h");
    await pages.page.getByRole("combobox", { name: "Base: the period before" }).click();
    await pages.page.getByRole("option", { name: "a day before" }).click();
    await expect.poll(() => pages.search().get("baseFrom"), patience).toBe("-25h");
    expect(pages.search().get("baseTo")).toBe("-1d");
    await pages.page.getByRole("combobox", { name: "Base: a day before" }).waitFor();
  });

  test(
    "an anomaly and a version lead to the comparison of before and after",
    { tags: ["extended"] },
    async () => {
      await pages.open("/alerts/anomalies/a100000000000001");
      await pages.page.getByRole("link", { name: "Compare before and after" }).click();
      await pages.page.getByRole("heading", { name: "Compare" }).waitFor();
      expect(pages.search().get("baseTo")).toBe(pages.search().get("from"));
      await rows().first().waitFor();
      await pages.open("/services/payment");
      await pages.page
        .getByRole("link", { name: /^Compare before and after/ })
        .first()
        .click();
      await pages.page.getByRole("heading", { name: "Compare" }).waitFor();
      expect(pages.search().get("service")).toBe("payment");
      await pages.page
        .getByText("Transactions and funnels are compared for all services together only.")
        .waitFor();
    },
  );

  test("says when a side has no data, and why a part is missing", { tags: ["extended"] }, async () => {
    await pages.page.route("**/api/compare?**", async (route) => {
      const result = (await (await route.fetch()).json()) as object;
      const failed = [{ part: "metrics", reason: "The store did not answer in 30 s." }];
      return route.fulfill({ json: { ...result, failed } });
    });
    await pages.open("/compare", "empty");
    await pages.page.getByText("The base has no spans").waitFor();
    await pages.page.getByText("metrics not compared").waitFor();
    await pages.page.getByText("The store did not answer in 30 s.").waitFor();
    expect(await pages.violations()).toEqual([]);
  });
});
