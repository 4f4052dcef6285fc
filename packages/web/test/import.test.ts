// @module-tag extended
// The Import page in a real browser: what may be chosen, what a file says while it is read and at its end, and who may not import.
import type { ImportResult } from "contract";
import { expect, test } from "vitest";

import { describePages, patience } from "./browser-pages.ts";

const result: ImportResult = {
  id: "0".repeat(32),
  name: "spans.csv",
  state: "done",
  format: "CSV",
  bytes: 1200,
  stored: { spans: 1, logRecords: 0, metricPoints: 0 },
  duplicates: 1,
  rejected: 140,
  rejectedRows: Array.from({ length: 100 }, (_, at) => ({
    where: `Row ${at + 2}`,
    reason: "column `span_id` is empty.",
    rows: 1,
  })),
  notes: ["Columns that are not read: region."],
  from: "2026-11-20T12:00:00.000Z",
  to: "2026-11-20T12:00:00.001Z",
  problem: null,
};

describePages("import", (pages) => {
  const choose = async (...names: readonly string[]): Promise<void> =>
    pages.page
      .getByLabel("Files to import")
      .setInputFiles(names.map((name) => ({ name, mimeType: "", buffer: Buffer.from("some,text") })));
  const item = (name: string) => pages.page.getByRole("listitem", { name, exact: true });

  test(
    "shows what a file has brought, a link to it, and the first of the rejected rows",
    { tags: ["extended"] },
    async () => {
      const { page } = pages;
      const asked: URL[] = [];
      await page.route("**/api/import?**", async (route) => {
        asked.push(new URL(route.request().url()));
        expect(route.request().headers()["x-telltale-request"]).toBe("1");
        await route.fulfill({ json: result });
      });
      await pages.open("/import?env=staging&service=cart");
      await choose("spans.csv");
      await item("spans.csv").getByText("imported, 140 rejected").waitFor();
      await item("spans.csv").getByText("of these, 1 stored before").waitFor();
      await item("spans.csv").getByText("Columns that are not read: region.").waitFor();
      expect(asked.map(({ searchParams }) => searchParams.get("name"))).toEqual(["spans.csv"]);
      await page.getByText("140 rejected", { exact: true }).click();
      const table = page.getByRole("table", { name: "Rejected rows of spans.csv" });
      await expect.poll(() => table.locator("tbody tr").count(), patience).toBe(100);
      await page.getByText("The other 40 are not listed.").waitFor();
      expect(await pages.violations()).toEqual([]);
      await item("spans.csv").getByRole("link", { name: "Open traces" }).click();
      await page.getByRole("heading", { name: "Traces", level: 1 }).waitFor();
      const search = pages.search();
      expect([search.get("from"), search.get("to")]).toEqual([
        "2026-11-20T11:59:30.000Z",
        "2026-11-20T12:00:30.001Z",
      ]);
      expect([search.get("env"), search.get("service")]).toEqual([null, null]);
    },
  );

  test("an error in the progress ends the upload; the next file begins", async () => {
    const { page } = pages;
    let uploads = 0;
    await page.route("**/api/import?**", async (route) => {
      // The first upload is never answered: as long as a file is sent, no browser reads an answer.
      if (uploads++ > 0) await route.fulfill({ json: { ...result, rejected: 0, rejectedRows: [] } });
    });
    const problem = { code: "FILE_NOT_READ", message: "The file is odd.", fix: "Use another." };
    await page.route("**/api/imports/*", (route) =>
      route.fulfill({ json: { ...result, state: "failed", rejected: 0, rejectedRows: [], problem } }),
    );
    await pages.open("/import");
    await choose("odd.csv", "good.csv");
    await item("odd.csv").getByRole("alert").getByText("The file is odd. Use another.").waitFor();
    await item("odd.csv").getByText("failed", { exact: true }).waitFor();
    await item("good.csv").getByText("imported", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Clear list" }).click();
    await expect.poll(() => item("odd.csv").count(), patience).toBe(0);
  });

  test("a file waits for the one before; both can be cancelled by keys", { tags: ["extended"] }, async () => {
    const { page } = pages;
    await page.route("**/api/import?**", () => {});
    let state: ImportResult["state"] = "running";
    await page.route("**/api/imports/*", (route) =>
      route.fulfill({ json: { ...result, state, bytes: 3, rejected: 0, rejectedRows: [] } }),
    );
    await pages.open("/import");
    await choose("one.csv", "two.csv");
    await item("one.csv").getByText("3 B of 9 B").waitFor();
    expect(await item("one.csv").getByRole("progressbar").getAttribute("value")).toBe("3");
    await item("two.csv").getByText("waiting").waitFor();
    expect(await pages.violations()).toEqual([]);
    await page.getByRole("button", { name: "Cancel two.csv" }).press("Enter");
    await item("two.csv").getByText("cancelled").waitFor();
    state = "cancelled";
    await page.getByRole("button", { name: "Cancel one.csv" }).press("Enter");
    await item("one.csv").getByText("cancelled").waitFor();
    await item("one.csv").getByText("1 span").waitFor();
  });

  test(
    "a file waits for a free slot, and nothing of it is sent meanwhile; it can be cancelled",
    { tags: ["extended"] },
    async () => {
      const { page } = pages;
      const busy = {
        status: 429,
        headers: { "retry-after": "1" },
        json: { status: 429, code: "IMPORTS_BUSY", message: "As many files as it can.", fix: "Wait." },
      };
      // Another file takes the last slot just after the page has asked.
      const answers = { asked: { status: 404, json: {} } as object, sent: busy as object };
      const asked: string[] = [];
      const sent: (string | null)[] = [];
      await page.route("**/api/import?**", async (route) => {
        sent.push(new URL(route.request().url()).searchParams.get("id"));
        const answer = answers.sent;
        answers.asked = busy;
        answers.sent = { json: { ...result, rejected: 0, rejectedRows: [] } };
        return route.fulfill(answer);
      });
      await page.route("**/api/imports/*", (route) => {
        asked.push(route.request().url().split("/").at(-1)!);
        return route.fulfill(answers.asked);
      });
      await pages.open("/import");
      await choose("one.csv", "two.csv");
      const waits = "waiting for a free slot";
      await item("one.csv").getByText(waits).waitFor();
      await item("two.csv").getByText("waiting", { exact: true }).waitFor();
      const before = asked.length;
      await expect.poll(() => asked.length - before, patience).toBeGreaterThan(1);
      await item("one.csv").getByText(waits).waitFor();
      expect(sent).toEqual([asked[0]]);
      expect(await pages.violations()).toEqual([]);
      await page.getByRole("button", { name: "Cancel one.csv" }).press("Enter");
      await item("one.csv").getByText("cancelled").waitFor();
      await item("two.csv").getByText(waits).waitFor();
      expect(sent).toHaveLength(1);
      answers.asked = { status: 404, json: {} };
      await item("two.csv").getByText("imported", { exact: true }).waitFor();
      expect(await page.getByRole("alert").count()).toBe(0);
      expect(new Set(sent).size).toBe(2);
      expect(sent).toHaveLength(2);
    },
  );

  test.each(["session", "stats"])(
    "while the %s loads, the page shows a skeleton",
    { tags: ["extended"] },
    async (path) => {
      const { page } = pages;
      let release = (): void => {};
      const held = new Promise<void>((resolve) => (release = resolve));
      await page.route(`**/api/${path}`, async (route) => {
        await held;
        await route.continue();
      });
      await pages.open("/import");
      const loading = page.getByRole("main").locator("[aria-busy=true]");
      await loading.getByText("Loading", { exact: true }).waitFor({ state: "attached" });
      await loading.locator("[aria-hidden=true]").first().waitFor();
      expect(await page.getByLabel("Files to import").count()).toBe(0);
      release();
      await page.getByLabel("Files to import").waitFor({ state: "attached" });
      expect(await loading.count()).toBe(0);
    },
  );

  test("a console whose role receives no telemetry says so", { tags: ["extended"] }, async () => {
    await pages.page.route("**/api/stats", async (route) => {
      const stats = (await (await route.fetch()).json()) as { addresses: object };
      await route.fulfill({ json: { ...stats, addresses: { ...stats.addresses, otlpHttp: "" } } });
    });
    await pages.open("/import");
    await pages.page.getByText("This console receives no telemetry").waitFor();
    expect(await pages.page.getByLabel("Files to import").count()).toBe(0);
    expect(await pages.violations()).toEqual([]);
  });

  test(
    "when the session cannot be read, the page says why and tries again",
    { tags: ["extended"] },
    async () => {
      await pages.open("/import", "broken");
      await pages.page.getByText("The store did not answer in 30 s.").first().waitFor();
      // in focus before the store answers: live data may be first, and take the button away
      await pages.page.getByRole("button", { name: "Try again" }).focus();
      pages.setMood("story");
      await pages.page.keyboard.press("Enter");
      await expect.poll(() => pages.page.getByLabel("Files to import").count(), patience).toBe(1);
    },
  );

  test("a reader sees why files cannot be imported", { tags: ["extended"] }, async () => {
    await pages.page.route("**/api/session", (route) =>
      route.fulfill({
        json: { required: true, name: "reader", scope: "read", tenant: "", hasSession: true },
      }),
    );
    await pages.open("/import");
    await pages.page.getByText("You cannot import files").waitFor();
    await expect.poll(() => pages.page.getByLabel("Files to import").count(), patience).toBe(0);
    expect(await pages.violations()).toEqual([]);
  });
});
