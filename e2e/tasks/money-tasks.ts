// Where money is lost, and of whom: at the steps of a funnel, and by declined cards.
import { expect, test } from "vitest";

import type { FunnelResult } from "contract";
import { get } from "../api.ts";
import { groupBy, inCents, lostAt, sum, transactionsOf, walksOf } from "./counted.ts";
import { fromOverview, heading, openFunnel, rangeOf, rowsOf, type Stage } from "./walk.ts";

const checkout = ["landing", "product", "cart", "shipping", "payment", "done"];

export function describeMoneyTasks(onStage: () => Stage): void {
  test("the step of the checkout that loses most money, how much, and of whom", async () => {
    const stage = onStage();
    const part = stage.day["declined-cards"];
    const page = stage.running.addresses.page;
    const { funnel } = await get<FunnelResult>(page, "/api/funnels/checkout", rangeOf(part));
    const walks = walksOf(part.records, "checkout", checkout, funnel.window.ms);
    const lost = lostAt(part.records, walks, checkout);
    const most = lost.toSorted((a, b) => sum([...b.cents.values()]) - sum([...a.cents.values()]))[0]!;
    expect(most.step).toBe("payment");

    await fromOverview(stage, part, async (walk) => {
      await openFunnel(walk, "checkout");
      const finding = walk.page.getByRole("region", { name: "Finding" });
      await finding
        .getByText(/Most money is lost after payment: |(after|at) payment\b.* No other step loses more\./)
        .waitFor();
      const row = rowsOf(walk.page, "Steps").filter({ hasText: "amount lost" });
      const ofStep = row.getByTitle("Who dropped at payment");
      const total = await ofStep.locator("b").getAttribute("title");
      expect(inCents(total)).toBe(sum([...most.cents.values()]));
      await walk.click(ofStep);

      const who = walk.page.getByRole("region", { name: "Who dropped" });
      await who.getByText(`${most.users.length} people, `).waitFor();
      const people = rowsOf(walk.page, "Who dropped").filter({ has: walk.page.getByRole("link") });
      await expect.poll(() => people.count()).toBeGreaterThan(0);
      const shown = await people.evaluateAll((all) =>
        all.map((one) => {
          const cells = one.querySelectorAll("td");
          return [cells[1]!.innerText.trim(), cells[2]!.getAttribute("title")] as const;
        }),
      );
      for (const [user, amount] of shown) {
        expect(most.users).toContain(user);
        expect(inCents(amount)).toBe(most.cents.get(user));
      }

      const by = walk.page.getByRole("region", { name: "Breakdown" });
      await walk.choose(by.getByRole("combobox", { name: "Attribute" }), "customer.tier");
      const byTier = groupBy(walks, ({ first }) => String(first.attribute("customer.tier")));
      for (const [tier, own] of byTier) {
        const finished = own.filter(({ level }) => level === checkout.length).length;
        const cells = rowsOf(walk.page, "Conversion by customer.tier").filter({ hasText: tier });
        await expect
          .poll(async () => (await cells.getByRole("cell").allInnerTexts()).slice(1, 3))
          .toEqual([String(own.length), String(finished)]);
      }
    });
  });

  test("who is hit by declined cards, and what it costs", async () => {
    const stage = onStage();
    const part = stage.day["declined-cards"];
    const purchases = transactionsOf(part.records, "purchase");
    const declined = purchases.filter(({ outcome, reason }) => outcome === "failed" && isDeclined(reason));
    expect(declined.length).toBeGreaterThan(10);

    await fromOverview(stage, part, async ({ page, click }) => {
      await click(
        page
          .getByRole("main")
          .getByRole("link", { name: /^purchase/ })
          .first(),
      );
      await heading(page, "purchase");
      for (const [reason, own] of groupBy(declined, (one) => one.reason)) {
        const cells = rowsOf(page, "Reasons").filter({ hasText: reason }).getByRole("cell");
        await expect
          .poll(async () => [await cells.nth(1).innerText(), await cells.nth(2).innerText()])
          .toEqual([own.length, new Set(own.map(({ user }) => user)).size].map(String));
        const lost = await cells.nth(3).getAttribute("title");
        expect(inCents(lost)).toBe(sum(own.map(({ cents }) => cents!)));
      }

      await click(rowsOf(page, "Reasons").getByRole("link", { name: "failed: card expired" }));
      const expired = declined.filter(({ reason }) => reason === "card expired");
      const byUser = groupBy(expired, ({ user }) => user);
      const rows = rowsOf(page, "Transactions").filter({ has: page.getByRole("link") });
      // only these are left; those that are further down are not drawn
      await expect
        .poll(async () => (await rows.allInnerTexts()).every((row) => row.includes("card expired")))
        .toBe(true);
      const shown = await rows.evaluateAll((all) =>
        all.map((row) => {
          const cells = row.querySelectorAll("td");
          return [cells[4]!.innerText.trim(), cells[6]!.getAttribute("title")] as const;
        }),
      );
      expect(shown.length).toBeGreaterThan(3);
      for (const [user, amount] of shown)
        expect(byUser.get(user)?.map(({ cents }) => cents)).toContain(inCents(amount));
    });
  });
}

const isDeclined = (reason: string): boolean => ["insufficient funds", "card expired"].includes(reason);
