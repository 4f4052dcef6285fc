import type { Change } from "alerts";
import { expect, test } from "vitest";
import type { ApiContext } from "../../api/context.ts";
import type { AlertsNow } from "./alerts-now.ts";
import { findAlert } from "./find-alert.ts";

const change: Change = {
  id: "c1",
  rule: "Queue grows",
  group: { queue: "mail" },
  at: Date.parse("2026-11-20T10:00:00Z"),
  kind: "recovered",
  from: "firing",
  to: "ok",
  value: 12,
};

/** Answers with the newest change of an alert, as the store has it. */
function contextOf(changes: Readonly<Record<string, Change>>): ApiContext {
  return {
    nowMs: () => Date.parse("2026-11-22T10:00:00Z"),
    queries: {
      async run<Row>(name: string, { kinds, alert }: Readonly<Record<string, unknown>>) {
        expect([name, kinds]).toEqual(["alert-list", ["change"]]);
        const found = changes[String(alert)];
        return (found === undefined ? [] : [{ body: JSON.stringify(found) }]) as Row[];
      },
    },
  };
}

const nothing = {
  alerts: [],
  rules: new Map(),
  answers: new Map(),
  unitOf: () => "",
} as unknown as AlertsNow;

test("an alert whose group was forgotten is as its last change left it", async () => {
  expect(await findAlert(nothing, "a1", contextOf({ a1: change }))).toMatchObject({
    rule: "Queue grows",
    ruleId: "",
    group: { queue: "mail" },
    state: "ok",
    since: "2026-11-20T10:00:00.000Z",
    value: 12,
    withheld: null,
  });
});

test("one that fired when its rule was deleted no longer fires", async () => {
  const fired: Change = { ...change, kind: "firing", from: "pending", to: "firing" };
  expect((await findAlert(nothing, "a1", contextOf({ a1: fired }))).state).toBe("ok");
});

test("an alert without any record is unknown", async () => {
  await expect(findAlert(nothing, "a2", contextOf({ a1: change }))).rejects.toMatchObject({
    code: "ALERT_UNKNOWN",
  });
});
