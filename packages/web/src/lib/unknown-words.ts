// What the console cannot say now, in words: what, since when, and why.
import type { Detector, Evaluation, Unknown } from "contract";

import { formatCount } from "./format.ts";
import { formatTime } from "./time.ts";

/** One thing that is not known. */
export interface NotKnown extends Unknown {
  readonly key: "alerts" | "rules" | "transactions" | Detector["name"];
  readonly title: string;
  /** With since when and why. */
  readonly text: string;
}

/** ` since 14:36`, or nothing. */
export function sinceWords({ since }: Pick<Unknown, "since">): string {
  return since === null ? "" : ` since ${formatTime(since)}`;
}

/** The rules that are not evaluated; `undefined` when all are. */
export function unknownRules(evaluation: Evaluation): NotKnown | undefined {
  const { notEvaluated, notEvaluatedTotal: count, rules } = evaluation;
  const [first] = notEvaluated;
  if (first === undefined) return undefined;
  const { since, reason } = notEvaluated.find((one) => one.since !== null) ?? first;
  const of = count < rules ? `${count} of ${rules} alert rules` : `${count} alert rules`;
  const subject = count === 1 && rules <= 1 ? "1 alert rule" : of;
  return {
    key: "rules",
    title: count === 1 ? "Rule not evaluated" : "Rules not evaluated",
    text: `${subject} ${count === 1 ? "has" : "have"} had no result${sinceWords({ since })}: ${reason}`,
    since,
    reason,
  };
}

/** Types of transactions that the console has not looked at, because there are too many; `undefined` without one. */
export function unknownTypes(truncated: number): NotKnown | undefined {
  if (truncated === 0) return undefined;
  const reason = "There are more than 1,000 types.";
  const text = `${truncated === 1 ? "1 type of transactions was" : `${formatCount(truncated)} types of transactions were`} not looked at: ${reason}`;
  return { key: "transactions", title: "Transactions unknown", text, since: null, reason };
}

const detectorWords: Readonly<Record<Detector["name"], readonly [title: string, subject: string]>> = {
  anomalies: ["Anomalies unknown", "No anomalies have been looked for"],
  bottlenecks: ["Bottlenecks unknown", "Traces have not been checked for bottlenecks"],
  history: ["History of bottlenecks unknown", "Hours have not been compared with their history"],
};

/** `Anomalies unknown`. */
export const detectorTitle = (name: Detector["name"]): string => detectorWords[name][0];

/** What a detector has not judged in the time from `fromMs` to `toMs`; `undefined` when it has judged all. */
export function unknownOfDetector(
  { name, unknown, leftOut }: Detector,
  fromMs: number,
  toMs: number,
): NotKnown | undefined {
  const [title, subject] = detectorWords[name];
  if (unknown !== null && (unknown.since === null || Date.parse(unknown.since) < toMs))
    return { ...unknown, key: name, title, text: `${subject}${sinceWords(unknown)}: ${unknown.reason}` };
  if (leftOut === null || Date.parse(leftOut.from) >= toMs || Date.parse(leftOut.to) <= fromMs)
    return undefined;
  const { from, to, reason } = leftOut;
  const text = `${formatTime(from)} to ${formatTime(to)} was not checked: ${reason}`;
  return { key: name, title, text, since: from, reason };
}
