// One alert in a real browser: why a message came or did not, what differs, and what people do with the alert.
import type { AlertResult, AlertRuleInfo } from "contract";
import { expect, test } from "vitest";

import { describePages, patience } from "./browser-pages.ts";

describePages("alert", (pages) => {
  const log = () => pages.page.getByRole("region", { name: "Why did I (not) get this" });

  test(
    "one click from the list answers why a message came, on which channel, and how long it took",
    { tags: ["extended"] },
    async () => {
      await pages.open("/alerts");
      await pages.page.getByRole("link", { name: "Purchase completion" }).click();
      await pages.page
        .getByText(/Completion of purchase is 84\.1 % \(1,009 of 1,200 in 5 min\), below 90 %, since/)
        .waitFor();
      await log().getByText("sent to #on-call").first().waitFor();
      await log().getByText("answered 200 in 120 ms").waitFor();
      await log().getByText("failed, retried: pager").waitFor();
      await log().getByText("waits for others of its group, for checkout mail").waitFor();
      await expect.poll(() => log().getByText("maintenance: database upgrade").count(), patience).toBe(1);
    },
  );

  test("and why none came", { tags: ["extended"] }, async () => {
    await pages.open("/alerts/a2d4e5");
    await log().getByText("silenced by nordpay maintenance").waitFor();
    await log().getByText("no message was sent").waitFor();
    await pages.page
      .getByText("P95 of payment for payment.provider nordpay is 2.61 s in 5 min, above 2 s")
      .waitFor();
    expect(await log().getByText("sent to").count()).toBe(0);
  });

  test(
    "marks on the chart when it fired, and lists the changes with their values",
    { tags: ["extended"] },
    async () => {
      await pages.open("/alerts/a1f0c3");
      await pages.page.getByRole("figure", { name: /completion of purchase/ }).waitFor();
      await pages.page
        .getByRole("img", { name: /^Fired / })
        .nth(1)
        .waitFor();
      const changes = pages.page.getByRole("table", { name: "Changes" });
      await changes.getByText("limit 90.0 % · recover 92.0 % · count 371 · expected 94.0 %").waitFor();
      expect(await changes.locator("tbody tr").count()).toBe(4);
    },
  );

  test(
    "what differs opens the traces of the service, compared over the time in which it fired",
    { tags: ["extended"] },
    async () => {
      await pages.open("/alerts/a2d4e5");
      await pages.page.getByRole("link", { name: "What differs" }).click();
      await pages.page.getByRole("heading", { name: "Traces", level: 1 }).waitFor();
      const search = pages.search();
      expect(search.get("view")).toBe("differs");
      expect(search.get("service")).toBe("payment");
      expect(search.getAll("filter")).toEqual(["payment.provider=nordpay"]);
      expect(search.get("region")).toMatch(/~2000~3600000000$/);
    },
  );

  test("accepts the level of an anomaly, and of nothing else", { tags: ["extended"] }, async () => {
    const sent: unknown[] = [];
    let since = "";
    await pages.page.route("**/api/alerts/*/notes", async (route) => {
      sent.push(route.request().postDataJSON());
      await route.fulfill({
        json: { id: "n", time: new Date().toISOString(), author: "ann", kind: "accept", text: "", since },
      });
    });
    const bar = pages.page.getByRole("region", { name: "Handling" });
    await pages.open("/alerts/a1f0c3");
    await bar.getByRole("button", { name: "Acknowledge" }).waitFor();
    expect(await bar.getByRole("button", { name: "Accept this level" }).count()).toBe(0);
    await pages.page.route("**/api/alerts/a1f0c3*", async (route) => {
      const answer = await route.fetch();
      const result = (await answer.json()) as AlertResult;
      // the same in each answer: times of the examples follow the clock
      since ||= result.alert.since;
      const content = { ...result.rule!.content, when: { any: [{ when: { anomaly: {} } }] } };
      const alert = { ...result.alert, since };
      await route.fulfill({ json: { ...result, alert, rule: { ...result.rule!, content } } });
    });
    await pages.open("/alerts/a1f0c3");
    await bar.getByRole("button", { name: "Accept this level" }).click();
    await expect.poll(() => sent, patience).toEqual([{ kind: "accept", since }]);
  });

  test("warns of an amount that adds currencies, and asks for it once", { tags: ["extended"] }, async () => {
    const { page } = pages;
    const on = { transaction: "purchase", measure: "amount" };
    const warning = "The amount adds EUR and USD: name a currency with a condition or a group.";
    let asked = 0;
    await page.route("**/api/alerts/a1f0c3*", async (route) => {
      const result = (await (await route.fetch()).json()) as AlertResult;
      const rule = { ...result.rule!, content: { ...result.rule!.content, on } };
      await route.fulfill({ json: { ...result, rule } });
    });
    await page.route("**/api/alert-rules/r-completion", async (route) => {
      asked++;
      const rule = (await (await route.fetch()).json()) as AlertRuleInfo;
      await route.fulfill({ json: { ...rule, warning } });
    });
    await pages.open("/alerts/a1f0c3");
    await page.getByText(warning).waitFor();
    expect(await pages.violations()).toEqual([]);
    await page.getByRole("link", { name: "Edit rule" }).waitFor();
    expect(asked).toBe(1);
    // a rule on anything else is not asked for, but says what the alert's answer has of it
    const depends = "It depends on a disabled rule.";
    await page.route("**/api/alerts/a2d4e5*", async (route) => {
      const result = (await (await route.fetch()).json()) as AlertResult;
      await route.fulfill({ json: { ...result, rule: { ...result.rule!, warning: depends } } });
    });
    await pages.open("/alerts/a2d4e5");
    await page.getByRole("region", { name: "Handling" }).waitFor();
    await page.getByText(depends).waitFor();
    expect(await page.getByText("The amount adds").count()).toBe(0);
    expect(asked).toBe(1);
  });

  test("acknowledges, assigns, judges and comments", async () => {
    const sent: unknown[] = [];
    await pages.page.route("**/api/alerts/*/notes", async (route) => {
      const note = route.request().postDataJSON() as object;
      sent.push(note);
      await route.fulfill({
        json: { id: "n", time: new Date().toISOString(), author: "ann", text: "", ...note },
      });
    });
    await pages.open("/alerts/a1f0c3");
    const bar = pages.page.getByRole("region", { name: "Handling" });
    await bar.getByRole("button", { name: "Acknowledge" }).click();
    await expect.poll(() => sent, patience).toEqual([{ kind: "acknowledge" }]);
    await bar.getByRole("textbox", { name: "Assignee" }).fill("bob");
    await bar.getByRole("button", { name: "Assign" }).click();
    await expect.poll(() => sent.at(-1), patience).toEqual({ kind: "assign", text: "bob" });
    await bar.getByRole("button", { name: "Noise" }).click();
    await expect.poll(() => sent.at(-1), patience).toEqual({ kind: "noise" });
    const comments = pages.page.getByRole("region", { name: "Comments" });
    await comments.getByText("nordpay confirms an outage").waitFor();
    await comments.getByRole("textbox", { name: "Comment" }).fill("called them");
    await comments.getByRole("button", { name: "Comment" }).click();
    await expect.poll(() => sent.at(-1), patience).toEqual({ kind: "comment", text: "called them" });
    await expect.poll(() => comments.getByRole("textbox").inputValue(), patience).toBe("");
  });

  test("has the rule as YAML, and the commands that replay the alert", { tags: ["extended"] }, async () => {
    await pages.open("/alerts/a1f0c3");
    const rule = pages.page.getByRole("region", { name: "Rule" });
    await rule.getByText("when: { below: 0.9, recover: 0.92 }").waitFor();
    await rule.getByText("Precision 87.5 %").waitFor();
    const replay = pages.page.getByRole("region", { name: "Replay" });
    await replay.getByText("npx telltale-cli replay").waitFor();
    const commands = await replay.locator("code").innerText();
    expect(commands).toContain("/api/alert-rules/file?rule=Purchase%20completion");
    expect(commands).toContain("--signal business --from 20");
    expect(commands).toContain("--rule='Purchase completion'");
  });

  test("those who may only read see everything and no buttons", { tags: ["extended"] }, async () => {
    await pages.page.route(/\/api\/alerts\/a1f0c3($|\?)/, async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ json: { ...((await answer.json()) as object), mayChange: false } });
    });
    await pages.open("/alerts/a1f0c3");
    const bar = pages.page.getByRole("region", { name: "Handling" });
    await bar.getByText("changes need the scope alerts").waitFor();
    expect(await bar.getByRole("button").count()).toBe(0);
    expect(await pages.page.getByRole("link", { name: "Silence", exact: true }).count()).toBe(0);
    expect(await pages.page.getByRole("textbox", { name: "Comment" }).count()).toBe(0);
  });

  test("an unknown alert and a failed request say what to do", { tags: ["extended"] }, async () => {
    await pages.open("/alerts/unknown");
    await pages.page.getByText("Nothing is called /api/alerts/unknown.").waitFor();
    await pages.open("/alerts/a1f0c3", "broken");
    await pages.page.getByText("The store did not answer in 30 s.").waitFor();
    expect(await pages.page.getByRole("button", { name: "Try again" }).count()).toBeGreaterThan(0);
  });
});
