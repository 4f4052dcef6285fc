// The fields of a rule, and when it fires, in words.
import { alertFormat } from "./alert-value.ts";
import { periodText } from "./period-text.ts";

/** A rule with the fields of a file of rules. */
export type RuleContent = Readonly<Record<string, unknown>>;

/** The fields of a part of a rule; none of anything else. */
export function partOf(value: unknown): RuleContent {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as RuleContent) : {};
}

export const textOf = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";

/** Whether the rule fires on an anomaly, its own or that of a member: its level can be accepted. Under `not` none does. */
export function hasAnomaly(content: RuleContent): boolean {
  const when = partOf(content["when"]);
  if ("anomaly" in when) return true;
  const members = [when["all"], when["any"]].flatMap((list) => (Array.isArray(list) ? list : []));
  return members.some((member) => hasAnomaly(partOf(member)));
}

/** `below 90.0 %`, `above the expected band`. */
export function conditionWords(content: RuleContent, unit: string): string {
  const when = partOf(content["when"]);
  const format = alertFormat(unit);
  const number = (value: unknown): string => (typeof value === "number" ? format(value) : textOf(value));
  if ("above" in when) return `above ${number(when["above"])}`;
  if ("below" in when) return `below ${number(when["below"])}`;
  if ("absent" in when) return when["absent"] === false ? "with data" : "without data";
  const change = partOf(when["change"]);
  if ("ago" in change) {
    const sides = [
      typeof change["above"] === "number" ? `more than ${alertFormat("1")(change["above"])} above` : "",
      typeof change["times"] === "number" ? `more than ${change["times"]} times` : "",
      typeof change["below"] === "number" ? `more than ${alertFormat("1")(-change["below"])} below` : "",
    ].filter((side) => side !== "");
    return `${sides.join(" or ")} the value of ${periodText(textOf(change["ago"]))} earlier`;
  }
  if ("anomaly" in when) {
    const direction = textOf(partOf(when["anomaly"])["direction"]);
    return direction === "above" || direction === "below"
      ? `${direction} the expected band`
      : "outside the expected band";
  }
  if ("forecast" in when) {
    const forecast = partOf(when["forecast"]);
    const side =
      "above" in forecast ? `above ${number(forecast["above"])}` : `below ${number(forecast["below"])}`;
    return `expected ${side} within ${periodText(textOf(forecast["within"]))}`;
  }
  if ("burnRate" in when) return "burning its error budget too fast";
  return "matching its conditions";
}
