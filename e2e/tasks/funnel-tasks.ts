// A funnel as a file, and one of one's own: other steps in another order, of some people.
import { expect, test } from "vitest";

import type { FunnelResult } from "contract";
import { get } from "../api.ts";
import type { SentRecord } from "./captured.ts";
import { inCents, lostAt, sum, type Walk as PersonWalk, walksOf } from "./counted.ts";
import { fromOverview, openFunnel, rangeOf, rowsOf, savedCsv, type Stage } from "./walk.ts";

const checkout = ["landing", "product", "cart", "shipping", "payment", "done"];

/** A parameter of the API. */
type Rule = [name: string, value: string];
const asRule = (step: string): Rule => ["steps", step];

export function describeFunnelTasks(onStage: () => Stage): void {
  test("a funnel of one's own: other steps, in an order of its own, of some customers only", async () => {
    const stage = onStage();
    const { healthy } = stage.day;
    // few look at a product with something in the cart
    const steps = ["cart", "product", "shipping", "payment", "done"];
    const rules = [...steps.map(asRule), ["filter", "customer.tier=standard"] as Rule];
    const walks = walksOf(healthy.records, "checkout", steps, await usualWindow(stage, rules), isStandard);
    const [added, looked] = peopleAt(walks, steps) as [number, number];
    expect(looked).toBeGreaterThan(0);
    expect(looked).toBeLessThan(added);

    await fromOverview(stage, healthy, async (walk) => {
      const { page, click } = walk;
      await openFunnel(walk, "checkout");
      await click(page.getByRole("button", { name: "Edit steps" }));
      const builder = page.getByRole("region", { name: "Edit steps" });
      await click(builder.getByRole("button", { name: "Remove landing" }));
      await builder.getByRole("button", { name: /^product, step 1 of 5/ }).press("ArrowRight");
      await builder.getByRole("button", { name: /^cart, step 1 of 5/ }).waitFor();
      await page.keyboard.press("/");
      await page.keyboard.type("customer.tier=standard");
      await page.keyboard.press("Enter");
      await page.waitForURL(/filter=customer\.tier%3Dstandard/);

      const people = rowsOf(page, "Steps").first().getByRole("cell");
      await expect
        .poll(async () => (await people.allInnerTexts()).map((cell) => Number.parseInt(cell)))
        .toEqual(peopleAt(walks, steps));
    });
  });

  test("a funnel as a file: its people, those who left, and the money of both", async () => {
    const stage = onStage();
    const { healthy } = stage.day;
    const walks = walksOf(healthy.records, "checkout", checkout, await usualWindow(stage));
    const lost = lostAt(healthy.records, walks, checkout);
    const people = peopleAt(walks, checkout);

    await fromOverview(stage, healthy, async (walk) => {
      const { page, click } = walk;
      await openFunnel(walk, "checkout");
      await rowsOf(page, "Steps").filter({ hasText: "amount lost" }).waitFor();
      await click(page.getByRole("button", { name: "Data of Steps of the funnel" }));
      const { name: file, rows: lines } = await savedCsv(page, click);
      expect(file).toMatch(/^funnels-checkout-steps-of-the-funnel_\d{8}T\d{4}Z-\d{8}T\d{4}Z\.csv$/);
      const [head, ...rows] = lines;
      const column = (row: readonly string[], name: string): string | undefined => row[head!.indexOf(name)];
      expect(rows.map((row) => ["Step", "People", "Dropped"].map((name) => column(row, name)))).toEqual(
        checkout.map((step, at) => [step, String(people[at]), String(lost[at - 1]?.users.length ?? 0)]),
      );
      expect(rows.slice(0, -1).map((row) => inCents(column(row, "amount lost after it")) ?? 0)).toEqual(
        lost.map(({ cents }) => sum([...cents.values()])),
      );
    });
  });
}

/** How long people may take: the console finds it in the times of those who finished. */
async function usualWindow({ running, day }: Stage, rules: readonly Rule[] = []): Promise<number> {
  const path = `/api/funnels/checkout?${new URLSearchParams(rules)}`;
  const { funnel } = await get<FunnelResult>(running.addresses.page, path, rangeOf(day.healthy));
  return funnel.window.ms;
}

const peopleAt = (walks: readonly PersonWalk[], steps: readonly string[]): readonly number[] =>
  steps.map((_, at) => walks.filter(({ level }) => level > at).length);

const isStandard = ({ attribute }: SentRecord): boolean => attribute("customer.tier") === "standard";
