// The logs page in a browser: patterns, facets, context, tail, keys.
import { expect, test } from "vitest";

import { describePages, patience } from "./browser-pages.ts";
import { logs } from "./fixtures/rows.ts";
import { hourBefore } from "./fixtures/story.ts";

describePages("logs", (pages) => {
  const rows = (name: string) => pages.page.getByRole("table", { name }).locator("tbody tr[data-index]");

  test("patterns: what changed comes first, and a pattern leads to its records", async () => {
    await pages.open("/logs");
    await pages.page.getByRole("radio", { name: "Patterns" }).click();
    await expect.poll(() => rows("Patterns").count(), patience).toBe(6);
    expect(await rows("Patterns").first().textContent()).toContain("newProviderTimeoutError");
    expect(await pages.violations()).toEqual([]);
    await pages.page.getByRole("radio", { name: "growing 1" }).click();
    await expect.poll(() => pages.search().get("patterns"), patience).toBe("growing");
    await rows("Patterns").first().getByRole("link").click();
    await rows("Logs").first().waitFor();
    expect(pages.search().get("pattern")).toBe("ProviderTimeoutError: <_> did not answer within *");
    const alert = pages.page.getByRole("link", { name: "Alert on this" });
    const rule = new URL((await alert.getAttribute("href"))!, pages.url).searchParams.get("rule")!;
    expect(JSON.parse(rule)).toMatchObject({
      on: { log: "ProviderTimeoutError: * did not answer within *", measure: "rate" },
    });
    expect(await pages.page.getByRole("button", { name: "Pin to dashboard" }).count()).toBe(1);
    await pages.page.getByRole("button", { name: "Remove pattern" }).click();
    await expect.poll(() => pages.search().has("pattern"), patience).toBe(false);
  });

  test("a facet adds its condition", { tags: ["extended"] }, async () => {
    await pages.open("/logs");
    await pages.page.getByRole("region", { name: "payment.provider" }).getByRole("button").first().click();
    await expect.poll(() => pages.search().getAll("filter"), patience).toEqual(["payment.provider=nordpay"]);
    await pages.page.getByRole("region", { name: "Service" }).getByRole("button").nth(1).click();
    await expect.poll(() => pages.search().get("service"), patience).toBe("checkout");
  });

  test("context: the neighbours of a record, which open in its place", { tags: ["extended"] }, async () => {
    await pages.open("/logs");
    await rows("Logs").nth(4).getByRole("button").click();
    await pages.page.getByRole("button", { name: "Context" }).click();
    const context = pages.page.getByRole("region", { name: "Context" });
    await context.locator("[aria-current]").waitFor();
    const before = pages.search().get("record");
    expect(await pages.violations()).toEqual([]);
    await context.getByRole("listitem").nth(1).getByRole("button").click();
    await expect.poll(() => pages.search().get("record") !== before, patience).toBe(true);
    expect(pages.search().get("around")).toBe("instance");
    await context.getByRole("radio", { name: "same service" }).click();
    await expect.poll(() => pages.search().get("around"), patience).toBe("service");
  });

  test("a record of the address that is not in the list is above it", { tags: ["extended"] }, async () => {
    await pages.open("/logs?record=log-400");
    const record = pages.page.getByRole("region", { name: "Record", exact: true });
    const { text } = logs(hourBefore(Date.now()), 600)[400]!;
    await expect.poll(() => record.locator("pre").first().textContent(), patience).toBe(text);
    await record.getByText("u500").first().waitFor();
  });

  test("the space bar pauses, what arrives is counted, and continues", { tags: ["extended"] }, async () => {
    await pages.open("/logs");
    await rows("Logs").first().waitFor();
    await pages.page.keyboard.press(" ");
    const resume = pages.page.getByRole("button", { name: /^Show [\d,]+ new$/ });
    await resume.waitFor();
    await resume.click();
    await expect.poll(() => pages.page.getByText("Live · space pauses").count(), patience).toBe(1);
  });

  test(
    "further pages are forgotten at the top, where the tail reads the newest only",
    { tags: ["extended"] },
    async () => {
      const asked: (string | null)[] = [];
      pages.page.on("request", (request) => {
        const { pathname, searchParams } = new URL(request.url());
        if (pathname === "/api/logs") asked.push(searchParams.get("cursor"));
      });
      await pages.open("/logs");
      await rows("Logs").first().waitFor();
      await pages.page.keyboard.press("End");
      await expect.poll(() => asked.includes("100"), patience).toBe(true);
      await pages.page.getByText("Paused while you read").waitFor();
      await pages.page.keyboard.press("Home");
      await pages.page.getByText("Live · space pauses").waitFor();
      asked.length = 0;
      await expect.poll(() => asked.length, patience).toBeGreaterThan(3);
      expect(new Set(asked)).toEqual(new Set([null]));
    },
  );

  test(
    "an empty list names what narrows it, and shows all without losing the range",
    { tags: ["extended"] },
    async () => {
      await pages.page.route(
        ({ pathname, searchParams }) => pathname === "/api/logs" && searchParams.get("from") === "-1h",
        async (route) => {
          const result = (await (await route.fetch()).json()) as object;
          await route.fulfill({ json: { ...result, items: [] } });
        },
      );
      const all = pages.page.getByRole("link", { name: "Show all records" });
      await pages.open("/logs?from=-1h&filter=tier%3Dgold");
      await pages.page.getByText("No record in this range matches the conditions of the bar.").waitFor();
      expect(await all.count()).toBe(0);
      await pages.open("/logs?from=-1h&severity=error&business=shown");
      await pages.page.getByText("No record in this range matches the filters of this page.").waitFor();
      await all.click();
      await pages.page.getByText("No records were received in this range.").waitFor();
      expect(Object.fromEntries(pages.search())).toEqual({ from: "-1h", business: "shown" });
      expect(await pages.violations()).toEqual([]);
    },
  );

  test("nothing received: the patterns say so", { tags: ["extended"] }, async () => {
    await pages.open("/logs?patterns=all", "empty");
    await expect.poll(() => pages.page.getByText("No patterns", { exact: true }).count(), patience).toBe(1);
  });
});
