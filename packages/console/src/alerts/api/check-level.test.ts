import type { AlertRule, Condition } from "alerts";
import { expect, test } from "vitest";
import type { AlertsNow } from "./alerts-now.ts";
import { checkLevel } from "./check-level.ts";

const since = "2026-11-27T10:00:00.000Z";
const later = "2026-11-27T11:00:00.000Z";
const anomaly: Condition = { anomaly: {} };

function codeOf(when: Condition, state: "firing" | "ok", seen: string | undefined): unknown {
  const declaration: AlertRule = { name: "Latency", on: { metric: "latency" }, when };
  const rules = new Map([["Latency", { declaration }]]) as unknown as AlertsNow["rules"];
  try {
    checkLevel({ rule: "Latency", state, since }, seen, { rules });
  } catch (error) {
    return (error as { readonly code?: unknown }).code;
  }
  return "accepted";
}

test.each<[string, Condition, "firing" | "ok", string | undefined]>([
  ["accepted", anomaly, "firing", since],
  ["accepted", { any: [{ when: anomaly }] }, "firing", "2026-11-27T10:00:00Z"],
  // it ended, and fires again
  ["ALERT_FIRING_CHANGED", anomaly, "firing", "2026-11-27T09:00:00.000Z"],
  ["ALERT_FIRING_CHANGED", anomaly, "firing", later],
  ["ALERT_FIRING_CHANGED", anomaly, "firing", undefined],
  ["ALERT_LEVEL_UNKNOWN", anomaly, "ok", since],
  ["ALERT_LEVEL_UNKNOWN", { above: 10 }, "firing", since],
  // an accepted level would make it hold
  ["ALERT_LEVEL_UNKNOWN", { not: { when: anomaly } }, "firing", since],
])("%s: %j that is %s, seen since %s", (code, when, state, seen) => {
  expect(codeOf(when, state, seen)).toBe(code);
});
