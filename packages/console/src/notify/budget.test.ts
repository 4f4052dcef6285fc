import { expect, test } from "vitest";
import { createDescribe } from "./describe.ts";
import { toPart, valuesOf } from "./message.ts";
import type { StoredNotice } from "./outbox.ts";

const at = Date.parse("2026-11-22T10:00:00Z");
const windows = [{ long: "1h", short: "5m", factor: 14.4 }];
const notice: StoredNotice = {
  id: "n1",
  alertId: "0123456789abcdef",
  rule: "Charges succeed: error budget burns",
  content: { when: { burnRate: { objective: "Charges succeed", windows } } },
  group: {},
  kind: "firing",
  at,
  since: at,
  severity: "page",
  labels: {},
  tenant: "",
  value: 20,
  values: { "burn 1h": 20, target: 0.99, pair: 1 },
};

test("the sentence of a burn rate ends with what is left of the budget", () => {
  const budget = { "budget left": 0.4, "budget lasts": 7200 };
  expect(valuesOf(toPart(notice, { budget }))["sentence"]).toMatch(
    /40 % of the error budget is left, and used up in 2 h at this rate\.$/,
  );
});

test("a message whose budget was not read in time says so, and others do not miss one", async () => {
  const describe = createDescribe(() => ({ known: {}, read: () => new Promise<void>(() => undefined) }), {
    waitMs: 10,
  });
  expect((await describe.now(notice)).missing).toContain("error budget");
  const other = { ...notice, id: "n2", content: { when: { above: 1 } } };
  expect((await describe.now(other)).missing).not.toContain("error budget");
});
