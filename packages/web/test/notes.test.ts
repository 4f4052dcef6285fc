// Notes in a real browser: reading them on their page, in the overview and on charts, writing, editing and deleting, and read-only users.
import { expect, test } from "vitest";

import { describePages, patience } from "./browser-pages.ts";
import { traceId } from "./fixtures/checkout-trace.ts";

describePages("notes", (pages) => {
  const notes = () => pages.page.getByRole("region", { name: "Notes", exact: true });

  const clipboard = (): Promise<string> => pages.page.evaluate(() => navigator.clipboard.readText());

  /** What the page sends to `/api/notes`, answered with `note`. */
  async function recordChanges(): Promise<unknown[]> {
    const sent: unknown[] = [];
    await pages.page.route("**/api/notes**", async (route) => {
      const request = route.request();
      if (request.method() === "GET") return route.fallback();
      sent.push([request.method(), request.headers()["if-match"], request.postDataJSON()]);
      return route.fulfill({ json: {} });
    });
    return sent;
  }

  test(
    "a note of the overview leads to its page, at its time, where the chart has a mark",
    { tags: ["extended"] },
    async () => {
      await pages.open("/?from=-1h");
      const section = pages.page.getByRole("region", { name: "Notes of other pages" });
      await section.getByText("nordpay is slow.").waitFor();
      await section.getByRole("link", { name: "on services/payment" }).click();
      await pages.page.getByRole("heading", { name: "payment", level: 1 }).waitFor();
      expect(pages.search().get("from")).toMatch(/^20/);
      await notes().getByText("They know of it.").waitFor();
      await pages.open("/services/payment?from=-1h");
      const mark = pages.page
        .getByRole("link", { name: /^2 notes\..*Note of anna, .*nordpay is slow/ })
        .first();
      await mark.waitFor();
      // a minute apart, they share a mark, which leads to the later one
      expect(await mark.getAttribute("href")).toMatch(/^\/traces\/4bf92f35[0-9a-f]+\?from=/);
    },
  );

  test(
    "a trace shows its notes as plain text; another one is written by keyboard",
    { tags: ["extended"] },
    async () => {
      const sent = await recordChanges();
      await pages.open(`/traces/${traceId}`);
      await notes().getByText("<b>not</b> our timeout").waitFor();
      await notes()
        .getByText(/^edited/)
        .waitFor();
      expect(await notes().getByRole("button").count()).toBe(0);
      await pages.pressButtonKey("a");
      const field = pages.page.getByRole("textbox", { name: "Text of the note" });
      await field.fill("  Asked the bank.  ");
      await pages.page.keyboard.press("Control+Enter");
      await expect
        .poll(() => sent, patience)
        .toMatchObject([
          [
            "POST",
            undefined,
            { kind: "trace", subject: traceId, path: `/traces/${traceId}`, text: "Asked the bank." },
          ],
        ]);
      await field.waitFor({ state: "detached" });
    },
  );

  test(
    "a note on a range keeps the time that was on the page, as a fixed address",
    { tags: ["extended"] },
    async () => {
      const sent = await recordChanges();
      await pages.open("/transactions?from=-6h");
      await pages.page.getByRole("button", { name: "Add note" }).click();
      await pages.page.getByRole("textbox", { name: "Text of the note" }).fill("The sale");
      expect(await pages.violations()).toEqual([]);
      await pages.page.getByRole("button", { name: "Save note" }).click();
      await expect.poll(() => sent.length, patience).toBe(1);
      const [[, , body]] = sent as [[string, string, Record<string, string>]];
      expect(Date.parse(body["to"]!) - Date.parse(body["from"]!)).toBe(6 * 3_600_000);
      expect(new URLSearchParams(body["search"]).get("from")).toBe(body["from"]);
      expect(body).toMatchObject({ kind: "range", subject: "", path: "/transactions" });
    },
  );

  test.each(["/profiles/rank%20results", "/profiles/50%25%20off", "/funnels/check%20out%2F2"])(
    "a note and a view of %s have its address",
    { tags: ["extended"] },
    async (path) => {
      const sent = await recordChanges();
      await pages.page.route("**/api/views", async (route) => {
        if (route.request().method() === "GET") return route.fallback();
        sent.push(["POST", undefined, route.request().postDataJSON()]);
        return route.fulfill({ json: {} });
      });
      await pages.open(`${path}?from=-6h`);
      await pages.page.getByRole("button", { name: "Add note" }).click();
      await pages.page.getByRole("textbox", { name: "Text of the note" }).fill("The sale");
      await pages.page.getByRole("button", { name: "Save note" }).click();
      await expect.poll(() => sent, patience).toMatchObject([["POST", undefined, { path }]]);
      await pages.page.getByRole("button", { name: "Saved views" }).click();
      await pages.page.getByRole("textbox", { name: "Name of the view" }).fill("Rank");
      await pages.page.getByRole("button", { name: "Save view" }).click();
      await expect.poll(() => sent.at(-1), patience).toMatchObject(["POST", undefined, { path }]);
    },
  );

  test("its author edits and deletes a note with the version that was read", async () => {
    const sent = await recordChanges();
    await pages.open("/funnels/checkout");
    await pages.page.getByRole("button", { name: "Edit note: The coupon ended." }).click();
    await pages.page.getByRole("textbox", { name: "Text of the note" }).fill("The coupon ended at 14:30.");
    await pages.page.getByRole("button", { name: "Save note" }).click();
    await expect
      .poll(() => sent.at(-1), patience)
      .toEqual(["PUT", '"1"', { text: "The coupon ended at 14:30." }]);
    await pages.page.getByRole("button", { name: "Delete note: The coupon ended." }).click();
    await pages.page.getByRole("button", { name: "Confirm: Delete note: The coupon ended." }).click();
    await expect.poll(() => sent.at(-1), patience).toEqual(["DELETE", '"1"', null]);
  });

  test(
    "a note that another user changed while it was edited is not overwritten",
    { tags: ["extended"] },
    async () => {
      const sent = await recordChanges();
      await pages.open("/funnels/checkout");
      await pages.page.getByRole("button", { name: "Edit note: The coupon ended." }).click();
      const field = pages.page.getByRole("textbox", { name: "Text of the note" });
      await field.fill("The coupon ended at 14:30.");
      await pages.page.route("**/api/notes?**", async (route) => {
        const { items, ...rest } = (await (await route.fetch()).json()) as { items: object[] };
        const changed = items.map((item) => ({
          ...item,
          author: "boris",
          text: "It was extended.",
          version: 2,
        }));
        await route.fulfill({ json: { ...rest, items: changed } });
      });
      await notes().getByText("boris").first().waitFor();
      await pages.page.getByRole("button", { name: "Save note" }).click();
      await expect
        .poll(() => sent, patience)
        .toEqual([["PUT", '"1"', { text: "The coupon ended at 14:30." }]]);
    },
  );

  test("a refused note says why, and the text stays", { tags: ["extended"] }, async () => {
    await pages.page.route("**/api/notes", async (route) =>
      route.request().method() === "GET"
        ? route.fallback()
        : route.fulfill({
            status: 422,
            json: { status: 422, code: "NOTES_FULL", message: "There are 5000 notes.", fix: "Delete some." },
          }),
    );
    await pages.open("/funnels/checkout");
    await pages.pressButtonKey("a");
    await pages.page.getByRole("textbox", { name: "Text of the note" }).fill("One more");
    await pages.page.keyboard.press("Control+Enter");
    await pages.page.getByRole("alert").getByText("There are 5000 notes.").waitFor();
    expect(await pages.page.getByRole("textbox", { name: "Text of the note" }).inputValue()).toBe("One more");
  });

  test.each([
    ["/funnels/checkout", "Add note", "Text of the note"],
    ["/sampling", "Edit rules", "Rules as JSON"],
    ["/alerts/silences", "New silence", "Reason"],
  ])(
    "what is typed on %s is lost only after a question",
    { tags: ["extended"] },
    async (address, button, label) => {
      const sampling = {
        version: 1,
        saved: "",
        rules: { rate: 1 },
        processes: [],
        truncated: 0,
        signs: true,
      };
      await pages.page.route("**/api/sampling", async (route) => route.fulfill({ json: sampling }));
      await pages.open(address);
      await pages.page.getByRole("button", { name: button }).click();
      const field = pages.page.getByLabel(label, { exact: true });
      await field.fill("One more");
      await pages.page.getByRole("link", { name: "Logs", exact: true }).click();
      const question = pages.page.getByRole("dialog", { name: "Discard unsaved changes?" });
      await question.getByRole("button", { name: "Keep editing" }).click();
      expect(await field.inputValue()).toBe("One more");
      await pages.page.getByRole("button", { name: "Cancel" }).click();
      await pages.page.getByRole("link", { name: "Logs", exact: true }).click();
      await pages.page.getByRole("heading", { name: "Logs", level: 1 }).waitFor();
    },
  );

  test("SQL that was not run is lost only after a question", { tags: ["extended"] }, async () => {
    const { page } = pages;
    const figures = { truncated: false, elapsedMs: 1, rowsRead: null, bytesRead: null };
    const result = { columns: [{ name: "1", type: "UInt8" }], rows: [[1]], ...figures };
    await page.route("**/api/sql", async (route) => route.fulfill({ json: result }));
    await pages.open("/sql?q=SELECT+1");
    const editor = page.getByRole("textbox", { name: "Query" });
    await editor.click();
    await page.keyboard.press("Control+End");
    await page.keyboard.type(", 2");
    await page.getByRole("link", { name: "Logs", exact: true }).click();
    const question = page.getByRole("dialog", { name: "Discard unsaved changes?" });
    await question.getByText("What you changed was not saved: the query.").waitFor();
    await question.getByRole("button", { name: "Keep editing" }).click();
    expect(await editor.innerText()).toBe("SELECT 1, 2");
    await page.getByRole("button", { name: "Slowest operations" }).click();
    await question.getByRole("button", { name: "Keep editing" }).click();
    expect(await editor.innerText()).toBe("SELECT 1, 2");
    await editor.click();
    await page.keyboard.press("Control+Enter");
    await expect.poll(() => pages.search().get("q"), patience).toBe("SELECT 1, 2");
    await page.getByRole("link", { name: "Logs", exact: true }).click();
    await page.getByRole("heading", { name: "Logs", level: 1 }).waitFor();
    expect(await question.count()).toBe(0);
    // only its line ends differ from what the editor has
    await pages.open("/sql?q=SELECT+1,%0D%0A2");
    await editor.click();
    await page.keyboard.type("3");
    await page.keyboard.press("Backspace");
    await page.getByRole("button", { name: "Slowest operations" }).click();
    await expect.poll(() => pages.search().get("q"), patience).toContain("quantile");
    await editor.click();
    await page.keyboard.type("-- ");
    await page
      .getByRole("button", { name: /^SELECT 1, 2/ })
      .first()
      .click();
    await question.getByRole("button", { name: "Discard" }).click();
    await expect.poll(() => pages.search().get("q"), patience).toMatch(/^SELECT 1,\s+2$/);
  });

  test(
    "when a save ends while the question is open, the link is followed",
    { tags: ["extended"] },
    async () => {
      const { page } = pages;
      const held = Promise.withResolvers<void>();
      await page.route("**/api/notes", async (route) => {
        if (route.request().method() === "GET") return route.fallback();
        await held.promise;
        return route.fulfill({ json: {} });
      });
      await pages.open("/funnels/checkout");
      await pages.pressButtonKey("a");
      await page.getByRole("textbox", { name: "Text of the note" }).fill("One more");
      await page.keyboard.press("Control+Enter");
      await page.getByRole("link", { name: "Logs", exact: true }).click();
      const question = page.getByRole("dialog", { name: "Discard unsaved changes?" });
      await question.getByText("the note").waitFor();
      held.resolve();
      await page.getByRole("heading", { name: "Logs", level: 1 }).waitFor();
      expect(await question.count()).toBe(0);
    },
  );

  test(
    "after the end of a session the browser asks before what is typed is lost, and later again",
    { tags: ["extended"] },
    async () => {
      const asked: string[] = [];
      pages.page.on("dialog", async (dialog) => {
        asked.push(dialog.type());
        await dialog.dismiss();
      });
      await pages.page.route("**/api/notes", async (route) =>
        route.request().method() === "GET" ? route.fallback() : route.fulfill({ status: 401, json: {} }),
      );
      const passLater = await pages.holdTimers(20_000);
      await pages.open("/funnels/checkout");
      await pages.page.reload();
      expect(asked).toEqual([]);
      await pages.pressButtonKey("a");
      const field = pages.page.getByRole("textbox", { name: "Text of the note" });
      await field.fill("One more");
      const save = pages.page.getByRole("button", { name: "Save note" });
      await save.click();
      await expect.poll(() => asked, patience).toEqual(["beforeunload"]);
      expect(await passLater()).toBeGreaterThan(0);
      await save.click();
      await expect.poll(() => asked, patience).toEqual(["beforeunload", "beforeunload"]);
      expect(await field.inputValue()).toBe("One more");
    },
  );

  test("a read-only user reads notes, and cannot change them", { tags: ["extended"] }, async () => {
    await pages.page.route("**/api/notes**", async (route) => {
      const response = await route.fetch();
      const { items } = (await response.json()) as { items: object[] };
      const seen = items.map((item) => ({ ...item, mayChange: false }));
      return route.fulfill({ json: { items: seen, nextCursor: null, mayAdd: false } });
    });
    await pages.open("/funnels/checkout");
    await notes().getByText("The coupon ended.").waitFor();
    expect(await pages.page.getByRole("button", { name: /Add note|Edit note|Delete note/ }).count()).toBe(0);
  });

  test.each([
    [`/traces/${traceId}`, "### Trace: POST /checkout", /Trace id: 4bf92f35/],
    ["/errors/5b1f0a77c0ffee01", "### Error: ", /Errors: /],
    ["/alerts/a1f0c3", "### Alert: ", /State: firing/],
    ["/alerts/anomalies/a100000000000001", "### Anomaly: ", /Began: 20/],
    ["/bottlenecks/c0ffee0000000001", "### Repeated queries in ", /Time saved on the critical path: /],
    ["/funnels/checkout?step=payment", "### Funnel checkout: payment → ", /Dropped: /],
    ["/workflows/order", "### Workflow order", /Stuck: 73 stuck, 61 of them in created/],
  ])("copies %s as Markdown", { tags: ["extended"] }, async (address, title, fact) => {
    await pages.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await pages.open(address);
    const buttons = pages.page.getByRole("button", { name: "Copy as Markdown" });
    const worded = buttons.filter({ hasText: "Copy as Markdown" });
    // beside the other actions of a trace, and in a line of text, there is room for an icon
    await (/^\/(?:traces|workflows)\//.test(address) ? buttons.first() : worded).click();
    await expect.poll(async () => (await clipboard()).startsWith(title), patience).toBe(true);
    const text = await clipboard();
    expect(text).toMatch(fact);
    expect(text).toContain(`[Open in Telltale](${pages.url}${address.replace(/\?.*/, "")}`);
  });

  test(
    "copies the main finding of the overview, and a row of a comparison, as Markdown",
    { tags: ["extended"] },
    async () => {
      await pages.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
      await pages.open("/?from=-1h");
      await pages.page
        .getByRole("region", { name: "Main finding" })
        .getByRole("button", { name: "Copy as Markdown" })
        .click();
      await expect.poll(clipboard, patience).toMatch(/^### Completion of purchase fell from /);
      expect(await clipboard()).toContain(`[Open in Telltale](${pages.url}/?from=-1h`);
      await pages.open("/compare?from=-1h");
      const row = pages.page.getByRole("table", { name: "What differs" }).locator("tbody tr:has(td)").first();
      await row.hover();
      await row.getByRole("button", { name: "Copy as Markdown" }).click();
      await expect.poll(clipboard, patience).toContain("Transaction purchase: completion");
      expect(await clipboard()).toContain("[Open in Telltale]");
    },
  );

  test(
    "copies a log pattern as Markdown, with the address of its records",
    { tags: ["extended"] },
    async () => {
      await pages.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
      await pages.open("/logs?patterns=all&from=-6h");
      const row = pages.page.getByRole("table", { name: "Patterns" }).locator("tbody tr[data-index]").first();
      await row.getByRole("button", { name: "Copy as Markdown" }).click();
      await expect.poll(clipboard, patience).toMatch(/^### New log pattern\n\n```\nProviderTimeoutError: /);
      expect(await clipboard()).toMatch(/- Records: [\d,]+\n/);
      const url = /\[Open in Telltale\]\((.*)\)/.exec(await clipboard())![1]!;
      const { pathname, searchParams } = new URL(url);
      expect([pathname, searchParams.get("from"), searchParams.get("patterns")]).toEqual([
        "/logs",
        "-6h",
        null,
      ]);
      expect(searchParams.get("pattern")).toMatch(/^ProviderTimeoutError: /);
      await pages.page.goto(url);
      await pages.page.getByRole("table", { name: "Logs" }).locator("tbody tr[data-index]").first().waitFor();
    },
  );

  test.each<[string, RegExp, RegExp, string]>([
    [
      "What moved",
      /^### purchase: completion fell from /,
      /- Before: 96\.1 %\n/,
      "/transactions/purchase?from=-7d",
    ],
    [
      "New errors",
      /^### New error: PaymentTimeout\n/,
      /- People: 2,214\n/,
      "/errors/5b1f0a77c0ffee01?from=-7d",
    ],
    ["New log and event patterns", /^### New log pattern\n/, /- Errors: 2,841\n/, "/logs?"],
    ["Alerts", /^### Alert rule fired: Cards declined\n/, /- Noise: 9\n/, "/alerts?rule=Cards+declined"],
    [
      "What went dark",
      /^### Went dark: shop\.mails\.sent\n/,
      /- Kind: metric\n/,
      "/metrics/shop.mails.sent?from=-7d",
    ],
  ])(
    "copies a line of the digest as Markdown: %s",
    { tags: ["extended"] },
    async (part, title, fact, address) => {
      await pages.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
      await pages.open("/digest?from=-7d");
      const line = pages.page.getByRole("region", { name: part, exact: true }).getByRole("listitem").first();
      await line.getByRole("button", { name: "Copy as Markdown" }).click();
      await expect.poll(clipboard, patience).toMatch(title);
      expect(await clipboard()).toMatch(fact);
      expect(await clipboard()).toMatch(/- Period: 20\d\d-/);
      expect(await clipboard()).toContain(`[Open in Telltale](${pages.url}${address}`);
    },
  );

  test("copies what differs as Markdown", { tags: ["extended"] }, async () => {
    await pages.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await pages.open("/errors/5b1f0a77c0ffee01");
    const row = pages.page.getByRole("table", { name: "Findings" }).getByRole("row").nth(1);
    await row.hover();
    await row.getByRole("button", { name: "Copy as Markdown" }).click();
    await expect.poll(clipboard, patience).toMatch(/^### What differs: /);
    expect(await clipboard()).toMatch(/Difference: \+/);
  });
});
