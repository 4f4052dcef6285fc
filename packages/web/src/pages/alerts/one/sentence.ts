// What is wrong, in one sentence, and as Markdown.
import { listStateOf, unitOfRule, type AlertResult } from "contract";

import { alertFormat } from "../../../lib/alert-value.ts";
import { periodText } from "../../../lib/period-text.ts";
import { sourceWords } from "../../../lib/rule-sources.ts";
import { textOf } from "../../../lib/rule-words.ts";
import type { MarkdownFinding } from "../../../lib/markdown.ts";
import { sinceWords } from "../../../lib/unknown-words.ts";
import { exactTime } from "../../../lib/time.ts";

/** The unit of the alert's values: from its rule, else as the console says. */
export function unitOf({ alert, rule }: Pick<AlertResult, "alert" | "rule">): string {
  return alert.unit ?? (rule === null ? "" : unitOfRule(rule.content));
}

/** What messages say, and what has to happen for more. */
export function sentence(result: AlertResult): readonly [claim: string, rest: string] {
  const { alert, rule, unsure } = result;
  const state = listStateOf(alert);
  const content = rule?.content ?? {};
  const subject = capital(sourceWords(content) || alert.rule);
  if (state === "unknown" && alert.unknown !== null)
    return [
      `${subject} is not known${sinceWords(alert.unknown)}`,
      `because its rule is not evaluated: ${alert.unknown.reason}`,
    ];
  const claim =
    result.sentence || (rule === null ? "The rule no longer exists." : `${subject} has raised no alert.`);
  const wait = textOf(content["for"]);
  if (state === "pending" && wait !== "") return [claim, `It fires when this holds for ${periodText(wait)}.`];
  return [claim, unsure === "" ? "" : `At the last evaluation it was ${unsure}.`];
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** The alert with its figures, to copy as Markdown. */
export function alertFinding(result: AlertResult): MarkdownFinding {
  const { rule, group, state, severity, since, value, summary, acknowledgedBy } = result.alert;
  return {
    title: `Alert: ${[rule, ...Object.values(group)].join(" · ")}`,
    facts: [
      ["What", sentence(result).join(" ").trim()],
      ["Summary", summary === rule ? "" : summary],
      ["State", `${state}, ${severity}`],
      ["Since", exactTime(since)],
      ["Value", value === null ? "" : alertFormat(unitOf(result))(value)],
      ["Acknowledged by", acknowledgedBy],
    ],
  };
}
