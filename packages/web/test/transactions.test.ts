// Transactions in a real browser over the preview's story: a provider of the shop times out after a deploy, and purchases are lost.
import type { TransactionEvidenceResult, TransactionsResult, TransactionTypeResult } from "contract";
import { expect, test } from "vitest";

import { describePages, patience } from "./browser-pages.ts";

describePages("transactions", (pages) => {
  const region = (name: string) => pages.page.getByRole("region", { name });
  const table = (name: string) => pages.page.getByRole("table", { name, exact: true });
  const rows = () =>
    table("Transactions")
      .locator("tbody")
      .getByRole("link", { name: /^order-/ });
  const requestOf = (part: RegExp) => pages.page.waitForRequest((request) => part.test(request.url()));

  test(
    "lead from the overview over what differs and the provider to one lost purchase and its error",
    { tags: ["extended"] },
    async () => {
      await pages.open("/");
      await pages.page.getByRole("link", { name: "Failed transactions" }).click();
      await pages.page.getByRole("heading", { name: "purchase", level: 1 }).waitFor();
      // What differs for the lost ones names the provider, and its button groups the chart by it.
      await region("Reasons").getByRole("link", { name: "What differs" }).click();
      const differs = region("What differs when they are lost");
      await differs.getByText("nordpay").first().waitFor();
      await pages.page.getByRole("combobox", { name: /Group by/ }).click();
      await pages.page.getByRole("option", { name: "payment.provider" }).click();
      const groups = table("By payment.provider");
      await groups.getByRole("row", { name: /^nordpay/ }).waitFor();
      expect([pages.search().get("by"), pages.search().get("measure")]).toEqual(["payment.provider", null]);
      await pages.page.getByRole("figure", { name: /purchase: completed share/ }).waitFor();
      // The provider narrows the list of the failed ones to its own.
      const asked = requestOf(/transactions\/purchase\?.*where=/);
      await groups.getByRole("button", { name: "nordpay" }).click();
      const { searchParams } = new URL((await asked).url());
      expect([searchParams.get("outcome"), searchParams.getAll("where")]).toEqual([
        "failed",
        ["payment.provider=nordpay"],
      ]);
      await pages.page.getByRole("button", { name: "Remove payment.provider=nordpay" }).waitFor();
      await rows().first().click();
      // Its timeline leads to its trace, its error and its logs.
      const timeline = table("Timeline");
      await timeline.getByRole("link", { name: "ProviderTimeoutError" }).waitFor();
      await timeline.getByRole("link", { name: "POST /checkout" }).waitFor();
      await pages.page.getByRole("radio", { name: /^errors 1/ }).click();
      await expect.poll(() => timeline.getByRole("link").count(), patience).toBe(1);
      expect(pages.search().get("only")).toBe("error");
      await timeline.getByRole("link", { name: "ProviderTimeoutError" }).click();
      await expect.poll(() => new URL(pages.page.url()).pathname, patience).toBe("/errors/timeout");
    },
  );

  /** No purchase has started for ten minutes, of 72 a minute on other days. */
  async function stopPurchases(): Promise<void> {
    await pages.page.route("**/api/transaction-evidence?**", async (route) => {
      const result = (await (await route.fetch()).json()) as TransactionEvidenceResult;
      const types = result.types.map((one) =>
        one.type === "purchase"
          ? {
              ...one,
              lastStarted: new Date(Date.parse(result.to) - 600_000).toISOString(),
              days: one.days.map((day) => ({ ...day, startedInGap: 720 })),
            }
          : one,
      );
      await route.fulfill({ json: { ...result, types } });
    });
  }
  const claim = /^No purchase has started since .+, usually 1\.2 a second$/;

  test(
    "a type that stopped is the first of the list and says so, as its page does",
    { tags: ["extended"] },
    async () => {
      await stopPurchases();
      await pages.page.route(
        ({ pathname }) => pathname === "/api/transactions",
        async (route) => {
          const result = (await (await route.fetch()).json()) as TransactionsResult;
          const types = result.types.filter(({ type }) => type !== "purchase");
          await route.fulfill({ json: { ...result, types } });
        },
      );
      await pages.open("/transactions");
      const first = table("Transaction types").locator("tbody tr").first();
      await first.getByText(claim).waitFor();
      expect(await pages.violations(first)).toEqual([]);
      await first.getByRole("link", { name: "purchase" }).click();
      const verdict = pages.page.getByRole("status", { name: "Verdict" });
      await verdict.getByText(claim).waitFor();
      // also where it has none in the range
      await pages.page.route("**/api/transactions/purchase?**", async (route) => {
        const result = (await (await route.fetch()).json()) as TransactionTypeResult;
        const none = { started: 0, open: 0, completed: 0, failed: 0, abandoned: 0 };
        const current = { ...result.summary.current, ...none };
        await route.fulfill({ json: { ...result, items: [], summary: { ...result.summary, current } } });
      });
      await pages.open("/transactions/purchase");
      await pages.page.getByText("No transactions of type purchase in this range").waitFor();
      await verdict.getByText(claim).waitFor();
    },
  );

  test(
    "the page of a type says its verdict, and what it was judged without",
    { tags: ["extended"] },
    async () => {
      await pages.open("/transactions/purchase");
      const verdict = pages.page.getByRole("status", { name: "Verdict" });
      await verdict.getByText(/^Purchase completion fell from .+ to .+ at /).waitFor();
      expect(await pages.violations(verdict)).toEqual([]);
      await pages.page.route("**/api/transaction-evidence?**", (route) =>
        route.fulfill({
          status: 422,
          json: { status: 422, code: "QUERY_TOO_BROAD", message: "Planted failure.", fix: "" },
        }),
      );
      await pages.open("/transactions/purchase");
      await verdict.getByText("judged without rules and earlier days of transactions").waitFor();
    },
  );

  test(
    "are listed at once and estimated until all are counted; then only exact figures are asked for",
    { tags: ["extended"] },
    async () => {
      const asked: string[] = [];
      const { promise: counted, resolve: count } = Promise.withResolvers<void>();
      await pages.page.route("**/api/transactions/purchase?**", async (route) => {
        const isFew = new URL(route.request().url()).searchParams.get("sample") === "few";
        asked.push(isFew ? "few" : "all");
        const response = await route.fetch();
        const json: object = await response.json();
        if (!isFew) await counted;
        await route.fulfill({ json: { ...json, isEstimate: isFew } });
      });
      await pages.open("/transactions/purchase?from=-5m");
      const estimate = pages.page.getByText("estimated from a part of the transactions");
      await estimate.waitFor();
      await rows().first().waitFor();
      count();
      await estimate.waitFor({ state: "detached" });
      await rows().first().waitFor();
      const exact = (): number => asked.filter((one) => one === "all").length;
      await expect.poll(exact, patience).toBeGreaterThan(1);
      expect(asked.slice(asked.indexOf("all"))).not.toContain("few");
    },
  );

  test("are filtered by amount, duration, attribute and reason; the address has all of it", async () => {
    await pages.open("/transactions/purchase");
    const amount = pages.page.getByRole("group", { name: "Amount" });
    const asked = requestOf(/minAmount=50/);
    await amount.getByLabel("Amount from").fill("50");
    await amount.getByLabel("Amount from").press("Enter");
    await asked;
    const slow = requestOf(/minDurationMs=2500/);
    await pages.page.getByLabel("Duration from").fill("2.5 s");
    await pages.page.getByLabel("Duration from").press("Enter");
    await slow;
    const gold = requestOf(/where=user\.tier%3Dgold/);
    await pages.page.getByLabel("Attribute condition").fill("user.tier=gold");
    await pages.page.getByLabel("Attribute condition").press("Enter");
    await gold;
    const declined = requestOf(/reason=card\+declined/);
    await region("Reasons")
      .getByRole("link", { name: /card declined/ })
      .click();
    await declined;
    const search = pages.search();
    expect([
      search.get("minAmount"),
      search.get("minMs"),
      search.getAll("where"),
      search.get("reason"),
    ]).toEqual(["50", "2500", ["user.tier=gold"], "card declined"]);
    await pages.page.reload();
    await expect.poll(() => pages.page.getByLabel("Duration from").inputValue(), patience).toBe("2500 ms");
    await pages.page.getByRole("button", { name: "Remove user.tier=gold" }).click();
    await expect.poll(() => pages.search().getAll("where"), patience).toEqual([]);
  });

  test("a filter with an invalid value says so, and changes nothing", { tags: ["extended"] }, async () => {
    await pages.open("/transactions/purchase");
    const from = pages.page.getByLabel("Amount from");
    await from.fill("much");
    await expect.poll(() => from.getAttribute("aria-invalid"), patience).toBe("true");
    await from.press("Enter");
    expect(pages.search().get("minAmount")).toBeNull();
    const condition = pages.page.getByLabel("Attribute condition");
    await condition.fill("items>many");
    await expect.poll(() => condition.getAttribute("aria-invalid"), patience).toBe("true");
    await condition.press("Escape");
    expect(await condition.inputValue()).toBe("");
    // a field of spans, and here an attribute as any other
    await condition.fill("kind=gold");
    await condition.press("Enter");
    await expect.poll(() => pages.search().getAll("where").join(), patience).toContain("kind=gold");
  });

  test.each(["volume", "amount", "duration"])(
    "show %s over time, also from a link",
    { tags: ["extended"] },
    async (measure) => {
      await pages.open(`/transactions/purchase?measure=${measure}`);
      await expect.poll(() => region("Over time").getByRole("figure").count(), patience).toBe(1);
    },
  );

  test("compares lost transactions by outcome", { tags: ["extended"] }, async () => {
    await pages.open("/transactions/purchase");
    const asked = requestOf(/\/api\/differs\?(?!.*outcome=failed).*outcome=abandoned/);
    await pages.page
      .getByRole("radiogroup", { name: "Compared transactions" })
      .getByRole("radio", { name: /^abandoned/ })
      .click();
    expect(new URL((await asked).url()).searchParams.getAll("outcome")).toEqual(["abandoned"]);
    await region("What differs when they are abandoned").waitFor();
    expect(pages.search().get("differs")).toBe("abandoned");
  });

  test("compares slow transactions with the other completed ones", { tags: ["extended"] }, async () => {
    await pages.open("/transactions/purchase");
    const asked = requestOf(/\/api\/differs\?.*minDurationMs=/);
    await pages.page
      .getByRole("radiogroup", { name: "Compared transactions" })
      .getByRole("radio", { name: /^slow, from / })
      .click();
    const { searchParams } = new URL((await asked).url());
    expect([searchParams.get("of"), searchParams.getAll("outcome")]).toEqual(["transactions", ["completed"]]);
    await region("What differs when they take long").getByText("nordpay").first().waitFor();
    expect(pages.search().get("differs")).toBe("slow");
  });

  test("without any say what to do", { tags: ["extended"] }, async () => {
    await pages.open("/transactions/purchase?measure=volume", "empty");
    await pages.page.getByText("No transactions of type purchase in this range").waitFor();
    await pages.page.getByText("Check the name of the type, or choose a longer range.").waitFor();
    expect(await region("Over time").count()).toBe(0);
    expect(await pages.page.getByText("started", { exact: true }).count()).toBe(0);
  });

  test("without any in the range lead to the last ones", { tags: ["extended"] }, async () => {
    const lastMs = Date.parse("2026-11-02T09:00:00Z");
    await pages.page.route("**/api/transactions/purchase?**", async (route) => {
      const { searchParams } = new URL(route.request().url());
      const from = searchParams.get("from")!;
      if (!from.startsWith("-")) return route.fallback();
      const { summary, ...rest } = (await (await route.fetch()).json()) as TransactionTypeResult;
      const isInRange = from === "-30d" && searchParams.get("environment") === "staging";
      const items = rest.items
        .slice(0, isInRange ? 1 : 0)
        .map((row) => ({ ...row, startNs: `${lastMs}000000` }));
      const ended = { completed: 0, failed: 0, abandoned: 0 };
      const current = { ...summary.current, ...ended, started: items.length, open: items.length };
      return route.fulfill({ json: { ...rest, items, summary: { ...summary, current } } });
    });
    await pages.open("/transactions/purchase?env=staging");
    await pages.page.getByText("The last one began at").waitFor();
    expect(await pages.violations()).toEqual([]);
    await pages.page.getByRole("button", { name: "Show the last ones" }).click();
    await expect
      .poll(() => [pages.search().get("from"), pages.search().get("to")], patience)
      .toEqual(["2026-11-02T08:00:00.000Z", "2026-11-02T10:00:00.000Z"]);
    await rows().first().waitFor();
  });
});
