// What a release did: to the duration of purchases, and to the logs.
import { expect, test } from "vitest";

import type { SentRecord } from "./captured.ts";
import { percentileOf, transactionsOf } from "./counted.ts";
import { fromOverview, heading, rowsOf, type Stage } from "./walk.ts";

export function describeReleaseTasks(onStage: () => Stage): void {
  test("whether a release made purchases slower, and by how much", async () => {
    const stage = onStage();
    const { healthy, "bad-deploy": released } = stage.day;
    const purchases = transactionsOf([...healthy.records, ...released.records], "purchase");
    /** Of the completed ones that ended in a range. */
    const p95 = (from: string, to: string): number =>
      percentileOf(
        purchases
          .filter(
            ({ outcome, at }) => outcome === "completed" && at >= Date.parse(from) && at < Date.parse(to),
          )
          .map(({ durationMs }) => durationMs),
        0.95,
      );

    await fromOverview(stage, released, async ({ page, click }) => {
      await click(page.getByRole("navigation", { name: "Main" }).getByText("More"));
      await click(page.getByRole("list", { name: "More pages" }).getByRole("link", { name: "Compare" }));
      const deploy = page
        .getByRole("list", { name: "Latest deploys" })
        .getByRole("listitem")
        .filter({ hasText: "payments 2.41.0" });
      await click(deploy.getByRole("link", { name: "before and after" }));
      await page.waitForURL(/baseFrom=/);
      const [from, to, baseFrom, baseTo] = ["from", "to", "baseFrom", "baseTo"].map((name) =>
        new URL(page.url()).searchParams.get(name)!,
      ) as [string, string, string, string];
      expect(baseTo).toBe(from);
      const seconds = ((p95(from, to) - p95(baseFrom, baseTo)) / 1000).toPrecision(3);
      await page.getByText(`purchase takes ${seconds} s longer at p95`).waitFor();
    });
  });

  test("a log pattern that is new since a release, and its records", async () => {
    const stage = onStage();
    const { "bad-deploy": released, ...earlier } = stage.day;
    const records = released.records.filter(isSlow);
    expect(records.length).toBeGreaterThan(0);
    expect(earlier.healthy.records.filter(isSlow)).toEqual([]);

    await fromOverview(stage, released, async ({ page, click, check }) => {
      await click(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Logs" }));
      await heading(page, "Logs");
      await check(page.getByRole("radio", { name: "Patterns" }));
      const since = page.getByRole("navigation", { name: "New since a deploy" });
      await click(since.getByRole("link", { name: /^payments 2\.41\.0/ }));
      await page.waitForURL(/patterns=new/);
      const pattern = rowsOf(page, "Patterns").filter({ hasText: "provider is slow" });
      const people = new Set(records.map(({ attribute }) => attribute("user.id"))).size;
      await expect
        .poll(async () => (await pattern.getByRole("cell").allInnerTexts()).slice(2, 7))
        .toEqual([String(records.length), "", "–", String(people), "payments"]);
      // what the healthy hour had is not new
      await expect.poll(() => rowsOf(page, "Patterns").filter({ hasText: "order paid" }).count()).toBe(0);

      await click(pattern.getByRole("link"));
      await page.waitForURL(/pattern=provider\+is\+slow/);
      await expect.poll(() => rowsOf(page, "Logs").count()).toBe(records.length);
    });
  });
}

const isSlow = ({ body }: SentRecord): boolean => body === "provider is slow";
