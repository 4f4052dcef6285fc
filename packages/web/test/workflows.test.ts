// Workflows in a real browser over the preview's story: from the list to what is stuck, a transition, and one order.
import type { DiffersResult } from "contract";
import { expect, test } from "vitest";

import { describePages, patience } from "./browser-pages.ts";

describePages("workflows", (pages) => {
  const graph = () => pages.page.getByRole("group", { name: /States of order/ });
  const instances = () => pages.page.getByRole("table", { name: "Instances" }).locator("tbody tr");

  test("a person goes from the list to the oldest stuck order and its illegal step", async () => {
    const { page } = pages;
    await pages.open("/");
    await page.keyboard.press("g");
    await page.keyboard.press("w");
    await page.getByRole("table", { name: "Workflow types" }).getByRole("link", { name: "order" }).click();
    await page.getByText("73 stuck, 61 of them in created").waitFor();
    await page.getByRole("button", { name: "Stuck instances" }).click();
    await expect.poll(() => pages.search().get("only"), patience).toBe("stuck");
    expect(pages.search().get("sort")).toBe("oldest");
    await instances().first().getByText("stuck").waitFor();
    await instances().getByRole("link").first().click();
    await page.getByRole("region", { name: "Timeline" }).getByText("illegal").waitFor();
    expect(await page.getByRole("region", { name: "Timeline" }).locator("li").count()).toBe(6);
    await page.getByRole("region", { name: "Timeline" }).getByText("again").waitFor();
    await page.goBack();
    await instances().first().waitFor();
    expect(pages.search().get("only")).toBe("stuck");
  });

  test("service and conditions narrow the list and a type; failures of handlers name what does not", async () => {
    const asked: string[] = [];
    pages.page.on("request", (request) => asked.push(request.url()));
    const sent = (path: string): unknown[] => {
      const url = new URL(asked.findLast((one) => new URL(one).pathname === path)!);
      return [url.searchParams.get("service"), ...url.searchParams.getAll("filter")];
    };
    const scope = "service=shop&filter=person+did+pay&filter=items%3E3";
    await pages.open(`/workflows?${scope}`);
    await pages.page.getByRole("table", { name: "Workflow types" }).waitFor();
    expect(sent("/api/workflows")).toEqual(["shop", "person did pay", "items>3"]);
    await pages.open(`/workflows/order?${scope}`);
    await pages.page
      .getByRole("region", { name: "Handler failures" })
      .getByText("person did pay items>3 do not apply to failures of handlers.")
      .waitFor();
    await pages.waitUntilLoaded();
    for (const path of ["/api/workflows/order", "/api/workflow-instances", "/api/differs"])
      expect(sent(path)).toEqual(["shop", "person did pay", "items>3"]);
    expect(await pages.page.getByText("apply to the figures of this page").count()).toBe(0);
    expect(await pages.violations()).toEqual([]);
  });

  test("says how many of the stuck instances are compared", { tags: ["extended"] }, async () => {
    await pages.page.route("**/api/differs?*", async (route) => {
      const result = (await (await route.fetch()).json()) as DiffersResult;
      await route.fulfill({ json: { ...result, selection: { ...result.selection, count: 20 } } });
    });
    await pages.open("/workflows/order");
    const differs = pages.page.getByRole("region", { name: "What differs: stuck instances" });
    await differs.getByText("20 of 73 stuck, those with a record in the range").waitFor();
    await pages.page
      .getByRole("radiogroup", { name: "Compared instances" })
      .getByRole("radio", { name: "illegal" })
      .click();
    const illegal = pages.page.getByRole("region", { name: "What differs: illegal instances" });
    await illegal.getByText("20 illegal", { exact: true }).waitFor();
    expect(await illegal.getByText(/of \d+ illegal/).count()).toBe(0);
  });

  test(
    "a state opens its panel, which the address holds; esc closes it",
    { tags: ["extended"] },
    async () => {
      const { page } = pages;
      await pages.open("/workflows/order");
      await graph()
        .getByRole("button", { name: /^shipped:/ })
        .click();
      const panel = page.getByRole("complementary", { name: "Selected state" });
      await panel.getByRole("heading", { name: "shipped" }).waitFor();
      expect(pages.search().get("state")).toBe("shipped");
      await panel.getByRole("button", { name: "delivered" }).click();
      await page.getByRole("complementary", { name: "Selected transition" }).waitFor();
      await page.keyboard.press("Escape");
      await page.getByRole("complementary", { name: "Selected transition" }).waitFor({ state: "detached" });
      expect(pages.search().has("step")).toBe(false);
      await page.goBack();
      await page.getByRole("complementary", { name: "Selected transition" }).waitFor();
    },
  );

  test(
    "keys walk the graph and select; a return shows the time it costs",
    { tags: ["extended"] },
    async () => {
      const { page } = pages;
      await pages.open("/workflows/order");
      const again = graph().getByRole("button", { name: /^shipped → packed: 71, 71 returns/ });
      await again.focus();
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("ArrowLeft");
      await page.keyboard.press("Enter");
      const panel = page.getByRole("complementary", { name: "Selected transition" });
      await panel.getByText("lost in all").waitFor();
      await panel.getByRole("button", { name: "List instances" }).click();
      await page.getByRole("button", { name: "All transitions" }).waitFor();
      expect(pages.search().get("via")).toBe("shipped\npacked");
    },
  );

  test(
    "the table has the same transitions: illegal ones with their word, and declared ones that never happened",
    { tags: ["extended"] },
    async () => {
      const { page } = pages;
      await pages.open("/workflows/order");
      const rows = page.getByRole("table", { name: "Transitions" }).locator("tbody tr");
      await rows.filter({ hasText: "packed → returned" }).getByText("illegal").waitFor();
      expect(await rows.filter({ hasText: "paid → cancelled" }).innerText()).toContain("never");
      await page.getByRole("radio", { name: "never 2" }).click();
      await expect.poll(() => rows.count(), patience).toBe(2);
      await page.getByRole("radio", { name: "illegal 1" }).click();
      await expect.poll(() => rows.count(), patience).toBe(1);
    },
  );

  test(
    "failed handlers lead to the instance and to their error group, and the group back to an instance",
    { tags: ["extended"] },
    async () => {
      const { page } = pages;
      await pages.open("/workflows/order");
      const row = page.getByRole("table", { name: "Handler failures" }).locator("tbody tr").first();
      expect(await row.innerText()).toContain("MailboxFullError");
      await row.getByRole("link", { name: "Instance" }).click();
      await page.getByRole("heading", { name: "order-9" }).waitFor();
      await page.goBack();
      await row.getByRole("link", { name: "Error" }).click();
      await page.getByRole("heading", { name: "MailboxFullError" }).waitFor();
      await page.getByRole("link", { name: "Workflow order order-9" }).click();
      await page.getByRole("heading", { name: "order-9" }).waitFor();
    },
  );

  test("filters of the instances are in the address", { tags: ["extended"] }, async () => {
    const { page } = pages;
    await pages.open("/workflows/order?only=ended&in=delivered");
    await instances().first().waitFor();
    expect(await instances().getByText("stuck").count()).toBe(0);
    await page.getByRole("textbox", { name: "Part of the id" }).fill("order-99");
    await expect.poll(() => pages.search().get("search"), patience).toBe("order-99");
    await expect.poll(() => instances().count(), patience).toBe(1);
  });

  test(
    "Back within the pause of typing: what was typed is not searched for later",
    { tags: ["extended"] },
    async () => {
      const { page } = pages;
      const passPause = await pages.holdTimers(300);
      await pages.open("/workflows/order?search=order");
      await page.evaluate(() => history.pushState({}, "", "?search=order-99"));
      const field = page.getByRole("textbox", { name: "Part of the id" });
      await expect.poll(() => field.inputValue(), patience).toBe("order-99");
      await field.evaluate((input: HTMLInputElement) => {
        const { set } = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")!;
        set?.call(input, "order-99x");
        input.dispatchEvent(new Event("input", { bubbles: true }));
        history.back();
      });
      await expect.poll(() => field.inputValue(), patience).toBe("order");
      await passPause();
      expect(await field.inputValue()).toBe("order");
      expect(pages.search().get("search")).toBe("order");
    },
  );

  test("an empty store shows the snippet, a failed request what to do", { tags: ["extended"] }, async () => {
    await pages.open("/workflows", "empty");
    await pages.page.getByText("No workflows in this range").waitFor();
    expect(await pages.page.locator("main pre").innerText()).toContain("defineWorkflow");
    await pages.open("/workflows/order", "broken");
    await pages.page.getByText("The store did not answer in 30 s.").first().waitFor();
  });

  test("the panel of a state has no violations of WCAG A and AA", { tags: ["extended"] }, async () => {
    await pages.open("/workflows/order?state=created");
    expect(await pages.violations()).toEqual([]);
  });
});
