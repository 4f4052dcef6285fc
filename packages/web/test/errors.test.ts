// The errors in a real browser: the list, its filters and order in the address, and the page of a group.
import { expect, test } from "vitest";

import { describePages, patience } from "./browser-pages.ts";

const timeout = "/errors/5b1f0a77c0ffee01";

describePages("errors", (pages) => {
  const rows = () => pages.page.getByRole("table", { name: "Errors", exact: true }).locator("tbody tr");

  test("lists the groups with their figures, and opens one by keyboard", async () => {
    await pages.open("/errors?state=all");
    await rows().first().getByText("nordpay did not answer in 1500 ms").waitFor();
    expect(await rows().count()).toBe(4);
    await rows().first().getByText("2.41.0").waitFor();
    await pages.page.keyboard.press("j");
    await pages.page.keyboard.press("j");
    await pages.page.keyboard.press("k");
    await pages.page.keyboard.press("Enter");
    await pages.page.getByRole("heading", { name: "ProviderTimeoutError" }).waitFor();
    await pages.page.goBack();
    await rows().first().waitFor();
  });

  test("keeps order and filters in the address", { tags: ["extended"] }, async () => {
    await pages.open("/errors?state=all");
    await rows().first().waitFor();
    await pages.page.getByRole("button", { name: "Occurrences" }).click();
    await expect.poll(() => pages.search().get("sort"), patience).toBe("count");
    await pages.page.locator("th[aria-sort=descending]", { hasText: "Occurrences" }).waitFor();
    await pages.page.getByRole("radio", { name: "unhandled" }).click();
    await expect.poll(() => pages.search().get("handled"), patience).toBe("false");
    await expect.poll(() => rows().count(), patience).toBe(1);
    await pages.page.goBack();
    await expect.poll(() => rows().count(), patience).toBe(4);
    await pages.page.getByRole("textbox", { name: "Type, message or function" }).fill("nothing like it");
    await pages.page.getByText("No errors match these filters").waitFor();
    await pages.page.getByRole("link", { name: "Show all" }).click();
    // Ignored groups are hidden again.
    await expect.poll(() => rows().count(), patience).toBe(3);
  });

  test(
    "a group shows its trend with the deploy, its stack, versions and people",
    { tags: ["extended"] },
    async () => {
      await pages.open(timeout);
      await pages.page.getByRole("figure", { name: /ProviderTimeoutError: errors per/ }).waitFor();
      await pages.page.getByTitle(/payment 2\.41\.0/).waitFor();
      await pages.page.getByRole("region", { name: "Stack" }).getByText("authorise").first().waitFor();
      const versions = pages.page.getByRole("table", { name: "Versions" });
      await versions.getByText("2.41.0").waitFor();
      expect(await versions.getByTitle("Errors of all time, estimated before sampling.").count()).toBe(1);
      const people = pages.page.getByRole("table", { name: "People" }).getByRole("link");
      await expect.poll(() => people.count(), patience).toBeGreaterThan(0);
      // seven errors are stored, and stand for fourteen
      const estimate = pages.page
        .getByRole("table", { name: "People" })
        .getByTitle(/^14: .* 7 are stored\.$/);
      await expect.poll(() => estimate.textContent(), patience).toBe("≈14");
    },
  );

  test(
    "the stack shows sources where maps exist, says where they are missing, and can be read raw",
    { tags: ["extended"] },
    async () => {
      await pages.open(timeout);
      const stack = pages.page.getByRole("region", { name: "Stack" });
      await stack.getByText("src/providers/nordpay.ts:48:11").waitFor();
      await stack.getByText("throw new ProviderTimeoutError(provider").waitFor();
      expect(await stack.locator("[aria-current=true]").innerText()).toContain("48");
      await stack.getByText("its source map is not uploaded").waitFor();
      await stack.getByRole("radio", { name: "raw" }).click();
      await stack.getByText("at authorise (/srv/payment/src/providers/nordpay.js:48:11)").waitFor();
      expect(pages.search().get("stack")).toBe("raw");
    },
  );

  test("an error leads to its trace, and a person to their timeline", async () => {
    await pages.open(timeout);
    const occurrences = pages.page.getByRole("table", { name: "Occurrences" });
    await occurrences
      .getByTitle(/^Trace /)
      .first()
      .click();
    await expect.poll(() => new URL(pages.page.url()).pathname, patience).toMatch(/^\/traces\/[0-9a-f]{32}$/);
    await pages.page.goBack();
    await pages.page.getByRole("table", { name: "People" }).getByRole("link").first().click();
    await pages.page.getByRole("heading", { name: "Logs" }).waitFor();
    expect(pages.search().get("filter")).toMatch(/^user\.id=u\d+$/);
    expect(pages.search().get("business")).toBe("shown");
  });

  test(
    "shows open groups, and says which are open again, ignored and assigned",
    { tags: ["extended"] },
    async () => {
      await pages.open("/errors");
      await rows().getByText("reopened").waitFor();
      expect(await rows().count()).toBe(3);
      await pages.page.getByRole("radio", { name: "ignored" }).click();
      await rows().getByText("Failed to fetch dynamically imported module").waitFor();
      expect(await rows().count()).toBe(1);
      expect(pages.search().get("state")).toBe("ignored");
    },
  );

  test(
    "resolves and assigns a group, and shows what the console answered",
    { tags: ["extended"] },
    async () => {
      const sent: unknown[] = [];
      let state = {};
      await pages.page.route("**/api/errors/5b1f0a77c0ffee01*", async (route) => {
        const answer = await route.fetch();
        const body = (await answer.json()) as { group: { state: object } };
        const group = { ...body.group, state: { ...body.group.state, ...state } };
        await route.fulfill({ json: { ...body, group } });
      });
      await pages.page.route("**/api/errors/*/state", async (route) => {
        const change = route.request().postDataJSON() as object;
        sent.push(change);
        state = { ...state, ...change, since: "2026-11-20T14:00:00.000Z", by: "ann" };
        await route.fulfill({ json: state });
      });
      await pages.open(timeout);
      const bar = pages.page.getByRole("region", { name: "State" });
      await bar.getByText("open", { exact: true }).waitFor();
      await bar.getByRole("textbox", { name: "Assignee" }).fill("ann");
      await bar.getByRole("button", { name: "Assign" }).click();
      await expect.poll(() => sent, patience).toEqual([{ assignee: "ann" }]);
      await bar.getByRole("button", { name: "Resolve" }).click();
      await bar.getByText("resolved", { exact: true }).waitFor();
      await bar.getByRole("button", { name: "Reopen" }).waitFor();
      expect(sent[1]).toEqual({ state: "resolved" });
    },
  );

  test("whoever may only read sees the state and no buttons", { tags: ["extended"] }, async () => {
    await pages.page.route("**/api/session", (route) =>
      route.fulfill({
        json: { required: true, name: "reader", scope: "read", tenant: "", hasSession: true },
      }),
    );
    await pages.open(timeout);
    const bar = pages.page.getByRole("region", { name: "State" });
    await bar.getByText("Not assigned").waitFor();
    expect(await bar.getByRole("button").count()).toBe(0);
  });

  test(
    "the overview names an error that is new in a version, which leads to its group",
    { tags: ["extended"] },
    async () => {
      await pages.open("/");
      const news = pages.page.getByRole("region", { name: "New errors" });
      await news.getByText("payment 2.41.0").waitFor();
      await news.getByRole("link", { name: "ProviderTimeoutError" }).click();
      await pages.page.getByRole("heading", { name: "ProviderTimeoutError" }).waitFor();
      expect(new URL(pages.page.url()).pathname).toBe(timeout);
    },
  );

  test("without errors, names the call that records them", { tags: ["extended"] }, async () => {
    await pages.open("/errors", "empty");
    await pages.page.getByText("No errors in this range").waitFor();
    await pages.page.getByText("captureError(error").waitFor();
    expect(await pages.violations()).toEqual([]);
  });

  test("a failed request says what to do", { tags: ["extended"] }, async () => {
    await pages.open("/errors", "broken");
    await pages.page.getByText("The store did not answer in 30 s.").waitFor();
    expect(await pages.page.getByRole("button", { name: "Try again" }).count()).toBe(1);
  });
});
