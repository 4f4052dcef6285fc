// What is said below the name of an alert: while it fires the sentence of its rule, else the condition, which is no claim.
import type { Alert } from "contract";

import { sourceWords } from "../../../lib/rule-sources.ts";
import { conditionWords } from "../../../lib/rule-words.ts";
import { sinceWords } from "../../../lib/unknown-words.ts";

/** `completion of purchase below 90.0 %`; empty when the rule no longer exists. */
export function alertCondition({ condition, unit = "" }: Pick<Alert, "condition" | "unit">): string {
  if (Object.keys(condition).length === 0) return "";
  return `${sourceWords(condition)} ${conditionWords(condition, unit)}`.trim();
}

/** That it was not evaluated comes first. Empty where it would only repeat the name. */
export function aboutAlert(
  alert: Pick<Alert, "rule" | "state" | "summary" | "condition" | "unit" | "unknown">,
): string {
  const { rule, state, summary, unknown } = alert;
  if (unknown !== null) return `not evaluated${sinceWords(unknown)}: ${unknown.reason}`;
  const text = state === "firing" && summary !== "" ? summary : alertCondition(alert);
  return text === rule ? "" : text;
}
