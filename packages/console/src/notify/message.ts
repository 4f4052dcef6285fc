// A message before it has the form of a channel: one or several notices with what is known about each, a digest, or a test.
import { oneLine, visibleLine } from "quoting/unicode";
import { attributeName, cut, lines, safeUrl, withoutLinks } from "./text.ts";
import type { Chart } from "./chart/chart.ts";
import { alertKeyOf } from "./key.ts";
import type { StoredNotice } from "./outbox.ts";
import {
  type AlertFacts,
  budgetText,
  clockText,
  currenciesText,
  type Sentence,
  sentenceOf,
  spanText,
  valueOfFacts,
  valueTextOf,
} from "alerts/sentence";

/** What is at risk in one currency. */
interface AmountAtRisk {
  readonly amount: number;
  readonly currency: string;
  /** Of a window with more records than a query may read: it is that of its last hour. */
  readonly atLeast?: true;
}

/** What the console knows beyond the notice. Everything is optional: a message is sent without what cannot be found in time. */
export interface NoticeDetails {
  /** Address of the alert's page. */
  readonly url?: string;
  readonly chart?: Chart;
  /** Median of the values of the alert in a time before it began. */
  readonly usual?: { readonly value: number; readonly overMs: number };
  /** Versions whose release was shortly before, the latest first. */
  readonly released?: readonly Released[];
  /** One for each currency, by its code, at most 200. */
  readonly amountAtRisk?: readonly AmountAtRisk[];
  /** How many currencies are at risk, where there are more than that. */
  readonly amountAtRiskCount?: number;
  /** At most ten of those that an amount adds, the commonest first, where neither a condition nor a group names one; empty where there is one. */
  readonly currencies?: readonly string[];
  /** How many an amount adds, where there are more than that. */
  readonly currencyCount?: number;
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

export interface Released {
  readonly service: string;
  readonly version: string;
  /** The version before it. */
  readonly previous: string;
  /** Unix ms. */
  readonly at: number;
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
  const facts = factsOf(notice, details, shown);
  const sentences = sentencesOf(notice, facts);
  return {
    alert: visibleLine(notice.rule),
    status: statusOf[isEnded(notice) ? "ended" : notice.kind],
    severity: notice.severity,
    owner: visibleLine(notice.owner ?? ""),
    headline: cut(sentences.short, 200),
    sentence: cut(sentences.whole, 1000),
    summary: visibleLine(notice.summary ?? ""),
    description: lines(notice.description ?? ""),
    value: notice.claim === undefined ? cut(valueOfFacts(facts), 300) : "",
    usual: usualText(facts, details),
    released: releasedText(notice, details, shown),
    reason: shown(cut(notice.reason ?? "", 500)),
    group: groupText(notice, shown),
    tenant: visibleLine(notice.tenant),
    since: formatTime(sinceOf(notice)),
    at: formatTime(notice.at),
    runbook: safeUrl(notice.runbook) ?? "",
    url: safeUrl(details.url) ?? "",
    trace: safeUrl(details.traceUrl) ?? "",
    amountAtRisk: riskText(details, shown),
    currencies: currenciesText(details.currencies ?? [], details.currencyCount, shown),
    budget: budgetText(details.budget ?? {}),
    differs: (details.differs ?? [])
      .slice(0, 10)
      .map((line) => shown(cut(line, 300)))
      .join("\n"),
    missing: (details.missing ?? []).join(", "),
    replay: wholeCommand(details.replay),
  };
}

/** The time that the sentence has: of what holds its beginning, also while `for` was waited for; of other states their own. */
const sinceOf = ({ kind, since, episode }: StoredNotice): number =>
  kind === "firing" || kind === "severity" || kind === "reminder" ? (episode?.since ?? since) : since;

/** What is wrong. */
function sentencesOf({ claim }: StoredNotice, facts: AlertFacts): Sentence {
  if (claim === undefined) return sentenceOf(facts);
  const text = visibleLine(claim);
  return { short: text, whole: `${text}.` };
}

/** Values of groups, reasons and units come from telemetry. */
function factsOf(notice: StoredNotice, { budget }: NoticeDetails, shown: Shown): AlertFacts {
  const { rule, content = {}, group, reason, unit, unsure, heldBy } = notice;
  return {
    ...notice,
    values: { ...notice.values, ...budget },
    rule: visibleLine(rule),
    content: shownContent(content, shown) as typeof content,
    group: Object.fromEntries(
      Object.entries(group).map(([name, value]) => [attributeName(cut(name, 100)), shown(cut(value, 200))]),
    ),
    ...(unit !== undefined && { unit: shown(cut(unit, 60)) }),
    ...(reason !== undefined && { reason: shown(cut(reason, 500)) }),
    ...(unsure !== undefined && { unsure: shown(cut(unsure, 300)) }),
    ...(heldBy !== undefined && { heldBy: shown(cut(heldBy, 200)) }),
  };
}

/** `0.4 % (median of 1 h 40 min before)`; of an anomaly the value that was expected. */
function usualText(facts: AlertFacts, { usual }: NoticeDetails): string {
  const expected = facts.values?.["expected"];
  if (expected !== undefined) return valueTextOf(facts, expected);
  if (usual === undefined) return "";
  return `${valueTextOf(facts, usual.value)} (median of ${spanText(usual.overMs)} before)`;
}

/** `payment 2.41.0 at 14:12 UTC, after 2.40.3`. */
function releasedText({ at: now }: StoredNotice, { released = [] }: NoticeDetails, shown: Shown): string {
  return released
    .map(({ service, version, previous, at }) => {
      const [of, is, was] = [service, version, previous].map((text) => shown(cut(text, 80)));
      return `${of} ${is} at ${clockText(at, now)}${was === "" ? "" : `, after ${was}`}`;
    })
    .join("; ");
}

/** Values of conditions on attributes and units of members are those of telemetry, too; other texts are names. */
function shownContent(content: unknown, shown: Shown): unknown {
  if (typeof content === "string") return visibleLine(content);
  if (Array.isArray(content)) return content.map((one) => shownContent(one, shown));
  if (typeof content !== "object" || content === null) return content;
  return Object.fromEntries(
    Object.entries(content).map(([name, value]) => [
      name,
      name === "where" && typeof value === "object" && value !== null
        ? Object.fromEntries(
            Object.entries(value).map(([key, one]) => [attributeName(key), shown(cut(String(one), 200))]),
          )
        : name === "unit"
          ? shown(cut(String(value), 60))
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

const mostAmounts = 5;

/** `1,234.50 EUR, 500 USD`; amounts beyond the first ones are counted. */
function riskText(
  { amountAtRisk = [], amountAtRiskCount = amountAtRisk.length }: NoticeDetails,
  shown: Shown,
): string {
  const texts = amountAtRisk.slice(0, mostAmounts).map((amount) => formatAmount(amount, shown));
  const more = amountAtRiskCount - texts.length;
  return `${texts.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** A currency is a text from telemetry. */
function formatAmount({ amount, currency, atLeast }: AmountAtRisk, shown: Shown): string {
  const code = /^[A-Za-z]{3}$/.test(currency) ? currency.toUpperCase() : undefined;
  const text =
    code === undefined
      ? `${formatNumber(amount, 0, 2)} ${shown(cut(currency, 20))}`.trim()
      : formatMoney(amount, code);
  return atLeast === true ? `at least ${text}` : text;
}

function formatMoney(amount: number, code: string): string {
  const usual = new Intl.NumberFormat("en", { style: "currency", currency: code }).resolvedOptions();
  const { maximumFractionDigits: most = 2 } = usual;
  // whole amounts stay short
  const least = Number.isInteger(Number(amount.toFixed(most))) ? 0 : most;
  return `${formatNumber(amount, least, most)} ${code}`;
}

function formatNumber(value: number, minimumFractionDigits: number, maximumFractionDigits: number): string {
  return new Intl.NumberFormat("en", { minimumFractionDigits, maximumFractionDigits }).format(value);
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
