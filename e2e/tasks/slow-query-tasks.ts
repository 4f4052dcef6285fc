// The slow query: how slow it is, and the proof that it got better.
import type { Locator } from "playwright-core";
import { expect, test } from "vitest";

import type { DayPart } from "./shop-day.ts";
import { fromOverview, heading, rangeOf, rowsOf, type Stage } from "./walk.ts";

const query = "SELECT products";
/** Of a duration that is known by its bucket, in two digits. */
const nearly = 0.1;

export function describeSlowQueryTasks(onStage: () => Stage): void {
  test("the slow query, and by how much it got faster in the half hour after", async () => {
    const stage = onStage();
    const { "slow-database": slow, "declined-cards": after } = stage.day;
    // what is compared with the half hour before is the whole of it
    expect([after.fromMs, after.toMs - after.fromMs]).toEqual([slow.toMs, slow.toMs - slow.fromMs]);
    const [slowMs, afterMs] = [p95Of(slow), p95Of(after)];
    expect(slowMs.least).toBeGreaterThan(Math.max(200, afterMs.most));

    await fromOverview(stage, slow, async ({ page, click }) => {
      await click(rowsOf(page, "Services").getByRole("link", { name: "storefront", exact: true }));
      await heading(page, "storefront");
      const ofQuery = rowsOf(page, "Operations").filter({
        has: page.getByRole("link", { name: query, exact: true }),
      });
      const p95 = ofQuery.getByRole("cell").nth(5);
      expectIn(await durationIn(p95), slowMs);

      await click(page.getByTitle(/^Time range: /));
      const { from, to } = rangeOf(after);
      await page.getByRole("textbox", { name: "From", exact: true }).fill(from);
      await page.getByRole("textbox", { name: "To", exact: true }).fill(to);
      await click(page.getByRole("button", { name: "Apply" }));
      // the change against the half hour before is the proof
      await expect.poll(() => p95.innerText()).toMatch(/−\d+ %/);
      expectIn(await durationIn(p95), afterMs);
      const change = Number(/−(\d+) %/.exec(await p95.innerText())![1]) / 100;
      expectIn(1 - change, { least: afterMs.least / slowMs.most, most: afterMs.most / slowMs.least });
    });
  });
}

interface Between {
  readonly least: number;
  readonly most: number;
}

/** Of the query's spans, as their sender measured them: a percentile of few lies between two of them. */
function p95Of({ spans }: DayPart): Between {
  const own = spans.filter(({ service, name }) => service === "storefront" && name === query);
  const durations = own.map(({ durationMs }) => durationMs).toSorted((a, b) => a - b);
  expect(durations.length).toBeGreaterThan(20);
  const rank = Math.ceil(durations.length * 0.95) - 1;
  return { least: durations[rank - 1]! * (1 - nearly), most: durations[rank + 1]! * (1 + nearly) };
}

/** `≈1.1 s` in ms. */
async function durationIn(cell: Locator): Promise<number> {
  const [, digits, unit] = /≈([\d.]+)\s(ms|s)\b/.exec(await cell.innerText())!;
  return Number(digits) * (unit === "s" ? 1000 : 1);
}

function expectIn(value: number, { least, most }: Between): void {
  expect(value).toBeGreaterThan(least);
  expect(value).toBeLessThan(most);
}
