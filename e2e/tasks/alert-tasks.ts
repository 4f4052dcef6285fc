// An alert when conversion drops: proposed by the page of the funnel, and fired by people who drop.
import { expect, test } from "vitest";

import type { AlertsResult, FunnelResult } from "contract";
import { get, until } from "../api.ts";
import { replay } from "../recording.ts";
import { recordFault } from "../shop-faults.ts";
import { walksOf } from "./counted.ts";
import { fromOverview, heading, openFunnel, rangeOf, rowsOf, type Stage } from "./walk.ts";

const checkout = ["landing", "product", "cart", "shipping", "payment", "done"];
const rule = "Conversion of checkout falls";

export function describeAlertTasks(onStage: () => Stage): void {
  test("an alert when conversion drops, with a limit from the healthy hour, that fires when it does", async () => {
    const stage = onStage();
    const { healthy } = stage.day;
    const { page: address, otlpHttp } = stage.running.addresses;
    const { funnel } = await get<FunnelResult>(address, "/api/funnels/checkout", rangeOf(healthy));
    const walks = walksOf(healthy.records, "checkout", checkout, funnel.window.ms);
    const conversion = walks.filter(({ level }) => level === checkout.length).length / walks.length;

    await fromOverview(stage, healthy, async (walk) => {
      const { page, click } = walk;
      await openFunnel(walk, "checkout");
      await click(page.getByRole("link", { name: "Alert on this" }));
      await heading(page, "New rule");
      const field = (name: string) => page.getByRole("textbox", { name, exact: true });
      expect(await field("Name").inputValue()).toBe(rule);
      expect(Number(await field("Limit").inputValue())).toBeCloseTo(conversion * 0.75, 3);
      await click(page.getByRole("button", { name: "Save", exact: true }));
      await heading(page, "Rules");

      // four minutes in which two cards of three are declined
      const now = Date.now();
      await replay(otlpHttp, await recordFault("declined-cards"), [now - 240_000, now], {
        evenBy: "POST /checkout",
      });
      await until(
        () => get<AlertsResult>(address, "/api/alerts"),
        ({ items }) => items.some((one) => one.rule === rule && one.state === "firing"),
      );
      await click(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: /^Alerts/ }));
      await rowsOf(page, "Alerts").filter({ hasText: rule }).filter({ hasText: "firing" }).waitFor();
    });
  });
}
