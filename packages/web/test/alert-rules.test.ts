// Rules in a real browser: a person writes one, sees when it would have fired, moves the limit, and saves it.
import type { PreviewResult } from "contract";
import { expect, test } from "vitest";

import { describePages, patience } from "./browser-pages.ts";

describePages("alert rules", (pages) => {
  const rows = () => pages.page.getByRole("table", { name: "Rules", exact: true }).locator("tbody tr");
  const preview = () => pages.page.getByRole("region", { name: "Preview" });
  const field = (label: string) => pages.page.getByLabel(label, { exact: true });

  test("lists rules with their alerts, precision, source and mistakes", { tags: ["extended"] }, async () => {
    await pages.open("/alerts/rules");
    const completion = rows().filter({ hasText: "Purchase completion" });
    await completion.getByText("completion of purchase below 90.0 %").waitFor();
    await completion.getByText("1 firing").waitFor();
    await completion.getByText("87.5 %").waitFor();
    await rows().filter({ hasText: "Open refunds" }).getByText("not evaluated: Unknown column").waitFor();
    await rows().filter({ hasText: "Purchases complete" }).getByText("95.0 % over 30 d").waitFor();
    const files = pages.page.getByRole("list", { name: "Files with mistakes" });
    await files.getByText("drafts.yaml").waitFor();
    await files.getByText("is 90 %; expected a number.").waitFor();
    await pages.page.getByRole("radio", { name: "failing" }).click();
    await expect.poll(() => rows().count(), patience).toBe(2);
    expect(pages.search().get("problem")).toBe("true");
  });

  test("a new rule: source, limit, preview of the last week, slider, save", async () => {
    const saved: unknown[] = [];
    await pages.page.route("**/api/alert-rules", async (route) => {
      if (route.request().method() !== "POST") return route.continue();
      saved.push(route.request().postDataJSON());
      const answer = await pages.page.request.get(`${pages.url}/api/alert-rules/r-completion`);
      return route.fulfill({ json: await answer.json() });
    });
    await pages.open("/alerts");
    await pages.page.getByRole("link", { name: "New rule" }).click();
    await preview().getByText("Choose a source to see").waitFor();
    await field("Name").fill("Purchases stall");
    await field("Transaction").fill("purchase");
    await preview()
      .getByText(/^Would have fired 3 times in the last week, 1 h 40 min in all$/)
      .waitFor();
    await pages.page.getByText("Sends to #on-call.").waitFor();
    await field("Severity").selectOption("page");
    await pages.page.getByText("Sends to #on-call and pager.").waitFor();
    await field("Severity").selectOption("ticket");
    const slider = preview().getByRole("slider", { name: "Fires below" });
    await slider.focus();
    await pages.page.keyboard.press("Home");
    await preview().getByText("Would not have fired in the last week").waitFor();
    await field("Limit").fill("0.87");
    await preview()
      .getByText(/^Would have fired \d+ times/)
      .waitFor();
    await pages.page.getByRole("button", { name: "Save", exact: true }).click();
    await rows().first().waitFor();
    expect(saved).toEqual([
      {
        kind: "alert",
        content: {
          name: "Purchases stall",
          on: { transaction: "purchase", measure: "completion" },
          when: { below: 0.87 },
          for: "2m",
          severity: "ticket",
        },
      },
    ]);
  });

  test(
    "does not say that a rule stays quiet when its values cannot be read",
    { tags: ["extended"] },
    async () => {
      const reason = "The query `alert-transactions` took too long.";
      await pages.page.route("**/api/alert-rules/preview", async (route) => {
        const result = (await (await route.fetch()).json()) as PreviewResult;
        const nothing = { groups: [], groupCount: 0, changes: [], firings: 0, minutesFiring: 0 };
        await route.fulfill({ json: { ...result, ...nothing, errors: [reason] } });
      });
      await pages.open("/alerts/rules/r-completion");
      await preview().getByText("Not known: the values cannot be read", { exact: true }).waitFor();
      await preview().getByText(reason).waitFor();
      expect(await preview().getByText("Would not have fired").count()).toBe(0);
    },
  );

  test("shows the mistakes that the console finds at their fields", { tags: ["extended"] }, async () => {
    const mistake = { path: "for", message: "is `5 minutes`; expected a duration.", fix: "Write `5m`." };
    await pages.page.route("**/api/alert-rules/preview", (route) =>
      route.fulfill({
        status: 422,
        json: { status: 422, code: "RULE_INVALID", message: "1 mistake", fix: "", problems: [mistake] },
      }),
    );
    await pages.open("/alerts/rules/r-completion");
    await field("For").fill("5 minutes");
    await pages.page.getByText("is `5 minutes`; expected a duration. Write `5m`.").waitFor();
    await expect.poll(() => field("For").getAttribute("aria-invalid"), patience).toBe("true");
    await preview().getByText("The preview appears when the rule has no mistakes.").waitFor();
  });

  test("Back loses a rule that is not saved only after a question", { tags: ["extended"] }, async () => {
    const { page } = pages;
    const { promise: typed, resolve: endTyping } = Promise.withResolvers<void>();
    await page.route("**/api/session", async (route) => {
      await typed;
      await route.fallback();
    });
    await pages.open("/alerts/rules");
    await page.getByRole("link", { name: "New rule" }).click();
    await field("Name").fill("Purchases stall");
    // before the page knows that the user may save it
    endTyping();
    await page.getByRole("button", { name: "Save", exact: true }).waitFor();
    await page.getByRole("radio", { name: "YAML" }).click();
    await page.getByRole("radio", { name: "form" }).click();
    await page.getByRole("link", { name: "Rules", exact: true }).first().click();
    const question = page.getByRole("dialog", { name: "Discard unsaved changes?" });
    await question.waitFor();
    // the palette would be below it
    await page.keyboard.press("Control+k");
    expect(await page.getByRole("dialog").count()).toBe(1);
    await question.getByRole("button", { name: "Keep editing" }).click();
    expect(await field("Name").inputValue()).toBe("Purchases stall");
    // Forward is at the draft again
    await page.goBack();
    await question.waitFor();
    await page.goForward();
    await question.waitFor({ state: "detached" });
    await page.goBack();
    await question.getByRole("button", { name: "Keep editing" }).click();
    await expect.poll(() => new URL(page.url()).pathname, patience).toBe("/alerts/rules/new");
    expect(await field("Name").inputValue()).toBe("Purchases stall");
    await page.goBack();
    await question.getByRole("button", { name: "Discard" }).click();
    await rows().first().waitFor();
    // what was only looked at is left at once
    await rows().getByRole("link", { name: "Purchase completion" }).first().click();
    await field("Name").waitFor();
    await page.goBack();
    await rows().first().waitFor();
    expect(await question.count()).toBe(0);
  });

  test("YAML has everything, and the form shows what was changed there", { tags: ["extended"] }, async () => {
    await pages.open("/alerts/rules/r-completion");
    await pages.page.getByRole("radio", { name: "YAML" }).click();
    const yaml = pages.page.getByRole("textbox", { name: "Rule as YAML" });
    await expect.poll(() => yaml.inputValue(), patience).toContain("remind: 15m");
    await yaml.fill("name: [");
    await pages.page.getByText(/^Invalid YAML/).waitFor();
    // what is seen could not be saved, and would be lost in the form
    expect(await pages.page.getByRole("button", { name: "Save", exact: true }).isDisabled()).toBe(true);
    expect(await pages.page.getByRole("radio", { name: "form" }).isDisabled()).toBe(true);
    await yaml.fill("name: Other\non: { transaction: purchase, measure: failure }\nwhen: { above: 0.2 }\n");
    await pages.page.getByText(/^Invalid YAML/).waitFor({ state: "detached" });
    expect(await pages.violations()).toEqual([]);
    await pages.page.getByRole("radio", { name: "form" }).click();
    await expect.poll(() => field("Name").inputValue(), patience).toBe("Other");
    expect(await field("Limit").inputValue()).toBe("0.2");
    expect(pages.search().get("tab")).toBeNull();
  });

  test("an amount of several currencies names one by keyboard, in form and YAML", async () => {
    const { page } = pages;
    const rule = { name: "Sales", on: { transaction: "purchase", measure: "amount" }, when: { above: 5 } };
    await pages.open(`/alerts/rules/new?rule=${encodeURIComponent(JSON.stringify(rule))}`);
    const note = preview().getByText(
      "The amount adds EUR, USD and GBP: name a currency with a condition or a group.",
    );
    const where = field("Where");
    await note.waitFor();
    expect(await pages.violations()).toEqual([]);
    const offers = preview().getByRole("group", { name: "Name a currency" });
    expect(await offers.getByRole("button").allTextContents()).toEqual([
      "Only EUR",
      "Only USD",
      "Only GBP",
      "Group by currency",
    ]);
    await offers.getByRole("button", { name: "Only USD" }).focus();
    await page.keyboard.press("Enter");
    await note.waitFor({ state: "detached" });
    expect(await where.inputValue()).toBe("telltale.transaction.currency=USD");
    const title = preview().getByRole("heading", { name: "Preview" });
    expect(await title.evaluate((one) => one === document.activeElement)).toBe(true);
    // the field suggests them, too
    await where.fill("region=eu, ");
    await note.waitFor();
    const suggested = await page
      .locator("datalist option")
      .evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value));
    expect(suggested).toContain("region=eu, telltale.transaction.currency=EUR");
    await page.getByRole("radio", { name: "YAML" }).click();
    const yaml = page.getByRole("textbox", { name: "Rule as YAML" });
    await expect.poll(() => yaml.inputValue(), patience).toContain("region: eu");
    // what is not YAML is not the draft, and would be lost
    await yaml.press("Control+End");
    await yaml.pressSequentially("groupBy: [");
    await expect.poll(() => offers.getByRole("button").first().isDisabled(), patience).toBe(true);
    await yaml.pressSequentially("region]\n");
    await offers.getByRole("button", { name: "Group by currency" }).click();
    await note.waitFor({ state: "detached" });
    await expect.poll(() => yaml.inputValue(), patience).toContain("telltale.transaction.currency");
    await yaml.press("Control+End");
    await yaml.pressSequentially("owner: team-sales\n");
    await page.getByRole("radio", { name: "form" }).click();
    expect(await field("Group by").inputValue()).toBe("region, telltale.transaction.currency");
    expect(await field("Owner").inputValue()).toBe("team-sales");
    expect(await where.inputValue()).toBe("region=eu");
  });

  test("conditions that cannot be read are an error at the field, and are not saved", async () => {
    const { page } = pages;
    const saved: unknown[] = [];
    await page.route("**/api/alert-rules", async (route) => {
      if (route.request().method() !== "POST") return route.continue();
      saved.push(route.request().postDataJSON());
      const answer = await page.request.get(`${pages.url}/api/alert-rules/r-completion`);
      return route.fulfill({ json: await answer.json() });
    });
    const [currency, code] = ["telltale.transaction.currency", "points, gold"];
    const on = { transaction: "purchase", measure: "amount", where: { [currency]: code } };
    const rule = { name: "Sales", on, when: { above: 5 } };
    await pages.open(`/alerts/rules/new?rule=${encodeURIComponent(JSON.stringify(rule))}`);
    const [where, save] = [field("Where"), page.getByRole("button", { name: "Save", exact: true })];
    // a value with a comma is in quotes
    await where.waitFor();
    expect(await where.inputValue()).toBe(`${currency}="${code}"`);
    await where.fill("region: eu, tier: gold");
    await page.getByText("`region: eu` is not a condition.").waitFor();
    expect(await where.getAttribute("aria-invalid")).toBe("true");
    expect(await pages.violations()).toEqual([]);
    await expect.poll(() => save.isDisabled(), patience).toBe(true);
    await where.press("Enter");
    expect(await where.inputValue()).toBe("region: eu, tier: gold");
    await where.fill('region=eu, tier="gold"');
    expect(await where.getAttribute("aria-invalid")).toBe("false");
    await save.click();
    await rows().first().waitFor();
    const conditions = { region: "eu", tier: "gold" };
    expect(saved).toEqual([{ kind: "alert", content: { ...rule, on: { ...on, where: conditions } } }]);
  });

  test("a currency with a hostile or long name does not widen the page, and many are counted", async () => {
    const { page } = pages;
    const hostile = `\u202E${"\uFDFD".repeat(80)}\n,"`;
    await page.route("**/api/alert-rules/preview", async (route) => {
      const result = (await (await route.fetch()).json()) as PreviewResult;
      await route.fulfill({ json: { ...result, currencies: [hostile, "EUR"], currencyCount: 42 } });
    });
    const rule = { name: "Sales", on: { transaction: "purchase", measure: "amount" }, when: { above: 5 } };
    await pages.open(`/alerts/rules/new?rule=${encodeURIComponent(JSON.stringify(rule))}`);
    const name = `“${"\uFDFD".repeat(19)}…”`;
    await preview().getByText(`The amount adds ${name}, EUR and 40 more:`).waitFor();
    const only = preview().getByRole("button", { name: `Only ${name}` });
    await only.waitFor();
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      const widthOfPage = (): Promise<number> => page.evaluate("document.documentElement.scrollWidth");
      await expect.poll(widthOfPage, patience).toBe(width);
    }
    await only.click();
    // the value is whole, on one line
    const text = await field("Where").inputValue();
    expect(text.slice(text.indexOf("=") + 1)).toBe(`"\\u202e${"\uFDFD".repeat(80)}\\n,\\""`);
    await page.getByRole("radio", { name: "YAML" }).click();
    await page.getByRole("radio", { name: "form" }).click();
    expect(await field("Where").inputValue()).toBe(text);
  });

  test(
    "an anomaly condition shows the expected band, in the picture and in words",
    { tags: ["extended"] },
    async () => {
      await pages.open("/alerts/rules/r-completion");
      await pages.page.getByLabel("Condition").selectOption("anomaly");
      const shown = pages.page.getByRole("region", { name: "Preview" });
      await shown.getByText("expected band, now 92.0 % – 98.0 %").waitFor();
      await shown
        .getByRole("figure", { name: /fired 3 times, the last value expected between 92.0 % – 98.0 %$/ })
        .waitFor();
      const shareOfBand = (): number => {
        const canvas = document.querySelector("canvas");
        const probe = document.createElement("i");
        probe.style.color = "var(--chart-band)";
        document.body.append(probe);
        const [red, green, blue] = getComputedStyle(probe)
          .color.match(/[\d.]+/g)!
          .map(Number);
        probe.remove();
        const { data } = canvas!.getContext("2d")!.getImageData(0, 0, canvas!.width, canvas!.height);
        let pixels = 0;
        for (let at = 0; at < data.length; at += 4)
          if (data[at] === red && data[at + 1] === green && data[at + 2] === blue) pixels++;
        return pixels / (data.length / 4);
      };
      await expect.poll(() => pages.page.evaluate(shareOfBand), patience).toBeGreaterThan(0.1);
      expect(await pages.violations()).toEqual([]);
    },
  );

  test(
    "a rule from a file is read-only: its limit can be tried, not saved",
    { tags: ["extended"] },
    async () => {
      await pages.open("/alerts/rules/r-slow");
      await pages.page.getByText("This rule is in payments.yaml: change it there.").waitFor();
      await preview().getByRole("slider").waitFor();
      expect(await pages.page.getByRole("button", { name: "Save", exact: true }).count()).toBe(0);
      await pages.page.getByRole("button", { name: "Export as file" }).waitFor();
    },
  );

  test(
    "deletes a stored rule after a second click, with the version that was read",
    { tags: ["extended"] },
    async () => {
      const headers: (string | null)[] = [];
      await pages.page.route("**/api/alert-rules/r-completion", async (route) => {
        if (route.request().method() === "DELETE")
          headers.push(await route.request().headerValue("if-match"));
        return route.continue();
      });
      await pages.open("/alerts/rules/r-completion");
      await pages.page.getByRole("button", { name: "Delete Purchase completion" }).click();
      await pages.page.getByRole("button", { name: "Confirm: delete Purchase completion" }).click();
      await rows().first().waitFor();
      expect(headers).toEqual(['"3"']);
    },
  );

  test(
    "a rule that could not be deleted can be deleted again from its button",
    { tags: ["extended"] },
    async () => {
      let isFailing = true;
      await pages.page.route("**/api/alert-rules/r-completion", async (route) => {
        if (route.request().method() !== "DELETE" || !isFailing) return route.continue();
        return route.fulfill({
          status: 422,
          json: { status: 422, code: "X", message: "Planted failure.", fix: "" },
        });
      });
      await pages.open("/alerts/rules/r-completion");
      const button = pages.page.getByRole("button", { name: /delete Purchase completion$/i });
      await button.press("Enter");
      await button.press("Enter");
      const alert = pages.page.getByRole("alert").getByText("Planted failure.");
      await alert.waitFor();
      await expect.poll(() => button.getAttribute("aria-label"), patience).toBe("Delete Purchase completion");
      expect(await button.evaluate((one) => one === document.activeElement)).toBe(true);
      isFailing = false;
      await pages.page.keyboard.press("Enter");
      await alert.waitFor({ state: "detached" });
      await pages.page.keyboard.press("Enter");
      await rows().first().waitFor();
      expect(await pages.violations()).toEqual([]);
    },
  );

  test("without rules, names a file to begin with", { tags: ["extended"] }, async () => {
    await pages.open("/alerts/rules", "empty");
    await pages.page.getByText("No alert rules yet").waitFor();
    await pages.page.getByText("npx telltale-console --alert-rules alerts").waitFor();
    expect(await rows().count()).toBe(0);
  });
});
