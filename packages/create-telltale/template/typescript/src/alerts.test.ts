// The rules of alerts/, replayed over data with a plan: they fire when they should, and only then.
import { test } from "node:test";
import { expectAlert, readRules, scenario, transactions } from "telltale-cli/alerts";

const rules = await readRules("alerts");

test("an outage of the payment provider pages within ten minutes, and recovers", () => {
  const outage = scenario({
    start: "2026-03-02T09:00:00Z",
    for: "2h",
    data: [
      transactions("order", { perHour: 1200, completion: { start: 0.95, "10:00": 0.2, "10:30": 0.95 } }),
    ],
  });
  expectAlert(rules, outage)
    .toFire("Orders fail", { after: "10:00", within: "10m" })
    .toRecover("Orders fail", { after: "10:30", within: "10m" })
    .toFireOnly("Orders fail");
});

test("a usual day fires nothing", () => {
  const usual = scenario({
    start: "2026-03-02T09:00:00Z",
    for: "2h",
    data: [transactions("order", { perHour: 1200, completion: 0.95 })],
  });
  expectAlert(rules, usual).notToFire();
});
