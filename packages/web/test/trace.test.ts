// One trace in a real browser: why it was slow, what another one does differently, and every state of the page.
import { expect, test } from "vitest";

import { describePages, patience } from "./browser-pages.ts";
import { failedSpan, hex, traceId } from "./fixtures/checkout-trace.ts";
import { otherTraceId } from "./fixtures/traces.ts";

describePages("trace", (pages) => {
  const rowOf = (name: string) => pages.page.getByRole("row").filter({ hasText: name });
  /** Keys work once the rows are there. */
  const openRows = async (address: string): Promise<void> => {
    await pages.open(address);
    await pages.page.getByRole("treegrid").getByRole("row").first().waitFor();
  };
  const compared = () => pages.page.getByRole("table", { name: "Compared operations" });

  test("a slow purchase: find the failed call, compare with a fast purchase, see what differs", async () => {
    await openRows(`/traces/${traceId}`);
    await pages.page.keyboard.press("e");
    await expect.poll(() => pages.search().get("span"), patience).toBe(failedSpan);
    await pages.page.getByLabel("Selected span").getByText("ProviderTimeoutError").first().waitFor();
    await pages.page.keyboard.press("Escape");
    await pages.page.keyboard.press("c");
    await pages.page.getByLabel("Id of the other trace").fill(otherTraceId);
    await pages.page.keyboard.press("Enter");
    await pages.page.getByRole("heading", { name: "Compare traces" }).waitFor();
    await rowOf("fraud check").waitFor();
    expect(pages.search().get("with")).toBe(otherTraceId);
    const nordpay = compared().getByRole("row").filter({ hasText: "POST nordpay" });
    expect(await nordpay.innerText()).toMatch(/1 \/ 0 errors[\s\S]*2\.50 s[\s\S]*86 ms[\s\S]*\+2\.42 s/);
    expect(await rowOf("POST harbourpay").innerText()).toContain("only this");
    expect(await rowOf("fraud check").innerText()).toContain("only other");
    expect(await rowOf("SELECT price").count()).toBe(0);
    await nordpay.getByRole("button").click();
    await expect
      .poll(() => nordpay.innerText(), patience)
      .toMatch(/payment\.provider\s+nordpay\s+harbourpay/);
    expect(await pages.violations()).toEqual([]);
    await pages.page.goBack();
    await pages.page.getByRole("heading", { name: "POST /checkout" }).waitFor();
  });

  test(
    "a comparison lists all operations, and the largest difference first",
    { tags: ["extended"] },
    async () => {
      await pages.open(`/traces/${traceId}?with=${otherTraceId}`);
      await pages.page.getByRole("radio", { name: "All operations" }).click();
      await rowOf("SELECT price").waitFor();
      await pages.page.getByRole("radio", { name: "Largest first" }).click();
      await expect
        .poll(() => compared().locator("tbody tr").first().innerText(), patience)
        .toContain("charge card");
      await pages.page.getByRole("link", { name: "Swap" }).click();
      await expect.poll(() => new URL(pages.page.url()).pathname, patience).toBe(`/traces/${otherTraceId}`);
      expect(pages.search().get("with")).toBe(traceId);
      await expect.poll(() => rowOf("fraud check").innerText(), patience).toContain("only this");
    },
  );

  test("search counts hits, and goes to the next and the previous one", { tags: ["extended"] }, async () => {
    await openRows(`/traces/${traceId}`);
    await pages.page.keyboard.press("f");
    await pages.page.locator("input:focus").waitFor();
    await pages.page.keyboard.type("payment.provider");
    await pages.page.keyboard.press("Enter");
    await expect.poll(() => pages.search().get("span"), patience).toBe(failedSpan);
    await pages.page.getByLabel("Find in trace").fill("post");
    await pages.page.getByRole("status").filter({ hasText: "2 of 3" }).waitFor();
    await pages.page.getByRole("button", { name: "Next hit" }).click();
    await expect.poll(() => pages.search().get("span"), patience).toBe(hex(21));
    await pages.page.keyboard.press("n");
    await expect.poll(() => pages.search().get("span"), patience).toBe(hex(1));
    await pages.page.keyboard.press("N");
    await expect.poll(() => pages.search().get("span"), patience).toBe(hex(21));
  });

  test("clock skew is named, and times are adjusted only on request", { tags: ["extended"] }, async () => {
    await pages.open("/traces/skewed");
    const note = pages.page.getByRole("note", { name: "Clock skew" });
    await note.waitFor();
    expect(await note.innerText()).toContain("cart is at least 32 ms behind checkout; 1 span shows it");
    await rowOf("GET /cart").filter({ hasText: "clocks differ" }).waitFor();
    await note.getByRole("button", { name: "Adjust times" }).click();
    await rowOf("GET /cart").filter({ hasText: "+32 ms" }).waitFor();
    expect(pages.search().get("clocks")).toBe("adjusted");
    expect(await note.innerText()).toContain("Times of 1 process are adjusted");
    expect(await pages.violations()).toEqual([]);
    await note.getByRole("button", { name: "Show as recorded" }).click();
    await expect.poll(() => pages.search().get("clocks"), patience).toBeNull();
  });

  test("time that no child covers is a gap of its span", { tags: ["extended"] }, async () => {
    await pages.open(`/traces/gap?span=${hex(19)}`);
    await pages.page.getByLabel("Selected span").getByText("Gap: 2.62 s from +264 ms").waitFor();
    await pages.page.getByRole("button", { name: "Gaps" }).click();
    await expect.poll(() => pages.search().get("gaps"), patience).toBe("off");
  });

  test(
    "self and total time by operation and by service, sorted by any figure",
    { tags: ["extended"] },
    async () => {
      await pages.open(`/traces/${traceId}?view=times`);
      const table = pages.page.getByRole("table", { name: "Self and total time" });
      const first = (): Promise<string> => table.locator("tbody tr").first().innerText();
      await expect.poll(first, patience).toContain("POST nordpay");
      await table.getByRole("button", { name: "Total" }).click();
      await expect.poll(first, patience).toContain("POST /checkout");
      await pages.page.getByRole("radio", { name: "By service" }).click();
      await expect.poll(() => table.locator("tbody tr").count(), patience).toBe(4);
      expect(pages.search().get("by")).toBe("service");
      expect(await pages.violations()).toEqual([]);
    },
  );

  test("downloads the trace in both formats", { tags: ["extended"] }, async () => {
    await pages.open(`/traces/${traceId}`);
    for (const [name, format] of [
      ["OTLP JSON", "otlp-json"],
      ["Jaeger JSON", "jaeger-json"],
    ] as const) {
      await pages.page.getByRole("button", { name: "Download" }).click();
      const [download] = await Promise.all([
        pages.page.waitForEvent("download"),
        pages.page.getByRole("link", { name }).click(),
      ]);
      expect(new URL(download.url()).pathname).toBe(`/api/traces/${traceId}/file`);
      expect(new URL(download.url()).searchParams.get("format")).toBe(format);
    }
  });

  test(
    "a large trace is an outline: rows, errors, the rest of a span and hits from the console",
    { tags: ["extended"] },
    async () => {
      await openRows("/traces/large");
      const grid = pages.page.getByRole("treegrid");
      expect(await pages.page.getByRole("row").count()).toBeLessThan(100);
      await pages.page.keyboard.press("e");
      await expect.poll(() => pages.search().get("span"), patience).toBe(hex(71));
      await pages.page
        .getByLabel("Selected span")
        .getByText(`account of ${hex(71)}`)
        .waitFor();
      await pages.page.getByLabel("Find in trace").fill("account-40");
      await pages.page.keyboard.press("Enter");
      await pages.page.getByRole("status").filter({ hasText: "of 3" }).waitFor();
      await pages.page.keyboard.press("Escape");
      // The DOM follows the scrolled canvas.
      await grid.evaluate((element) => {
        element.scrollTop = element.scrollHeight / 2;
      });
      await expect
        .poll(
          () =>
            grid
              .getByRole("row")
              .evaluateAll((rows) =>
                Math.min(...rows.map((row) => Number(row.getAttribute("aria-rowindex")))),
              ),
          patience,
        )
        .toBeGreaterThan(100);
    },
  );

  test("the canvas shows the names of the rows", { tags: ["extended"] }, async () => {
    await pages.open(`/traces/${traceId}`);
    await rowOf("POST nordpay").waitFor();
    const inked = (): Promise<number> =>
      pages.page.evaluate(() => {
        const canvas = document.querySelector<HTMLCanvasElement>("[role=treegrid] canvas")!;
        const ratio = canvas.width / canvas.clientWidth;
        const { data } = canvas
          .getContext("2d")!
          .getImageData(40 * ratio, 4 * ratio, 160 * ratio, 20 * ratio);
        return data.filter((value, i) => i % 4 === 3 && value > 100).length;
      });
    await expect.poll(inked, patience).toBeGreaterThan(100);
  });

  test(
    "a trace without its root is still arriving, and becomes whole in place",
    { tags: ["extended"] },
    async () => {
      const { promise: released, resolve: release } = Promise.withResolvers<void>();
      let asked = 0;
      await pages.page.route("**/api/traces/arriving-*", async (route) => {
        if (asked++ > 0) await released;
        await route.continue();
      });
      await pages.open(`/traces/arriving-${Date.now()}`);
      await pages.page.getByText("still arriving").waitFor();
      release();
      await pages.page.getByRole("heading", { name: "POST /checkout" }).waitFor();
      await expect.poll(() => rowOf("transaction purchase").count(), patience).toBe(1);
    },
  );

  test("says what is missing: not kept, partial, and an error", { tags: ["extended"] }, async () => {
    await pages.open("/traces/sampled");
    await pages.page.getByText("The spans of this trace were not kept").waitFor();
    await pages.open("/traces/partial");
    await pages.page.getByText("the trace has more").waitFor();
    await pages.open(`/traces/${traceId}`, "broken");
    await pages.page.getByText("The store did not answer in 30 s.").waitFor();
    // in focus before the store answers: live data may be first, and take the button away
    await pages.page.getByRole("button", { name: "Try again" }).focus();
    pages.setMood("story");
    await pages.page.keyboard.press("Enter");
    await expect.poll(() => pages.page.locator("main h1").innerText(), patience).toContain("POST /checkout");
  });

  test.each([1024, 390])("fits %s px, with a comparison", { tags: ["extended"] }, async (width) => {
    await pages.page.setViewportSize({ width, height: 844 });
    for (const address of [
      `/traces/${traceId}`,
      `/traces/${traceId}?view=times`,
      `/traces/${traceId}?with=${otherTraceId}&ops=all`,
      "/traces/skewed",
    ]) {
      await pages.open(address);
      await pages.waitUntilLoaded();
      const wide = await pages.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect([address, wide]).toEqual([address, 0]);
    }
  });
});
