// A timeline as text: one line for each change and each message, then a summary.
import type { Labels } from "../condition/sample.ts";
import type { Notice } from "../machine/notify.ts";
import type { Change } from "../machine/state.ts";
import { budgetText } from "../sentence/condition-text.ts";
import { formatDuration } from "catalog/duration";
import { oneLine } from "quoting/unicode";
import type { Timeline } from "./replay.ts";

/** `2026-03-02 10:04:00Z  firing  Purchases fail  …`. The same timeline gives the same text. */
export function timelineText({ from, to, changes, notices, rules }: Timeline): string {
  const rows = changes.map(
    (change) => [stamp(change.at), words[change.kind], nameOf(change), detailOf(change)] as const,
  );
  const decisions = notices
    .filter((notice) => notice.withheld !== undefined || notice.kind === "reminder" || isLate(notice))
    .map((notice) => [stamp(notice.at), decisionOf(notice), nameOf(notice), reasonOf(notice)] as const);
  // a decision follows its change
  const lines = [...rows, ...decisions].toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const widths = [1, 2].map((column) => longest(lines.map((line) => line[column]!)));
  const width = longest(rules.map((one) => oneLine(one.rule)));
  return [
    `${stamp(from)} to ${stamp(to)}, ${rules.length} ${rules.length === 1 ? "rule" : "rules"}`,
    ...(lines.length === 0 ? [] : [""]),
    ...lines.map(([time, kind, name, detail]) =>
      `${time}  ${kind.padEnd(widths[0]!)}  ${name.padEnd(widths[1]!)}  ${detail}`.trimEnd(),
    ),
    "",
    ...rules.map(({ rule, severity, firings, firingMs, leftOut, hasData }) => {
      const quiet = hasData ? "did not fire" : "did not fire: the data has nothing that it looks at";
      const fired = firings === 0 ? quiet : `fired ${times(firings)}, ${formatDuration(firingMs)} in all`;
      const dropped = leftOut === 0 ? "" : `; ${leftOut} groups beyond the limit`;
      return `${oneLine(rule).padEnd(width)}  ${severity.padEnd(6)}  ${fired}${dropped}`;
    }),
  ].join("\n");
}

const words: Readonly<Record<Change["kind"], string>> = {
  pending: "pending",
  cleared: "cleared",
  ended: "ended",
  firing: "firing",
  severity: "severity",
  recovered: "recovered",
  noData: "no data",
  error: "error",
  resumed: "resumed",
};

/** Characters of the longest text. */
function longest(texts: readonly string[]): number {
  return texts.reduce((most, { length }) => Math.max(most, length), 0);
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}

/** A message that was withheld first. */
function isLate({ at, since, kind }: Notice): boolean {
  return at > since && kind !== "severity";
}

function decisionOf({ kind, withheld }: Notice): string {
  if (kind === "reminder") return "reminder";
  return `${kind === "noData" ? "no data" : kind} ${withheld === undefined ? "sent" : "held"}`;
}

function reasonOf({ withheld, since }: Notice): string {
  if (withheld === undefined) return `since ${stamp(since)}`;
  const { by, name } = withheld;
  return name === "" ? `by ${by}` : `by ${by} ${oneLine(name)}`;
}

function stamp(at: number): string {
  return new Date(at).toISOString().replace("T", " ").replace(".000Z", "Z");
}

function nameOf({ rule, group }: { readonly rule: string; readonly group: Labels }): string {
  const labels = Object.entries(group).map(([name, value]) => `${name}=${value}`);
  return oneLine(labels.length === 0 ? rule : `${rule} {${labels.join(", ")}}`);
}

function detailOf({ value, values = {}, reason, severity }: Change): string {
  const { part, count, "budget left": _, "budget lasts": __, ...others } = values;
  const counts = part === undefined ? [] : [`${rounded(part)} of ${rounded(count ?? 0)}`];
  const named = Object.entries(others).map(([name, number]) => `${name} ${rounded(number)}`);
  const more = [...counts, ...named];
  const shown = value === undefined ? [] : [`value ${rounded(value)}`];
  const text = [...shown, ...(more.length > 0 ? [`(${more.join(", ")})`] : [])].join(" ");
  return [severity ?? "", text, budgetText(values), oneLine(reason ?? "")]
    .filter((one) => one !== "")
    .join("; ");
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(4)));
}
