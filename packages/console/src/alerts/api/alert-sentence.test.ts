import type { Alert } from "contract";
import { expect, test } from "vitest";
import { alertIdOf } from "../ids.ts";
import { sentencesOf } from "./alert-sentence.ts";

const rule = "Jobs wait";
const alert = { id: alertIdOf(rule, {}), rule, unit: "" } as Alert;
const at = Date.parse("2026-11-27T07:00:00Z");

function nowOf(group: object): Parameters<typeof sentencesOf>[3] {
  const state = { labels: {}, since: at - 3_600_000, at, seen: at, ...group };
  return {
    rules: new Map([[rule, { declaration: { name: rule, on: { metric: "jobs" }, when: { above: 10 } } }]]),
    current: { rules: { [rule]: { at, groups: { "": state }, leftOut: 0 } } },
    unitOf: () => "",
  } as unknown as Parameters<typeof sentencesOf>[3];
}

test("an evaluation that fails since before the range says why", () => {
  expect(sentencesOf(alert, [], "The store is busy.", nowOf({ state: "error" })).sentence).toBe(
    "Last value of jobs cannot be evaluated since 06:00 UTC: The store is busy.",
  );
});

test("a group that was never wrong has no sentence, and says why its value is not enough", () => {
  const unsure = "42 %, above 30 %, but 5 of 12 is not enough: needs 10 of 12";
  expect(sentencesOf(alert, [], "", nowOf({ state: "ok", unsure }))).toEqual({ sentence: "", unsure });
});

test("a rule that no longer exists has none", () => {
  const now = nowOf({ state: "firing", value: 12 });
  expect(sentencesOf(alert, [], "", { ...now, rules: new Map() })).toEqual({ sentence: "", unsure: "" });
});
