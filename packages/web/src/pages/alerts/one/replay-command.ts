// The commands that replay an alert on another machine: its rule and the telemetry before it, through the same state machine.
import type { AlertResult } from "contract";

import { partOf } from "../../../lib/rule-words.ts";

const hourMs = 3_600_000;

/** Shell commands; `origin` is the address of the console. */
export function replayCommand({ alert, rule }: AlertResult, origin: string, nowMs: number): string {
  const since = Date.parse(alert.since);
  const from = new Date(since - hourMs).toISOString();
  const to = new Date(alert.state === "ok" ? since + hourMs / 4 : nowMs).toISOString();
  const signal = signalOf(rule?.content ?? {});
  const file = `${signal}.jsonl`;
  return [
    `curl -s ${origin}/api/alert-rules/file > rules.yaml`,
    `curl -s "${origin}/api/export?signal=${signal}&from=${from}&to=${to}" > ${file}`,
    `npx telltale replay rules.yaml ${file}`,
  ].join("\n");
}

/** The signal that a rule looks at. */
function signalOf(content: Readonly<Record<string, unknown>>): string {
  const on = partOf(content["on"]);
  if ("metric" in on) return "metrics";
  if ("transaction" in on || "funnel" in on || "workflow" in on) return "business";
  return "log" in on || "event" in on || "errors" in on ? "logs" : "traces";
}
