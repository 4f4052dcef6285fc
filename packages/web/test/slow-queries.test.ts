// Slow queries in a real browser: progress and Cancel after two seconds, the picture before stays, and partial results are labelled.
import { expect, test } from "vitest";

import { describePages, patience } from "./browser-pages.ts";

describePages("slow queries", (pages) => {
  const { open } = pages;
  const cancel = () => pages.page.getByRole("button", { name: "Cancel" });
  const rows = () => pages.page.getByRole("table", { name: "Logs" }).locator("tbody");

  /** Requests for logs that are never answered; resolves the promise when the page gives one up. */
  async function holdLogs(): Promise<() => number> {
    let given = 0;
    pages.page.on("requestfailed", (request) => {
      if (request.url().includes("/api/logs")) given++;
    });
    await pages.page.route("**/api/progress**", async (route) =>
      route.fulfill({ json: { queries: 2, rowsRead: 12_400_000, rowsTotal: 48_000_000 } }),
    );
    await pages.page.route(/\/api\/logs/, () => undefined);
    return () => given;
  }

  test(
    "show how far they are over the picture before, and can be cancelled",
    { tags: ["extended"] },
    async () => {
      await open("/logs");
      await rows().getByRole("button").first().waitFor();
      const given = await holdLogs();
      await pages.page.getByRole("radio", { name: "warn +" }).click();
      await pages.page
        .getByText(/12\.4.M rows read of 48/)
        .first()
        .waitFor();
      expect(await rows().getByRole("button").count()).toBeGreaterThan(5);
      await cancel().first().click();
      await pages.page.getByText("The update was cancelled.").first().waitFor();
      await expect.poll(given, patience).toBeGreaterThan(0);
      await expect.poll(() => cancel().count(), patience).toBe(0);
      await pages.page.unroute(/\/api\/logs/);
      await pages.page.getByRole("button", { name: "Reload" }).first().click();
      await expect
        .poll(() => pages.page.getByText("The update was cancelled.").count(), patience)
        .toBeLessThan(2);
    },
  );

  test("can be cancelled before the first result, and asked again", { tags: ["extended"] }, async () => {
    await holdLogs();
    await open("/logs");
    await cancel().first().click();
    await pages.page.getByText("cancelled").first().waitFor();
    await pages.page.unroute(/\/api\/logs/);
    for (const reload of (await pages.page.getByRole("button", { name: "Reload" }).all()).toReversed())
      await reload.click();
    await expect.poll(() => rows().getByRole("button").count(), patience).toBeGreaterThan(5);
  });

  test("are cancelled when the page goes away", { tags: ["extended"] }, async () => {
    const given = await holdLogs();
    await open("/logs");
    await cancel().first().waitFor();
    await pages.page.getByRole("link", { name: "Overview", exact: true }).click();
    await expect.poll(given, patience).toBeGreaterThan(0);
  });

  test("a result without a part of the store says so", { tags: ["extended"] }, async () => {
    await pages.page.route("**/api/logs?**", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), partial: true } });
    });
    await open("/logs");
    const note = pages.page.getByText("A server of the store did not answer. Its data is missing.");
    await expect.poll(() => note.count(), patience).toBe(1);
  });
});
