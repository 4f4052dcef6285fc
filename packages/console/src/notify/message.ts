// A message before it has the form of a channel: one or several notices with what is known about each, a digest, or a test.
import { oneLine } from "quoting/unicode";
import { attributeName, cut, lines, safeUrl, withoutLinks } from "./text.ts";
import type { Chart } from "./chart/chart.ts";
import { alertKeyOf } from "./key.ts";
import type { StoredNotice } from "./outbox.ts";
import { budgetText, type Sentence, sentenceOf, valueText } from "alerts/sentence";

/** What the console knows beyond the notice. Everything is optional: a message is sent without what cannot be found in time. */
export interface NoticeDetails {
  /** Address of the alert's page. */
  readonly url?: string;
  readonly chart?: Chart;
  /** One for each currency, the largest first. */
  readonly amountAtRisk?: readonly { readonly amount: number; readonly currency: string }[];
  /** Of a burn rate: what is left of the error budget, by the names of the values of conditions. */
  readonly budget?: Readonly<Record<string, number>>;
  /** One sentence a line: which attribute values carry it. */
  readonly differs?: readonly string[];
  /** Parts that were not found in time, as people call them. */
  readonly missing?: readonly string[];
  /** Address of an example trace. */
  readonly traceUrl?: string;
  /** The command that replays the alert. */
  readonly replay?: string;
}

/** One notice in a message. */
export interface MessageNotice {
  readonly notice: StoredNotice;
  readonly key: string;
  readonly details: NoticeDetails;
}

/** What moved in a week. */
export interface Digest {
  /** Stable: receivers deduplicate by it. */
  readonly id: string;
  /** Empty for the only or first one. */
  readonly tenant: string;
  readonly title: string;
  readonly sections: readonly { readonly title: string; readonly lines: readonly string[] }[];
  readonly url?: string;
}

export interface Message {
  /** Stable over all attempts. */
  readonly id: string;
  readonly kind: "alerts" | "digest" | "test";
  /** Empty in a digest. */
  readonly parts: readonly MessageNotice[];
  readonly digest?: Digest;
  /** Id of the message that it completes with what was found later. */
  readonly follows?: string;
}

export function toPart(notice: StoredNotice, details: NoticeDetails): MessageNotice {
  return { notice, key: alertKeyOf(notice), details };
}

const statusOf: Readonly<Record<StoredNotice["kind"], string>> = {
  firing: "Firing",
  severity: "Severity changed",
  recovered: "Recovered",
  ended: "Ended",
  noData: "No data",
  error: "Error",
  reminder: "Still firing",
};

/** It did not recover by its value. */
const isEnded = ({ kind, reason }: StoredNotice): boolean => kind === "recovered" && reason !== undefined;

/** What is done to values that come from telemetry. `withoutLinks` for people; `oneLine` for programs, which get values as they are. */
export type Shown = (text: string) => string;

/** Values of a part by the names of templates, as plain text. */
export function valuesOf(
  { notice, details }: MessageNotice,
  shown: Shown = withoutLinks,
): Readonly<Record<string, string>> {
  const sentences = sentencesOf(notice, details, shown);
  return {
    alert: oneLine(notice.rule),
    status: statusOf[isEnded(notice) ? "ended" : notice.kind],
    severity: notice.severity,
    owner: oneLine(notice.owner ?? ""),
    headline: cut(sentences.short, 200),
    sentence: cut(sentences.whole, 1000),
    summary: oneLine(notice.summary ?? ""),
    description: lines(notice.description ?? ""),
    value: notice.value === undefined ? "" : oneLine(valueText(notice.value, notice.unit)),
    reason: shown(cut(notice.reason ?? "", 500)),
    group: groupText(notice, shown),
    tenant: oneLine(notice.tenant),
    since: formatTime(notice.since),
    at: formatTime(notice.at),
    runbook: safeUrl(notice.runbook) ?? "",
    url: safeUrl(details.url) ?? "",
    trace: safeUrl(details.traceUrl) ?? "",
    amountAtRisk: (details.amountAtRisk ?? []).map(formatAmount).join(", "),
    budget: budgetText(details.budget ?? {}),
    differs: (details.differs ?? [])
      .slice(0, 10)
      .map((line) => shown(cut(line, 300)))
      .join("\n"),
    missing: (details.missing ?? []).join(", "),
    replay: wholeCommand(details.replay),
  };
}

/** What is wrong. Values of groups and reasons come from telemetry. */
function sentencesOf(notice: StoredNotice, { budget }: NoticeDetails, shown: Shown): Sentence {
  const { rule, content = {}, group, reason, claim } = notice;
  if (claim !== undefined) return { short: claim, whole: `${claim}.` };
  return sentenceOf({
    ...notice,
    values: { ...notice.values, ...budget },
    rule: oneLine(rule),
    content: shownContent(content, shown) as typeof content,
    group: Object.fromEntries(
      Object.entries(group).map(([name, value]) => [attributeName(cut(name, 100)), shown(cut(value, 200))]),
    ),
    ...(reason !== undefined && { reason: shown(cut(reason, 500)) }),
  });
}

/** Values of conditions on attributes are those of telemetry, too. */
function shownContent(content: unknown, shown: Shown): unknown {
  if (Array.isArray(content)) return content.map((one) => shownContent(one, shown));
  if (typeof content !== "object" || content === null) return content;
  return Object.fromEntries(
    Object.entries(content).map(([name, value]) => [
      name,
      name === "where" && typeof value === "object" && value !== null
        ? Object.fromEntries(
            Object.entries(value).map(([key, one]) => [attributeName(key), shown(cut(String(one), 200))]),
          )
        : shownContent(value, shown),
    ]),
  );
}

const longestCommand = 1500;

/** A command that is cut does something else. */
function wholeCommand(text = ""): string {
  const command = oneLine(text);
  return command.length > longestCommand ? "" : command;
}

/** `region = eu, provider = acme`. */
function groupText({ group }: StoredNotice, shown: Shown): string {
  return Object.keys(group)
    .toSorted()
    .map((name) => `${attributeName(cut(name, 100))} = ${shown(cut(group[name] ?? "", 200))}`)
    .join(", ");
}

/** `2026-11-22 10:04:00 UTC`. */
function formatTime(at: number): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return "";
  return `${date.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

function formatAmount({ amount, currency }: NonNullable<NoticeDetails["amountAtRisk"]>[number]): string {
  const code = /^[A-Za-z]{3}$/.test(currency) ? currency.toUpperCase() : undefined;
  const number = new Intl.NumberFormat("en", { maximumFractionDigits: 2 }).format(amount);
  return code === undefined ? number : `${number} ${code}`;
}

/** Group and labels by name, as a template reads them. */
export function labelTextOf(
  { notice: { labels, group } }: MessageNotice,
  name: string,
  shown: Shown,
): string {
  const value = Object.hasOwn(group, name)
    ? group[name]
    : Object.hasOwn(labels, name)
      ? labels[name]
      : undefined;
  return value === undefined ? "" : cut(shown(value), 200);
}
