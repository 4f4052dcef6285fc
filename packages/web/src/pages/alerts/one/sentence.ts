// What is wrong, in one sentence, and as Markdown.
import { listStateOf, unitOfRule, type AlertResult } from "contract";

import { alertFormat } from "../../../lib/alert-value.ts";
import { formatNumber } from "../../../lib/format.ts";
import { periodText } from "../../../lib/period-text.ts";
import { sourceWords } from "../../../lib/rule-sources.ts";
import { conditionWords, partOf, textOf } from "../../../lib/rule-words.ts";
import type { MarkdownFinding } from "../../../lib/markdown.ts";
import { sinceWords } from "../../../lib/unknown-words.ts";
import { exactTime, formatAge, formatTime } from "../../../lib/time.ts";

/** The unit of the alert's values: from its rule, else as the console says. */
export function unitOf({ alert, rule }: Pick<AlertResult, "alert" | "rule">): string {
  return alert.unit ?? (rule === null ? "" : unitOfRule(rule.content));
}

/** `Completion of purchase is 84.1 %, below 90.0 %` and how long it has been so. */
export function sentence(result: AlertResult, now: number): readonly [claim: string, rest: string] {
  const { alert, rule } = result;
  const { since, value, unknown } = alert;
  const state = listStateOf(alert);
  const unit = unitOf(result);
  const content = rule?.content ?? {};
  const subject = capital(sourceWords(content) || alert.rule);
  const condition = conditionWords(content, unit);
  const when = `since ${formatTime(since)}, for ${formatAge(since, now)}`;
  if (state === "unknown" && unknown !== null)
    return [
      `${subject} is not known${sinceWords(unknown)}`,
      `because its rule is not evaluated: ${unknown.reason}`,
    ];
  if (state === "ok") return [`${subject} recovered`, `at ${formatTime(since)}.`];
  if (state === "noData") return [`${subject} has no data`, `${when}.`];
  if (state === "error") return [`${subject} cannot be evaluated`, errorText(result, when)];
  const wait = textOf(content["for"]);
  const ending =
    state === "pending" && wait !== ""
      ? `${when}. It fires when this holds for ${periodText(wait)}.`
      : `${when}.`;
  if ("burnRate" in partOf(content["when"]) && value !== null)
    return [
      `${subject} uses up its error budget ${formatNumber(value)} times as fast as its target allows`,
      ending,
    ];
  const is = value === null ? `${subject} is` : `${subject} is ${alertFormat(unit)(value)},`;
  const claim = `${is} ${rule === null ? "and its rule no longer exists" : condition}`;
  return [claim, ending];
}

function errorText({ rule, history }: AlertResult, when: string): string {
  const reason = rule?.error || history.find(({ to }) => to === "error")?.reason || "";
  return reason === "" ? `${when}.` : `${when}: ${reason}`;
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** The alert with its figures, to copy as Markdown. */
export function alertFinding(result: AlertResult): MarkdownFinding {
  const { rule, group, state, severity, since, value, summary, acknowledgedBy } = result.alert;
  return {
    title: `Alert: ${[rule, ...Object.values(group)].join(" · ")}`,
    facts: [
      ["What", sentence(result, Date.now()).join(" ")],
      ["Summary", summary === rule ? "" : summary],
      ["State", `${state}, ${severity}`],
      ["Since", exactTime(since)],
      ["Value", value === null ? "" : alertFormat(unitOf(result))(value)],
      ["Acknowledged by", acknowledgedBy],
    ],
  };
}
