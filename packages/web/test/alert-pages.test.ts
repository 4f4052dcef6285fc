// Silences, objectives, channels, anomalies, and the ways that lead to them, in a real browser.
import { expect, test } from "vitest";

import { describePages, patience } from "./browser-pages.ts";

describePages("pages about alerts", (pages) => {
  test("silences an alert from its page: the labels are filled in, and the alerts that match are shown", async () => {
    const sent: unknown[] = [];
    await pages.page.route("**/api/silences", async (route) => {
      if (route.request().method() !== "POST") return route.continue();
      sent.push(route.request().postDataJSON());
      return route.fulfill({ json: {} });
    });
    await pages.open("/alerts/a2d4e5");
    await pages.page.getByRole("link", { name: "Silence", exact: true }).click();
    const form = pages.page.getByRole("form", { name: "New silence" });
    await form.getByText("1 alert matches now").waitFor();
    await form.getByText("Payment is slow").waitFor();
    expect(await pages.violations()).toEqual([]);
    await form.getByRole("button", { name: "Remove label 2" }).click();
    await form.getByText("2 alerts match now").waitFor();
    await form.getByLabel("Reason").fill("they know");
    await form.getByRole("button", { name: "Silence", exact: true }).click();
    await form.waitFor({ state: "detached" });
    expect(sent).toEqual([
      {
        name: "Payment is slow",
        match: { alert: "Payment is slow" },
        to: "+2h",
        reason: "they know",
        reportRecovery: false,
      },
    ]);
    expect(pages.search().get("match")).toBeNull();
  });

  test("lists active, coming and past silences, and ends one", async () => {
    const ended: string[] = [];
    await pages.page.route("**/api/silences/*", (route) => {
      ended.push(new URL(route.request().url()).pathname);
      return route.fulfill({ json: {} });
    });
    await pages.open("/alerts/silences");
    const active = pages.page.getByRole("table", { name: "Active silences" });
    await active.getByText("nordpay maintenance").waitFor();
    await pages.page.getByRole("table", { name: "Coming silences" }).getByText("Database upgrade").waitFor();
    await active.getByRole("button", { name: "End now nordpay maintenance" }).click();
    await active.getByRole("button", { name: "Confirm: End now nordpay maintenance" }).click();
    await expect.poll(() => ended, patience).toEqual(["/api/silences/s-1"]);
  });

  test("objectives say what is left of the budget, when it is used up, and which windows burn", async () => {
    await pages.open("/alerts/objectives");
    const rows = pages.page.getByRole("table", { name: "Objectives" }).locator("tbody tr");
    await rows.first().getByText("used up").waitFor();
    await rows.first().getByText("−4.2 %").waitFor();
    await rows.nth(1).getByText("in 7 days").waitFor();
    await rows.nth(1).getByText("8.2×").waitFor();
    expect(await pages.violations()).toEqual([]);
  });

  test("channels show what failed, and a test shows what the channel answered", async () => {
    await pages.open("/alerts/channels");
    const channels = pages.page.getByRole("table", { name: "Channels" });
    await channels.getByText("env:SLACK_URL").waitFor();
    await channels.getByText("The environment has no TICKETS_SECRET.").waitFor();
    await channels.getByRole("button", { name: "Test #on-call" }).click();
    await channels.getByText("test answered 200").waitFor();
    await pages.page.getByRole("table", { name: "Deliveries" }).getByText("failed for good: pager").waitFor();
    expect(await pages.violations()).toEqual([]);
  });

  test("anomalies are a feed of sentences, each with its way to what changed", async () => {
    await pages.open("/alerts/anomalies");
    await pages.page.getByText("where 94.5 % was expected").waitFor();
    await pages.page.getByText("It lasted 20 min.").waitFor();
    expect(await pages.violations()).toEqual([]);
    await pages.page.getByLabel("Ongoing only").check();
    await pages.page.getByText("It lasted 20 min.").waitFor({ state: "detached" });
    await pages.page.getByRole("link", { name: "completion of purchase" }).click();
    await pages.page.getByRole("heading", { name: "Completion of purchase", level: 1 }).waitFor();
    await pages.page.getByRole("region", { name: "What differs" }).getByText("nordpay").first().waitFor();
    await pages.page.getByText("The range has more errors than one query may read.").waitFor();
    await pages.page
      .getByRole("region", { name: "Related anomalies" })
      .getByText("p95 of payment")
      .first()
      .waitFor();
    expect(await pages.violations()).toEqual([]);
  });

  test("the overview has what fires and the rail its number; without any there is nothing", async () => {
    await pages.open("/");
    const open = pages.page.getByRole("region", { name: "Open alerts" });
    await open.getByText("now 84.1 %").waitFor();
    await pages.page.getByLabel("2 firing").waitFor();
    await open.getByRole("link", { name: "Payment is slow · nordpay" }).click();
    await pages.page.getByRole("heading", { name: "Payment is slow", level: 1 }).waitFor();
    await pages.open("/logs", "empty");
    await pages.waitUntilLoaded();
    expect(await pages.page.getByLabel(/firing$/).count()).toBe(0);
  });

  test.each([
    ["/metrics/shop.orders", "shop.orders is high"],
    ["/transactions/purchase", "Completion of purchase falls"],
    ["/services/payment", "Errors of payment"],
    ["/funnels/checkout", "Conversion of checkout falls"],
  ])("alert on this of %s opens the editor with its source, and previews it", async (address, name) => {
    await pages.open(address);
    await pages.page.getByRole("link", { name: "Alert on this" }).click();
    await expect.poll(() => pages.page.getByLabel("Name", { exact: true }).inputValue(), patience).toBe(name);
    await pages.page
      .getByRole("region", { name: "Preview" })
      .getByText(/^Would (not )?have fired/)
      .waitFor();
  });

  test.each([
    ["/alerts/silences", "No silences"],
    ["/alerts/objectives", "No objectives yet"],
    ["/alerts/channels", "No channels yet"],
    ["/alerts/anomalies", "No anomalies in this range"],
  ])("%s without data says what to do", async (address, text) => {
    await pages.open(address, "empty");
    await pages.page.getByText(text).waitFor();
    expect(await pages.violations()).toEqual([]);
  });
});
