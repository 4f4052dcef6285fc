// Bottlenecks in a real browser: the list, its kinds and orders in the address, one of them, and the way to its evidence.
import { expect, test } from "vitest";

import { describePages, patience } from "./browser-pages.ts";
import { failedSpan, traceId } from "./fixtures/checkout-trace.ts";

describePages("bottlenecks", (pages) => {
  const rows = () => pages.page.getByRole("table", { name: "Bottlenecks" }).locator("tbody tr");

  test("lists what costs most time first, and opens one by keyboard", async () => {
    await pages.open("/bottlenecks");
    await rows().first().getByText("Repeated queries").waitFor();
    await rows().first().getByText("18 calls a trace, one after the other").waitFor();
    await rows().first().getByText("4 min 32 s").waitFor();
    expect(await rows().count()).toBe(7);
    await pages.page.keyboard.press("j");
    await pages.page.keyboard.press("Enter");
    await pages.page.getByRole("heading", { name: "Repeated queries" }).waitFor();
    await pages.page.getByRole("figure", { name: /GET \/cart: time saved per/ }).waitFor();
    await pages.page.getByText("Ask for all of them in one query").waitFor();
  });

  test("keeps kind and order in the address", { tags: ["extended"] }, async () => {
    await pages.open("/bottlenecks");
    await rows().first().waitFor();
    // of history only examples are stored
    await pages.page.getByText("≥ 88").waitFor();
    await pages.page.getByRole("radio", { name: "transactions" }).click();
    await expect.poll(() => pages.search().get("sort"), patience).toBe("transactions");
    await rows().first().getByText("Repeated calls").waitFor();
    await pages.page.getByRole("radio", { name: "payloads" }).click();
    await expect.poll(() => pages.search().get("kind"), patience).toBe("large-payload");
    await expect.poll(() => rows().count(), patience).toBe(1);
    await rows().first().getByText("4.8 MB a trace, large body").waitFor();
  });

  test(
    "a slower version shows before and after, with both traces and the comparison of the versions",
    { tags: ["extended"] },
    async () => {
      await pages.open("/bottlenecks?kind=version-regression");
      await rows().first().getByText("118 ms → 159 ms, slower than the version before").waitFor();
      await pages.open("/bottlenecks/c0ffee0000000006");
      await pages.page.getByRole("figure", { name: "POST /checkout/address: before and after" }).waitFor();
      await pages.page.getByRole("link", { name: "Trace before" }).waitFor();
      expect(await pages.violations()).toEqual([]);
      await pages.page.getByRole("link", { name: "Compare versions" }).click();
      await expect.poll(() => new URL(pages.page.url()).pathname, patience).toBe("/compare");
      expect(pages.search().get("value")).toBe("5.18.2");
      expect(pages.search().get("baseValue")).toBe("5.18.1");
    },
  );

  test("growth of memory shows bytes, and no time saved", { tags: ["extended"] }, async () => {
    await pages.open("/bottlenecks/c0ffee0000000007");
    await pages.page.getByText("246 MB → 412 MB").first().waitFor();
    await pages.page.getByRole("figure", { name: "all operations: before and after" }).waitFor();
    expect(await pages.page.getByRole("figure", { name: /time saved per/ }).count()).toBe(0);
  });

  test("leads to a trace that has the evidence", async () => {
    await pages.open("/bottlenecks/c0ffee0000000001");
    const first = pages.page.getByRole("table", { name: "Traces" }).getByRole("link").first();
    await first.getByText("18 spans").waitFor();
    await first.click();
    await expect.poll(() => new URL(pages.page.url()).pathname, patience).toMatch(/^\/traces\/4bf92f35/);
    expect(pages.search().get("marks")?.split(",")).toHaveLength(18);
  });

  test(
    "the spans of an address are highlighted in their trace until all are shown",
    { tags: ["extended"] },
    async () => {
      await pages.open(`/traces/${traceId}?marks=${failedSpan}`);
      const note = pages.page.getByText("1 span is highlighted as evidence");
      await note.waitFor();
      await pages.page.getByRole("button", { name: "Show all" }).click();
      await note.waitFor({ state: "detached" });
      expect(pages.search().get("marks")).toBeNull();
    },
  );
});
