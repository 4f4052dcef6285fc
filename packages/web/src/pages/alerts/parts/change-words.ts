// What happened to an alert, in words.
import type { AlertChange } from "contract";

import { alertFormat } from "../../../lib/alert-value.ts";

const words: Readonly<Record<AlertChange["kind"], string>> = {
  pending: "became pending",
  cleared: "cleared before it fired",
  firing: "fired",
  severity: "changed its severity",
  recovered: "recovered",
  noData: "has no data",
  error: "could not be evaluated",
  resumed: "is evaluated again",
  ended: "ended",
};

export const changeWord = ({ kind, severity }: Pick<AlertChange, "kind" | "severity">): string =>
  kind === "severity" && severity !== undefined ? `is a ${severity} now` : words[kind];

/** Names of the values of a change whose unit is that of the rule. */
const sameUnit = new Set([
  "limit",
  "above",
  "below",
  "recover",
  "low",
  "high",
  "expected",
  "value",
  "earlier",
]);

/** The numbers behind a change: `limit 90.0 %`, `count 214`. */
export function changeValues({ values, unit }: Pick<AlertChange, "values" | "unit">): readonly string[] {
  return Object.entries(values).map(
    ([name, value]) => `${name} ${alertFormat(sameUnit.has(name) ? unit : "")(value)}`,
  );
}
