// The list and the history of alerts in a real browser: what fires first, filters in the address, and what to do when there is nothing.
import { expect, test } from "vitest";

import { describePages, patience } from "./browser-pages.ts";

describePages("alerts", (pages) => {
  const rows = () => pages.page.getByRole("table", { name: "Alerts", exact: true }).locator("tbody tr");

  test(
    "lists what fires first, with values in their units and the reason why no message was sent",
    { tags: ["extended"] },
    async () => {
      await pages.open("/alerts");
      await rows().first().getByText("Purchase completion").waitFor();
      await rows().first().getByText("84.1 %").waitFor();
      await rows().nth(1).getByText("2.61 s").waitFor();
      await rows().nth(1).getByText("silenced by nordpay maintenance").waitFor();
      await rows().nth(1).getByText("acknowledged by ann, assigned to bob").waitFor();
      expect(await rows().count()).toBe(7);
      await pages.page.getByText("1 of 9 alert rules has had no result").waitFor();
    },
  );

  test("states the condition of an alert that does not fire, and what is wrong only while it fires", async () => {
    await pages.open("/alerts");
    const slow = rows().filter({ hasText: "Payment is slow" });
    const sentence = "p95 of the payment service is above two seconds.";
    await slow.filter({ hasText: "nordpay" }).getByText(sentence).waitFor();
    const quiet = slow.filter({ hasText: "stripe" });
    await quiet.getByText("p95 of payment above 2.00 s").waitFor();
    expect(await quiet.getByText(sentence).count()).toBe(0);
    await quiet.getByRole("link", { name: "Payment is slow" }).click();
    await pages.page.getByRole("heading", { name: "Payment is slow", level: 1 }).waitFor();
    await pages.page.getByText("p95 of payment above 2.00 s", { exact: true }).first().waitFor();
    // the rule on the page has the sentence, within its file
    expect(await pages.page.getByText(sentence, { exact: true }).count()).toBe(0);
  });

  test("keeps filters in the address, and counts the alerts of each state", async () => {
    await pages.open("/alerts");
    await pages.page.getByRole("radio", { name: "firing 2" }).click();
    await expect.poll(() => rows().count(), patience).toBe(2);
    expect(pages.search().get("state")).toBe("firing");
    await pages.page.getByTitle("Severity", { exact: true }).click();
    await pages.page.getByRole("option", { name: "page", exact: true }).click();
    await expect.poll(() => rows().count(), patience).toBe(1);
    expect(pages.search().get("urgency")).toBe("page");
    await pages.page.keyboard.press("/");
    await pages.page.keyboard.type("nothing like it");
    await pages.page.getByText("No alerts match these filters").waitFor();
    await pages.page.getByRole("link", { name: "Show all" }).click();
    await expect.poll(() => rows().count(), patience).toBe(7);
  });

  test(
    "the history has each change with the values behind it, and leads to the alert",
    { tags: ["extended"] },
    async () => {
      await pages.open("/alerts");
      await pages.page
        .getByRole("navigation", { name: "Pages about alerts" })
        .getByRole("link", { name: "History" })
        .click();
      const changes = pages.page.getByRole("table", { name: "History" }).locator("tbody tr");
      await changes.nth(3).getByRole("cell", { name: "fired" }).waitFor();
      await changes.nth(3).getByText("limit 90.0 % · recover 92.0 % · count 371").waitFor();
      expect(pages.search().get("view")).toBe("history");
      await pages.page.keyboard.press("j");
      await pages.page.keyboard.press("Enter");
      await pages.page.getByRole("heading", { name: "Checkout conversion falls", level: 1 }).waitFor();
    },
  );

  test(
    "says when the evaluation has stopped, and which console was the leader",
    { tags: ["extended"] },
    async () => {
      await pages.page.route("**/api/alerts?*", async (route) => {
        const answer = await route.fetch();
        const body = (await answer.json()) as { evaluation: object };
        const reason = "No console has evaluated the rule since; the last one was shop-1/4117.";
        const since = new Date(Date.now() - 600_000).toISOString();
        const notEvaluated = [{ rule: "Payment is slow", ruleId: "r-slow", since, reason }];
        const evaluation = { ...body.evaluation, notEvaluated, notEvaluatedTotal: 9 };
        await route.fulfill({ json: { ...body, evaluation } });
      });
      await pages.open("/alerts");
      await pages.page
        .getByText(/^9 alert rules have had no result since .*the last one was shop-1/)
        .waitFor();
      expect(await rows().count()).toBe(7);
    },
  );

  test(
    "without rules, names a file to begin with and the option that reads its folder",
    { tags: ["extended"] },
    async () => {
      await pages.open("/alerts", "empty");
      await pages.page.getByText("No alert rules yet").waitFor();
      await pages.page.getByText("npx telltale-console --alert-rules alerts").waitFor();
      await pages.page.getByText("name: Purchases fail").waitFor();
      expect(await pages.violations()).toEqual([]);
    },
  );

  test("with rules and nothing that fires, says so", { tags: ["extended"] }, async () => {
    await pages.page.route("**/api/alerts?*", async (route) => {
      const answer = await route.fetch();
      const body = (await answer.json()) as { evaluation: object };
      const evaluation = { ...body.evaluation, notEvaluated: [], notEvaluatedTotal: 0 };
      await route.fulfill({ json: { ...body, evaluation, items: [], states: { ok: 20 } } });
    });
    await pages.open("/alerts");
    await pages.page.getByText("Nothing fires").waitFor();
    await pages.page.getByText("9 rules were evaluated").waitFor();
    expect(await rows().count()).toBe(0);
  });

  test("a failed request says what to do", { tags: ["extended"] }, async () => {
    await pages.open("/alerts", "broken");
    await pages.page.getByText("The store did not answer in 30 s.").waitFor();
    expect(await pages.page.getByRole("button", { name: "Try again" }).count()).toBe(1);
  });
});
